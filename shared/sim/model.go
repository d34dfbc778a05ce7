package sim

import (
	"bytes"
	"fmt"
	"slices"

	"damping/shared/domain"
	"damping/shared/fold"
	"damping/shared/op"
	"damping/shared/oplog"
)

// model is what the world knows for itself: who may what, what was written, and the log of every epoch.
type model struct {
	w      *world
	apps   map[op.ID]oplog.Appointment
	epochs map[op.ID]ledger
	ids    map[op.ID]*op.Op // the present log
	numbers
	aside map[op.ID]bool // set aside in the present epoch
	deeds map[op.ID]*deed

	seenLog, seenAside int
}

// ledger is a log by scope, in order of Seq.
type ledger map[op.Scope][]*op.Op

type numbers map[numbered]bool

type numbered struct {
	dev op.ID
	n   uint64
}

// deed is one op that a person wrote.
type deed struct {
	op      op.Op
	by      *device
	epoch   op.ID  // of the server, as far as the device knew
	saw     op.HLC // the latest that its author had seen
	key     string // under which its device keeps a copy
	logged  bool   // in the present log
	taken   bool   // was ever in a log
	takenAt int64  // when that log had it, ms UTC
	aside   bool   // was ever set aside
	asideAt int64  // when, ms UTC
	heard   bool   // its device was told that the present log has it
	gone    bool   // its device has let go of it, for a reason
	unseen  bool   // only a base had it, and the base is gone until the next page
}

func newModel(w *world) model {
	return model{w: w, apps: map[op.ID]oplog.Appointment{}, epochs: map[op.ID]ledger{}, ids: map[op.ID]*op.Op{},
		numbers: numbers{}, aside: map[op.ID]bool{}, deeds: map[op.ID]*deed{}}
}

func (m *model) authored(d *device, o op.Op) *deed {
	m.w.must(m.deeds[o.ID] == nil, "I3", "%s: an id was given twice", d.name)
	a := &deed{op: o, by: d, epoch: d.cursor().Epoch, saw: d.saw, key: fmt.Sprintf("%x-%02x-%014x", o.File[:], uint8(o.Part), o.N)}
	m.deeds[o.ID] = a
	return a
}

// restored begins a new epoch from what the server has left.
func (m *model) restored() {
	m.ids, m.numbers, m.aside = map[op.ID]*op.Op{}, numbers{}, map[op.ID]bool{}
	m.seenLog, m.seenAside = len(m.w.store.Log()), len(m.w.store.Aside())
	now := ledger{}
	m.epochs[m.w.epoch()] = now
	for _, d := range m.deeds {
		d.logged = false
	}
	for _, o := range m.w.store.Log() {
		m.enter(now, &o)
	}
	for _, o := range m.w.store.Aside() {
		m.aside[o.ID] = true
	}
}

func (m *model) enter(l ledger, o *op.Op) {
	l[o.Scope()] = append(l[o.Scope()], o)
	m.ids[o.ID] = o
	m.numbers[numbered{o.Dev, o.N}] = true
	if d := m.deeds[o.ID]; d != nil {
		d.logged, d.taken, d.takenAt = true, true, max(d.takenAt, o.RecvAt)
	}
}

// place is where a value lives.
type place struct {
	ent   op.Ent
	kind  op.Kind
	field op.FieldID
}

// value is one live value.
type value struct {
	place
	id  op.ID
	val []byte
}

// live is the reducer's meaning, written anew: which values are left after these ops, in order of id.
func live(ops []*op.Op) []value {
	out := make([]value, 0, len(ops))
	drop := func(at place, ids []op.ID) {
		if len(ids) > 0 {
			out = slices.DeleteFunc(out, func(v value) bool { return v.place == at && slices.Contains(ids, v.id) })
		}
	}
	for _, o := range ops {
		at := place{o.Ent, o.Kind, o.Field}
		switch o.Kind {
		case op.Set:
			drop(at, o.Sup)
		case op.Rem:
			at.kind = op.Add
			drop(at, o.Sup)
			continue
		case op.Create, op.Tomb:
			at.field = 0
		case op.Add, op.Append:
		default: // a command, or what no reducer of today knows
			continue
		}
		out = append(out, value{at, o.ID, o.Val})
	}
	slices.SortFunc(out, func(a, b value) int { return a.id.Compare(b.id) })
	return out
}

// headsOf calls f for every live value of a state, with its place.
func headsOf(st *fold.State, f func(place, fold.Head)) {
	if st == nil {
		return
	}
	for _, e := range st.Ents {
		for _, h := range e.Born {
			f(place{e.Ent, op.Create, 0}, h)
		}
		for _, r := range e.Regs {
			for _, h := range r.Sibs {
				f(place{e.Ent, op.Set, r.Field}, h)
			}
		}
		for _, b := range e.Sets {
			for _, h := range b.Items {
				f(place{e.Ent, op.Add, b.Field}, h)
			}
		}
		for _, b := range e.Lists {
			for _, h := range b.Items {
				f(place{e.Ent, op.Append, b.Field}, h)
			}
		}
		for _, t := range e.Tombs {
			f(place{e.Ent, op.Tomb, 0}, t.Head)
		}
	}
}

// differ tells the first difference between what should be there and what is; nil when there is none.
func differ(want, got []value) (id op.ID, how string) {
	for i := 0; i < len(want) || i < len(got); i++ {
		switch {
		case i >= len(got) || i < len(want) && want[i].id.Compare(got[i].id) < 0:
			return want[i].id, "is missing"
		case i >= len(want) || got[i].id.Compare(want[i].id) < 0:
			if i > 0 && got[i].id == got[i-1].id {
				return got[i].id, "is there twice"
			}
			return got[i].id, "should not be there"
		case want[i].place != got[i].place || !bytes.Equal(want[i].val, got[i].val):
			return want[i].id, "has changed"
		}
	}
	return op.ID{}, ""
}

// allowed are the scopes that a user may read now.
func (m *model) allowed(user op.ID) map[op.Scope]bool {
	out := map[op.Scope]bool{}
	for _, g := range m.w.store.Grants() {
		if a := m.apps[g.Appointment]; a.User == user && a.ValidAt(m.w.now) && (g.Until == 0 || m.w.now < g.Until) {
			out[op.Scope{File: g.File, Part: g.Part}] = true
		}
	}
	return out
}

// mayWrite reports whether the author of an op has an appointment that holds now and is let into its scope. Grants that
// the same batch took away are looked for in before.
func (m *model) mayWrite(d *device, o *op.Op, before []oplog.Grant) bool {
	a := m.apps[o.As]
	if a.User != d.of.user || !a.ValidAt(m.w.now) {
		return false
	}
	if o.File == a.User {
		return true
	}
	in := func(g oplog.Grant) bool {
		return g.File == o.File && g.Part == o.Part && g.Appointment == o.As && (g.Until == 0 || m.w.now < g.Until)
	}
	return slices.ContainsFunc(m.w.store.Grants(), in) || slices.ContainsFunc(before, in)
}

// seenOn is the latest effective clock in what a device holds.
func (m *model) seenOn(d *device) (eff op.HLC) {
	l := m.epochs[d.cursor().Epoch]
	for s := range d.disk.held {
		for _, o := range l[s] {
			if o.Seq <= d.disk.bases[s].AsOf {
				eff = max(eff, o.Eff)
			}
		}
	}
	return eff
}

// learn takes in what a page said: what was taken away, and what its reader has now seen.
func (d *device) learn(ans *op.PullAnswer, before map[op.Scope]uint64) {
	if ans.Reset {
		d.w.counted["act offered again"] += len(d.disk.pending)
		for _, a := range d.deeds {
			a.heard = false
		}
	}
	for _, o := range ans.Ops {
		d.saw = max(d.saw, o.Eff)
	}
	if len(ans.Snapshots) > 0 {
		d.saw = max(d.saw, d.w.seenOn(d))
	}
	for s := range d.disk.held {
		d.everHeld(s)
	}
	for _, s := range ans.Released {
		if s.Part == op.CardPart {
			continue
		}
		d.w.counted["file released"]++
		if slices.ContainsFunc(d.deeds, func(a *deed) bool { return a.op.Scope() == s && !a.logged && !a.aside }) {
			d.w.counted["own work on a released file"]++
		}
	}
	for i := range ans.Snapshots {
		s := ans.Snapshots[i].Holding.Scope
		if _, had := before[s]; had && s.Part == op.CardPart {
			d.w.counted["card refreshed"]++
		}
	}
}

func (d *device) everHeld(s op.Scope) {
	if d.ever == nil {
		d.ever = map[op.Scope]bool{}
	}
	d.ever[s] = true
}

// keptFor is how long a device keeps what the server has, for one that is restored.
const keptFor = 30 * day

// mayGo reports whether a device may let go of an op that it wrote: it was told that the server has it, and since then its
// scope was taken from the device, or a month has passed. What a restored server loses of such ops is lost; of all others nothing is. A
// person's own space is taken from nobody.
func (d *device) mayGo(a *deed) bool {
	s := a.op.Scope()
	revoked := slices.Contains(d.taken, s) || !d.disk.may[s] && a.op.Ent.Kind != domain.UserSpace
	return a.heard && (revoked || d.w.now >= a.takenAt+keptFor)
}
