package oplog

import (
	"slices"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/policy"
)

// transfer moves a file to another unit of the institution. Who looks after that unit owns it until it is assigned on;
// the former unit, its owner and whoever was let in there no longer read it. Another institution gets a referral copy,
// never the file.
func (j *judgement) transfer(o *op.Op, f File, parts domain.Parts, register domain.Field[op.ID]) error {
	var args domain.TransferArgs
	if err := op.Unmarshal(o.Val, &args); err != nil {
		return reject(errs.BadRequest)
	}
	head, err := j.colleague(args.Head, f)
	if err != nil {
		return err
	}
	owner := register.Get(parts, f.ID)
	if !sameHeads(owner.Heads, o.Sup) {
		return reject(errs.Conflict)
	}
	moved := f
	moved.Unit = head.Unit
	if head.Unit.IsZero() || head.Unit == f.Unit || !standing(moved, head) || !policy.MayReceive(head.Role, f.Kind) {
		return reject(errs.Invalid)
	}
	if err := j.resettle(f, moved, head); err != nil {
		return err
	}
	j.known[f.ID], j.moved = moved, append(j.moved, moved)
	return j.settle(o, domain.DecisionView{Kind: domain.DecidedTransfer, Reason: args.Reason}, register.Set(f.ID, f.ID, head.ID, owner.Heads))
}

// resettle prepares who reads a file in its new unit. Who stands beside all files of the institution, or works in no unit
// and was let in, reads on.
func (j *judgement) resettle(f, moved File, head Appointment) error {
	have, err := j.tx.Grants(f.ID)
	if err != nil {
		return err
	}
	for _, g := range have {
		a, _, err := j.tx.Appointment(g.Appointment)
		if err != nil {
			return err
		}
		stays := g.Why == WhyStanding && standing(moved, a) || g.Why == WhyGranted && a.Institution == f.Institution && a.Unit != f.Unit
		if !stays {
			j.drops = append(j.drops, g)
		}
	}
	all, err := j.tx.Appointments(f.Institution)
	if err != nil {
		return err
	}
	for _, a := range all {
		reads := slices.ContainsFunc(have, func(g Grant) bool { return g.Appointment == a.ID && g.Why == WhyStanding })
		if a.ID != head.ID && !reads && !a.EndedAt(j.now) {
			j.grants = append(j.grants, StandingGrants(moved, a)...)
		}
	}
	j.give(moved, head, WhyOwner, 0)
	return nil
}
