package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// nav is the bar below on a phone, the side bar on a desktop.
func (f *Frame) nav() app.UI {
	due := len(f.today.Overdue) + len(f.today.Due)
	path, key, test := route.NewComplaintPath, "nav.newComplaint", "new-complaint"
	may := f.me.As.MayCreate(domain.Complaint) || f.me.As.MayCreate(domain.Case)
	if f.beginsWithCase() {
		path, key, test = route.NewCasePath, "nav.newCase", "new-case"
	}
	return ui.H("nav").Class("nav").Aria("label", ui.T("nav.menu")).Body(
		ui.H("span").Class("brand").Text(ui.T("app.name")),
		f.tab("today", "nav.today", route.TodayPath, due, f.place.Page == route.Today),
		f.tab("case", "nav.cases", route.CasesPath, 0, f.place.Page == route.Cases || f.place.Page == route.Case || f.place.Page == route.NewCase),
		ui.H("a").Class("plus").Flag("hidden", !may).Href(path).Test(test).Aria("label", ui.T(key)).Body(
			ui.Icon("plus"), ui.H("span").Class("thin").Aria("hidden", "true").Text(ui.T("nav.new")),
			ui.H("span").Class("wide").Aria("hidden", "true").Text(ui.T(key))),
		f.tab("complaint", "nav.complaints", route.ComplaintsPath, len(f.today.Complaints),
			f.place.Page == route.Complaints || f.place.Page == route.Complaint || f.place.Page == route.NewComplaint || f.place.Page == route.NewCall),
		f.tab("more", "nav.more", route.MorePath, 0, f.place.Page == route.More || f.place.Page == route.Devices),
	)
}

// beginsWithCase reports whether what the person begins is a case: their role files no complaints.
func (f *Frame) beginsWithCase() bool {
	return !f.me.As.MayCreate(domain.Complaint) && f.me.As.MayCreate(domain.Case)
}

func (f *Frame) tab(icon, key, path string, n int, here bool) app.UI {
	a := ui.H("a").Href(path).Test("nav-" + icon)
	if here {
		a = a.Aria("current", "page")
	}
	return a.Body(ui.Icon(icon), ui.H("span").Text(ui.T(key)), app.If(n > 0, func() app.UI {
		return ui.H("span").Class("count").Text(itoa(n))
	}))
}

// notices are what concerns the whole window: an update, a shared computer, a lock about to fall.
func (f *Frame) notices(open bool) app.UI {
	return ui.H("div").Class("notices").Body(
		app.If(open && f.me.Shared, func() app.UI {
			return ui.H("p").Class("notice warn").Test("shared").Text(ui.T("shared.banner") + " " + ui.T("shared.leave"))
		}),
		app.If(open && f.guard.soon > 0, func() app.UI {
			return ui.H("div").Class("notice warn").Role("status").Test("lock-soon").Body(
				ui.H("span").Text(ui.T("lock.soon", f.guard.soon)),
				ui.H("button").Class("button tight soft").Type("button").OnClick(f.onStay).Text(ui.T("lock.keep")))
		}),
		app.If(f.update && !f.later, func() app.UI {
			if f.dirty > 0 {
				return ui.H("p").Class("notice").Text(ui.T("update.available") + " " + ui.T("update.waiting"))
			}
			return ui.H("div").Class("notice").Test("update").Role("status").Body(
				ui.H("span").Text(ui.T("update.available")),
				ui.H("div").Class("buttons").Body(
					ui.H("button").Class("button tight soft").Type("button").OnClick(f.onLater).Text(ui.T("update.later")),
					ui.H("button").Class("button tight").Type("button").Test("update-now").OnClick(f.onUpdate).Text(ui.T("update.now"))))
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
	return ui.H("p").Class("sync "+class).Role("status").Aria("label", ui.T("sync.state")).Test("sync-state").
		DataSet("unsent", itoa(s.sync.Unsent)).DataSet("online", ui.Flat(s.sync.Online)).DataSet("busy", ui.Flat(s.sync.Busy)).Body(
		ui.H("span").Text(text),
		app.If(mayReturn(s.sync, s.me), func() app.UI {
			return ui.H("a").Href(route.SignInPath).Test("sign-in-again").Text(ui.T("signin.again"))
		}),
		app.If(s.sync.Refused > 0, func() app.UI {
			return ui.H("a").Href(route.InboxPath).Test("refused-link").Text(ui.T("verdict.count", s.sync.Refused))
		}),
	)
}

// syncWords says how sending stands, the gravest first.
func syncWords(s state.Sync, me state.Me) (class, text string) {
	switch {
	case sessionOver(s) && me.Shared:
		class, text = "stuck", ui.T("shared.sessionOver", s.Unsent)
	case sessionOver(s):
		class, text = "stuck", ui.T("sync.needSignIn")
	case s.Problem == "quota":
		class, text = "stuck", ui.T("store.full")
	case s.Problem == errs.ServerFull:
		class, text = "stuck", ui.T("sync.serverFull")
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
