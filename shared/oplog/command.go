package oplog

import (
	"slices"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/policy"
)

// command judges a command against the present state: the role must allow it, the heads the author saw must still be
// the heads, and the rules of the field must hold. What it changes comes as effects.
func (j *judgement) command(o *op.Op) error {
	f, found, err := j.file(o.File)
	if err != nil {
		return err
	}
	register, owned := domain.OwnerField(f.Kind)
	if !found || !owned || o.Ent.Kind != f.Kind {
		return quarantine(errs.NotFound)
	}
	parts, err := j.parts(f.ID, j.draft)
	if err != nil {
		return err
	}
	if !j.mayCommand(o.Field, f, parts) {
		return reject(errs.Forbidden)
	}
	switch o.Field {
	case domain.CmdGrant:
		return j.grant(o, f)
	case domain.CmdAssign:
		return j.assign(o, f, parts, register)
	case domain.CmdAdvance:
		return j.advance(o, f, parts)
	case domain.CmdTransfer:
		return j.transfer(o, f, parts, register)
	case domain.CmdClose:
		return j.close(o, f, parts)
	case domain.CmdReopen:
		return j.reopen(o, f, parts)
	case domain.CmdApprove:
		return j.approve(o, f, parts)
	case domain.CmdMerge:
		return j.merge(o, f, parts)
	case domain.CmdUnmerge:
		return j.unmerge(o, f, parts)
	case domain.CmdSkip:
		return j.skip(o, f, parts)
	case domain.CmdPermit:
		return j.permit(o, f, parts)
	}
	return reject(errs.UnknownField)
}

// mayCommand asks whether the author may give a command on a file: as who looks after its unit, or as its owner.
func (j *judgement) mayCommand(id op.FieldID, f File, parts domain.Parts) bool {
	register, owned := domain.OwnerField(f.Kind)
	if !owned {
		return false
	}
	name := domain.CommandName(id)
	return standing(f, j.app) && policy.MayCommand(j.app.Role, f.Kind, name, false) ||
		register.Get(parts, f.ID).V == j.as && policy.MayCommand(j.app.Role, f.Kind, name, true)
}

// settle takes a command, with its effects and the record of what was decided.
func (j *judgement) settle(o *op.Op, v domain.DecisionView, effects ...op.Draft) error {
	if err := j.apply(o); err != nil {
		return err
	}
	return j.cause(o, append(effects, domain.Decide(o.File, op.NewID(j.now, j.c.rand), v)...)...)
}

// colleague returns an appointment of the file's own institution that holds now: a case is shared with another
// institution by referral only.
func (j *judgement) colleague(id op.ID, f File) (Appointment, error) {
	a, found, err := j.tx.Appointment(id)
	if err != nil {
		return a, err
	}
	if !found || a.Institution != f.Institution || !a.ValidAt(j.now) {
		return a, reject(errs.Invalid)
	}
	return a, nil
}

func sameHeads(a, b []op.ID) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(id op.ID) bool { return !slices.Contains(b, id) })
}
