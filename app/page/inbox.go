package page

import (
	"strings"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/i18n"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Inbox is what could not be put where it was meant for: what others wrote and this person decides on, and the person's
// own that the server did not take.
type Inbox struct {
	app.Compo
	Lang    i18n.Lang
	box     state.Inbox
	refused state.RefusedList
	sync    state.Sync
	me      state.Me
	result  state.Form
	round   int
	asking  map[op.ID]string // what was tapped of an item and wants an answer first
	reason  string
	to      string
	done    string // i18n key of what was done last
}

// OnMount asks the server, and again whenever it says that something else waits.
func (p *Inbox) OnMount(ctx app.Context) {
	p.asking = map[op.ID]string{}
	state.InboxKey.Observe(ctx, &p.box)
	state.RefusedKey.Observe(ctx, &p.refused)
	state.MeKey.Observe(ctx, &p.me)
	state.FormKey(state.FormInbox).Observe(ctx, &p.result).OnChange(func() { p.acted(ctx) })
	p.round = p.result.Round
	p.result = state.Form{Round: p.round}
	waits, sent := -1, true
	state.SyncKey.Observe(ctx, &p.sync).OnChange(func() {
		if now := p.sync.Unsent == 0; p.sync.Inbox != waits || now != sent {
			waits, sent = p.sync.Inbox, now
			state.LoadInbox.Do(ctx, struct{}{})
		}
	})
	state.LoadInbox.Do(ctx, struct{}{})
	headline(ctx, ui.T("inbox.title"), "", "")
}

// OnUpdate follows a change of language.
func (p *Inbox) OnUpdate(ctx app.Context) { headline(ctx, ui.T("inbox.title"), "", "") }

// acted shows that something was done, or goes where it is to be done.
func (p *Inbox) acted(ctx app.Context) {
	if p.result.Round <= p.round {
		return
	}
	p.round = p.result.Round
	p.asking, p.reason, p.to = map[op.ID]string{}, "", ""
	if len(p.result.Args) == 2 {
		kind, _ := p.result.Args[0].(op.EntKind)
		form, _ := p.result.Args[1].(string)
		ctx.Navigate(formPath(kind, form, p.result.Made))
	}
}

// Render shows both sections.
func (p *Inbox) Render() app.UI {
	return ui.Pane(
		ui.Problem(p.result),
		ui.Slot(p.done != "" && p.result.Problem == "" && len(p.result.Errors) == 0, func() app.UI {
			return ui.H("p").Class("quiet").Role("status").Test("inbox-done").Text(ui.T(p.done))
		}),
		p.others(),
		p.own(),
	)
}

// others is what waits for this person to decide.
func (p *Inbox) others() app.UI {
	title := ui.T("inbox.others")
	switch {
	case p.box.Status == state.Loading:
		return ui.Section(title, ui.Loading())
	case p.box.Status == state.Failed:
		return ui.CountedSection(title, p.sync.Inbox, ui.Trouble(ui.T(p.box.Problem)+" "+ui.T("inbox.safe"), p.onRetryLoad))
	case len(p.box.Items) == 0:
		return ui.Section(title, ui.H("p").Class("quiet").Test("inbox-empty").Text(ui.T("inbox.noneOfOthers")))
	}
	cards := []app.UI{ui.H("p").Class("quiet small").Text(ui.T("inbox.othersHint"))}
	for _, i := range p.box.Items {
		cards = append(cards, p.item(i))
	}
	return ui.CountedSection(title, len(p.box.Items), cards...)
}

func (p *Inbox) item(i state.InboxItem) app.UI {
	when := "inbox.before"
	switch {
	case i.Begins, !i.Here:
		when = "inbox.by"
	case i.After:
		when = "inbox.after"
	}
	body := []app.UI{
		ui.H("b").Text(ui.Name(i.Number, i.File)),
		ui.H("p").Test("inbox-by").Text(ui.T(when, ui.Who(i.By))),
		ui.H("p").Class("quiet small").Text(ui.Stamp(i.Made, p.me.As)),
	}
	switch {
	case i.Hidden:
		body = append(body, ui.H("p").Test("inbox-hidden").Text(hiddenText(i)))
	default:
		body = append(body, facts(i.Facts))
	}
	if i.Asked != "" {
		body = append(body, ui.H("p").Class("quiet").Role("status").Test("inbox-waits").Text(ui.T("inbox.waits")))
	} else if !i.As.IsZero() {
		body = append(body, p.deciding(i))
	}
	return ui.H("div").Class("card padded").Test("inbox-item").DataSet("group", i.Group.String()).Body(body...)
}

// hiddenText says that something is there, and who may read it.
func hiddenText(i state.InboxItem) string {
	if len(i.Readers) == 0 {
		return ui.T("inbox.nobodyReads")
	}
	var names []string
	for _, r := range i.Readers {
		names = append(names, ui.Who(r))
	}
	return ui.T("inbox.othersRead", strings.Join(names, ", "))
}

func (p *Inbox) deciding(i state.InboxItem) app.UI {
	id := i.Group.String()
	if p.asking[i.Group] == "leave" {
		reason := ui.Field{Name: "reason", Label: ui.T("inbox.reason"), Hint: ui.T("inbox.reasonHint"), Rows: 2, Test: "inbox-reason", Wrong: p.result.Of("reason")}
		return ui.H("div").Class("form").Body(
			ui.Text(reason, p.onReason),
			ui.H("div").Class("buttons").Body(
				ui.H("button").Class("button").Type("button").Test("inbox-leave-yes").DataSet("id", id).Disabled(p.result.Busy).OnClick(p.onLeave).Text(ui.T("inbox.leaveYes")),
				ui.H("button").Class("button soft").Type("button").DataSet("id", id).OnClick(p.onBack).Text(ui.T("button.cancel"))))
	}
	var body []app.UI
	if i.May && i.Begins {
		var options []ui.Option
		for _, c := range i.Owners {
			options = append(options, ui.Option{Value: c.Appointment.String(), Label: c.Name + " · " + ui.Code("role", c.Role)})
		}
		body = append(body, ui.Select(ui.Choice{Field: ui.Field{Name: "to", Label: ui.T("inbox.owner"), Test: "inbox-owner", Value: p.to, Wrong: p.result.Of("to")}, Options: options}, p.onTo))
	}
	if !i.May && !i.Hidden {
		body = append(body, ui.H("p").Class("quiet small").Text(ui.T("inbox.mayNot")))
	}
	body = append(body, ui.H("div").Class("buttons").Body(
		app.If(i.May, func() app.UI {
			return ui.H("button").Class("button").Type("button").Test("inbox-adopt").DataSet("id", id).Disabled(p.result.Busy).OnClick(p.onAdopt).Text(ui.T("inbox.adopt"))
		}),
		ui.H("button").Class("button soft").Type("button").Test("inbox-leave").DataSet("id", id).OnClick(p.onAskLeave).Text(ui.T("inbox.leave"))))
	return ui.H("div").Class("form").Body(body...)
}

func (p *Inbox) find(ctx app.Context) (state.InboxItem, bool) {
	group, err := op.ParseID(id(ctx))
	for _, i := range p.box.Items {
		if err == nil && i.Group == group {
			return i, true
		}
	}
	return state.InboxItem{}, false
}

func (p *Inbox) onRetryLoad(ctx app.Context, _ app.Event) { state.LoadInbox.Do(ctx, struct{}{}) }

func (p *Inbox) onAdopt(ctx app.Context, _ app.Event) {
	if i, ok := p.find(ctx); ok {
		p.done = "inbox.adoptAsked"
		state.Adopt.Do(ctx, state.Disposal{Item: i, To: p.to})
	}
}

func (p *Inbox) onLeave(ctx app.Context, _ app.Event) {
	if i, ok := p.find(ctx); ok {
		p.done = "inbox.leaveAsked"
		state.Leave.Do(ctx, state.Disposal{Item: i, Reason: p.reason})
	}
}

func (p *Inbox) ask(ctx app.Context, what string) {
	if group, err := op.ParseID(id(ctx)); err == nil {
		p.asking, p.reason, p.result.Errors = map[op.ID]string{group: what}, "", nil
	}
}

func (p *Inbox) onAskLeave(ctx app.Context, _ app.Event) { p.ask(ctx, "leave") }

func (p *Inbox) onBack(ctx app.Context, _ app.Event) { p.ask(ctx, "") }

func (p *Inbox) onReason(ctx app.Context, _ app.Event) {
	p.reason = ctx.JSSrc().Get("value").String()
	ctx.PreventUpdate()
}

func (p *Inbox) onTo(ctx app.Context, _ app.Event) { p.to = ctx.JSSrc().Get("value").String() }
