package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/i18n"
	"damping/shared/op"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Frame is the component of every path: the bar on top, the navigation, the door, and between them the page of the
// path. It stays mounted while pages come and go, so that what guards the screen (quick exit, automatic lock, keys) is
// attached once.
type Frame struct {
	app.Compo
	place  route.Place
	from   op.ID // the complaint that a new case comes from
	early  early
	door   state.Door
	was    state.Stage // of the door before it moved last
	opened bool        // the door has been open in this window
	title  state.Title
	lang   i18n.Lang
	tongue string
	dirty  int
	speaks bool // a voice is being recorded
	me     state.Me
	today  state.Today
	update bool
	later  bool // the update may wait
	guard  guard
	help   bool
	shown  bool // a path has been shown in this window
}

// OnInit takes what was typed before the app came.
func (f *Frame) OnInit() {
	f.early = takeEarly()
	f.lang = i18n.ID
}

// OnMount begins the work behind the pages and attaches what guards the screen.
func (f *Frame) OnMount(ctx app.Context) {
	state.DoorKey.Observe(ctx, &f.door).OnChange(func() { f.doorMoved(ctx) })
	state.TitleKey.Observe(ctx, &f.title)
	state.LangKey.Observe(ctx, &f.tongue).OnChange(f.speak)
	state.DirtyKey.Observe(ctx, &f.dirty)
	state.RecordingKey.Observe(ctx, &f.speaks)
	state.MeKey.Observe(ctx, &f.me)
	state.TodayKey.Observe(ctx, &f.today)
	f.guard.attach(ctx, f)
	state.ChooseLang.Do(ctx, "")
	state.Begin.Do(ctx, struct{}{})
}

// OnDismount releases what was attached by hand.
func (f *Frame) OnDismount() { f.guard.release() }

// OnNav reads where the window has come to, and goes on from its heading. Not when the app itself has only now come:
// browsers read a new page aloud by themselves, and whoever was quicker than we would lose their letters to the heading.
func (f *Frame) OnNav(ctx app.Context) {
	url := ctx.Page().URL()
	f.place = route.Parse(url.Path)
	f.from, _ = op.ParseID(url.Query().Get(fromQuery)) // none: a case without a complaint
	f.help = false
	if f.shown {
		ui.Focus(ctx, "title")
	}
	f.shown = true
}

// OnAppUpdate is told that a newer release lies ready.
func (f *Frame) OnAppUpdate(app.Context) { f.update, f.later = true, false }

// doorMoved ends the program when an open door has shut: only a reload is sure to leave nothing in memory. Until it has
// come nothing is shown: what is tapped or typed meanwhile would be lost.
func (f *Frame) doorMoved(ctx app.Context) {
	f.mark()
	switch {
	case f.door.Stage == state.Open:
		f.opened = true
		f.early = early{}
	case f.opened && !f.guard.leaving:
		blank(true)
		reload()
	}
}

// mark tells the next start whether to ask for a name: what is typed into the one form is lost when it turns out that it
// should have been the other. Asking for another account says nothing about who is enrolled.
func (f *Frame) mark() {
	switch f.door.Stage {
	case state.Locked:
		markEnrolled(true)
	case state.Open:
		if !f.door.Shared {
			markEnrolled(true)
		}
	case state.SignedOut:
		if f.was == state.Opening {
			markEnrolled(false)
		}
	}
	f.was = f.door.Stage
}

func (f *Frame) speak() {
	f.lang = i18n.Choose(f.tongue)
	ui.SetLang(f.lang)
	setDocumentLang(f.tongue)
}

// Render shows the frame and the page in it.
func (f *Frame) Render() app.UI {
	open := f.door.Stage == state.Open && f.place.Page != route.Welcome
	class := "app"
	if !open {
		class = "app bare"
	}
	return ui.H("div").Class(class).Body(
		f.top(open),
		f.notices(open),
		ui.H("main").ID("main").Attr("tabindex", "-1").Body(f.page()),
		app.If(open, f.nav),
		app.If(open, func() app.UI { return &Viewer{Lang: f.lang} }),
		app.If(f.help, func() app.UI { return &Keys{Lang: f.lang} }),
	)
}

func (f *Frame) top(open bool) app.UI {
	title := f.title
	if !open {
		title = state.Title{Text: ui.T("app.name")}
	}
	titles := []app.UI{ui.H("h1").ID("title").Attr("tabindex", "-1").Text(title.Text)}
	if title.Sub != "" {
		titles = append(titles, ui.H("small").Text(title.Sub))
	}
	// Quick exit is the first thing that the keyboard reaches, whatever the grid makes of the order.
	return ui.H("header").Class("top").Body(
		ui.H("button").Class("exit").Type("button").Test("exit").Title(ui.T("exit.hint")).OnClick(f.onExit).Text(ui.T("exit.quick")),
		ui.H("button").Class("skip").Type("button").OnClick(f.onSkip).Text(ui.T("nav.skip")),
		ui.Slot(open && title.Back != "", func() app.UI {
			return ui.H("a").Class("iconic back").Href(title.Back).Test("back").Aria("label", ui.T("nav.back")).Body(ui.Icon("back"))
		}),
		ui.H("div").Class("titles").Body(titles...),
		app.If(open, func() app.UI { return &SyncLine{Lang: f.lang} }),
	)
}

// page is what the path shows, behind the door.
func (f *Frame) page() app.UI {
	if f.place.Page == route.Welcome {
		return &WelcomePage{Lang: f.lang}
	}
	switch f.door.Stage {
	case state.Opening:
		if enrolled() {
			return &Unlock{Lang: f.lang, Early: f.early, Waiting: true}
		}
		return &SignIn{Lang: f.lang, Early: f.early, Waiting: true}
	case state.SignedOut:
		return &SignIn{Lang: f.lang, Early: f.early, Emptied: f.door.Emptied, Orphans: f.door.Waiting.Orphans}
	case state.Locked:
		return &Unlock{Lang: f.lang, Early: f.early, Door: f.door}
	case state.Broken:
		return &Broken{Lang: f.lang, Problem: f.door.Problem, Sealed: f.door.Waiting}
	}

	id, _ := op.ParseID(f.place.ID)
	switch f.place.Page {
	case route.Today:
		return &Today{Lang: f.lang}
	case route.SignIn:
		return &SignInAgain{Lang: f.lang}
	case route.Complaints, route.Complaint:
		return &Complaints{Lang: f.lang, ID: id}
	case route.NewComplaint:
		return &NewComplaint{Lang: f.lang}
	case route.NewCall:
		return &NewCall{Lang: f.lang}
	case route.Shared:
		return &Handed{Lang: f.lang}
	case route.Cases, route.Case:
		return &Cases{Lang: f.lang, ID: id}
	case route.NewCase:
		return &NewCase{Lang: f.lang, From: f.from}
	case route.More:
		return &More{Lang: f.lang}
	case route.Inbox:
		return &Inbox{Lang: f.lang}
	case route.Devices:
		return &Devices{Lang: f.lang}
	case route.Notified:
		return &Notified{Lang: f.lang, Token: f.place.ID}
	}
	return &NotFound{Lang: f.lang}
}

func (f *Frame) onExit(ctx app.Context, _ app.Event) { f.guard.leave(ctx) }

func (f *Frame) onSkip(ctx app.Context, _ app.Event) { ui.Focus(ctx, "main") }

// headline sets the bar on top for the page that is shown.
func headline(ctx app.Context, text, sub, back string) {
	state.TitleKey.Set(ctx, state.Title{Text: text, Sub: sub, Back: back})
}
