package oplog

import (
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// skip moves a case on past a gate that is not met. One that is met needs no reason, and none is invented for it.
func (j *judgement) skip(o *op.Op, f File, parts domain.Parts) error {
	var args domain.SkipArgs
	if err := op.Unmarshal(o.Val, &args); err != nil {
		return reject(errs.BadRequest)
	}
	view, _ := domain.ReadCase(parts, f.ID)
	heads := domain.CaseStage.Get(parts, f.ID).Heads
	if !sameHeads(heads, o.Sup) || args.To != domain.NextStage(view.Stage) || domain.Ended(parts, f.Kind, f.ID) {
		return reject(errs.Conflict)
	}
	if len(domain.MissingFor(args.To, parts, f.ID)) == 0 {
		return reject(errs.Invalid)
	}
	return j.settle(o, domain.DecisionView{Kind: domain.DecidedSkip, Code: args.To, Reason: args.Reason},
		domain.CaseStage.Set(f.ID, f.ID, args.To, heads), domain.CaseStages.Append(f.ID, f.ID, args.To))
}

// permit writes down what the head of the office decided.
func (j *judgement) permit(o *op.Op, f File, parts domain.Parts) error {
	var args domain.PermitArgs
	if err := op.Unmarshal(o.Val, &args); err != nil {
		return reject(errs.BadRequest)
	}
	if domain.Ended(parts, f.Kind, f.ID) {
		return reject(errs.Conflict)
	}
	return j.settle(o, domain.DecisionView{Kind: domain.DecidedPermit, Code: args.What, Reason: args.Reason},
		domain.CasePermits.Add(f.ID, f.ID, args.What))
}
