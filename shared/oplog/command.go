package oplog

import (
	"fmt"
	"slices"
	"time"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/policy"
)

// openingGrants says who reads a new file: its author, and those who by their role stand beside every file of the unit.
func (j *judgement) openingGrants(f File) error {
	j.give(f, j.app, WhyOwner, 0)
	all, err := j.tx.Appointments(f.Institution)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.ID != j.as && !a.EndedAt(j.now) {
			j.grants = append(j.grants, StandingGrants(f, a)...)
		}
	}
	return nil
}

// give prepares grants for every part that the appointment's role reads; only, when given, narrows them.
func (j *judgement) give(f File, a Appointment, why Why, until int64, only ...op.Part) {
	for _, p := range op.Parts {
		if policy.MayRead(a.Role, p, f.Kind) && (len(only) == 0 || slices.Contains(only, p)) {
			j.grants = append(j.grants, Grant{File: f.ID, Part: p, Appointment: a.ID, Why: why, Until: until})
		}
	}
}

// opening makes the effects of a file's create op: its number, and for a case its first stage and its owner.
func (j *judgement) opening(o *op.Op) error {
	f := j.known[o.File]
	year := time.UnixMilli(j.now).UTC().Year()
	n, err := j.tx.NextNumber(f.Institution, f.Kind, year)
	if err != nil {
		return err
	}
	id := f.ID
	switch f.Kind {
	case domain.Case:
		return j.cause(o, domain.CaseNumber.Set(id, id, fmt.Sprintf("%d-%06d", year, n), nil),
			domain.CaseStage.Set(id, id, domain.StageReceipt, nil), domain.CaseStages.Append(id, id, domain.StageReceipt),
			domain.CaseOwner.Set(id, id, j.as, nil))
	case domain.Complaint:
		return j.cause(o, domain.ComplaintNumber.Set(id, id, fmt.Sprintf("A-%d-%06d", year, n), nil),
			domain.ComplaintOwner.Set(id, id, j.as, nil))
	}
	return nil
}

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
	name := domain.CommandName(o.Field)
	leads := standing(f, j.app) && policy.MayCommand(j.app.Role, f.Kind, name, false)
	owns := register.Get(parts, f.ID).V == j.as && policy.MayCommand(j.app.Role, f.Kind, name, true)
	if !leads && !owns {
		return reject(errs.Forbidden)
	}
	switch o.Field {
	case domain.CmdGrant:
		return j.grant(o, f)
	case domain.CmdAssign:
		return j.assign(o, f, parts, register)
	case domain.CmdAdvance:
		return j.advance(o, f, parts)
	}
	return reject(errs.UnknownField)
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

func (j *judgement) grant(o *op.Op, f File) error {
	var args domain.GrantArgs
	if err := op.Unmarshal(o.Val, &args); err != nil {
		return reject(errs.BadRequest)
	}
	a, err := j.colleague(args.Appointment, f)
	if err != nil {
		return err
	}
	for _, p := range args.Parts {
		if !policy.MayRead(a.Role, p, f.Kind) || !policy.MayRead(j.app.Role, p, f.Kind) {
			return reject(errs.Forbidden)
		}
	}
	have, err := j.tx.Grants(f.ID)
	if err != nil {
		return err
	}
	for _, p := range args.Parts {
		// Who reads already by a better title keeps it: a grant with an end must not shorten an owner's right.
		if !slices.ContainsFunc(have, func(g Grant) bool { return g.Appointment == a.ID && g.Part == p && g.Why != WhyGranted }) {
			j.give(f, a, WhyGranted, args.Until, p)
		}
	}
	return j.apply(o)
}

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

func (j *judgement) advance(o *op.Op, f File, parts domain.Parts) error {
	view, _ := domain.ReadCase(parts, f.ID)
	var args domain.AdvanceArgs
	if err := op.Unmarshal(o.Val, &args); err != nil {
		return reject(errs.BadRequest)
	}
	heads := domain.CaseStage.Get(parts, f.ID).Heads
	// A case opened without signal is advanced before its first stage has come back: no heads seen then means the first.
	fresh := len(o.Sup) == 0 && view.Stage == domain.StageReceipt
	if !sameHeads(heads, o.Sup) && !fresh || args.To != domain.NextStage(view.Stage) {
		return reject(errs.Conflict)
	}
	if len(domain.MissingFor(args.To, parts, f.ID)) > 0 {
		return reject(errs.Invalid)
	}
	if err := j.apply(o); err != nil {
		return err
	}
	return j.cause(o, domain.CaseStage.Set(f.ID, f.ID, args.To, heads), domain.CaseStages.Append(f.ID, f.ID, args.To))
}

func sameHeads(a, b []op.ID) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(id op.ID) bool { return !slices.Contains(b, id) })
}
