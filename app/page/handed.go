package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Handed asks where to put what another app of the phone gave to this one: into a new complaint, or a note of a case.
type Handed struct {
	app.Compo
	Lang  i18n.Lang
	given state.Handed
	me    state.Me
	sheet sheet
	pick  filePick
}

// OnMount looks for what was given.
func (p *Handed) OnMount(ctx app.Context) {
	state.MeKey.Observe(ctx, &p.me)
	state.HandedKey.Observe(ctx, &p.given)
	p.given = state.Handed{}
	p.sheet.watch(ctx, state.FormHanded, "", p.onward)
	p.pick.watch(ctx, state.FormHanded, domain.Case, op.ID{})
	state.LoadHanded.Do(ctx, struct{}{})
	headline(ctx, ui.T("handed.title"), "", route.TodayPath)
}

// onward goes to the form that now holds it.
func (p *Handed) onward(ctx app.Context) {
	if file := p.sheet.result.Made; !file.IsZero() {
		ctx.Navigate(route.ToCase(file))
		return
	}
	ctx.Navigate(route.NewComplaintPath)
}

// Render shows what there is, and the choice.
func (p *Handed) Render() app.UI {
	switch {
	case !p.given.Ready:
		return ui.Pane(ui.Loading())
	case p.given.Put: // seen when a file could not be taken
		to := route.NewComplaintPath
		if !p.given.Into.IsZero() {
			to = route.ToCase(p.given.Into)
		}
		return ui.Pane(ui.Problem(p.sheet.result), ui.H("p").Text(ui.T("handed.rest")),
			ui.H("a").Class("button").Href(to).Test("handed-draft").Text(ui.T("handed.draft")))
	case p.given.Text == "" && len(p.given.Files) == 0:
		return ui.Pane(ui.Empty("clip", ui.T("handed.nothing"), ui.T("handed.again")))
	}
	s := &p.sheet
	var options []ui.Option
	if p.me.As.MayCreate(domain.Complaint) {
		options = append(options, ui.Option{Value: toComplaint, Label: ui.T("intake.title")})
	}
	if p.me.As.MayWrite(op.Story, domain.Case) {
		options = append(options, ui.Option{Value: toCase, Label: ui.T("handed.note")})
	}
	var files []app.UI
	for _, name := range p.given.Files {
		files = append(files, ui.H("li").Test("handed-file").Body(ui.Icon("clip"), ui.H("b").Text(name)))
	}
	return ui.Pane(ui.H("form").Class("form").OnSubmit(p.onSubmit).Body(
		ui.H("p").Class("quiet").Text(ui.T("handed.intro")), ui.Problem(s.result),
		ui.Slot(p.given.Text != "", func() app.UI { return ui.H("p").Class("card padded").Test("handed-text").Text(p.given.Text) }),
		ui.H("ul").Class("files").Body(files...),
		ui.Tiles(s.choice("into", ui.T("handed.into"), "", options), s.chosen("into"), p.onInput),
		ui.Slot(s.values["into"] == toCase, func() app.UI {
			return p.pick.fields(s, "case", ui.T("handed.which"), p.onSearch, p.onInput)
		}),
		ui.H("div").Class("foot").Body(ui.H("button").Class("button").Type("submit").Test("handed-put").
			Disabled(s.result.Busy || !p.chosen()).Text(ui.T("handed.put")))))
}

// chosen reports whether it is known where to.
func (p *Handed) chosen() bool {
	return p.sheet.values["into"] == toComplaint || p.sheet.values["into"] == toCase && p.sheet.values["case"] != ""
}

func (p *Handed) onInput(ctx app.Context, _ app.Event) { p.sheet.take(ctx) }

func (p *Handed) onSearch(ctx app.Context, _ app.Event) {
	p.sheet.take(ctx)
	p.sheet.set("case", "")
	p.pick.look(ctx, p.sheet.values["case-find"], domain.Case)
}

func (p *Handed) onSubmit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	h := state.Hand{Head: pastedHead}
	if p.sheet.values["into"] == toCase {
		h.Case, _ = op.ParseID(p.sheet.values["case"]) // a choice of ours
	}
	state.PutHanded.Do(ctx, h)
}
