package page

import (
	"slices"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/i18n"
	"damping/shared/notify"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// NotFound is what a path that is no page shows.
type NotFound struct {
	app.Compo
	Lang i18n.Lang
}

// OnMount sets the heading.
func (p *NotFound) OnMount(ctx app.Context) { headline(ctx, ui.T("app.name"), "", route.TodayPath) }

// Render shows the way home.
func (p *NotFound) Render() app.UI {
	return ui.Pane(ui.Empty("search", ui.T("err.not_found"), "",
		ui.H("a").Class("button").Href(route.TodayPath).Text(ui.T("notified.toToday"))))
}

// Notified is where a notification leads. Its token stands for one follow-up on this device (shared/notify): that one is
// shown, with both taps. A token that stands for none, because it was for a test or somebody else has done the work,
// leads to all that is late or due today.
type Notified struct {
	app.Compo
	Lang  i18n.Lang
	Token string
	today state.Today
	me    state.Me
}

// OnMount watches what is due, and asks for what is new.
func (p *Notified) OnMount(ctx app.Context) {
	state.TodayKey.Observe(ctx, &p.today)
	state.MeKey.Observe(ctx, &p.me)
	state.SendNow.Do(ctx, struct{}{})
	headline(ctx, ui.T("notified.title"), "", route.TodayPath)
}

// Render shows what is late or due today.
func (p *Notified) Render() app.UI {
	if p.today.Status == state.Loading {
		return ui.Pane(ui.Loading())
	}
	late, due := p.today.Overdue, p.today.Due
	if one := slices.IndexFunc(slices.Concat(late, due), p.meant); one >= 0 {
		if one < len(late) {
			late, due = late[one:one+1], nil
		} else {
			one -= len(late)
			late, due = nil, due[one:one+1]
		}
	}
	var rows []app.UI
	for _, d := range late {
		rows = append(rows, &ui.DueRow{Due: d, Zone: p.me.As, Now: p.today.Now, Late: true, Lang: p.Lang})
	}
	for _, d := range due {
		rows = append(rows, &ui.DueRow{Due: d, Zone: p.me.As, Now: p.today.Now, Lang: p.Lang})
	}
	toToday := ui.H("a").Class("button soft").Href(route.TodayPath).Text(ui.T("notified.toToday"))
	if len(rows) == 0 {
		return ui.Pane(ui.Empty("check", ui.T("notified.notHere"), "", toToday))
	}
	return ui.Pane(ui.H("div").Class("card rows").Body(rows...), ui.H("div").Class("section").Body(toToday))
}

// meant reports whether the notification was about this follow-up.
func (p *Notified) meant(d state.Due) bool { return notify.Token(p.me.Device, d.ID) == p.Token }

// Keys lists the keys of the keyboard.
type Keys struct {
	app.Compo
	Lang i18n.Lang
}

// Render shows the list. The dialog is open as long as it is there.
func (k *Keys) Render() app.UI {
	line := func(key, text string) []app.UI {
		return []app.UI{ui.H("dt").Body(ui.H("kbd").Text(key)), ui.H("dd").Text(ui.T(text))}
	}
	var lines []app.UI
	for _, l := range [][2]string{{"/", "keys.search"}, {"j", "keys.down"}, {"k", "keys.up"}, {"n", "keys.new"}, {"?", "keys.help"}, {"⇧⇧⇧", "keys.exit"}} {
		lines = append(lines, line(l[0], l[1])...)
	}
	return ui.H("dialog").Flag("open", true).Aria("label", ui.T("keys.title")).Test("keys").Body(
		ui.H("h2").Text(ui.T("keys.title")), ui.H("dl").Class("keys").Body(lines...))
}
