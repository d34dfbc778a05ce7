package oplog

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"damping/shared/domain"
	"damping/shared/fold"
	"damping/shared/op"
)

// Memory is a Store that keeps nothing when the program ends: the twin of the SQL binding. A failed Update leaves it as
// it was. It is not safe for concurrent use.
type Memory struct {
	Clock func() int64 // ms UTC

	mem *memory
}

// memory is everything, so that a transaction is a copy and a commit an assignment.
type memory struct {
	head         Head
	log          []op.Op
	aside        []op.Op
	items        map[op.ID]Item
	verdicts     map[op.ID]*Stored // replaced, never changed
	states       map[op.Scope][]byte
	asOf         map[op.Scope]uint64
	rows         map[op.ID]domain.Card // of each file, as of its core
	files        map[op.ID]File
	numbers      map[string]int
	appointments map[op.ID]Appointment
	grants       []Grant
	marks        map[op.ID]uint64 // changes of the grants of an appointment
	devices      map[op.ID]Device
	delivered    map[op.ID]map[op.Scope]uint64
	wanted       map[op.ID]map[op.ID]int64
	trail        []Entry
}

// NewMemory returns an empty log with its epoch and the server's device id.
func NewMemory(epoch, server op.ID, clock func() int64) *Memory {
	return &Memory{Clock: clock, mem: &memory{head: Head{Epoch: epoch, Server: server}, items: map[op.ID]Item{}, verdicts: map[op.ID]*Stored{},
		states: map[op.Scope][]byte{}, asOf: map[op.Scope]uint64{}, rows: map[op.ID]domain.Card{}, files: map[op.ID]File{}, numbers: map[string]int{},
		appointments: map[op.ID]Appointment{}, devices: map[op.ID]Device{}, delivered: map[op.ID]map[op.Scope]uint64{}, wanted: map[op.ID]map[op.ID]int64{},
		marks: map[op.ID]uint64{}}}
}

// Appoint adds or changes an appointment.
func (m *Memory) Appoint(a Appointment) { m.mem.appointments[a.ID] = a }

// Log returns the ops in order of Seq.
func (m *Memory) Log() []op.Op { return m.mem.log }

// Aside returns the ops that were set aside.
func (m *Memory) Aside() []op.Op { return m.mem.aside }

// Trail returns the audit rows.
func (m *Memory) Trail() []Entry { return m.mem.trail }

// Bundles returns every scope's bundle.
func (m *Memory) Bundles() map[op.Scope][]byte { return m.mem.states }

// AllGrants returns every grant.
func (m *Memory) AllGrants() []Grant { return m.mem.grants }

// Backup returns a copy as it is now.
func (m *Memory) Backup() *Memory {
	c := *m.mem
	c.appointments = maps.Clone(c.appointments)
	return &Memory{Clock: m.Clock, mem: &c} // what else changes is copied before it is changed
}

// Restore goes back to a backup, as after a disk that died, and begins a new epoch.
func (m *Memory) Restore(backup *Memory, epoch op.ID) {
	m.mem = backup.Backup().mem
	m.mem.head.Epoch = epoch
}

// Update implements Store.
func (m *Memory) Update(_ context.Context, fn func(Tx) error) error {
	c := *m.mem
	c.verdicts, c.states, c.asOf, c.files = maps.Clone(c.verdicts), maps.Clone(c.states), maps.Clone(c.asOf), maps.Clone(c.files)
	c.items, c.rows = maps.Clone(c.items), maps.Clone(c.rows)
	c.numbers, c.devices = maps.Clone(c.numbers), maps.Clone(c.devices)
	c.delivered, c.wanted = maps.Clone(c.delivered), maps.Clone(c.wanted)
	c.log, c.aside, c.trail = slices.Clip(c.log), slices.Clip(c.aside), slices.Clip(c.trail)
	c.grants, c.marks = slices.Clone(c.grants), maps.Clone(c.marks)
	if err := fn(memoryTx{&c, m.Clock()}); err != nil {
		return err
	}
	m.mem = &c
	return nil
}

// View implements Store.
func (m *Memory) View(_ context.Context, fn func(Reader) error) error {
	return fn(memoryTx{m.mem, m.Clock()})
}

type memoryTx struct {
	*memory
	now int64
}

func (t memoryTx) Now() int64           { return t.now }
func (t memoryTx) Head() (Head, error)  { return t.head, nil }
func (t memoryTx) SetHead(h Head) error { t.head = h; return nil }

func (t memoryTx) AppointmentsOf(user op.ID) ([]Appointment, error) {
	return t.appointed(func(a Appointment) bool { return a.User == user }), nil
}

func (t memoryTx) appointed(which func(Appointment) bool) []Appointment {
	var out []Appointment
	for _, a := range t.appointments {
		if which(a) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b Appointment) int { return a.ID.Compare(b.ID) })
	return out
}

func (t memoryTx) Granted(appointments []op.ID) ([]Right, error) {
	best := map[op.Scope]Right{}
	for _, g := range t.grants {
		if slices.Contains(appointments, g.Appointment) && (g.Until == 0 || t.now < g.Until) {
			s := op.Scope{File: g.File, Part: g.Part}
			r := best[s]
			r.Scope, r.GrantSeq, r.Titled = s, max(r.GrantSeq, g.Seq), r.Titled || g.Why.Titled()
			r.Until = Sooner(r.Until, g.Until)
			best[s] = r
		}
	}
	return slices.Collect(maps.Values(best)), nil
}

func (t memoryTx) Mark(appointments []op.ID) (sum uint64, _ error) {
	for _, a := range appointments {
		sum += t.marks[a]
	}
	return sum, nil
}

func (t memoryTx) Delivered(dev op.ID) ([]op.Holding, error) {
	out := make([]op.Holding, 0, len(t.delivered[dev]))
	for s, g := range t.delivered[dev] {
		out = append(out, op.Holding{Scope: s, GrantSeq: g})
	}
	return out, nil
}

func (t memoryTx) SetDelivered(dev op.ID, gone []op.Scope, now []op.Holding) error {
	held := maps.Clone(t.delivered[dev])
	if held == nil {
		held = map[op.Scope]uint64{}
	}
	for _, s := range gone {
		delete(held, s)
	}
	for _, h := range now {
		held[h.Scope] = h.GrantSeq
	}
	t.delivered[dev] = held
	return nil
}

func (t memoryTx) Wanted(dev op.ID) (map[op.ID]int64, error) { return t.wanted[dev], nil }

func (t memoryTx) SetWanted(dev op.ID, files, shed []op.ID) error {
	all := map[op.ID]int64{}
	for f, at := range t.wanted[dev] {
		if t.now < at+op.WantFor && !slices.Contains(shed, f) {
			all[f] = at
		}
	}
	for _, f := range files {
		all[f] = t.now
	}
	t.wanted[dev] = all
	return nil
}

func (t memoryTx) Closed(files []op.ID) (map[op.ID]bool, error) {
	out := map[op.ID]bool{}
	for _, f := range files {
		out[f] = domain.Closed(t.rows[f])
	}
	return out, nil
}

func (t memoryTx) Snapshot(s op.Scope) ([]byte, error) {
	if b := t.states[s]; b != nil {
		return b, nil
	}
	return fold.New().Bundle(), nil
}

func (t memoryTx) Cards(files []op.ID) (map[op.ID]Card, error) {
	out := map[op.ID]Card{}
	for _, f := range files {
		s := op.Scope{File: f, Part: op.Core}
		out[f] = Card{AsOf: t.asOf[s], Bundle: op.Marshal(t.rows[f])}
	}
	return out, nil
}

func (t memoryTx) StepsAfter(seq uint64, appointments []op.ID, limit int) ([]Step, error) {
	granted, _ := t.Granted(appointments)
	var out []Step
	for i := t.place(seq + 1); i < len(t.log) && len(out) < limit; i++ {
		s := t.log[i].Scope()
		if slices.ContainsFunc(granted, func(r Right) bool { return r.Scope == s }) {
			out = append(out, Step{Seq: t.log[i].Seq, Scope: s, Last: t.asOf[s] == t.log[i].Seq})
		}
	}
	return out, nil
}

// place is where in the log the first op with this number or a greater one stands.
func (t memoryTx) place(seq uint64) int {
	i, _ := slices.BinarySearchFunc(t.log, seq, func(o op.Op, seq uint64) int { return cmp.Compare(o.Seq, seq) })
	return i
}

func (t memoryTx) Ops(seqs []uint64) ([]op.Op, error) {
	var out []op.Op
	for _, seq := range seqs {
		if i := t.place(seq); i < len(t.log) && t.log[i].Seq == seq {
			out = append(out, t.log[i])
		}
	}
	return out, nil
}

func (t memoryTx) Device(dev op.ID) (Device, error) { return t.devices[dev], nil }

func (t memoryTx) SetDevice(dev op.ID, d Device) error { t.devices[dev] = d; return nil }

func (t memoryTx) Verdict(id op.ID) (Stored, bool, error) {
	if v := t.verdicts[id]; v != nil {
		return *v, true, nil
	}
	return Stored{}, false, nil
}

func (t memoryTx) UsedN(dev op.ID, n uint64) (bool, error) {
	return slices.ContainsFunc(t.log, func(o op.Op) bool { return o.Dev == dev && o.N == n }), nil
}

func (t memoryTx) Insert(o *op.Op, a op.Ack) error {
	t.log = append(t.log, *o)
	t.verdicts[o.ID] = &Stored{Ack: a, Op: *o}
	return nil
}

func (t memoryTx) SetAside(o *op.Op, a op.Ack) error {
	t.aside = append(t.aside, *o)
	t.verdicts[o.ID] = &Stored{Ack: a, Op: *o}
	return nil
}

func (t memoryTx) Effs(ids []op.ID) (map[op.ID]op.HLC, error) {
	out := map[op.ID]op.HLC{}
	for _, id := range ids {
		if v, ok := t.verdicts[id]; ok && v.Ack.Verdict == op.Accepted {
			out[id] = v.Op.Eff
		}
	}
	return out, nil
}

func (t memoryTx) State(s op.Scope) (*fold.State, error) { return fold.Open(t.states[s]) }

func (t memoryTx) PutState(s op.Scope, asOf uint64, st *fold.State) error {
	t.states[s], t.asOf[s] = st.Bundle(), asOf
	if s.Part == op.Core {
		t.rows[s.File] = Row(s.File, st)
	}
	return nil
}

func (t memoryTx) File(id op.ID) (File, bool, error) {
	f, found := t.files[id]
	return f, found, nil
}

func (t memoryTx) PutFile(f File) error { t.files[f.ID] = f; return nil }

func (t memoryTx) NextNumber(_, institution op.ID, kind op.EntKind, year int) (int, error) {
	key := string(op.Marshal([]any{institution, kind, year}))
	t.numbers[key]++
	return t.numbers[key], nil
}

func (t memoryTx) Appointment(id op.ID) (Appointment, bool, error) {
	a, found := t.appointments[id]
	return a, found, nil
}

func (t memoryTx) Appointments(institution op.ID) ([]Appointment, error) {
	return t.appointed(func(a Appointment) bool { return a.Institution == institution }), nil
}

func (t memoryTx) Grants(file op.ID) ([]Grant, error) {
	var out []Grant
	for _, g := range t.grants {
		if g.File == file {
			out = append(out, g)
		}
	}
	return out, nil
}

func (t memoryTx) PutGrant(g Grant) error {
	if err := t.DropGrant(g.File, g.Part, g.Appointment); err != nil {
		return err
	}
	t.grants = append(t.grants, g)
	return nil
}

func (t memoryTx) DropGrant(file op.ID, p op.Part, appointment op.ID) error {
	t.grants = slices.DeleteFunc(t.grants, func(g Grant) bool { return g.File == file && g.Part == p && g.Appointment == appointment })
	t.marks[appointment]++
	return nil
}

func (t memoryTx) Project(File, map[op.Part]*fold.State) error { return nil }

func (t memoryTx) Audit(e Entry) error { t.trail = append(t.trail, e); return nil }
