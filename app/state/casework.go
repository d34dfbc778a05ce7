package state

import (
	"strconv"

	"damping/shared/civil"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// NoteEdit is a note to be written into a case.
type NoteEdit struct {
	File       op.ID
	Kind, Text string
}

// FollowUpEdit is a follow-up to be planned: Date and Clock as typed.
type FollowUpEdit struct {
	File                    op.ID
	Kind, Date, Clock, Text string
	Repeat                  string // code of task_repeat, "" for once
	Assignee                string // appointment, "" for who writes it
	Form                    string // under which the result is shown, "" for the form of the page
}

// DueRef names a follow-up of a file.
type DueRef struct{ File, ID op.ID }

// Advance asks for the next stage of a case.
type Advance struct {
	File op.ID
	To   string
}

func (o *Office) writeNote(ctx app.Context, e NoteEdit) {
	v := Values{"text": e.Text}
	wrong := append(clean(v), tooLong(v, map[string]*domain.Def{"text": domain.NoteText.Def})...)
	taken := o.desk.Staged(DraftOf(e.File, FormNote))
	if v.Text("text") == "" && len(taken) == 0 {
		wrong = append(wrong, FieldError{Field: "text", Key: "note.empty"})
	}
	if len(wrong) > 0 {
		o.refuse(ctx, FormNote, wrong...)
		return
	}
	o.busy(ctx, FormNote)
	id := o.desk.NewID()
	d := &draft{file: e.File}
	noteDrafts(d, id, e.Kind, v.Text("text"), o.local(), o.postFor(e.File).MayWrite(op.Core, domain.Case))
	err := attachTaken(d, op.Story, id, taken)
	if err == nil {
		err = o.become(ctx, FormNote, DraftOf(e.File, FormNote), d.ops...)
	}
	if err != nil {
		o.fail(ctx, FormNote, err)
		return
	}
	o.taken(ctx, FormNote, id)
}

// noteDrafts are a note. Its head lies in the core; who may not write there, such as a psychologist, begins it in the story,
// and what kind it is and when it happened are not told.
func noteDrafts(d *draft, id op.ID, kind, text string, at domain.Local, core bool) {
	if core {
		d.begin(domain.Note, id)
		set(d, domain.NoteKind, id, kind)
		set(d, domain.NoteAt, id, at)
	} else {
		d.ops = append(d.ops, op.Draft{File: d.file, Part: op.Story, Ent: op.Ent{Kind: domain.Note, ID: id}, Kind: op.Create})
	}
	set(d, domain.NoteText, id, text)
}

// checkFollowUp reads the due time of a follow-up, and says what is wrong with the form.
func checkFollowUp(e FollowUpEdit) (due domain.Local, wrong []FieldError) {
	if e.Kind == "" {
		wrong = append(wrong, FieldError{Field: "kind", Key: "followup.needKind"})
	}
	clock, err := civil.ParseClock(e.Clock)
	if err != nil {
		wrong = append(wrong, FieldError{Field: "clock", Key: "form.badTime"})
	}
	switch date := civil.Date(e.Date); {
	case e.Date == "":
		wrong = append(wrong, FieldError{Field: "date", Key: "followup.needDate"})
	case !date.Valid():
		wrong = append(wrong, FieldError{Field: "date", Key: "form.badDate"})
	}
	v := Values{"text": e.Text}
	wrong = append(append(wrong, clean(v)...), tooLong(v, map[string]*domain.Def{"text": domain.FollowUpText.Def})...)
	return domain.Local(e.Date + "T" + clock.String()), wrong
}

func (o *Office) planFollowUp(ctx app.Context, e FollowUpEdit) {
	if e.Form == "" {
		e.Form = FormFollowUp
	}
	due, wrong := checkFollowUp(e)
	if len(wrong) > 0 {
		o.refuse(ctx, e.Form, wrong...)
		return
	}
	o.busy(ctx, e.Form)
	id := o.desk.NewID()
	d := &draft{file: e.File}
	d.begin(domain.FollowUp, id)
	set(d, domain.FollowUpKind, id, e.Kind)
	set(d, domain.FollowUpDue, id, due)
	set(d, domain.FollowUpState, id, domain.FollowUpOpen)
	who, err := op.ParseID(e.Assignee)
	if err != nil {
		who = o.postFor(e.File).ID
	}
	set(d, domain.FollowUpAssignee, id, who)
	set(d, domain.FollowUpRepeat, id, e.Repeat)
	set(d, domain.FollowUpText, id, Values{"text": e.Text}.Text("text"))
	if err := o.become(ctx, FormFollowUp, DraftOf(e.File, e.Form), d.ops...); err != nil {
		o.fail(ctx, e.Form, err)
		return
	}
	o.taken(ctx, e.Form, id)
}

// followUp finds an open follow-up as it stands now.
func (o *Office) followUp(ref DueRef) (domain.FollowUpView, error) {
	parts, err := o.desk.File(ref.File)
	if err != nil {
		return domain.FollowUpView{}, err
	}
	for _, f := range domain.FollowUps(parts) {
		if f.ID == ref.ID {
			return f, nil
		}
	}
	return domain.FollowUpView{}, errs.E(errs.NotFound, "")
}

func (o *Office) closeDue(ctx app.Context, ref DueRef) {
	f, err := o.followUp(ref)
	if err == nil && f.State == domain.FollowUpOpen {
		err = o.write(ctx, FormDue, domain.CloseFollowUp(ref.File, f, o.local())...)
	}
	o.settle(ctx, ref, err)
}

// snoozeDue puts a follow-up off to the same hour of the next day: of its own next day, or of tomorrow when it is late.
func (o *Office) snoozeDue(ctx app.Context, ref DueRef) {
	f, err := o.followUp(ref)
	if err == nil && f.State == domain.FollowUpOpen {
		err = o.write(ctx, FormDue, domain.SnoozeFollowUp(ref.File, f, nextDay(f.Due, o.local()))...)
	}
	o.settle(ctx, ref, err)
}

func nextDay(due, now domain.Local) domain.Local {
	from := max(due.Date(), now.Date())
	return domain.Local(string(civil.Date(from).AddDays(1)) + string(due)[len("2006-01-02"):])
}

func (o *Office) settle(ctx app.Context, ref DueRef, err error) {
	if err != nil {
		o.fail(ctx, FormDue, err)
		return
	}
	o.taken(ctx, FormDue, ref.ID)
}

func (o *Office) advance(ctx app.Context, a Advance) {
	o.busy(ctx, FormAdvance)
	parts, err := o.desk.File(a.File)
	if err == nil {
		err = o.write(ctx, FormAdvance, domain.Advance(a.File, domain.AdvanceArgs{To: a.To}, domain.CaseStage.Get(parts, a.File).Heads))
	}
	if err != nil {
		o.fail(ctx, FormAdvance, err)
		return
	}
	o.taken(ctx, FormAdvance, a.File)
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
