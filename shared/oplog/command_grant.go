package oplog

import (
	"slices"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/policy"
)

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
