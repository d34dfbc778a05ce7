package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Complaints is the inbox of tickets, and beside it, or on a phone in its place, the ticket that is open.
type Complaints struct {
	app.Compo
	Lang i18n.Lang
	ID   op.ID // zero: none is open
}

// OnMount sets the heading of the list.
func (p *Complaints) OnMount(ctx app.Context) { p.title(ctx) }

// OnUpdate sets it again when the ticket was left.
func (p *Complaints) OnUpdate(ctx app.Context) { p.title(ctx) }

func (p *Complaints) title(ctx app.Context) {
	if p.ID.IsZero() {
		headline(ctx, ui.T("complaints.title"), "", "")
	}
}

// Render shows the list, the ticket, or both.
func (p *Complaints) Render() app.UI {
	list := &ComplaintList{Lang: p.Lang, Selected: p.ID}
	if p.ID.IsZero() {
		return ui.H("div").Class("split list-only").Body(list, pickOne())
	}
	return ui.H("div").Class("split").Body(list, &Complaint{Lang: p.Lang, ID: p.ID})
}

// pickOne stands on a desktop where the opened record will be.
func pickOne() app.UI {
	return ui.Pane(ui.H("div").Class("face").Body(ui.Icon("next"), ui.H("p").Class("quiet").Text(ui.T("list.pickOne"))))
}

// ComplaintList is the inbox.
type ComplaintList struct {
	app.Compo
	Lang     i18n.Lang
	Selected op.ID
	list     state.Complaints
	me       state.Me
	all      bool
}

// OnMount watches the inbox.
func (p *ComplaintList) OnMount(ctx app.Context) {
	state.ComplaintsKey.Observe(ctx, &p.list)
	state.MeKey.Observe(ctx, &p.me)
}

// Render shows one of the faces.
func (p *ComplaintList) Render() app.UI {
	switch {
	case p.list.Status == state.Loading:
		return ui.Pane(ui.Loading())
	case p.list.Status == state.Failed:
		return ui.Pane(ui.Trouble(ui.T("list.error"), p.onRetry))
	case len(p.list.Rows) == 0:
		return ui.Pane(ui.Empty("complaint", ui.T("complaints.empty"), ui.T("complaints.emptyHint"), ui.Slot(p.me.As.MayCreate(domain.Complaint), func() app.UI {
			return ui.H("a").Class("button").Href(route.NewComplaintPath).Text(ui.T("nav.newComplaint"))
		})))
	}
	var rows []app.UI
	for _, r := range p.list.Rows {
		if p.all || open(r) || r.File == p.Selected {
			rows = append(rows, &ui.ComplaintRow{Row: r, Zone: p.me.As, Now: p.list.Now, Selected: r.File == p.Selected, Lang: p.Lang})
		}
	}
	return ui.H("div").Class("pane").Aria("label", ui.T("a11y.list")).Body(
		ui.H("div").Class("find").Body(
			ui.H("label").Class("tile").Body(
				ui.H("input").Type("checkbox").Checked(p.all).Test("complaints-all").OnChange(p.onAll).UI(),
				ui.H("span").Text(ui.T("complaints.filterAll"))),
			ui.Slot(p.me.As.MayCreate(domain.Complaint), func() app.UI {
				return ui.H("a").Class("button soft tight").Href(route.NewCallPath).Test("new-call").Body(ui.Icon("phone"), app.Text(ui.T("call.title")))
			})),
		ui.H("div").Class("card rows").Test("complaints").Body(rows...),
	)
}

func (p *ComplaintList) onAll(app.Context, app.Event) { p.all = !p.all }

func (p *ComplaintList) onRetry(ctx app.Context, _ app.Event) { state.SendNow.Do(ctx, struct{}{}) }

// open reports whether a ticket still waits for somebody.
func open(r state.Row) bool { return r.State == "baru" || r.State == "ditriase" }
