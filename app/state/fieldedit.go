package state

import (
	"strings"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// FieldEdit is a new value for one field. Seen are the heads that the editor was opened upon; Form is under what its
// result is shown, because several editors may be open.
type FieldEdit struct {
	Form  string
	File  op.ID
	Ent   op.Ent
	Field op.FieldID
	Text  string
	Seen  []op.ID
}

// setter drafts a value typed as text; ok is false when the text is no value of the field.
type setter func(file, ent op.ID, text string, seen []op.ID) (d op.Draft, ok bool)

func asText(f domain.Field[string]) setter {
	return func(file, ent op.ID, text string, seen []op.ID) (op.Draft, bool) {
		return f.Set(file, ent, text, seen), len(text) <= f.MaxLen
	}
}

func asYears(f domain.Field[int64]) setter {
	return func(file, ent op.ID, text string, seen []op.ID) (op.Draft, bool) {
		years, ok := age(text)
		return f.Set(file, ent, years, seen), ok
	}
}

func asYes(f domain.Field[bool]) setter {
	return func(file, ent op.ID, text string, seen []op.ID) (op.Draft, bool) {
		return f.Set(file, ent, text == "yes", seen), text == "yes" || text == "no"
	}
}

// editable are the fields that a case's page lets people change one by one.
var editable = map[op.FieldID]setter{
	domain.CaseChannel.ID: asText(domain.CaseChannel), domain.CaseSafeNow.ID: asText(domain.CaseSafeNow),
	domain.CaseType.ID: asText(domain.CaseType), domain.CaseAuthority.ID: asText(domain.CaseAuthority),
	domain.CaseBasis.ID: asText(domain.CaseBasis), domain.CaseDistrict.ID: asText(domain.CaseDistrict),
	domain.CaseWish.ID: asText(domain.CaseWish), domain.CaseRaise.ID: asText(domain.CaseRaise),
	domain.CaseReporterType.ID: asText(domain.CaseReporterType), domain.CaseReporterName.ID: asText(domain.CaseReporterName),
	domain.CaseReach.ID: asText(domain.CaseReach), domain.CaseLeaveMessage.ID: asYes(domain.CaseLeaveMessage),
	domain.VictimSex.ID: asText(domain.VictimSex), domain.VictimAge.ID: asYears(domain.VictimAge),
	domain.VictimName.ID: asText(domain.VictimName), domain.VictimPhone.ID: asText(domain.VictimPhone),
	domain.VictimAddress.ID: asText(domain.VictimAddress), domain.PerpetratorName.ID: asText(domain.PerpetratorName),
	domain.PerpetratorSex.ID: asText(domain.PerpetratorSex), domain.PerpetratorNote.ID: asText(domain.PerpetratorNote),
}

func (o *Office) editField(ctx app.Context, e FieldEdit) {
	set, ok := editable[e.Field]
	if !ok {
		o.fail(ctx, e.Form, errs.E(errs.UnknownField, ""))
		return
	}
	text := strings.TrimSpace(e.Text)
	if text == "" {
		o.refuse(ctx, e.Form, FieldError{Field: "value", Key: "form.missing"})
		return
	}
	if len(clean(Values{"value": text})) > 0 {
		o.refuse(ctx, e.Form, FieldError{Field: "value", Key: "form.badCharacters"})
		return
	}
	d, ok := set(e.File, e.Ent.ID, text, e.Seen)
	if !ok {
		o.refuse(ctx, e.Form, FieldError{Field: "value", Key: wrongValue(e.Field)})
		return
	}
	o.busy(ctx, e.Form)
	if err := o.write(ctx, FormField, d); err != nil {
		o.fail(ctx, e.Form, err)
		return
	}
	o.taken(ctx, e.Form, e.Ent.ID)
}

func wrongValue(f op.FieldID) string {
	if f == domain.VictimAge.ID {
		return "form.badAge"
	}
	return "err.invalid"
}
