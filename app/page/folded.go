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
		ui.Focus(f.home, foldID(form))
	})
}

// begin unfolds the form, with one field filled in already, and goes to the first one.
func (f *folded) begin(name, value, first string) {
	f.open, f.saved = true, false
	f.sheet.set(name, value)
	ui.Focus(f.home, ui.FieldID(first))
}

func (f *folded) shut() bool { return !f.open && len(f.sheet.values) == 0 }

// button is the form folded up: what opens it, as long as the case is open, and, after it was sent, that it was. test
// begins the names for journeys. The form is gone by then, and the focus with it: it goes on from here.
func (f *folded) button(test, icon, text, saved string, ended bool, onOpen app.EventHandler) app.UI {
	return ui.H("div").ID(foldID(f.sheet.form)).Attr("tabindex", "-1").Body(
		ui.Slot(f.saved, func() app.UI {
			return ui.H("p").Class("quiet").Role("status").Test(test + "-saved").Text(saved)
		}),
		app.If(!ended, func() app.UI {
			// Not before it is known what was kept of it: words typed meanwhile would be written over.
			return ui.H("button").Class("button soft").Type("button").Test(test+"-open").Disabled(!f.sheet.ready).OnClick(onOpen).Body(ui.Icon(icon), app.Text(text))
		}))
}

// foldID is the element id of a form folded up.
func foldID(form string) string { return "fold-" + form }

// endedMeanwhile tells who is still writing that the case was closed before they were done. What they write is taken all
// the same.
func endedMeanwhile(ended bool, key string) app.UI {
	return ui.Slot(ended, func() app.UI {
		return ui.H("p").Class("notice").Role("status").Test("ended-meanwhile").Text(ui.T(key))
	})
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
	ui.Focus(f.home, foldID(f.sheet.form))
}
