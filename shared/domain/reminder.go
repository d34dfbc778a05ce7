package domain

import (
	"crypto/sha256"
	"slices"

	"damping/shared/op"
)

// Reminder says which answer of a record is a day by which something is to be done: the record then has a follow-up of its
// own, so that it stands among what is due and is reminded of like everything else.
type Reminder struct {
	Due  *Def   // a day, or a day and time
	Kind string // of follow-up
	Who  *Def   // whose it is; nil, or without an answer, whoever wrote the record
	Text *Def   // what it says; nil for nothing
	// Over is the question that tells that there is nothing more to do, with the answers that say so.
	Over   *Def
	OverIs []string
}

// reminders are those of the forms that have one.
var reminders = map[*Form]Reminder{
	DangerForm: {Due: DangerNext.Def, Kind: "tinjau_ulang"},
	ActionForm: {Due: ActionDue.Def, Kind: "lainnya", Who: ActionWho.Def, Text: ActionText.Def, Over: ActionState.Def, OverIs: []string{"tercapai", "tidak_tercapai", "dibatalkan"}},
	ReviewForm: {Due: ReviewNext.Def, Kind: "tinjau_ulang"},
	LegalForm:  {Due: LegalNext.Def, Kind: "koordinasi", Text: LegalWhere.Def},
}

// remind drafts the follow-up of a record as it is wanted now: a new one, another day, or its end.
func (f *Form) remind(src Source, file, id op.ID, now map[string]string) []op.Draft {
	r, has := reminders[f]
	if !has {
		return nil
	}
	due := Local(now[r.Due.Name])
	if len(due) == len("2006-01-02") {
		due += "T09:00"
	}
	over := r.Over != nil && slices.Contains(r.OverIs, now[r.Over.Name])
	sum := sha256.Sum256(append([]byte("reminder"), id[:]...))
	task := op.ID(sum[:16])
	at, state := FollowUpDue.Get(src, task), FollowUpState.Get(src, task)
	switch {
	case !at.Known && (due == "" || over):
		return nil
	case !at.Known:
		out := []op.Draft{Begin(file, FollowUp, task), FollowUpKind.Set(file, task, r.Kind, nil), FollowUpDue.Set(file, task, due, nil),
			FollowUpState.Set(file, task, FollowUpOpen, nil)}
		if r.Who != nil {
			if who, err := op.ParseID(now[r.Who.Name]); err == nil {
				out = append(out, FollowUpAssignee.Set(file, task, who, nil))
			}
		}
		if r.Text != nil && now[r.Text.Name] != "" {
			out = append(out, FollowUpText.Set(file, task, now[r.Text.Name], nil))
		}
		return out
	case state.V != FollowUpOpen:
		return nil // done or cancelled by itself; nobody is asked twice
	case due == "" || over:
		end := FollowUpCancelled
		if over {
			end = FollowUpClosed
		}
		return []op.Draft{FollowUpState.Set(file, task, end, state.Heads)}
	case at.V != due:
		return []op.Draft{FollowUpDue.Set(file, task, due, at.Heads)}
	}
	return nil
}
