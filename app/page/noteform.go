package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/code"
	"damping/shared/i18n"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// NoteForm writes a note into a case. It lies open when a draft was kept.
type NoteForm struct {
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
func (p *NoteForm) CompoID() string { return p.File.String() }

// OnMount takes up the draft.
func (p *NoteForm) OnMount(ctx app.Context) {
	p.home = ctx
	state.MeKey.Observe(ctx, &p.me)
	p.sheet.watch(ctx, state.FormNote, state.DraftOf(p.File, state.FormNote), func(ctx app.Context) {
		p.sheet.fill(state.Values{})
		p.open, p.saved = false, true
	})
}

// Render shows the button, or the form.
func (p *NoteForm) Render() app.UI {
	if !p.open && p.sheet.values["text"] == "" {
		return ui.H("div").Body(
			app.If(p.saved, func() app.UI {
				return ui.H("p").Class("quiet").Role("status").Test("note-saved").Text(ui.T("note.saved"))
			}),
			ui.H("button").Class("button soft").Type("button").Test("note-open").OnClick(p.onOpen).
				Body(ui.Icon("pen"), app.Text(ui.T("case.addNote"))))
	}
	s := &p.sheet
	text := s.field("text", ui.T("note.text"), ui.T("note.hint"))
	text.Rows, text.Test = 5, "note-text"
	kind := s.choice("kind", ui.T("note.kind"), "", ui.OptionsOf(code.NoteKind))
	kind.Test = "note-kind"
	return ui.H("div").Class("card padded").Body(ui.H("form").Class("form").OnSubmit(p.onSubmit).Test("note-form").Body(
		ui.Problem(s.result), ui.WritesAs(p.As, len(p.me.Choices) > 1),
		ui.Text(text, p.onInput),
		ui.Select(kind, p.onInput),
		ui.H("div").Class("buttons").Body(
			ui.H("button").Class("button").Type("submit").Test("note-save").Disabled(s.result.Busy).Text(ui.T("note.submit")),
			ui.H("button").Class("button soft").Type("button").OnClick(p.onDrop).Text(ui.T("form.draftDiscard"))),
		ui.H("p").Class("quiet small").Role("status").Test("draft-saved").Text(s.saved(p.me)),
	))
}

func (p *NoteForm) onOpen(app.Context, app.Event) {
	p.open, p.saved = true, false
	p.sheet.set("kind", "perkembangan")
	ui.Focus(p.home, ui.FieldID("text"))
}

func (p *NoteForm) onInput(ctx app.Context, _ app.Event) { p.sheet.take(ctx) }

func (p *NoteForm) onDrop(ctx app.Context, _ app.Event) {
	p.open = false
	p.sheet.fill(state.Values{})
	p.sheet.keep(ctx)
}

func (p *NoteForm) onSubmit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	v := p.sheet.values
	state.WriteNote.Do(ctx, state.NoteEdit{File: p.File, Kind: v["kind"], Text: v["text"]})
}
