package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/civil"
	"damping/shared/i18n"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Today is the first page: what is late, due today and in the days after, and the complaints that wait.
type Today struct {
	app.Compo
	Lang  i18n.Lang
	today state.Today
	me    state.Me
	done  state.Form
	sync  state.Sync
	asked map[string]int // how often more of a group was asked for
}

// OnMount watches the lists.
func (p *Today) OnMount(ctx app.Context) {
	state.TodayKey.Observe(ctx, &p.today).OnChange(func() { p.title(ctx) })
	state.MeKey.Observe(ctx, &p.me).OnChange(func() { p.title(ctx) })
	state.SyncKey.Observe(ctx, &p.sync)
	state.FormKey(state.FormDue).Observe(ctx, &p.done)
	p.done = state.Form{}
	p.title(ctx)
}

// OnUpdate follows a change of language.
func (p *Today) OnUpdate(ctx app.Context) { p.title(ctx) }

func (p *Today) title(ctx app.Context) {
	sub := ""
	if p.me.Now != 0 {
		sub = i18n.LongDate(ui.Lang(), civil.DateAt(p.me.Now, p.me.As.Zone))
	}
	headline(ctx, ui.T("today.title"), sub, "")
}

// Render shows one of the faces.
func (p *Today) Render() app.UI {
	if p.today.Status == state.Loading {
		return ui.Pane(ui.Loading())
	}
	if len(p.me.Choices) == 0 {
		return ui.Pane(ui.Empty("user", ui.T("today.noAppointment"), ""))
	}
	t := p.today
	return ui.Pane(
		ui.Problem(p.done),
		ui.Slot(inboxCount(p.sync) > 0, func() app.UI {
			return ui.H("a").Class("button soft").Href(route.InboxPath).Test("inbox-link").
				Body(ui.Icon("complaint"), app.Text(ui.T("inbox.open", inboxCount(p.sync))))
		}),
		app.If(len(t.Overdue)+len(t.Due)+len(t.Week) == 0, func() app.UI {
			return ui.Empty("check", ui.T("today.empty"), ui.T("today.emptyHint"))
		}),
		p.group("today.overdue", "overdue", t.Overdue, true),
		p.group("today.due", "due", t.Due, false),
		p.group("today.week", "week", t.Week, false),
		p.complaints(),
	)
}

func (p *Today) group(title, test string, list []state.Due, late bool) app.UI {
	if len(list) == 0 {
		return nil
	}
	most := min(len(list), rowsAtOnce*(1+p.asked[test]))
	var rows []app.UI
	for _, d := range list[:most] {
		rows = append(rows, &ui.DueRow{Due: d, Zone: p.me.As, Now: p.today.Now, Late: late, Lang: p.Lang})
	}
	body := []app.UI{ui.H("div").Class("card rows").Test(test).Body(rows...)}
	if most < len(list) {
		body = append(body, ui.H("button").Class("button plain").Type("button").Test("more-"+test).DataSet("group", test).
			OnClick(p.onMore).Text(ui.T("button.showMore")))
	}
	return ui.CountedSection(ui.T(title), len(list), body...)
}

// rowsAtOnce is how much of a group is drawn, and how much more each time more is asked for. Nobody does twenty things in
// a morning; the head of a large office may have thousands late, and their phone must not draw them all.
const rowsAtOnce = 20

func (p *Today) onMore(ctx app.Context, _ app.Event) {
	if p.asked == nil {
		p.asked = map[string]int{}
	}
	p.asked[ctx.JSSrc().Get("dataset").Get("group").String()]++
}

func (p *Today) complaints() app.UI {
	n := len(p.today.Complaints)
	if n == 0 {
		return nil
	}
	const most = 5
	var rows []app.UI
	for _, r := range p.today.Complaints[:min(n, most)] {
		rows = append(rows, &ui.ComplaintRow{Row: r, Zone: p.me.As, Now: p.today.Now, Lang: p.Lang})
	}
	body := []app.UI{ui.H("div").Class("card rows").Test("new-complaints").Body(rows...)}
	if n > most {
		body = append(body, ui.H("a").Class("button plain").Href(route.ComplaintsPath).Text(ui.T("button.showMore")))
	}
	return ui.CountedSection(ui.T("today.openComplaints"), n, body...)
}

// inboxCount is how much lies in the inbox.
func inboxCount(s state.Sync) int { return s.Inbox + s.Refused }
