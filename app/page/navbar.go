package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// nav is the bar below on a phone, the side bar on a desktop.
func (f *Frame) nav() app.UI {
	due := len(f.today.Overdue) + len(f.today.Due)
	return app.Nav().Class("nav").Aria("label", ui.T("nav.menu")).Body(
		app.Span().Class("brand").Text(ui.T("app.name")),
		f.tab("today", "nav.today", route.TodayPath, due, f.place.Page == route.Today),
		f.tab("case", "nav.cases", route.CasesPath, 0, f.place.Page == route.Cases || f.place.Page == route.Case || f.place.Page == route.NewCase),
		app.A().Class("plus").Href(route.NewComplaintPath).DataSet("test", "new-complaint").
			Aria("label", ui.T("nav.newComplaint")).Body(
			ui.Icon("plus"), app.Span().Class("thin").Aria("hidden", "true").Text(ui.T("nav.new")),
			app.Span().Class("wide").Aria("hidden", "true").Text(ui.T("nav.newComplaint"))),
		f.tab("complaint", "nav.complaints", route.ComplaintsPath, len(f.today.Complaints),
			f.place.Page == route.Complaints || f.place.Page == route.Complaint || f.place.Page == route.NewComplaint),
		f.tab("more", "nav.more", route.MorePath, 0, f.place.Page == route.More || f.place.Page == route.Devices),
	)
}

func (f *Frame) tab(icon, key, path string, n int, here bool) app.UI {
	a := app.A().Href(path).DataSet("test", "nav-"+icon)
	if here {
		a = a.Aria("current", "page")
	}
	return a.Body(ui.Icon(icon), app.Span().Text(ui.T(key)), app.If(n > 0, func() app.UI {
		return app.Span().Class("count").Text(n)
	}))
}

// notices are what concerns the whole window: an update, a shared computer, a lock about to fall.
func (f *Frame) notices(open bool) app.UI {
	return app.Div().Class("notices").Body(
		app.If(open && f.me.Shared, func() app.UI {
			return app.P().Class("notice warn").DataSet("test", "shared").Text(ui.T("shared.banner") + " " + ui.T("shared.leave"))
		}),
		app.If(open && f.guard.soon > 0, func() app.UI {
			return app.Div().Class("notice warn").Role("status").DataSet("test", "lock-soon").Body(
				app.Span().Text(ui.T("lock.soon", f.guard.soon)),
				app.Button().Class("button tight soft").Type("button").OnClick(f.onStay).Text(ui.T("lock.keep")))
		}),
		app.If(f.update && !f.later, func() app.UI {
			if f.dirty > 0 {
				return app.P().Class("notice").Text(ui.T("update.available") + " " + ui.T("update.waiting"))
			}
			return app.Div().Class("notice").DataSet("test", "update").Role("status").Body(
				app.Span().Text(ui.T("update.available")),
				app.Div().Class("buttons").Body(
					app.Button().Class("button tight soft").Type("button").OnClick(f.onLater).Text(ui.T("update.later")),
					app.Button().Class("button tight").Type("button").DataSet("test", "update-now").OnClick(f.onUpdate).Text(ui.T("update.now"))))
		}),
	)
}

func (f *Frame) onStay(app.Context, app.Event) { f.guard.touch() }

func (f *Frame) onLater(app.Context, app.Event) { f.later = true }

// onUpdate lets the newer release in; the loader reloads the page. Asked again here: a form may have been begun since
// the button was drawn.
func (f *Frame) onUpdate(app.Context, app.Event) {
	if f.dirty == 0 {
		activateUpdate()
	}
}

// SyncLine says in words how sending and fetching stand. It is a live region.
type SyncLine struct {
	app.Compo
	Lang any
	sync state.Sync
	me   state.Me
}

// OnMount watches the sending.
func (s *SyncLine) OnMount(ctx app.Context) {
	state.SyncKey.Observe(ctx, &s.sync)
	state.MeKey.Observe(ctx, &s.me)
}

// Render shows the words.
func (s *SyncLine) Render() app.UI {
	class, text := syncWords(s.sync, s.me)
	return app.P().Class("sync", class).Role("status").Aria("label", ui.T("sync.state")).DataSet("test", "sync-state").
		DataSet("unsent", s.sync.Unsent).DataSet("online", s.sync.Online).Body(
		app.Span().Text(text),
		app.If(s.sync.Refused > 0, func() app.UI {
			return app.A().Href(route.MorePath).DataSet("test", "refused-link").Text(ui.T("verdict.count", s.sync.Refused))
		}),
	)
}

// syncWords says how sending stands, the gravest first.
func syncWords(s state.Sync, me state.Me) (class, text string) {
	switch {
	case s.Problem == "unauthenticated" && s.Unsent > 0:
		class, text = "stuck", ui.T("sync.needSignIn")
	case s.Problem == "quota":
		class, text = "stuck", ui.T("store.full")
	case s.Problem == "stale_client":
		class, text = "stuck", ui.T("update.required")
	case s.Unsent > 0 && me.Shared:
		class, text = "stuck", ui.T("sync.unsent", s.Unsent)
	case s.Unsent > 0:
		class, text = "wait", ui.T("sync.unsent", s.Unsent)
		if s.SavedAt > 0 {
			text += " · " + ui.T("sync.savedHereAt", ui.Clock(s.SavedAt, me.As))
		}
	case s.FirstFetch:
		class, text = "wait", ui.T("sync.fetching")
	case !s.Online:
		class, text = "wait", ui.T("sync.offline")
	case s.Contact > 0:
		text = ui.T("sync.allSentAt", ui.Clock(s.Contact, me.As))
	default:
		text = ui.T("sync.allSent")
	}
	if s.ClockOff != 0 {
		text += " · " + ui.T("sync.clockOff", span(s.ClockOff))
	}
	return class, text
}
