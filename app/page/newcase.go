package page

import (
	"strconv"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// NewCase opens a case: with what a complaint has told already, or from nothing. It works wholly without signal.
type NewCase struct {
	app.Compo
	Lang      i18n.Lang
	From      op.ID // the complaint, zero for none
	complaint state.ComplaintFile
	sheet     sheet
	me        state.Me
	filled    bool
}

// CompoID makes the form of each complaint a component of its own.
func (p *NewCase) CompoID() string { return p.From.String() }

// OnMount takes up the draft, or else the complaint.
func (p *NewCase) OnMount(ctx app.Context) {
	state.MeKey.Observe(ctx, &p.me)
	p.sheet.watch(ctx, state.FormNewCase, state.DraftOfNewCase(p.From), func(ctx app.Context) {
		ctx.Navigate(route.ToCase(p.sheet.result.Made))
	})
	back := route.CasesPath
	if !p.From.IsZero() {
		back = route.ToComplaint(p.From)
		state.ComplaintKey.Observe(ctx, &p.complaint)
		state.OpenComplaint.Do(ctx, p.From)
	}
	headline(ctx, ui.T("newcase.title"), "", back)
}

// prefill fills the form from the complaint when no draft was kept. It reports whether the form may be shown.
func (p *NewCase) prefill() bool {
	if !p.sheet.ready {
		return false
	}
	if p.From.IsZero() || p.filled {
		return true
	}
	if p.complaint.View.ID != p.From || p.complaint.Status == state.Loading {
		return false
	}
	p.filled = true
	if len(p.sheet.values) == 0 && p.complaint.Status == state.Loaded {
		p.sheet.fill(state.FromComplaint(p.complaint.View))
	}
	return true
}

// Render shows the form.
func (p *NewCase) Render() app.UI {
	if !p.prefill() {
		return ui.Pane(ui.Loading())
	}
	if !p.me.As.MayCreate(domain.Case) {
		return ui.Pane(ui.Empty("case", ui.T("newcase.notAllowed"), ""))
	}
	s := &p.sheet
	body := []app.UI{ui.Summary(s.result, map[string]string{}), ui.Problem(s.result), ui.WritesAs(p.me.As, len(p.me.Choices) > 1)}
	if !p.From.IsZero() {
		body = append(body, ui.H("p").Class("quiet").Text(ui.T("newcase.fromComplaint")))
	}
	victims, suspects := s.values.Count("victims", 1, state.MostVictims), s.values.Count("suspects", 1, state.MostSuspects)
	for n := range victims {
		body = append(body, p.victim(n, victims))
	}
	if victims < state.MostVictims {
		body = append(body, ui.H("button").Class("button soft tight").Type("button").Test("add-victim").OnClick(p.onVictim).
			Body(ui.Icon("plus"), app.Text(ui.T("intake.addVictim"))))
	}
	for n := range suspects {
		body = append(body, p.suspect(n, victims))
	}
	if suspects < state.MostSuspects {
		body = append(body, ui.H("button").Class("button soft tight").Type("button").Test("add-suspect").OnClick(p.onSuspect).
			Body(ui.Icon("plus"), app.Text(ui.T("newcase.addPerpetrator"))))
	}
	body = append(body, p.incident(), p.facts(), ui.H("div").Class("foot").Body(
		ui.H("button").Class("button").Type("submit").Test("case-create").Disabled(s.result.Busy).Text(ui.T("newcase.submit")),
		ui.H("p").Class("quiet small").Role("status").Text(s.saved(p.me))))
	return ui.Pane(ui.H("form").Class("form").OnSubmit(p.onSubmit).Body(body...))
}

func (p *NewCase) victim(n, of int) app.UI {
	s := &p.sheet
	title := ui.T("person.victim")
	if of > 1 {
		title = ui.T("person.victimN", n+1)
	}
	years := s.field(state.Nth("victim", n, "age"), ui.T("person.age"), ui.T("intake.victimAgeHint"))
	years.Narrow, years.Numeric = true, true
	forms := s.choice(state.Nth("victim", n, "forms"), ui.T("case.forms"), ui.T("form.multiple"), ui.OptionsOf(code.ViolenceForm))
	forms.Many = true
	sex := state.Nth("victim", n, "sex")
	whom := state.PersonIn(s.values.Text(state.Nth("victim", n, "name")), s.values.Text(years.Name), s.values[sex])
	return ui.Section(title, ui.H("div").Class("card padded").Body(
		ui.Text(s.field(state.Nth("victim", n, "name"), ui.T("intake.victimName"), ui.T("intake.whoHint")), p.onInput),
		ui.H("div").Class("pair").Body(ui.Text(years, p.onInput),
			ui.Tiles(s.choice(sex, ui.T("person.sex"), "", ui.OptionsOf(code.Sex)), s.chosen(sex), p.onInput)),
		&Namesakes{Lang: p.Lang, Form: state.Nth(state.FormNewCase, n, "alike"), Whom: whom, Not: p.From},
		ui.Tiles(forms, s.chosen(forms.Name), p.onInput),
	))
}

func (p *NewCase) suspect(n, victims int) app.UI {
	s := &p.sheet
	title := ui.T("person.perpetratorN", n+1)
	sex := state.Nth("suspect", n, "sex")
	name := s.field(state.Nth("suspect", n, "name"), ui.T("person.name"), "")
	name.Optional = true
	body := []app.UI{
		ui.Text(name, p.onInput),
		ui.Tiles(s.choice(sex, ui.T("person.sex"), "", ui.OptionsOf(code.Sex)), s.chosen(sex), p.onInput),
	}
	for v := range victims {
		of := ui.T("person.victim")
		if victims > 1 {
			of = ui.T("person.victimN", v+1)
		}
		body = append(body, ui.Select(s.choice(state.RelationName(v, n), ui.T("newcase.relation", title, of), ui.T("newcase.relationHint"),
			ui.OptionsOf(code.PerpetratorRelation)), p.onInput))
	}
	return ui.Section(title, ui.H("div").Class("card padded").Body(body...))
}

func (p *NewCase) incident() app.UI {
	s := &p.sheet
	what := s.field("what", ui.T("intake.story"), ui.T("intake.whatHint"))
	what.Rows = 4
	return ui.Section(ui.T("newcase.incident"), ui.H("div").Class("card padded").Body(
		ui.Text(what, p.onInput),
		ui.Text(s.field("when", ui.T("intake.when"), ui.T("intake.whenHint")), p.onInput),
		ui.Select(s.choice("place", ui.T("case.incidentPlace"), "", ui.OptionsOf(code.IncidentPlace)), p.onInput),
		ui.Text(s.field("where", ui.T("intake.place"), ""), p.onInput),
		ui.Select(s.choice("district", ui.T("intake.district"), "", ui.OptionsOf(code.District)), p.onInput),
	))
}

func (p *NewCase) facts() app.UI {
	s := &p.sheet
	reach := s.field("reach", ui.T("intake.contact"), ui.T("intake.contactHint"))
	reach.Rows = 2
	wish := s.field("wish", ui.T("intake.wish"), ui.T("intake.wishHint"))
	wish.Rows = 2
	return ui.Section(ui.T("case.summary"), ui.H("div").Class("card padded").Body(
		ui.Tiles(s.choice("safe", ui.T("intake.safe"), "", ui.OptionsOf(code.SafeNow)), s.chosen("safe"), p.onInput),
		ui.Select(s.choice("channel", ui.T("intake.channel"), "", ui.OptionsOf(code.ComplaintChannel)), p.onInput),
		ui.Tiles(s.choice("kind", ui.T("case.kind"), "", ui.OptionsOf(code.CaseKind)), s.chosen("kind"), p.onInput),
		ui.Tiles(s.choice("authority", ui.T("case.authority"), "", ui.OptionsOf(code.Authority)), s.chosen("authority"), p.onInput),
		ui.Select(s.choice("reporter", ui.T("intake.reporter"), "", ui.OptionsOf(code.ReporterType)), p.onInput),
		ui.Text(reach, p.onInput),
		ui.Tiles(s.choice("message", ui.T("intake.mayLeaveMessage"), "", yesNo()), s.chosen("message"), p.onInput),
		ui.Text(wish, p.onInput),
	))
}

func (p *NewCase) onInput(ctx app.Context, _ app.Event) { p.sheet.take(ctx) }

func (p *NewCase) onVictim(ctx app.Context, _ app.Event) {
	p.sheet.set("victims", strconv.Itoa(p.sheet.values.Count("victims", 1, state.MostVictims)+1))
	p.sheet.keep(ctx)
}

func (p *NewCase) onSuspect(ctx app.Context, _ app.Event) {
	p.sheet.set("suspects", strconv.Itoa(p.sheet.values.Count("suspects", 1, state.MostSuspects)+1))
	p.sheet.keep(ctx)
}

func (p *NewCase) onSubmit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	state.CreateCase.Do(ctx, state.NewCase{From: p.From, Values: p.sheet.values.Copy()})
}
