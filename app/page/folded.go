package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// folded is a form on the page of a case that lies under a button until it is wanted. It lies open when a draft was kept.
// A form embeds it and asks its questions; it knows all that is the same whatever they are.
type folded struct {
	sheet sheet
	me    state.Me
	open  bool
	saved bool
	home  app.Context // of the form itself: the button that opens it is gone once it is open, and its context with it
}

// watch begins to follow the form and takes up its draft.
func (f *folded) watch(ctx app.Context, form string, file op.ID) {
	f.home = ctx
	state.MeKey.Observe(ctx, &f.me)
	f.sheet.watch(ctx, form, state.DraftOf(file, form), func(app.Context) {
		f.sheet.fill(state.Values{})
		f.open, f.saved = false, true
	})
}

// begin unfolds the form, with one field filled in already, and goes to the first one.
func (f *folded) begin(name, value, first string) {
	f.open, f.saved = true, false
	f.sheet.set(name, value)
	ui.Focus(f.home, ui.FieldID(first))
}

func (f *folded) shut() bool { return !f.open && len(f.sheet.values) == 0 }

// button is the form folded up: what opens it and, after it was sent, that it was. test begins the names for journeys.
func (f *folded) button(test, icon, text, saved string, onOpen app.EventHandler) app.UI {
	return ui.H("div").Body(
		app.If(f.saved, func() app.UI {
			return ui.H("p").Class("quiet").Role("status").Test(test + "-saved").Text(saved)
		}),
		// Not before it is known what was kept of it: words typed meanwhile would be written over.
		ui.H("button").Class("button soft").Type("button").Test(test+"-open").Disabled(!f.sheet.ready).OnClick(onOpen).Body(ui.Icon(icon), app.Text(text)))
}

// form is the form unfolded round its questions.
func (f *folded) form(test, submit string, as state.Post, onSubmit app.EventHandler, questions ...app.UI) app.UI {
	body := append([]app.UI{ui.Problem(f.sheet.result), ui.WritesAs(as, len(f.me.Choices) > 1)}, questions...)
	body = append(body,
		ui.H("div").Class("buttons").Body(
			ui.H("button").Class("button").Type("submit").Test(test+"-save").Disabled(f.sheet.result.Busy).Text(submit),
			ui.H("button").Class("button soft").Type("button").OnClick(f.onDrop).Text(ui.T("form.draftDiscard"))),
		ui.H("p").Class("quiet small").Role("status").Test("draft-saved").Text(f.sheet.saved(f.me)))
	return ui.H("div").Class("card padded").Body(ui.H("form").Class("form").OnSubmit(onSubmit).Test(test + "-form").Body(body...))
}

func (f *folded) onInput(ctx app.Context, _ app.Event) { f.sheet.take(ctx) }

func (f *folded) onAsk(ctx app.Context, _ app.Event) { f.sheet.ask(ctx) }

func (f *folded) onPick(ctx app.Context, _ app.Event) { f.sheet.pick(ctx) }

func (f *folded) onDropFile(ctx app.Context, _ app.Event) { f.sheet.drop(ctx) }

func (f *folded) onDrop(ctx app.Context, _ app.Event) {
	f.open = false
	f.sheet.fill(state.Values{})
	f.sheet.keep(ctx)
}
