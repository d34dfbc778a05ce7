package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/attach"
	"damping/shared/i18n"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Viewer shows one attachment over the whole page; the bar with the quick exit stays. It is shown by an address that only this page knows, and that ends
// when it is closed or the page is locked.
type Viewer struct {
	app.Compo
	Lang  i18n.Lang
	shown state.Shown
	me    state.Me
	ref   state.AttachmentRef
}

// OnMount watches what is to be shown.
func (v *Viewer) OnMount(ctx app.Context) {
	state.MeKey.Observe(ctx, &v.me)
	state.ShownKey.Observe(ctx, &v.shown).OnChange(func() {
		if v.shown.On && v.ref != v.shown.Ref() {
			ui.Focus(ctx, "viewer")
		}
		v.ref = v.shown.Ref()
	})
}

// OnNav closes it: it does not lie over the next page.
func (v *Viewer) OnNav(ctx app.Context) {
	if v.shown.On {
		state.CloseAttachment.Do(ctx, struct{}{})
	}
}

// Render shows nothing, or the attachment with what can be done with it.
func (v *Viewer) Render() app.UI {
	return ui.H("div").Class("over").Body(app.If(v.shown.On, v.sheet))
}

func (v *Viewer) sheet() app.UI {
	s := v.shown
	return ui.H("div").Class("viewer").Role("dialog").Aria("modal", "true").Aria("label", s.Name).Test("viewer").ID("viewer").Attr("tabindex", "-1").On("keydown", v.onKey).Body(
		ui.H("header").Body(ui.H("b").Text(s.Name),
			ui.H("button").Class("iconic").Type("button").Test("viewer-close").Aria("label", ui.T("button.close")).OnClick(v.onClose).Body(ui.Icon("close"))),
		ui.H("div").Class("stage").Body(v.content()),
		ui.Slot(s.Problem != "", func() app.UI {
			return ui.H("p").Class("summary").Role("alert").Test("viewer-problem").Text(ui.T(s.Problem, s.Args...))
		}),
		ui.H("div").Class("buttons").Body(
			ui.Slot(s.Strips, func() app.UI {
				return ui.H("button").Class("button").Type("button").Test("viewer-share").Disabled(s.Busy).OnClick(v.onShare).Text(ui.T("attach.share"))
			}),
			ui.H("button").Class("button soft").Type("button").Test("viewer-save").Disabled(s.Busy || !s.Whole).OnClick(v.onSave).Text(ui.T("attach.save"))),
		ui.H("details").Test("viewer-details").Body(ui.H("summary").Text(ui.T("attach.details")), ui.H("dl").Class("facts").Body(
			fact(ui.T("attach.by"), ui.Who(s.Who)),
			fact(ui.T("attach.added"), ui.Stamp(s.Made, v.me.As)),
			fact(ui.T("attach.made"), ui.Civil(s.Taken)),
			fact(ui.T("attach.size"), ui.Size(s.Size)),
			fact(ui.T("attach.hash"), s.Hash.String()))),
	)
}

// content is the picture or the sound itself.
func (v *Viewer) content() app.UI {
	s := v.shown
	switch {
	case s.Busy && s.URL == "":
		return ui.H("p").Class("quiet").Role("status").Test("viewer-busy").Text(ui.T("attach.opening"))
	case s.Kind() == attach.Document:
		return ui.H("p").Class("quiet").Text(ui.T("attach.document"))
	case s.URL == "":
		return ui.H("p").Class("quiet").UI()
	case s.Kind() == attach.Audio:
		return ui.H("audio").Attr("src", s.URL).Flag("controls", true).Test("viewer-audio").UI()
	}
	return ui.H("img").Attr("src", s.URL).Attr("alt", s.Name).Test("viewer-image").UI()
}

func (v *Viewer) onClose(ctx app.Context, _ app.Event) { state.CloseAttachment.Do(ctx, struct{}{}) }

func (v *Viewer) onKey(ctx app.Context, e app.Event) {
	if e.Get("key").String() == "Escape" {
		state.CloseAttachment.Do(ctx, struct{}{})
	}
}

func (v *Viewer) onShare(ctx app.Context, _ app.Event) { state.ShareAttachment.Do(ctx, v.shown) }

func (v *Viewer) onSave(ctx app.Context, _ app.Event) { state.SaveAttachment.Do(ctx, v.shown) }
