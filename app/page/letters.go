package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/api"
	"damping/shared/i18n"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Letters asks for letters and forms filled from a case. It lies folded until it is wanted, and needs a signal: the server
// makes them.
type Letters struct {
	app.Compo
	Lang   i18n.Lang
	File   op.ID
	Unsent bool // something of the case is not with the server, and therefore in no letter
	list   state.LetterList
	me     state.Me
	sheet  sheet
	done   bool
}

// CompoID makes the letters of each case a component of their own.
func (p *Letters) CompoID() string { return "letters" + p.File.String() }

// OnMount follows the form.
func (p *Letters) OnMount(ctx app.Context) {
	state.MeKey.Observe(ctx, &p.me)
	state.LettersKey.Observe(ctx, &p.list)
	p.list = state.LetterList{}
	p.sheet.watch(ctx, state.FormLetter, "", func(app.Context) { p.done = true })
	p.sheet.fill(state.Values{state.LetterPaper: "a4"})
}

// Render shows the question and, folded in, the answer.
func (p *Letters) Render() app.UI {
	return ui.H("section").Class("section").Body(ui.H("details").Class("card fold").Test("letters").Body(
		ui.H("summary").Test("letters-open").OnClick(p.onOpen).Text(ui.T("letters.title")), p.body()))
}

func (p *Letters) body() app.UI {
	switch {
	case p.list.File != p.File:
		return ui.Loading()
	case p.list.Status == state.Failed:
		return ui.Trouble(ui.T(p.list.Problem), p.onOpen)
	case len(p.list.Kinds) == 0:
		return ui.H("p").Class("quiet").Text(ui.T("letters.none"))
	}
	return p.form()
}

func (p *Letters) form() app.UI {
	var kinds, records []ui.Option
	for _, k := range p.list.Kinds {
		kinds = append(kinds, ui.Option{Value: k.Code, Label: letterName(k.Code, k.Form)})
	}
	chosen := p.list.Choice(p.sheet.values.Text(state.LetterKind))
	for i, r := range chosen.Records {
		about := ui.Person(r.Age, r.Sex)
		if r.Day != "" {
			about = ui.Date(r.Day.Date())
		}
		label := ui.T("letters.about."+chosen.About, i+1)
		if about != "" {
			label += " · " + about
		}
		records = append(records, ui.Option{Value: r.ID, Label: label})
	}
	return ui.H("form").Class("form").OnSubmit(p.onDraft).Body(
		ui.Slot(p.Unsent, func() app.UI { return ui.H("p").Class("mark").Test("letters-unsent").Text(ui.T("letters.unsent")) }),
		ui.Select(p.sheet.choice(state.LetterKind, ui.T("letters.which"), "", kinds), p.onInput),
		ui.Slot(len(records) > 1, func() app.UI {
			return ui.Select(p.sheet.choice(state.LetterSubject, ui.T("letters.whom"), "", records), p.onInput)
		}),
		ui.Select(p.sheet.choice(state.LetterPaper, ui.T("letters.paper"), "", []ui.Option{{Value: "a4", Label: "A4"}, {Value: "f4", Label: "F4 (folio)"}}), p.onInput),
		ui.Problem(p.sheet.result),
		ui.H("div").Class("foot").Body(
			ui.H("button").Class("button soft").Type("submit").Test("letter-draft").Disabled(p.sheet.result.Busy).Text(ui.T("letters.draft")),
			ui.H("button").Class("button").Type("button").Test("letter-issue").Disabled(p.sheet.result.Busy).OnClick(p.onIssue).Text(ui.T("letters.issue"))),
		ui.H("p").Class("quiet small").Text(ui.T("letters.note")),
		ui.H("p").Class("quiet small").Role("status").Test("letter-done").Text(p.said()),
		p.issued(),
	)
}

// issued lists what was given a number.
func (p *Letters) issued() app.UI {
	return ui.Slot(len(p.list.Issued) > 0, func() app.UI {
		var rows []app.UI
		for _, l := range p.list.Issued {
			rows = append(rows, ui.H("div").Class("row").Test("letter-issued").Body(ui.H("b").Text(l.Number),
				ui.H("span").Class("what").Text(letterName(l.Kind, p.list.Choice(l.Kind).Form)+" · "+ui.Stamp(l.At, p.me.As))))
		}
		return ui.H("div").Class("card rows").Test("letters-issued").Body(rows...)
	})
}

// letterName is what a letter is called, with its number among the forms of the field.
func letterName(code, form string) string {
	if form != "" {
		form += " "
	}
	return form + ui.T("letter.name."+code)
}

func (p *Letters) said() string {
	switch {
	case p.sheet.result.Busy:
		return ui.T("letters.making")
	case p.done:
		return ui.T("letters.saved")
	}
	return ""
}

func (p *Letters) onOpen(ctx app.Context, _ app.Event) { state.LoadLetters.Do(ctx, p.File) }

func (p *Letters) onInput(ctx app.Context, _ app.Event) {
	p.done = false
	p.sheet.take(ctx)
}

func (p *Letters) onDraft(ctx app.Context, e app.Event) {
	e.PreventDefault()
	p.print(ctx, false)
}

func (p *Letters) onIssue(ctx app.Context, _ app.Event) { p.print(ctx, true) }

func (p *Letters) print(ctx app.Context, issue bool) {
	p.done = false
	v := p.sheet.values
	ask := api.LetterAsk{Kind: v.Text(state.LetterKind), Paper: v.Text(state.LetterPaper), Issue: issue}
	if len(p.list.Choice(ask.Kind).Records) > 1 {
		ask.Subject = v.Text(state.LetterSubject)
	}
	state.PrintLetter.Do(ctx, state.LetterWish{File: p.File, LetterAsk: ask})
}
