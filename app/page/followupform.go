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
	Lang   i18n.Lang
	File   op.ID
	As     state.Post        // who will have written it
	People []state.Candidate // who can be asked to do it
	Ended  bool              // the case is closed: nothing is begun any more
	folded
}

const nine civil.Clock = 9 * 60

// CompoID makes the form of each case a component of its own.
func (p *FollowUpForm) CompoID() string { return p.File.String() }

// OnMount takes up the draft.
func (p *FollowUpForm) OnMount(ctx app.Context) { p.watch(ctx, state.FormFollowUp, p.File) }

// Render shows the button, or the form.
func (p *FollowUpForm) Render() app.UI {
	if p.shut() {
		return p.button("followup", "snooze", ui.T("case.addFollowUp"), ui.T("followup.saved"), p.Ended, p.onOpen)
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
	assignee := s.choice("assignee", ui.T("followup.who"), ui.T("followup.whoHint"), candidateOptions(p.People))
	assignee.Optional = true
	repeat := s.choice("repeat", ui.T("followup.repeat"), "", ui.OptionsOf("task_repeat"))
	repeat.Optional = true
	return p.form("followup", ui.T("followup.submit"), p.As, p.onSubmit,
		endedMeanwhile(p.Ended, "followup.endedMeanwhile"),
		ui.Select(kind, p.onInput),
		ui.H("div").Class("buttons").Body(ui.H("button").Class("button soft tight").Type("button").Test("preset-tomorrow").
			OnClick(p.onTomorrow).Text(ui.T("date.when", ui.T("date.tomorrow"), i18n.Clock(ui.Lang(), nine)))),
		ui.H("div").Class("pair").Body(ui.Text(date, p.onInput), ui.Text(clock, p.onInput)),
		ui.Text(words, p.onInput),
		ui.Select(assignee, p.onInput), ui.Select(repeat, p.onInput))
}

func (p *FollowUpForm) onOpen(app.Context, app.Event) { p.begin("clock", nine.String(), "fkind") }

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

func (p *FollowUpForm) onSubmit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	v := p.sheet.values
	state.PlanFollowUp.Do(ctx, state.FollowUpEdit{File: p.File, Kind: v["fkind"], Date: v["date"], Clock: v["clock"], Text: v["words"], Repeat: v["repeat"], Assignee: v["assignee"]})
}
