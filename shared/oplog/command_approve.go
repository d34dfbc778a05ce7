package oplog

import (
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// approve answers what the owner of a case asked for. The answer holds for the request and the outcome that were seen,
// and for nothing that they become later. Nobody answers themselves.
func (j *judgement) approve(o *op.Op, f File, parts domain.Parts) error {
	var args domain.ApproveArgs
	if err := op.Unmarshal(o.Val, &args); err != nil {
		return reject(errs.BadRequest)
	}
	heads := domain.AskedHeads(f.ID, parts)
	asked := domain.ReadAsking(parts, f.ID)
	switch {
	case !sameHeads(heads, o.Sup) || asked.What != domain.AskClosing || !asked.Settled || asked.Answer != "" || domain.Ended(parts, f.Kind, f.ID):
		return reject(errs.Conflict)
	case asked.By.Actor == j.actor.User:
		return reject(errs.Forbidden)
	}
	v, answer := domain.DecisionView{Kind: domain.DecidedNo, Code: asked.Outcome, Reason: args.Reason}, domain.Refused
	if args.Yes {
		v.Kind, answer = domain.DecidedYes, domain.Approved
	}
	return j.settle(o, v, domain.CaseApproval.Set(f.ID, f.ID, answer, domain.CaseApproval.Get(parts, f.ID).Heads),
		domain.CaseApprovalOf.Set(f.ID, f.ID, domain.AskedDigest(heads), domain.CaseApprovalOf.Get(parts, f.ID).Heads))
}
