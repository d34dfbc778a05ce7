package state

import (
	"strings"

	"damping/shared/errs"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Form is how a form stands after it was sent: what is wrong with it, or that it is through.
type Form struct {
	Busy    bool
	Round   int // grows when the form was taken; the form then starts anew
	Errors  []FieldError
	Doubts  []FieldError // what looks contradictory; saved all the same once the person says that it is so
	Problem string       // i18n key of what went wrong with the whole; empty when nothing did
	Args    []any
	Made    op.ID // what it made
}

// FieldError is what is wrong with one field.
type FieldError struct {
	Field, Key string
	Args       []any
}

// Of is the error of one field, zero when it has none.
func (f Form) Of(field string) FieldError {
	for _, e := range f.Errors {
		if e.Field == field {
			return e
		}
	}
	return FieldError{}
}

// Values are what was typed and chosen in a form, by the names of its fields. Several choices are separated by commas.
type Values map[string]string

// List is the choices of a field with several.
func (v Values) List(name string) []string {
	if v[name] == "" {
		return nil
	}
	return strings.Split(v[name], ",")
}

// Text is a field without the space around it.
func (v Values) Text(name string) string { return strings.TrimSpace(v[name]) }

// Copy is a copy that may be handed to another goroutine.
func (v Values) Copy() Values {
	out := make(Values, len(v))
	for k, t := range v {
		out[k] = t
	}
	return out
}

// busy shows that a form is being taken.
func (o *Office) busy(ctx app.Context, form string) {
	f := o.form(form)
	f.Busy, f.Errors, f.Doubts, f.Problem, f.Args = true, nil, nil, "", nil
	o.putForm(ctx, form, f)
}

// taken shows that a form is through, and what it made.
func (o *Office) taken(ctx app.Context, form string, made op.ID) {
	f := o.form(form)
	o.putForm(ctx, form, Form{Round: f.Round + 1, Made: made})
}

// refuse shows what is wrong with fields of a form.
func (o *Office) refuse(ctx app.Context, form string, errors ...FieldError) {
	o.putForm(ctx, form, Form{Round: o.form(form).Round, Errors: errors})
}

// fail shows why a form did not go through. A failure at a field is shown there.
func (o *Office) fail(ctx app.Context, form string, err error) {
	f := Form{Round: o.form(form).Round}
	key, args, field := explain(err)
	if field != "" {
		f.Errors = []FieldError{{Field: field, Key: key, Args: args}}
	} else {
		f.Problem, f.Args = key, args
	}
	o.putForm(ctx, form, f)
}

func (o *Office) form(form string) Form {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.forms[form]
}

func (o *Office) putForm(ctx app.Context, form string, f Form) {
	o.mu.Lock()
	o.forms[form] = f
	o.mu.Unlock()
	FormKey(form).Set(ctx, f)
}

// explain turns a failure into a text for people.
func explain(err error) (key string, args []any, field string) {
	if e := errs.As(err); e != nil {
		return e.Key, e.Args, e.Field
	}
	return errs.Internal.Key(), nil, ""
}
