package oplog

import (
	"slices"

	"damping/server/audit"
	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// writer implements shared/oplog.Tx. What it has gathered is written by flush.
type writer struct {
	*reader
	hint []op.Op // what the transaction will be asked about

	staff map[op.ID][]core.Appointment // by institution

	answered map[op.ID]core.Stored // verdicts read and given
	absent   map[op.ID]bool        // ids known to have none
	numbers  map[op.ID]*span       // by device

	ops      []store.OpRow
	verdicts []store.Verdict
	aside    []store.Quarantined

	head    store.LogHead
	from    uint64           // the log's last number before
	asOf    map[op.ID]uint64 // newest op in a state of each changed file
	readers map[op.ID]bool   // appointments that have news
	files   []op.ID
}

// span is which numbers of a device are taken, as far as was asked.
type span struct {
	from, to uint64
	taken    map[uint64]bool
}

func newWriter(r *reader) *writer {
	hint, _ := r.ctx.Value(batchKey{}).([]op.Op)
	return &writer{reader: r, hint: hint, staff: map[op.ID][]core.Appointment{},
		answered: map[op.ID]core.Stored{}, absent: map[op.ID]bool{}, numbers: map[op.ID]*span{}, asOf: map[op.ID]uint64{},
		readers: map[op.ID]bool{}}
}

// hold takes the log's head for the rest of the transaction. Every decision about the log is made behind it; the one
// write that decides nothing, SetDelivered, goes without, so that a first download does not stop those who write.
func (w *writer) hold() error {
	if w.head.One != 0 {
		return nil
	}
	row, err := w.s.LockLogHead(w.ctx)
	w.head, w.from = row, row.Seq
	return err
}

// Head implements shared/oplog.Reader.
func (w *writer) Head() (core.Head, error) {
	err := w.hold()
	return headOf(w.head), err
}

// SetHead implements shared/oplog.Tx.
func (w *writer) SetHead(h core.Head) error {
	w.head.Seq, w.head.ServerN = h.Seq, h.ServerN
	return w.s.SaveLogHead(w.ctx, w.head)
}

// SetDevice implements shared/oplog.Tx.
func (w *writer) SetDevice(dev op.ID, d core.Device) error {
	return w.s.SaveDeviceEff(w.ctx, store.DeviceEff{Device: dev, LastEff: d.LastEff, LastN: min(d.LastN, maxN), CopiedAt: d.CopiedAt})
}

// SetDelivered implements shared/oplog.Tx.
func (w *writer) SetDelivered(dev op.ID, gone []op.Scope, now []op.Holding) error {
	rows := make([]store.DeviceScope, 0, len(now))
	for _, h := range now {
		rows = append(rows, store.DeviceScope{Device: dev, File: h.Scope.File, Part: h.Scope.Part, GrantSeq: h.GrantSeq})
	}
	if err := w.s.DropDeviceScopes(w.ctx, dev, gone); err != nil {
		return err
	}
	return w.s.SaveDeviceScopes(w.ctx, rows)
}

// maxN is the highest number that an op may have; an op that was refused for a higher one is kept under this.
const maxN = 1 << 53

// UsedN implements shared/oplog.Tx.
func (w *writer) UsedN(dev op.ID, n uint64) (bool, error) {
	s := w.numbers[dev]
	if s == nil || n < s.from || n > s.to {
		s = w.span(dev, n)
		taken, err := w.s.OpNumbers(w.ctx, dev, s.from, s.to)
		if err != nil {
			return false, err
		}
		for _, row := range w.ops {
			if row.Dev == dev {
				taken[row.N] = true
			}
		}
		s.taken, w.numbers[dev] = taken, s
	}
	return s.taken[n], nil
}

// span is what to ask for at once when asked for n: everything that the batch will want.
func (w *writer) span(dev op.ID, n uint64) *span {
	s := &span{from: n, to: n}
	for i := range w.hint {
		if o := &w.hint[i]; o.Dev == dev && o.N <= maxN && max(o.N, n)-min(o.N, n) < op.MaxBatchOps {
			s.from, s.to = min(s.from, o.N), max(s.to, o.N)
		}
	}
	return s
}

// Effs implements shared/oplog.Tx.
func (w *writer) Effs(ids []op.ID) (map[op.ID]op.HLC, error) {
	out := make(map[op.ID]op.HLC, len(ids))
	var ask []op.ID
	for _, id := range ids {
		if v, ok := w.answered[id]; ok {
			if v.Ack.Verdict == op.Accepted {
				out[id] = v.Op.Eff
			}
			continue
		}
		ask = append(ask, id)
	}
	known, err := w.s.EffsOf(w.ctx, ask)
	for id, eff := range known {
		out[id] = eff
	}
	return out, err
}

// NextNumber implements shared/oplog.Tx.
func (w *writer) NextNumber(file, institution op.ID, kind op.EntKind, year int) (int, error) {
	n, err := w.s.NextNumber(w.ctx, file, institution, kindName(kind), year)
	return int(n), err
}

// Audit implements shared/oplog.Tx.
func (w *writer) Audit(e core.Entry) error {
	audit.Append(w.s, audit.Entry{Actor: e.Actor, As: e.As, Device: e.Dev, Act: audit.Act(e.Act), Denied: e.Code != "", Objects: e.Objects})
	return nil
}

// flush writes what was gathered and arranges for the news to be told once they are durable.
func (w *writer) flush() error {
	if err := w.s.AddOps(w.ctx, w.ops); err != nil {
		return err
	}
	if err := w.s.AddQuarantined(w.ctx, w.aside); err != nil {
		return err
	}
	if err := w.s.AddVerdicts(w.ctx, w.verdicts); err != nil {
		return err
	}
	if w.head.Seq == w.from && len(w.readers) == 0 {
		return nil
	}

	c := Change{From: w.from, Seq: w.head.Seq, Files: w.files}
	for _, file := range w.files {
		grants, err := w.Grants(file)
		if err != nil {
			return err
		}
		for _, g := range grants {
			w.readers[g.Appointment] = true
		}
	}
	for id := range w.readers {
		c.Readers = append(c.Readers, id)
	}
	slices.SortFunc(c.Readers, op.ID.Compare)
	w.s.AfterCommit(func() { w.log.changed(c) })
	return nil
}

// found turns the store's not_found into an answer.
func found(err error) (bool, error) {
	if errs.CodeOf(err) == errs.NotFound {
		return false, nil
	}
	return err == nil, err
}

var _ core.Tx = (*writer)(nil)
var _ core.Store = (*Log)(nil)
