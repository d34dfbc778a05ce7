package oplog

import (
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// close ends the work on a file. A complaint ends by what its reader found; a case when the outcome that its owner named
// was approved.
func (j *judgement) close(o *op.Op, f File, parts domain.Parts) error {
	var args domain.CloseArgs
	if err := op.Unmarshal(o.Val, &args); err != nil {
		return reject(errs.BadRequest)
	}
	if err := j.onCourse(o, f, parts, false); err != nil {
		return err
	}
	register, _ := domain.StateField(f.Kind)
	state := domain.CaseShut
	if f.Kind == domain.Complaint {
		if v, _ := domain.ReadComplaint(parts, f.ID); v.State == domain.StateBecameCase {
			return reject(errs.Invalid)
		}
		state = args.As
	} else if asked := domain.ReadAsking(parts, f.ID); asked.Answer != domain.Approved || asked.Outcome != args.As {
		return reject(errs.Invalid)
	}
	return j.settle(o, domain.DecisionView{Kind: domain.DecidedClose, Code: args.As, Reason: args.Reason, To: args.To},
		register.Set(f.ID, f.ID, state, register.Get(parts, f.ID).Heads))
}

// reopen takes up a closed file again. One that was merged is not closed by itself: the merging must be undone.
func (j *judgement) reopen(o *op.Op, f File, parts domain.Parts) error {
	var args domain.ReopenArgs
	if err := op.Unmarshal(o.Val, &args); err != nil {
		return reject(errs.BadRequest)
	}
	if err := j.onCourse(o, f, parts, true); err != nil {
		return err
	}
	into, _ := domain.LinkFields(f.Kind)
	if files, _ := into.Elements(parts, f.ID); len(files) > 0 {
		return reject(errs.Invalid)
	}
	return j.settle(o, domain.DecisionView{Kind: domain.DecidedReopen, Reason: args.Reason}, afresh(f, parts)...)
}

// afresh are the effects that make a file one to work on.
func afresh(f File, parts domain.Parts) []op.Draft {
	if f.Kind == domain.Complaint {
		return []op.Draft{domain.ComplaintState.Set(f.ID, f.ID, domain.StateTriaged, domain.ComplaintState.Get(parts, f.ID).Heads)}
	}
	out := []op.Draft{domain.CaseState.Set(f.ID, f.ID, domain.CaseOpen, domain.CaseState.Get(parts, f.ID).Heads)}
	if ask := domain.CaseAsk.Get(parts, f.ID); ask.Known {
		out = append(out, domain.CaseAsk.Set(f.ID, f.ID, domain.AskNothing, ask.Heads))
	}
	return out
}

// onCourse asks whether the author saw the file as it stands, and whether it is closed or open as the command needs.
func (j *judgement) onCourse(o *op.Op, f File, parts domain.Parts, closed bool) error {
	if !sameHeads(domain.CourseHeads(f.Kind, f.ID, parts), o.Sup) || domain.Ended(parts, f.Kind, f.ID) != closed {
		return reject(errs.Conflict)
	}
	return nil
}
