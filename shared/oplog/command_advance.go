package oplog

import (
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

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
	if domain.Ended(parts, f.Kind, f.ID) {
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
