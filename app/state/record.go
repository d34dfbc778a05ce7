package state

import (
	"maps"
	"strings"

	"damping/shared/domain"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Record is one record of a case as its card shows it.
type Record struct {
	ID     op.ID
	By     Author
	Made   int64 // ms UTC
	Unsent bool
	Values Values // by the names of its questions
	Files  []Attachment
}

// RecordEdit is a record as its form leaves it; without an ID it is a new one. Values also hold what was there when the
// form was opened (Was), and whether a warning was answered (Sure).
type RecordEdit struct {
	File   op.ID
	Form   string // of domain.Forms
	ID     op.ID
	Values Values
}

// was begins the names under which a form keeps what a record said when it was opened; Sure is the answer to a warning.
const (
	was  = "was."
	Sure = "sure"
)

// Question names a question in the arguments of a text; a page puts its label in the place.
type Question string

// Opened are the values with which the form of a record begins: what it says, and once more what it said.
func (r Record) Opened() Values {
	out := r.Values.Copy()
	for k, v := range r.Values {
		out[was+k] = v
	}
	return out
}

// RecordForm is the name of the form that writes a record, for its result and its draft; of a new record the id is zero.
func RecordForm(form string, id op.ID) string {
	if id.IsZero() {
		return "record/" + form
	}
	return "record/" + form + "/" + id.String()
}

// records reads every record of the parts at hand, by the name of its form.
func (o *Office) records(src domain.Parts, file op.ID) map[string][]Record {
	out, files := map[string][]Record{}, o.attachments(src, file)
	for _, f := range domain.Forms {
		if f.Kind == domain.Case {
			if src.Part(f.Home) != nil {
				out[f.Name] = []Record{{ID: file, Values: f.Answers(src, file)}}
			}
			continue
		}
		for _, r := range f.Records(src) {
			out[f.Name] = append(out[f.Name], Record{ID: r.ID, By: o.author(r.By), Made: r.Made, Unsent: o.desk.Pending(r.ID), Values: r.Answers, Files: files[r.ID]})
		}
	}
	return out
}

// writeRecord turns a form into an act: what is wrong stays in the form; what looks contradictory is asked about once.
func (o *Office) writeRecord(ctx app.Context, e RecordEdit) {
	form, name := domain.FormOf(e.Form), RecordForm(e.Form, e.ID)
	if form == nil {
		return
	}
	parts, err := o.desk.File(e.File)
	if err != nil {
		o.fail(ctx, name, err)
		return
	}
	before, now := split(e.Values)
	post := o.postFor(e.File)
	if wrong := checkRecord(form, now, post); len(wrong) > 0 {
		o.refuse(ctx, name, wrong...)
		return
	}

	id := e.ID
	var drafts []op.Draft
	if id.IsZero() {
		if id = o.desk.NewID(); form.Kind == domain.Case {
			id = e.File
		} else {
			drafts = append(drafts, op.Draft{File: e.File, Part: form.Home, Ent: op.Ent{Kind: form.Kind, ID: id}, Kind: op.Create})
		}
	}
	changes := form.Write(parts, e.File, id, before, now)
	taken := o.desk.Staged(DraftOf(e.File, name))
	if len(changes)+len(taken) == 0 { // nothing was changed: the form folds up, and nothing is written
		o.putDraft(ctx, DraftOf(e.File, name), nil)
		o.taken(ctx, name, id)
		return
	}
	drafts = append(drafts, changes...)
	if post.MayWrite(op.Core, domain.Case) { // what follows lies in the core; who may not write there leaves it to the others
		drafts = append(drafts, form.Follows(parts, e.File, id, now)...)
	}
	after := domain.Imagine(parts, drafts)
	today := o.local().Date()
	if bars := form.NewBars(parts, after, e.File, id, today); len(bars) > 0 {
		o.refuse(ctx, name, barred(bars)...)
		return
	}
	if doubts := domain.NewDoubts(parts, after, e.File, today); len(doubts) > 0 && now[Sure] == "" {
		o.warn(ctx, name, doubts)
		return
	}
	o.busy(ctx, name)
	d := &draft{file: e.File, ops: drafts}
	if err = attachTaken(d, form.AttachmentPart(), id, taken); err == nil {
		err = o.become(ctx, name, DraftOf(e.File, name), d.ops...)
	}
	if err != nil {
		o.fail(ctx, name, err)
		return
	}
	o.taken(ctx, name, id)
}

// split parts what a form holds into what was there when it was opened and what is wanted.
func split(v Values) (before, now map[string]string) {
	before, now = map[string]string{}, maps.Clone(v)
	for k, text := range v {
		if name, old := strings.CutPrefix(k, was); old {
			before[name] = text
			delete(now, k)
		}
	}
	for k, text := range now {
		now[k] = strings.TrimSpace(text)
	}
	return before, now
}

// checkRecord finds what is missing in a form or is no value of its field. What the person may not write is not asked.
func checkRecord(form *domain.Form, v map[string]string, as Post) []FieldError {
	wrong := clean(v)
	for _, a := range form.Asks {
		text := v[a.Name]
		switch {
		case !a.Asked(v) || !as.MayWrite(a.Part, domain.Case):
		case text == "" && a.Need:
			wrong = append(wrong, FieldError{Field: a.Name, Key: missingKey(a.Def)})
		case text == "":
		case a.Kind() == domain.Text && a.List == "" && len(text) > a.MaxLen:
			wrong = append(wrong, FieldError{Field: a.Name, Key: "form.tooLong", Args: []any{a.MaxLen}})
		default:
			for _, one := range a.Split(text) {
				if _, ok := a.Encode(one); !ok {
					wrong = append(wrong, FieldError{Field: a.Name, Key: badKey(a.Def)})
					break
				}
			}
		}
	}
	return wrong
}

func missingKey(d *domain.Def) string {
	if d.List != "" || d.Kind() == domain.Reference || d.Kind() == domain.YesNo {
		return "form.missingChoice"
	}
	return "form.missing"
}

func badKey(d *domain.Def) string {
	switch d.Kind() {
	case domain.Number:
		if d.MaxNumber() == domain.MostYears {
			return "form.badAge"
		}
		return "form.badNumber"
	case domain.Day, domain.Moment:
		return "form.badDate"
	}
	return "err.invalid"
}

func barred(bars []domain.Wrong) (out []FieldError) {
	for _, b := range bars {
		out = append(out, FieldError{Field: nameOf(b.Field), Key: b.Key, Args: []any{Question(nameOf(b.Field)), Question(nameOf(b.Other))}})
	}
	return out
}

func nameOf(f op.FieldID) string {
	if d, ok := domain.Lookup(f); ok {
		return d.Name
	}
	return ""
}

// warn asks about what looks contradictory. Saved once more with the answer that it is so, it is saved.
func (o *Office) warn(ctx app.Context, form string, doubts []domain.Doubt) {
	f := Form{Round: o.form(form).Round}
	for _, d := range doubts {
		f.Doubts = append(f.Doubts, FieldError{Field: nameOf(d.A), Key: d.Key, Args: []any{Question(nameOf(d.A)), Question(nameOf(d.B))}})
	}
	o.putForm(ctx, form, f)
}
