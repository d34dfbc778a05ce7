package oplog

import (
	"crypto/sha256"

	"damping/server/store"
	"damping/server/vault"
	"damping/shared/errs"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// The words for verdicts in the database. A torn group leaves none: nothing of it was taken.
const (
	accepted    = "accepted"
	quarantined = "quarantined"
	rejected    = "rejected"
)

func verdictName(v op.Verdict) string {
	switch v {
	case op.Accepted:
		return accepted
	case op.Quarantined:
		return quarantined
	}
	return rejected
}

func verdictOf(name string) op.Verdict {
	switch name {
	case accepted:
		return op.Accepted
	case quarantined:
		return op.Quarantined
	}
	return op.Rejected
}

// Verdict implements shared/oplog.Tx. What was received is read back from the log or from what was set aside, so that
// a replay can be told from a forgery.
func (w *writer) Verdict(id op.ID) (core.Stored, bool, error) {
	if err := w.hold(); err != nil { // of two equal acts side by side the second must see the first
		return core.Stored{}, false, err
	}
	if v, ok := w.answered[id]; ok {
		return v, true, nil
	}
	if w.absent[id] {
		return core.Stored{}, false, nil
	}
	ask := []op.ID{id}
	for i := range w.hint {
		if other := w.hint[i].ID; other != id && !w.absent[other] {
			ask = append(ask, other)
		}
	}
	if err := w.readVerdicts(ask); err != nil {
		return core.Stored{}, false, err
	}
	v, ok := w.answered[id]
	return v, ok, nil
}

func (w *writer) readVerdicts(ids []op.ID) error {
	rows, err := w.s.Verdicts(w.ctx, ids)
	if err != nil {
		return err
	}
	var taken, aside []op.ID
	for _, id := range ids {
		row, ok := rows[id]
		switch {
		case !ok:
			w.absent[id] = true
		case row.Verdict == accepted:
			taken = append(taken, id)
		default:
			aside = append(aside, id)
		}
	}

	received := make(map[op.ID]op.Op, len(rows))
	logged, err := w.s.OpsByID(w.ctx, taken)
	if err != nil {
		return err
	}
	ops, err := w.openOps(logged)
	if err != nil {
		return err
	}
	for i := range ops {
		received[ops[i].ID] = ops[i]
	}
	kept, err := w.s.QuarantinedByID(w.ctx, aside)
	if err != nil {
		return err
	}
	for i := range kept {
		if received[kept[i].OpID], err = w.openAside(&kept[i]); err != nil {
			return err
		}
	}

	for id, row := range rows {
		a := op.Ack{ID: id, Verdict: verdictOf(row.Verdict), Code: errs.Code(row.Code), Seq: row.Seq, Eff: row.Eff}
		for b := row.Effects; len(b) >= 16; b = b[16:] {
			a.Effects = append(a.Effects, op.ID(b[:16]))
		}
		w.answered[id] = core.Stored{Ack: a, Op: received[id]}
	}
	return nil
}

// Insert implements shared/oplog.Tx.
func (w *writer) Insert(o *op.Op, a op.Ack) error {
	if o.File == o.Actor {
		if err := w.ownSpace(o.Actor); err != nil {
			return err
		}
	}
	key, err := w.key(o.File)
	if err != nil {
		return err
	}
	row, err := rowOf(o, key)
	if err != nil {
		return err
	}
	w.ops = append(w.ops, row)
	if s := w.numbers[o.Dev]; s != nil {
		s.taken[o.N] = true
	}
	w.answer(o, a, row.Body)
	return nil
}

// SetAside implements shared/oplog.Tx.
func (w *writer) SetAside(o *op.Op, a op.Ack) error {
	row := store.Quarantined{OpID: o.ID, Dev: o.Dev, N: min(o.N, maxN), G: o.G, File: o.File, Part: o.Part, Actor: o.Actor,
		AsID: o.As, Reason: string(a.Code), RecvAt: o.RecvAt}
	key, err := w.asideKey(o.File, &row)
	if err != nil {
		return err
	}
	if row.Body, err = key.Seal(asidePlace(o.ID), op.Marshal(o)); err != nil {
		return err
	}
	w.aside = append(w.aside, row)
	w.answer(o, a, row.Body)
	return nil
}

// asideKey is the file's key, so that it is erased with the file, or the house's when nobody knows the file.
func (w *writer) asideKey(file op.ID, row *store.Quarantined) (*vault.FileKey, error) {
	b, err := w.file(file)
	if err != nil || !b.found {
		return w.log.house, err
	}
	key, err := w.key(file)
	if errs.CodeOf(err) == errs.Gone {
		return w.log.house, nil
	}
	row.KeyFile = file
	return key, err
}

func (r *reader) openAside(row *store.Quarantined) (op.Op, error) {
	key := r.log.house
	if !row.KeyFile.IsZero() {
		k, err := r.key(row.KeyFile)
		if errs.CodeOf(err) == errs.Gone {
			return op.Op{}, nil // erased: whatever comes under this id now is something else
		}
		if err != nil {
			return op.Op{}, err
		}
		key = k
	}
	var o op.Op
	plain, err := key.Open(asidePlace(row.OpID), row.Body)
	if err != nil {
		return o, err
	}
	return o, op.Unmarshal(plain, &o)
}

// answer keeps a verdict. Its digest is of the sealed text: what remains of an operation once its file is erased.
func (w *writer) answer(o *op.Op, a op.Ack, sealed []byte) {
	digest := sha256.Sum256(sealed)
	row := store.Verdict{OpID: o.ID, Dev: o.Dev, N: min(o.N, maxN), G: o.G, Verdict: verdictName(a.Verdict), Code: string(a.Code),
		Seq: a.Seq, Eff: a.Eff, At: w.Now(), Digest: digest[:]}
	for _, id := range a.Effects {
		row.Effects = append(row.Effects, id[:]...)
	}
	w.verdicts = append(w.verdicts, row)
	w.answered[o.ID] = core.Stored{Ack: a, Op: *o}
	delete(w.absent, o.ID)
}
