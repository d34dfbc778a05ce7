package oplog

import (
	"damping/shared/domain"
	"damping/shared/op"
)

// take writes a judged group: files, ops in order with effects behind the op that caused them, grants, audit.
func (j *judgement) take(ops []op.Op) ([]op.Ack, error) {
	for _, f := range j.created {
		if err := j.tx.PutFile(f); err != nil {
			return nil, err
		}
		if err := j.audit(j.as, "create_"+domain.FileKindName(f.Kind), "", f.ID); err != nil {
			return nil, err
		}
	}
	for _, f := range j.moved {
		if err := j.tx.PutFile(f); err != nil {
			return nil, err
		}
	}
	acks := make([]op.Ack, 0, len(ops))
	for i := range ops {
		a, err := j.insert(&ops[i])
		if err != nil {
			return nil, err
		}
		acks = append(acks, a)
	}
	for _, g := range j.drops {
		if err := j.tx.DropGrant(g.File, g.Part, g.Appointment); err != nil {
			return nil, err
		}
	}
	for _, g := range j.grants {
		j.head.Seq++
		g.Seq = j.head.Seq
		if err := j.tx.PutGrant(g); err != nil {
			return nil, err
		}
	}
	for _, i := range j.decided {
		if err := j.tx.PutItem(i); err != nil {
			return nil, err
		}
	}
	for s, st := range j.draft {
		j.states[s], j.files[s.File] = st, j.known[s.File] // a file that was only looked at has not changed
	}
	return acks, j.trail(ops)
}

// insert gives an op and its effects their places in the log. The verdict of a command names its effects and covers
// the last of them.
func (j *judgement) insert(o *op.Op) (op.Ack, error) {
	effects := j.effects[o.ID]
	place := func(o *op.Op) {
		j.head.Seq++
		o.Seq = j.head.Seq
		if o.File != j.actor.User {
			j.asOf[o.Scope()] = o.Seq
		}
	}
	place(o)
	a := op.Ack{ID: o.ID, Verdict: op.Accepted, Seq: o.Seq, Eff: o.Eff}
	for i := range effects {
		place(&effects[i])
		if o.Kind == op.Cmd {
			a.Effects, a.Seq = append(a.Effects, effects[i].ID), effects[i].Seq
		}
	}
	if err := j.tx.Insert(o, a); err != nil {
		return a, err
	}
	for i := range effects {
		e := &effects[i]
		if err := j.tx.Insert(e, op.Ack{ID: e.ID, Verdict: op.Accepted, Seq: e.Seq, Eff: e.Eff}); err != nil {
			return a, err
		}
	}
	return a, nil
}

// trail tells the audit trail what was done: a row for the act, one for a command, one for each look at a case.
func (j *judgement) trail(ops []op.Op) error {
	for i := range j.looked {
		o := &j.looked[i]
		var file op.ID
		if err := op.Unmarshal(o.Val, &file); err != nil {
			return err
		}
		act := "open"
		if o.Field == domain.AccessRevealed.ID {
			act = "reveal"
		}
		if err := j.audit(j.as, act, "", file, o.ID); err != nil {
			return err
		}
	}
	if len(j.looked) == len(ops) {
		return nil
	}
	act := "write"
	if ops[0].Kind == op.Cmd {
		act = domain.CommandName(ops[0].Field)
	}
	objects := []op.ID{ops[0].File, ops[0].G}
	for _, i := range j.decided {
		objects = append(objects, i.ID, i.As)
	}
	return j.audit(j.as, act, "", objects...)
}
