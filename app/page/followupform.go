package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/civil"
	"damping/shared/code"
	"damping/shared/i18n"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// FollowUpForm plans something to be done by a time. Tomorrow at nine is one tap.
type FollowUpForm struct {
	app.Compo
	Lang  i18n.Lang
	File  op.ID
	As    state.Post // who will have written it
	sheet sheet
	me    state.Me
	open  bool
	saved bool
	home  app.Context // of the form itself: the button that opens it is gone once it is open, and its context with it
}

// CompoID makes the form of each case a component of its own.
func (p *FollowUpForm) CompoID() string { return p.File.String() }

// OnMount takes up the draft.
func (p *FollowUpForm) OnMount(ctx app.Context) {
	p.home = ctx
	state.MeKey.Observe(ctx, &p.me)
	p.sheet.watch(ctx, state.FormFollowUp, state.DraftOf(p.File, state.FormFollowUp), func(ctx app.Context) {
		p.sheet.fill(state.Values{})
		p.open, p.saved = false, true
	})
}

// Render shows the button, or the form.
func (p *FollowUpForm) Render() app.UI {
	if !p.open && len(p.sheet.values) == 0 {
		return ui.H("div").Body(
			app.If(p.saved, func() app.UI {
				return ui.H("p").Class("quiet").Role("status").Test("followup-saved").Text(ui.T("followup.saved"))
			}),
			ui.H("button").Class("button soft").Type("button").Test("followup-open").OnClick(p.onOpen).
				Body(ui.Icon("snooze"), app.Text(ui.T("case.addFollowUp"))))
	}
	s := &p.sheet
	date := s.field("date", ui.T("followup.date"), "")
	date.Type, date.Test = "date", "followup-date"
	clock := s.field("clock", ui.T("followup.time"), ui.T("followup.timeHint", p.As.Zone.Letters()))
	clock.Type, clock.Test = "time", "followup-time"
	words := s.field("words", ui.T("followup.note"), ui.T("followup.noteHint"))
	words.Rows, words.Optional, words.Wrong, words.Test = 2, true, s.result.Of("text"), "followup-text"
	kind := s.choice("fkind", ui.T("followup.kind"), "", ui.OptionsOf(code.FollowUpKind))
	kind.Wrong, kind.Test = s.result.Of("kind"), "followup-kind"
	return ui.H("div").Class("card padded").Body(ui.H("form").Class("form").OnSubmit(p.onSubmit).Test("followup-form").Body(
		ui.Problem(s.result), ui.WritesAs(p.As, len(p.me.Choices) > 1),
		ui.Select(kind, p.onInput),
		ui.H("div").Class("buttons").Body(ui.H("button").Class("button soft tight").Type("button").Test("preset-tomorrow").
			OnClick(p.onTomorrow).Text(ui.T("date.when", ui.T("date.tomorrow"), i18n.Clock(ui.Lang(), nine)))),
		ui.H("div").Class("pair").Body(ui.Text(date, p.onInput), ui.Text(clock, p.onInput)),
		ui.Text(words, p.onInput),
		ui.H("div").Class("buttons").Body(
			ui.H("button").Class("button").Type("submit").Test("followup-save").Disabled(s.result.Busy).Text(ui.T("followup.submit")),
			ui.H("button").Class("button soft").Type("button").OnClick(p.onDrop).Text(ui.T("form.draftDiscard"))),
		ui.H("p").Class("quiet small").Role("status").Text(s.saved(p.me)),
	))
}

const nine civil.Clock = 9 * 60

func (p *FollowUpForm) onOpen(app.Context, app.Event) {
	p.open, p.saved = true, false
	p.sheet.set("clock", nine.String())
	ui.Focus(p.home, ui.FieldID("fkind"))
}

// onTomorrow fills in tomorrow at nine on the office's wall clock.
func (p *FollowUpForm) onTomorrow(ctx app.Context, _ app.Event) {
	p.put("date", string(civil.DateAt(p.me.Now, p.As.Zone).AddDays(1)))
	p.put("clock", nine.String())
	p.sheet.keep(ctx)
}

// put fills a field that may hold something else by now: what it was drawn with may be the same as before, and go-app
// would leave it.
func (p *FollowUpForm) put(name, value string) {
	p.sheet.set(name, value)
	if el := app.Window().GetElementByID(ui.FieldID(name)); el.Truthy() {
		el.Set("value", value)
	}
}

func (p *FollowUpForm) onInput(ctx app.Context, _ app.Event) { p.sheet.take(ctx) }

func (p *FollowUpForm) onDrop(ctx app.Context, _ app.Event) {
	p.open = false
	p.sheet.fill(state.Values{})
	p.sheet.keep(ctx)
}

func (p *FollowUpForm) onSubmit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	v := p.sheet.values
	state.PlanFollowUp.Do(ctx, state.FollowUpEdit{File: p.File, Kind: v["fkind"], Date: v["date"], Clock: v["clock"], Text: v["words"]})
}
