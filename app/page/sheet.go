package page

import (
	"slices"
	"strings"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/domain"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// sheet is the memory of a form: what was typed and chosen, what is wrong with it, when it was kept as a draft. A page
// embeds one.
//
// The browser holds the text in a field, and the sheet follows it event by event. Never the other way round: a letter
// stands in the field before its event is heard, and a redraw in between that wrote the sheet's text back would eat it
// [seen in Chromium]. Therefore what a field is drawn with changes only when the program fills it.
type sheet struct {
	form, draft string
	values      state.Values
	drawn       state.Values
	many        []string // fields with several choices
	result      state.Form
	round       int
	kept        state.Draft
	taken       state.Taken // files
	ready       bool
}

// watch begins to follow a form and the draft that was kept of it. draft may be empty for none. taken is called on the
// UI goroutine when the form became an act.
func (s *sheet) watch(ctx app.Context, form, draft string, taken func(app.Context)) {
	s.form, s.draft = form, draft
	if s.values == nil {
		s.values = state.Values{}
	}
	state.FormKey(form).Observe(ctx, &s.result).OnChange(func() {
		switch {
		case s.result.Round > s.round:
			s.round = s.result.Round
			taken(ctx)
		case len(s.result.Errors) > 0:
			ui.Focus(ctx, "summary")
		}
	})
	s.round = s.result.Round
	s.result = state.Form{Round: s.round} // what went wrong on an earlier visit is over
	if draft == "" {
		s.ready = true
		return
	}
	state.TakenKey(draft).Observe(ctx, &s.taken).OnChange(func() {
		if len(s.taken.Files) > 0 { // also what was recorded goes only with the draft
			s.typed(attachedField, "1")
		}
	})
	s.taken = state.Taken{}
	state.LoadTaken.Do(ctx, draft)
	state.DraftKey(draft).Observe(ctx, &s.kept).OnChange(func() { s.resume() })
	s.kept = state.Draft{}
	state.LoadDraft.Do(ctx, draft)
}

// resume fills the form with what was kept, once, before anything is typed into it.
func (s *sheet) resume() {
	if s.ready || !s.kept.Ready {
		return
	}
	s.ready = true
	for k, v := range s.kept.Values {
		s.set(k, v)
	}
}

// fill begins the form with these values.
func (s *sheet) fill(v state.Values) {
	s.values, s.drawn = v, v.Copy()
}

// take follows an input or change event of a field and keeps the draft. Typing alone redraws nothing.
func (s *sheet) take(ctx app.Context) {
	el := ctx.JSSrc()
	name, value, kind := el.Get("name").String(), el.Get("value").String(), el.Get("type").String()
	switch {
	case kind == "checkbox":
		s.tick(name, value, el.Get("checked").Bool())
	case kind == "radio" || kind == "select-one":
		s.set(name, value)
	default:
		if was := s.values[name]; !s.near(name, was) && !s.near(name, value) {
			ctx.PreventUpdate()
		}
		s.typed(name, value)
	}
	s.keep(ctx)
}

// near reports whether a text comes near the most that its field takes: the form then tells how much more goes in.
func (s *sheet) near(name, text string) bool {
	d := domain.Named(name)
	return d != nil && room(d.MaxLen, text) != ""
}

// tick follows a box: one of several choices, or the box that passes a typed question over.
func (s *sheet) tick(name, value string, on bool) {
	if !slices.Contains(s.many, name) && !s.isMany(name) {
		if !on {
			value = ""
		}
		s.set(name, value)
		return
	}
	list := slices.DeleteFunc(slices.Clone(s.values.List(name)), func(v string) bool { return v == value })
	if on {
		list = append(list, value)
	}
	s.set(name, strings.Join(list, ","))
}

// isMany knows the numbered fields with several choices: "victim.0.forms".
func (s *sheet) isMany(name string) bool { return strings.HasSuffix(name, ".forms") }

// set fills a field: the field is drawn with the value.
func (s *sheet) set(name, value string) {
	s.typed(name, value)
	if s.drawn == nil {
		s.drawn = state.Values{}
	}
	s.drawn[name] = value
}

// typed follows what stands in a field.
func (s *sheet) typed(name, value string) {
	if s.values == nil {
		s.values = state.Values{}
	}
	if value == "" {
		delete(s.values, name)
		return
	}
	s.values[name] = value
}

func (s *sheet) keep(ctx app.Context) {
	if s.draft != "" {
		state.KeepDraft.Do(ctx, state.DraftEdit{Draft: s.draft, Values: s.values.Copy()})
	}
}

// field is a question with what was typed into it and what is wrong with it.
func (s *sheet) field(name, label, hint string) ui.Field {
	return ui.Field{Name: name, Label: label, Hint: hint, Value: s.drawn[name], Wrong: s.result.Of(name)}
}

// choice is a question answered by choosing.
func (s *sheet) choice(name, label, hint string, options []ui.Option) ui.Choice {
	return s.live(s.field(name, label, hint), options)
}

// live makes a choice of a field: a choice, unlike a letter, is heard when it is made, and drawn as it stands.
func (s *sheet) live(f ui.Field, options []ui.Option) ui.Choice {
	f.Value = s.values[f.Name]
	return ui.Choice{Field: f, Options: options}
}

func (s *sheet) chosen(name string) []string { return s.values.List(name) }

// saved says when the draft was kept.
func (s *sheet) saved(me state.Me) string {
	if s.kept.Saved == 0 {
		return ""
	}
	return ui.T("form.draftSaved", ui.Clock(s.kept.Saved, me.As))
}
