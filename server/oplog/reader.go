package oplog

import (
	"context"
	"crypto/sha256"
	"encoding/binary"

	"damping/server/store"
	"damping/server/vault"
	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// reader implements shared/oplog.Reader over one transaction.
type reader struct {
	log   *Log
	ctx   context.Context // of the transaction, which is why it may be kept here
	s     *store.Tx
	boxes map[op.ID]*box
	zones zones

	people map[op.ID]core.Appointment
}

// box is what a transaction knows of one file.
type box struct {
	known  bool // the row was looked for
	found  bool
	row    store.File
	key    *vault.FileKey
	opened bool // the states were read
	states map[op.Part]store.PartState
	grants []core.Grant
	asked  bool // the grants were read
}

func (l *Log) reader(ctx context.Context, s *store.Tx) *reader {
	return &reader{log: l, ctx: ctx, s: s, boxes: map[op.ID]*box{}, zones: zones{}, people: map[op.ID]core.Appointment{}}
}

// Now implements shared/oplog.Reader.
func (r *reader) Now() int64 { return r.s.Millis() }

// Head implements shared/oplog.Reader.
func (r *reader) Head() (core.Head, error) {
	row, err := r.s.LogHead(r.ctx)
	return headOf(row), err
}

// headOf makes an id of the epoch that no other database has: its number counts restores of this one, and a database
// made anew has another device id.
func headOf(row store.LogHead) core.Head {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(row.ServerDevice[:], uint64(row.Epoch)))
	return core.Head{Epoch: op.ID(sum[:16]), Seq: row.Seq, Server: row.ServerDevice, ServerN: row.ServerN}
}

// Granted implements shared/oplog.Reader.
func (r *reader) Granted(appointments []op.ID) ([]core.Right, error) {
	rows, err := r.s.GrantsOf(r.ctx, appointments)
	if err != nil {
		return nil, err
	}
	out := make([]core.Right, 0, len(rows))
	for _, g := range rows { // in order of file and part
		scope, titled := op.Scope{File: g.File, Part: g.Part}, core.Why(g.Why).Titled()
		if n := len(out); n > 0 && out[n-1].Scope == scope {
			out[n-1].GrantSeq, out[n-1].Titled = max(out[n-1].GrantSeq, g.GrantSeq), out[n-1].Titled || titled
			out[n-1].Until = core.Sooner(out[n-1].Until, g.UntilAt)
			continue
		}
		out = append(out, core.Right{Holding: op.Holding{Scope: scope, GrantSeq: g.GrantSeq}, Titled: titled, Until: g.UntilAt})
	}
	return out, nil
}

// Mark implements shared/oplog.Reader.
func (r *reader) Mark(appointments []op.ID) (uint64, error) {
	return r.s.GrantMarks(r.ctx, appointments)
}

// Delivered implements shared/oplog.Reader.
func (r *reader) Delivered(dev op.ID) ([]op.Holding, error) {
	rows, err := r.s.DeviceScopes(r.ctx, dev)
	if err != nil {
		return nil, err
	}
	out := make([]op.Holding, 0, len(rows))
	for _, row := range rows {
		out = append(out, op.Holding{Scope: op.Scope{File: row.File, Part: row.Part}, GrantSeq: row.GrantSeq})
	}
	return out, nil
}

// Snapshot implements shared/oplog.Reader.
func (r *reader) Snapshot(s op.Scope) ([]byte, error) {
	bundle, err := r.bundle(s)
	if err == nil && bundle == nil {
		bundle = fold.New().Bundle()
	}
	return bundle, err
}

// StepsAfter implements shared/oplog.Reader.
func (r *reader) StepsAfter(seq uint64, appointments []op.ID, limit int) ([]core.Step, error) {
	rows, err := r.s.StepsFor(r.ctx, seq, appointments, limit)
	if err != nil {
		return nil, err
	}
	out := make([]core.Step, 0, len(rows))
	for _, s := range rows {
		out = append(out, core.Step{Seq: s.Seq, Scope: op.Scope{File: s.File, Part: s.Part}, Last: s.AsOf == s.Seq})
	}
	return out, nil
}

// Ops implements shared/oplog.Reader.
func (r *reader) Ops(seqs []uint64) ([]op.Op, error) {
	rows, err := r.s.OpsAt(r.ctx, seqs)
	if err != nil {
		return nil, err
	}
	return r.openOps(rows)
}

// Device implements shared/oplog.Reader.
func (r *reader) Device(dev op.ID) (core.Device, error) {
	row, err := r.s.DeviceEff(r.ctx, dev)
	return core.Device{LastEff: row.LastEff, LastN: row.LastN, CopiedAt: row.CopiedAt}, err
}

// box returns what is known of a file; an empty one at first.
func (r *reader) box(file op.ID) *box {
	b := r.boxes[file]
	if b == nil {
		b = &box{}
		r.boxes[file] = b
	}
	return b
}

// file reads the row of a file.
func (r *reader) file(id op.ID) (*box, error) {
	b := r.box(id)
	if b.known {
		return b, nil
	}
	row, err := r.s.File(r.ctx, id)
	if code := errs.CodeOf(err); code != "" && code != errs.NotFound {
		return nil, err
	}
	b.row, b.known, b.found = row, true, err == nil
	return b, nil
}

// key unwraps the key of a file that exists; gone when it was erased.
func (r *reader) key(file op.ID) (*vault.FileKey, error) {
	b := r.box(file)
	if b.key != nil {
		return b.key, nil
	}
	key, err := r.log.vault.FileKey(r.ctx, r.s, file)
	b.key = key
	return key, err
}

// bundle opens the state of one part, nil when there is none. All parts of a file are read at once: whoever asks for
// one asks for the others next.
func (r *reader) bundle(s op.Scope) ([]byte, error) {
	b := r.box(s.File)
	if !b.opened {
		rows, err := r.s.PartStatesOf(r.ctx, s.File)
		if err != nil {
			return nil, err
		}
		b.opened, b.states = true, make(map[op.Part]store.PartState, len(rows))
		for _, row := range rows {
			b.states[row.Part] = row
		}
	}
	row, ok := b.states[s.Part]
	if !ok {
		return nil, nil
	}
	key, err := r.key(s.File)
	if err != nil {
		return nil, err
	}
	return key.Open(bundlePlace(row), row.Bundle)
}
