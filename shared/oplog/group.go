package oplog

import (
	"bytes"
	"time"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
)

// refusal ends the judging of a group: it is set aside whole, for this reason.
type refusal struct {
	verdict op.Verdict
	code    errs.Code
}

func (r *refusal) Error() string { return string(r.code) }

func reject(code errs.Code) error { return &refusal{op.Rejected, code} }

func quarantine(code errs.Code) error { return &refusal{op.Quarantined, code} }

// group takes one group: known ids get their old answer, the rest is judged, and what passes goes into the log.
func (b *batch) group(ops []op.Op) ([]op.Ack, error) {
	if acks, done, err := b.answered(ops); done || err != nil {
		return acks, err
	}
	if torn(ops) {
		acks := make([]op.Ack, 0, len(ops))
		for i := range ops {
			acks = append(acks, op.Ack{ID: ops[i].ID, Verdict: op.Torn, Code: errs.TornGroup})
		}
		return acks, nil
	}
	j := &judgement{batch: b, as: ops[0].As, draft: map[op.Scope]*fold.State{}, fresh: map[op.ID]op.HLC{},
		known: map[op.ID]File{}, effects: map[op.ID][]op.Op{}}
	err := j.judge(ops)
	switch r := err.(type) {
	case nil:
		return j.take(ops)
	case *refusal:
		if r.code == errs.Copied {
			return b.copied(ops)
		}
		if domain.Decides(&ops[0]) {
			r.verdict = op.Rejected // nobody else need decide on a decision
		}
		return b.setAside(ops, r.verdict, r.code)
	}
	return nil, err
}

// answered repeats the answer to a group that was sent before. An id that comes back with other content is refused without a trace in
// the log: the first op of that id stands.
func (b *batch) answered(ops []op.Op) ([]op.Ack, bool, error) {
	var acks []op.Ack
	for i := range ops {
		v, found, err := b.tx.Verdict(ops[i].ID)
		if err != nil {
			return nil, true, err
		}
		if !found {
			continue
		}
		a := v.Ack
		if !b.same(&v.Op, &ops[i]) {
			a = op.Ack{ID: ops[i].ID, Verdict: op.Rejected, Code: errs.ReplayMismatch}
		}
		acks = append(acks, a)
	}
	if len(acks) == 0 {
		return nil, false, nil
	}
	if len(acks) < len(ops) { // some of its ids belong to another act
		acks = acks[:0]
		for i := range ops {
			acks = append(acks, op.Ack{ID: ops[i].ID, Verdict: op.Rejected, Code: errs.ReplayMismatch})
		}
	}
	return acks, true, nil
}

// copiedAgain is how long the trail says no more of a device that was copied.
const copiedAgain = int64(24 * time.Hour / time.Millisecond)

// copied refuses a group whose numbers the log has under other ids: a browser profile was copied, and two machines write
// as one device. Nothing is kept, because the device keeps it and sends it again under an id of its own. The trail tells it
// once a day: a machine that cannot get an id just now comes again with every flush.
func (b *batch) copied(group []op.Op) ([]op.Ack, error) {
	acks := make([]op.Ack, len(group))
	for i := range group {
		acks[i] = op.Ack{ID: group[i].ID, Verdict: op.Torn, Code: errs.Copied}
	}
	d, err := b.device(b.from)
	if err != nil || b.now-d.CopiedAt < copiedAgain {
		return acks, err
	}
	d.CopiedAt = b.now
	b.dev[b.from] = d
	return acks, b.audit(group[0].As, "device_copied", errs.Copied, b.from)
}

// same compares what the client wrote. Who was given another device id sends what has no answer again under it.
func (b *batch) same(known, sent *op.Op) bool {
	x, y := *known, *sent
	if known.Actor == b.actor.User && sent.Dev == b.from {
		x.Dev, x.N = y.Dev, y.N
	}
	x.Actor, x.Seq, x.Eff, x.RecvAt = op.ID{}, 0, 0, 0
	y.Actor, y.Seq, y.Eff, y.RecvAt = op.ID{}, 0, 0, 0
	return bytes.Equal(op.Marshal(x), op.Marshal(y))
}

// torn reports whether members are missing, doubled or out of order.
func torn(ops []op.Op) bool {
	ids := make(map[op.ID]bool, len(ops))
	for i := range ops {
		o := &ops[i]
		if ids[o.ID] {
			return true
		}
		ids[o.ID] = true
		if int(o.GI) != i || int(o.GN) != len(ops) || o.N != ops[0].N+uint64(i) || o.Dev != ops[0].Dev || o.As != ops[0].As {
			return true
		}
	}
	return false
}
