package domain

import (
	"crypto/sha256"

	"damping/shared/civil"
	"damping/shared/fold"
	"damping/shared/op"
)

// Fields of a follow-up: something to be done by a time. Its coded head is in the core, so that the server can remind
// without reading a story; its words are in the story.
var (
	FollowUpKind     = field[string](Def{ID: 600, Entity: FollowUp, Part: op.Core, List: "follow_up_kind", Clear: "kind"})
	FollowUpDue      = field[Local](Def{ID: 601, Entity: FollowUp, Part: op.Core, Clear: "due_at"})
	FollowUpState    = field[string](Def{ID: 602, Entity: FollowUp, Part: op.Core, List: "follow_up_state", Clear: "state"})
	FollowUpAssignee = field[op.ID](Def{ID: 603, Entity: FollowUp, Part: op.Core, Clear: "assignee"})
	FollowUpDone     = field[Local](Def{ID: 604, Entity: FollowUp, Part: op.Core})
	FollowUpRepeat   = field[string](Def{ID: 606, Entity: FollowUp, Part: op.Core, List: "task_repeat"})
	FollowUpAfter    = field[op.ID](Def{ID: 607, Entity: FollowUp, Part: op.Core, Ref: FollowUp})
	FollowUpText     = field[string](Def{ID: 605, Entity: FollowUp, Part: op.Story, Class: Specific, MaxLen: 4000})
)

// The states of a follow-up. One without a state is open.
const (
	FollowUpOpen      = "terbuka"
	FollowUpClosed    = "selesai"
	FollowUpCancelled = "batal"
)

// FollowUpView is a follow-up as a screen shows it.
type FollowUpView struct {
	ID       op.ID
	Kind     string
	Due      Local
	State    string
	Assignee op.ID // appointment; the author's when nobody else was named
	Done     Local
	Text     string
	First    op.ID  // of those that come again; zero for the first one itself
	Repeat   string // daily, weekly or monthly, as a code; "" for once
	By       op.ID
	Made     int64
	Adopter  op.ID // appointment that took it into the file after it had been set aside; zero for most
	Heads    FollowUpHeads
}

// FollowUpHeads are the heads a writer must list to close or move a follow-up.
type FollowUpHeads struct{ State, Due, Done []op.ID }

// FollowUps reads every follow-up of a file, oldest first.
func FollowUps(src Source) (out []FollowUpView) {
	by := Adopters(src)
	each(src, FollowUp, func(e *fold.Entity) {
		v := readFollowUp(src, e)
		v.Adopter = adopter(by, e)
		out = append(out, v)
	})
	return out
}

func readFollowUp(src Source, e *fold.Entity) FollowUpView {
	id := e.Ent.ID
	state, due, done := FollowUpState.Get(src, id), FollowUpDue.Get(src, id), FollowUpDone.Get(src, id)
	v := FollowUpView{ID: id, Kind: FollowUpKind.Get(src, id).V, Due: due.V, State: state.V, Assignee: FollowUpAssignee.Get(src, id).V,
		Done: done.V, Text: FollowUpText.Get(src, id).V, Heads: FollowUpHeads{State: state.Heads, Due: due.Heads, Done: done.Heads}}
	v.Repeat = FollowUpRepeat.Get(src, id).V
	v.First = FollowUpAfter.Get(src, id).V
	if after := v.First; v.Text == "" && after != id {
		v.Text = FollowUpText.Get(src, after).V // one that comes again says what the first one said
	}
	v.By, v.Made = author(e)
	if v.State == "" || state.Conflict {
		v.State = FollowUpOpen // somebody believes it is not done: it stays on the list
	}
	if v.Assignee.IsZero() {
		v.Assignee = v.By
	}
	return v
}

// CloseFollowUp drafts the closing of a follow-up at a civil time, and the next one where it comes again.
func CloseFollowUp(file op.ID, v FollowUpView, at Local) []op.Draft {
	out := []op.Draft{FollowUpState.Set(file, v.ID, FollowUpClosed, v.Heads.State), FollowUpDone.Set(file, v.ID, at, v.Heads.Done)}
	due := again(v.Due, v.Repeat, at)
	if due == "" {
		return out
	}
	// Two who close the same one make the same next one.
	sum := sha256.Sum256(append(v.ID[:], due...))
	next, first := op.ID(sum[:16]), v.First
	if first.IsZero() {
		first = v.ID
	}
	return append(out, Begin(file, FollowUp, next), FollowUpKind.Set(file, next, v.Kind, nil), FollowUpDue.Set(file, next, due, nil),
		FollowUpState.Set(file, next, FollowUpOpen, nil), FollowUpAssignee.Set(file, next, v.Assignee, nil),
		FollowUpRepeat.Set(file, next, v.Repeat, nil), FollowUpAfter.Set(file, next, first, nil))
}

// again is when something due falls due next, after a civil time: the same hour a day, a week or a month on, however many
// were missed. A month that has no such day gives its last. "" for what does not come again.
func again(due Local, repeat string, after Local) Local {
	if !due.Valid() {
		return ""
	}
	first := due.Date()
	for n := 1; n <= 10_000; n++ {
		var day Date
		switch repeat {
		case "harian":
			day = first.AddDays(n)
		case "mingguan":
			day = first.AddDays(7 * n)
		case "bulanan":
			day = monthsOn(first, n)
		default:
			return ""
		}
		if next := Local(day) + due[len(first):]; next > after {
			return next
		}
	}
	return ""
}

// monthsOn is the same day some months on, or the last of a month that is shorter.
func monthsOn(d Date, n int) Date {
	year, month, day := d.Parts()
	month += n
	year, month = year+(month-1)/12, (month-1)%12+1
	for ; day > 28; day-- {
		if at := civil.NewDate(year, month, day); at.Valid() {
			return at
		}
	}
	return civil.NewDate(year, month, day)
}

// SnoozeFollowUp drafts a new due time for a follow-up.
func SnoozeFollowUp(file op.ID, v FollowUpView, due Local) []op.Draft {
	return []op.Draft{FollowUpDue.Set(file, v.ID, due, v.Heads.Due)}
}
