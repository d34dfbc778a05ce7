package page

import (
	"slices"
	"strings"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// decisions are what a case conference decided, a line each: every one becomes a follow-up with a tap and a day, or says
// that it is one.
func (p *Case) decisions(rec state.Record) app.UI {
	var lines []app.UI
	n := 0
	for line := range strings.Lines(rec.Values[domain.ConferenceDecisions.Name]) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		planned := slices.ContainsFunc(slices.Concat(p.file.Open, p.file.Done), func(f state.FollowUp) bool { return f.Text == line })
		lines = append(lines, &DecisionTask{Lang: p.Lang, File: p.ID, Of: rec.ID, N: n, Text: line, Planned: planned, As: p.file.Zone, People: p.file.Workers()})
		n++
	}
	return ui.Slot(len(lines) > 0 && !p.file.Course.Ended, func() app.UI { return ui.H("div").Class("records").Test("decisions").Body(lines...) })
}

// DecisionTask makes one decision a follow-up.
type DecisionTask struct {
	app.Compo
	Lang    i18n.Lang
	File    op.ID
	Of      op.ID // the conference
	N       int   // of the line
	Text    string
	Planned bool
	As      state.Post
	People  []state.Candidate
	sheet   sheet
	open    bool
}

// CompoID tells the decisions of one conference apart.
func (p *DecisionTask) CompoID() string { return p.form() }

func (p *DecisionTask) form() string {
	return state.FormFollowUp + "/" + p.Of.String() + "/" + itoa(p.N)
}

func (p *DecisionTask) name(field string) string { return field + "-" + itoa(p.N) }

// Render shows that it is planned, the button, or the form.
func (p *DecisionTask) Render() app.UI {
	switch {
	case p.Planned:
		return ui.H("p").Class("quiet small").Test("decision-planned").Text(ui.T("decision.planned", short(p.Text)))
	case !p.open:
		return ui.H("button").Class("button plain").Type("button").Test("decision-plan").OnClick(p.onOpen).Text(ui.T("decision.plan", short(p.Text)))
	}
	s := &p.sheet
	date := s.field(p.name("date"), ui.T("followup.date"), "")
	date.Type, date.Wrong = "date", s.result.Of("date")
	who := s.choice(p.name("assignee"), ui.T("followup.who"), ui.T("followup.whoHint"), candidateOptions(p.People))
	who.Optional = true
	return ui.H("form").Class("form").OnSubmit(p.onSubmit).Test("decision-form").Body(ui.Problem(s.result),
		ui.H("b").Text(p.Text), ui.Text(date, p.onInput), ui.Select(who, p.onInput),
		ui.H("button").Class("button tight").Type("submit").Test("decision-save").Disabled(s.result.Busy).Text(ui.T("followup.submit")))
}

func (p *DecisionTask) onOpen(ctx app.Context, _ app.Event) {
	p.open = true
	p.sheet.watch(ctx, p.form(), "", func(app.Context) { p.open = false })
	ui.Focus(ctx, ui.FieldID(p.name("date")))
}

func (p *DecisionTask) onInput(ctx app.Context, _ app.Event) { p.sheet.take(ctx) }

func (p *DecisionTask) onSubmit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	v := p.sheet.values
	state.PlanFollowUp.Do(ctx, state.FollowUpEdit{Form: p.form(), File: p.File, Kind: "koordinasi", Date: v[p.name("date")], Clock: nine.String(),
		Text: p.Text, Assignee: v[p.name("assignee")]})
}
