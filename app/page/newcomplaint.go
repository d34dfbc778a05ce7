package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// NewComplaint is the intake: eight questions in two steps. Every answer is kept as it is given; all but the first may be
// passed over, and "I do not know" is an answer.
type NewComplaint struct {
	app.Compo
	Lang  i18n.Lang
	sheet sheet
	me    state.Me
	step  int
	// pasting is while a message is being put in from elsewhere.
	pasting bool
}

// The questions by step, to which an error leads back.
var intakeSteps = [2][]string{
	{"safe", "who", "age", "sex", "forms", "what", "when"},
	{"where", "district", "reach", "message", "reporter", "reporter_name", "channel", "received", "wish"},
}

// OnMount takes up the draft.
func (p *NewComplaint) OnMount(ctx app.Context) {
	p.sheet.many = []string{"forms"}
	state.MeKey.Observe(ctx, &p.me)
	p.sheet.watch(ctx, state.FormComplaint, state.FormComplaint, func(ctx app.Context) {
		ctx.Navigate(route.ToComplaint(p.sheet.result.Made))
	})
	p.title(ctx)
}

func (p *NewComplaint) title(ctx app.Context) {
	headline(ctx, ui.T("intake.title"), ui.T("form.step", p.step+1, len(intakeSteps)), route.ComplaintsPath)
}

// Render shows one step.
func (p *NewComplaint) Render() app.UI {
	if !p.sheet.ready {
		return ui.Pane(ui.Loading())
	}
	if !p.me.As.MayCreate(domain.Complaint) {
		return ui.Pane(ui.Empty("complaint", ui.T("policy.role"), ""))
	}
	s := &p.sheet
	body := []app.UI{
		ui.Summary(s.result, intakeLabels()),
		ui.Problem(s.result),
	}
	if p.step == 0 {
		body = append(body, ui.H("p").Class("quiet").Text(ui.T("intake.intro")),
			ui.H("a").Class("button plain").Href(route.NewCallPath).Test("new-call").Text(ui.T("call.instead")), ui.WritesAs(p.me.As, len(p.me.Choices) > 1))
		body = append(body, p.first()...)
	} else {
		body = append(body, p.second()...)
	}
	return ui.Pane(ui.H("form").Class("form").OnSubmit(p.onSubmit).Body(append(body, p.foot())...))
}

func (p *NewComplaint) first() []app.UI {
	s := &p.sheet
	who := s.field("who", ui.T("intake.who"), ui.T("intake.whoHint"))
	who.Passable = true
	years := s.field("age", ui.T("intake.victimAge"), ui.T("intake.victimAgeHint"))
	years.Narrow, years.Numeric = true, true
	what := s.field("what", ui.T("intake.story"), ui.T("intake.whatHint"))
	what.Rows, what.Passable = 4, true
	when := s.field("when", ui.T("intake.when"), ui.T("intake.whenHint"))
	when.Passable = true
	forms := s.choice("forms", ui.T("intake.what"), ui.T("form.multiple"), ui.OptionsOf(code.ViolenceForm))
	forms.Many = true
	return []app.UI{
		ui.Tiles(s.choice("safe", ui.T("intake.safe"), ui.T("intake.safeHint"), ui.OptionsOf(code.SafeNow)), s.chosen("safe"), p.onInput),
		ui.Slot(s.values["safe"] == "tidak_aman", func() app.UI {
			return ui.H("div").Class("summary").Role("alert").Test("not-safe").Body(ui.H("p").Text(ui.T("intake.notSafe")), ui.Calls())
		}),
		ui.Text(who, p.onInput),
		ui.H("div").Class("pair").Body(ui.Text(years, p.onInput),
			ui.Tiles(s.choice("sex", ui.T("intake.victimSex"), "", ui.OptionsOf(code.Sex)), s.chosen("sex"), p.onInput)),
		&Namesakes{Lang: p.Lang, Form: state.FormComplaint, Whom: state.PersonIn(s.values.Text("who"), s.values.Text("age"), s.values["sex"])},
		ui.Tiles(forms, s.chosen("forms"), p.onInput),
		ui.Text(what, p.onInput),
		p.paste(),
		s.attach(ui.T("attach.hint"), p.onAsk, p.onPick, p.onDropFile),
		ui.Text(when, p.onInput),
	}
}

func (p *NewComplaint) second() []app.UI {
	s := &p.sheet
	where := s.field("where", ui.T("intake.where"), "")
	where.Passable = true
	reach := s.field("reach", ui.T("intake.contact"), ui.T("intake.contactHint"))
	reach.Rows, reach.Passable = 2, true
	wish := s.field("wish", ui.T("intake.wish"), ui.T("intake.wishHint"))
	wish.Rows, wish.Passable = 3, true
	reporter := s.field("reporter_name", ui.T("intake.reporterName"), "")
	reporter.Optional = true
	received := s.field("received", ui.T("complaint.received"), "")
	received.Type = "datetime-local"
	return []app.UI{
		ui.Text(where, p.onInput),
		ui.Select(s.choice("district", ui.T("intake.district"), "", ui.OptionsOf(code.District)), p.onInput),
		ui.Text(reach, p.onInput),
		ui.Tiles(s.choice("message", ui.T("intake.mayLeaveMessage"), "", yesNo()), s.chosen("message"), p.onInput),
		ui.Select(s.choice("reporter", ui.T("intake.reporter"), "", ui.OptionsOf(code.ReporterType)), p.onInput),
		ui.Slot(s.values["reporter"] != "anonim", func() app.UI { return ui.Text(reporter, p.onInput) }),
		ui.Select(s.choice("channel", ui.T("intake.channel"), "", ui.OptionsOf(code.ComplaintChannel)), p.onInput),
		ui.Slot(s.values["received"] != "", func() app.UI { return ui.Text(received, p.onInput) }),
		ui.Text(wish, p.onInput),
	}
}

func (p *NewComplaint) foot() app.UI {
	next := ui.T("button.next")
	if p.step > 0 {
		next = ui.T("intake.submit")
	}
	return ui.H("div").Class("foot").Body(
		ui.H("button").Class("button").Type("submit").Test(map[int]string{0: "complaint-next", 1: "complaint-save"}[p.step]).
			Disabled(p.sheet.result.Busy).Text(next),
		app.If(p.step > 0, func() app.UI {
			return ui.H("button").Class("button soft").Type("button").OnClick(p.onBack).Text(ui.T("button.previous"))
		}),
		ui.H("p").Class("quiet small").Role("status").Test("draft-saved").Text(p.sheet.saved(p.me)),
	)
}

func (p *NewComplaint) onInput(ctx app.Context, _ app.Event) { p.sheet.take(ctx) }

func (p *NewComplaint) onAsk(ctx app.Context, _ app.Event) { p.sheet.ask(ctx) }

func (p *NewComplaint) onPick(ctx app.Context, _ app.Event) { p.sheet.pick(ctx) }

func (p *NewComplaint) onDropFile(ctx app.Context, _ app.Event) { p.sheet.drop(ctx) }

func (p *NewComplaint) onBack(ctx app.Context, _ app.Event) { p.turn(ctx, 0) }

func (p *NewComplaint) onSubmit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	if p.step == 0 {
		p.turn(ctx, 1)
		return
	}
	wrong := state.CheckComplaint(p.sheet.values)
	p.sheet.result.Errors = wrong
	if len(wrong) == 0 {
		state.FileComplaint.Do(ctx, p.sheet.values.Copy())
		return
	}
	p.step = stepOf(wrong[0].Field) // the summary links to fields of this step first
	p.title(ctx)
	ui.Focus(ctx, "summary")
}

// turn shows the other step from its beginning.
func (p *NewComplaint) turn(ctx app.Context, step int) {
	p.step = step
	p.title(ctx)
	ui.Focus(ctx, "title")
	toTop(ctx)
}

func stepOf(field string) int {
	for _, f := range intakeSteps[1] {
		if f == field {
			return 1
		}
	}
	return 0
}

func yesNo() []ui.Option {
	return []ui.Option{{Value: "yes", Label: ui.T("button.yes")}, {Value: "no", Label: ui.T("button.no")}}
}

// intakeLabels names the fields in the error summary.
func intakeLabels() map[string]string {
	return map[string]string{"safe": ui.T("intake.safe"), "who": ui.T("intake.who"), "age": ui.T("intake.victimAge"),
		"what": ui.T("intake.story"), "when": ui.T("intake.when"), "where": ui.T("intake.where"), "reach": ui.T("intake.contact"),
		"wish": ui.T("intake.wish"), "received": ui.T("complaint.received"), "reporter_name": ui.T("intake.reporterName")}
}
