package state

import (
	"slices"

	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// FormLetter is the form that asks for a letter, and its questions.
const (
	FormLetter    = "letter"
	LetterKind    = "letterKind"
	LetterSubject = "letterSubject"
	LetterPaper   = "letterPaper"
)

// LetterList is what letters there are of a case, as the server knows it.
type LetterList struct {
	File    op.ID
	Status  Status
	Problem string // i18n key when Failed
	Kinds   []LetterChoice
	Issued  []api.IssuedLetter
}

// LetterChoice is a letter that can be had, and the records that there is one each about.
type LetterChoice struct {
	api.LetterKind
	Records []LetterRecord
}

// LetterRecord is whom or what a letter may be about, told without a name.
type LetterRecord struct {
	ID  string
	Age int64 // of a victim; -1 unknown
	Sex string
	Day domain.Local // of anything else
}

// LetterWish asks for a letter of a case.
type LetterWish struct {
	File op.ID
	api.LetterAsk
}

// loadLetters asks the server, which makes the letters: it has the typeface, the numbers and the trail.
func (o *Office) loadLetters(ctx app.Context, file op.ID) {
	list := LetterList{File: file, Status: Loaded}
	answer, err := o.desk.Letters(file)
	if err != nil {
		list.Status = Failed
		if list.Problem, _, _ = explain(err); errs.CodeOf(err) == errs.Unavailable {
			list.Problem = "letters.offline"
		}
		LettersKey.Set(ctx, list)
		return
	}
	parts, err := o.desk.File(file)
	if err != nil {
		parts = domain.Parts{}
	}
	list.Issued = answer.Issued
	for _, k := range answer.Kinds {
		c := LetterChoice{LetterKind: k}
		for _, id := range k.Subjects {
			c.Records = append(c.Records, letterRecord(parts, k.About, id))
		}
		list.Kinds = append(list.Kinds, c)
	}
	LettersKey.Set(ctx, list)
}

// letterRecord says what is here of a record.
func letterRecord(parts domain.Parts, about, text string) LetterRecord {
	r := LetterRecord{ID: text, Age: -1}
	id, err := op.ParseID(text)
	form := domain.FormOf(about)
	if err != nil || form == nil {
		return r
	}
	switch {
	case form == domain.VictimForm:
		v, _ := domain.ReadVictim(parts, id)
		r.Age, r.Sex = v.Age, v.Sex
	case form.When != nil:
		r.Day = domain.Local(form.When.Read(parts, id))
	}
	return r
}

// printLetter has the server make a letter, and keeps it as a file of the person's.
func (o *Office) printLetter(ctx app.Context, w LetterWish) {
	if w.Kind == "" {
		o.refuse(ctx, FormLetter, FieldError{Field: LetterKind, Key: "letters.needKind"})
		return
	}
	o.busy(ctx, FormLetter)
	err := o.desk.Letter(w.File, w.LetterAsk)
	if e := errs.As(err); e != nil && e.Field == "subject" {
		err = errs.E(errs.Invalid, "letter.whom").At(LetterSubject)
	}
	if errs.CodeOf(err) == errs.Unavailable {
		err = errs.E(errs.Unavailable, "letters.offline")
	}
	if err != nil {
		o.fail(ctx, FormLetter, err)
		return
	}
	o.taken(ctx, FormLetter, w.File)
	o.loadLetters(ctx, w.File)
}

// Choice is the letter of a code.
func (l LetterList) Choice(code string) LetterChoice {
	i := slices.IndexFunc(l.Kinds, func(c LetterChoice) bool { return c.Code == code })
	if i < 0 {
		return LetterChoice{}
	}
	return l.Kinds[i]
}
