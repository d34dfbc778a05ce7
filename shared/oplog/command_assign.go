package oplog

import (
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/policy"
)

func (j *judgement) assign(o *op.Op, f File, parts domain.Parts, register domain.Field[op.ID]) error {
	var args domain.AssignArgs
	if err := op.Unmarshal(o.Val, &args); err != nil {
		return reject(errs.BadRequest)
	}
	a, err := j.colleague(args.Appointment, f)
	if err != nil {
		return err
	}
	now := register.Get(parts, f.ID)
	if !sameHeads(now.Heads, o.Sup) {
		return reject(errs.Conflict)
	}
	if !policy.MayOwn(a.Role, f.Kind) || now.V == a.ID {
		return reject(errs.Invalid)
	}
	have, err := j.tx.Grants(f.ID)
	if err != nil {
		return err
	}
	former, _, err := j.tx.Appointment(now.V)
	if err != nil {
		return err
	}
	for _, g := range have {
		if g.Appointment == now.V && g.Why == WhyOwner {
			j.drops = append(j.drops, g)
		}
	}
	if former.ValidAt(j.now) {
		j.grants = append(j.grants, StandingGrants(f, former)...)
	}
	j.give(f, a, WhyOwner, 0)
	if err := j.apply(o); err != nil {
		return err
	}
	return j.cause(o, register.Set(f.ID, f.ID, a.ID, now.Heads))
}
