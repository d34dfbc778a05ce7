package oplog

import (
	"slices"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// merge closes a file as the same as another, or a complaint as belonging to a case. There is no register of persons and
// no op moves (model M14): each file names the other, and who reads only one learns no more than that it was merged.
func (j *judgement) merge(o *op.Op, f File, parts domain.Parts) error {
	var args domain.MergeArgs
	if err := op.Unmarshal(o.Val, &args); err != nil {
		return reject(errs.BadRequest)
	}
	if err := j.onCourse(o, f, parts, false); err != nil {
		return err
	}
	other, err := j.mergesInto(o, f, args.Into)
	if err != nil {
		return err
	}
	state, _ := domain.StateField(f.Kind)
	word := domain.CaseDuplicate
	if f.Kind == domain.Complaint {
		if v, _ := domain.ReadComplaint(parts, f.ID); v.State == domain.StateBecameCase {
			return reject(errs.Invalid)
		}
		word = domain.ComplaintMerged
		if other.Kind == domain.Complaint {
			word = domain.ComplaintDuplicate
		}
	}
	into, _ := domain.LinkFields(f.Kind)
	_, merged := domain.LinkFields(other.Kind)
	return j.settle(o, domain.DecisionView{Kind: domain.DecidedMerge, Reason: args.Reason}, state.Set(f.ID, f.ID, word, state.Get(parts, f.ID).Heads),
		into.Add(f.ID, f.ID, other.ID), merged.Add(other.ID, other.ID, f.ID))
}

// mergesInto returns the file that another is to be merged into. It must be one that the author reads and may give the
// same command on, open, and of a kind that takes the other. One that does not exist and one that may not be read get
// the same answer.
func (j *judgement) mergesInto(o *op.Op, f File, id op.ID) (File, error) {
	other, found, err := j.file(id)
	if err != nil {
		return other, err
	}
	if !found || id == f.ID || other.Kind != domain.Case && (other.Kind != domain.Complaint || f.Kind != domain.Complaint) {
		return other, reject(errs.Invalid)
	}
	grants, err := j.tx.Grants(id)
	if err != nil {
		return other, err
	}
	reads := slices.ContainsFunc(grants, func(g Grant) bool {
		return g.Appointment == j.as && g.Part == op.Core && (g.Until == 0 || j.now < g.Until)
	})
	parts, err := j.parts(id, j.draft)
	if err != nil {
		return other, err
	}
	if !reads || !j.mayCommand(o.Field, other, parts) || domain.Ended(parts, other.Kind, id) {
		return other, reject(errs.Invalid)
	}
	return other, nil
}

// unmerge undoes a merging: the link goes from both files, and this one is open again.
func (j *judgement) unmerge(o *op.Op, f File, parts domain.Parts) error {
	var args domain.ReopenArgs
	if err := op.Unmarshal(o.Val, &args); err != nil {
		return reject(errs.BadRequest)
	}
	if err := j.onCourse(o, f, parts, true); err != nil {
		return err
	}
	into, _ := domain.LinkFields(f.Kind)
	others, heads := into.Elements(parts, f.ID)
	if len(others) == 0 {
		return reject(errs.Invalid)
	}
	effects := afresh(f, parts)
	for i, id := range others {
		effects = append(effects, into.Rem(f.ID, f.ID, []op.ID{heads[i].ID}))
		back, err := j.unlink(id, f.ID)
		if err != nil {
			return err
		}
		effects = append(effects, back...)
	}
	return j.settle(o, domain.DecisionView{Kind: domain.DecidedUnmerge, Reason: args.Reason}, effects...)
}

// unlink drafts that a file no longer names another one as merged into it.
func (j *judgement) unlink(id, gone op.ID) ([]op.Draft, error) {
	other, found, err := j.file(id)
	if err != nil || !found {
		return nil, err
	}
	parts, err := j.parts(id, j.draft)
	if err != nil {
		return nil, err
	}
	_, merged := domain.LinkFields(other.Kind)
	var tags []op.ID
	files, heads := merged.Elements(parts, id)
	for i := range files {
		if files[i] == gone {
			tags = append(tags, heads[i].ID)
		}
	}
	if len(tags) == 0 {
		return nil, nil
	}
	return []op.Draft{merged.Rem(id, id, tags)}, nil
}
