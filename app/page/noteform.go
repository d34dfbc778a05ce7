package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// NoteForm writes a note into a case.
type NoteForm struct {
	app.Compo
	Lang  i18n.Lang
	File  op.ID
	As    state.Post // who will have written it
	Ended bool       // the case is closed: nothing is begun any more
	folded
}

// CompoID makes the form of each case a component of its own.
func (p *NoteForm) CompoID() string { return p.File.String() }

// OnMount takes up the draft.
func (p *NoteForm) OnMount(ctx app.Context) { p.watch(ctx, state.FormNote, p.File) }

// Render shows the button, or the form.
func (p *NoteForm) Render() app.UI {
	if p.shut() {
		return p.button("note", "pen", ui.T("case.addNote"), ui.T("note.saved"), p.Ended, p.onOpen)
	}
	text := p.sheet.field("text", ui.T("note.text"), ui.T("note.hint"))
	text.Rows, text.Test = 5, "note-text"
	kind := p.sheet.choice("kind", ui.T("note.kind"), "", ui.OptionsOf(code.NoteKind))
	kind.Test = "note-kind"
	return p.form("note", ui.T("note.submit"), p.As, p.onSubmit,
		endedMeanwhile(p.Ended, "case.endedMeanwhile"),
		ui.Text(text, p.onInput),
		ui.Slot(p.As.MayWrite(op.Core, domain.Case), func() app.UI { return ui.Select(kind, p.onInput) }),
		p.sheet.attach(ui.T("attach.hint"), p.onAsk, p.onPick, p.onDropFile))
}

func (p *NoteForm) onOpen(app.Context, app.Event) { p.begin("kind", "perkembangan", "text") }

func (p *NoteForm) onSubmit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	v := p.sheet.values
	state.WriteNote.Do(ctx, state.NoteEdit{File: p.File, Kind: v["kind"], Text: v["text"]})
}
