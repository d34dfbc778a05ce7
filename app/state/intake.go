package state

import (
	"sort"
	"strconv"
	"unicode/utf8"

	"damping/shared/domain"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Answers that are answers: a question may be passed over with either, in a text as in a list.
const (
	Unknown  = "tidak_tahu"
	Declined = "tidak_mau_menjawab"
)

// The names of the forms that write.
const (
	FormComplaint = "complaint"
	FormCall      = "call"
	FormHanded    = "handed"
	FormTriage    = "triage"
	FormNewCase   = "newcase"
	FormAdvance   = "advance"
	FormNote      = "note"
	FormFollowUp  = "followup"
	FormField     = "field"
	FormDue       = "due"
	FormAssign    = "assign"
	FormGrant     = "grant"
)

// draft gathers the ops of one act.
type draft struct {
	file op.ID
	ops  []op.Draft
}

func (d *draft) begin(kind op.EntKind, id op.ID) {
	d.ops = append(d.ops, domain.Begin(d.file, kind, id))
}

// set writes a new field unless the answer is empty.
func set[T domain.Value](d *draft, f domain.Field[T], ent op.ID, v T) {
	var none T
	if v != none {
		d.ops = append(d.ops, f.Set(d.file, ent, v, nil))
	}
}

func addAll(d *draft, f domain.Field[string], ent op.ID, codes []string) {
	for _, c := range codes {
		d.ops = append(d.ops, f.Add(d.file, ent, c))
	}
}

// age reads an age in full years; ok is false for anything that is none.
func age(text string) (years int64, ok bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0 && n <= 120
}

// tooLong finds the texts that are over their field's length, before the engine refuses the whole act.
func tooLong(v Values, limits map[string]*domain.Def) []FieldError {
	var out []FieldError
	for name, def := range limits {
		if len(v[name]) > def.MaxLen {
			out = append(out, FieldError{Field: name, Key: "form.tooLong", Args: []any{def.MaxLen}})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Field < out[j].Field })
	return out
}

// clean tells whether every text can be stored: a broken paste may hold what no database takes.
func clean(v Values) []FieldError {
	var out []FieldError
	for name, text := range v {
		bad := !utf8.ValidString(text)
		for _, r := range text {
			bad = bad || r == 0
		}
		if bad {
			out = append(out, FieldError{Field: name, Key: "form.badCharacters"})
		}
	}
	return out
}

// CheckComplaint is what must be right before a complaint is filed. Only one question must be answered, and "I do not
// know" answers it; a ticket about nobody and nothing would help nobody.
func CheckComplaint(v Values) []FieldError {
	wrong := clean(v)
	if v["safe"] == "" {
		wrong = append(wrong, FieldError{Field: "safe", Key: "form.missingChoice"})
	}
	if v.Text("who") == "" && v.Text("what") == "" && v["forms"] == "" {
		wrong = append(wrong, FieldError{Field: "who", Key: "form.missing"})
	}
	if a := v.Text("age"); a != "" {
		if _, ok := age(a); !ok {
			wrong = append(wrong, FieldError{Field: "age", Key: "form.badAge"})
		}
	}
	if r := v["received"]; r != "" && !domain.Local(r).Valid() {
		wrong = append(wrong, FieldError{Field: "received", Key: "form.badTime"})
	}
	return append(wrong, tooLong(v, map[string]*domain.Def{"who": domain.ComplaintWho.Def, "what": domain.ComplaintWhat.Def,
		"when": domain.ComplaintWhen.Def, "where": domain.ComplaintWhere.Def, "reach": domain.ComplaintReach.Def,
		"wish": domain.ComplaintWish.Def, "reporter_name": domain.ComplaintReporterName.Def})...)
}

// complaintDrafts turns the answers into the ops of a new ticket.
func complaintDrafts(id op.ID, v Values, received domain.Local) []op.Draft {
	d := &draft{file: id}
	d.begin(domain.Complaint, id)
	if said := domain.Local(v["received"]); said.Valid() && said < received { // a message is read later than it came
		received = said
	}
	set(d, domain.ComplaintState, id, domain.StateNew)
	set(d, domain.ComplaintReceived, id, received)
	set(d, domain.ComplaintSafeNow, id, v["safe"])
	set(d, domain.ComplaintWho, id, v.Text("who"))
	if years, ok := age(v.Text("age")); ok {
		d.ops = append(d.ops, domain.ComplaintAge.Set(id, id, years, nil))
	}
	set(d, domain.ComplaintSex, id, v["sex"])
	addAll(d, domain.ComplaintForms, id, v.List("forms"))
	set(d, domain.ComplaintWhat, id, v.Text("what"))
	set(d, domain.ComplaintWhen, id, v.Text("when"))
	set(d, domain.ComplaintWhere, id, v.Text("where"))
	set(d, domain.ComplaintDistrict, id, v["district"])
	set(d, domain.ComplaintReach, id, v.Text("reach"))
	if v["message"] != "" {
		d.ops = append(d.ops, domain.ComplaintLeaveMessage.Set(id, id, v["message"] == "yes", nil))
	}
	set(d, domain.ComplaintReporter, id, v["reporter"])
	set(d, domain.ComplaintReporterName, id, v.Text("reporter_name"))
	set(d, domain.ComplaintChannel, id, v["channel"])
	set(d, domain.ComplaintWish, id, v.Text("wish"))
	return d.ops
}

func (o *Office) fileComplaint(ctx app.Context, v Values) {
	if wrong := CheckComplaint(v); len(wrong) > 0 {
		o.refuse(ctx, FormComplaint, wrong...)
		return
	}
	o.busy(ctx, FormComplaint)
	id := o.desk.NewID()
	d := &draft{file: id, ops: complaintDrafts(id, v, o.local())}
	err := attachTaken(d, op.Story, id, o.desk.Staged(FormComplaint))
	if err == nil {
		err = o.become(ctx, FormComplaint, FormComplaint, d.ops...)
	}
	if err != nil {
		o.fail(ctx, FormComplaint, err)
		return
	}
	o.taken(ctx, FormComplaint, id)
}
