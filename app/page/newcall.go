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

// NewCall logs somebody who only asked and needs no case: what they asked and what they were told, on one page.
type NewCall struct {
	app.Compo
	Lang  i18n.Lang
	sheet sheet
	me    state.Me
}

// OnMount takes up the draft. Most who only ask have called.
func (p *NewCall) OnMount(ctx app.Context) {
	p.sheet.typed("channel", state.AtDesk[0])
	state.MeKey.Observe(ctx, &p.me)
	p.sheet.watch(ctx, state.FormCall, state.FormCall, func(ctx app.Context) {
		ctx.Navigate(route.ToComplaint(p.sheet.result.Made))
	})
	headline(ctx, ui.T("call.title"), "", route.ComplaintsPath)
}

// Render shows the three questions.
func (p *NewCall) Render() app.UI {
	if !p.sheet.ready {
		return ui.Pane(ui.Loading())
	}
	if !p.me.As.MayCreate(domain.Complaint) {
		return ui.Pane(ui.Empty("complaint", ui.T("policy.role"), ""))
	}
	s := &p.sheet
	asked := s.field("what", ui.T("call.asked"), ui.T("call.askedHint"))
	asked.Rows = 3
	given := s.field("given", ui.T("call.given"), ui.T("call.givenHint"))
	given.Rows = 3
	var channels []ui.Option
	for _, c := range state.AtDesk {
		channels = append(channels, ui.Option{Value: c, Label: ui.Code(code.ComplaintChannel, c)})
	}
	return ui.Pane(ui.H("form").Class("form").OnSubmit(p.onSubmit).Body(
		ui.Summary(s.result, map[string]string{"what": asked.Label, "given": given.Label}), ui.Problem(s.result),
		ui.H("p").Class("quiet").Text(ui.T("call.intro")), ui.WritesAs(p.me.As, len(p.me.Choices) > 1),
		ui.Tiles(s.choice("channel", ui.T("intake.channel"), "", channels), s.chosen("channel"), p.onInput),
		ui.Text(asked, p.onInput),
		ui.Text(given, p.onInput),
		ui.H("div").Class("foot").Body(
			ui.H("button").Class("button").Type("submit").Test("call-save").Disabled(s.result.Busy).Text(ui.T("call.submit")),
			ui.H("p").Class("quiet small").Role("status").Test("draft-saved").Text(s.saved(p.me)))))
}

func (p *NewCall) onInput(ctx app.Context, _ app.Event) { p.sheet.take(ctx) }

func (p *NewCall) onSubmit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	state.FileCall.Do(ctx, p.sheet.values.Copy())
}
