package oplog

import (
	"fmt"
	"slices"
	"time"

	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/policy"
)

// openingGrants says who reads a new file: its owner, and those who by their role stand beside every file of the unit.
func (j *judgement) openingGrants(f File, owner Appointment) error {
	j.give(f, owner, WhyOwner, 0)
	all, err := j.tx.Appointments(f.Institution)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.ID != owner.ID && !a.EndedAt(j.now) {
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

// opening makes the effects of what begins a file: its number, its owner, and for a case its first stage.
func (j *judgement) opening(o *op.Op, owner op.ID) error {
	f := j.known[o.File]
	year := time.UnixMilli(j.now).UTC().Year()
	n, err := j.tx.NextNumber(f.ID, f.Institution, f.Kind, year)
	if err != nil {
		return err
	}
	id := f.ID
	switch f.Kind {
	case domain.Case:
		return j.cause(o, domain.CaseNumber.Set(id, id, fmt.Sprintf("%d-%06d", year, n), nil),
			domain.CaseStage.Set(id, id, domain.StageReceipt, nil), domain.CaseStages.Append(id, id, domain.StageReceipt),
			domain.CaseOwner.Set(id, id, owner, nil))
	case domain.Complaint:
		return j.cause(o, domain.ComplaintNumber.Set(id, id, fmt.Sprintf("A-%d-%06d", year, n), nil),
			domain.ComplaintOwner.Set(id, id, owner, nil))
	}
	return nil
}
