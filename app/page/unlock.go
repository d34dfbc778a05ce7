package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/i18n"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Unlock opens the store of who is enrolled here. It shows nothing about them.
type Unlock struct {
	app.Compo
	Lang    i18n.Lang
	Early   early
	Door    state.Door
	Waiting bool
	sheet   sheet
	shown   bool
	sent    bool
	now     int64
	timer   bool
	forgot  bool // the way out without the password is shown
	// unsealed counts what would be lost: changes neither sent nor sealed, at most.
	unsealed int
}

// OnInit takes over the early password.
func (p *Unlock) OnInit() {
	p.sheet.fill(state.Values{})
	p.sheet.set("password", p.Early.Password)
	p.now = clock()
}

// OnMount follows the form and puts the cursor into the only field.
func (p *Unlock) OnMount(ctx app.Context) {
	p.sheet.watch(ctx, state.FormUnlock, "", func(app.Context) { p.sheet.set("password", "") })
	state.LostKey.Observe(ctx, &p.unsealed)
	ui.Focus(ctx, ui.FieldID("password"))
	p.move(ctx)
}

// OnUpdate sends what was submitted early, and counts down a wait.
func (p *Unlock) OnUpdate(ctx app.Context) { p.move(ctx) }

func (p *Unlock) move(ctx app.Context) {
	p.now = clock()
	if p.Early.Submitted && !p.Waiting && !p.sent {
		p.send(ctx)
	}
	if p.wait() > 0 && !p.timer {
		p.timer = true
		ctx.After(second, p.count)
	}
}

func (p *Unlock) count(ctx app.Context) {
	p.timer = false
	p.move(ctx)
}

// wait is how many milliseconds the next try must wait.
func (p *Unlock) wait() int64 { return max(0, p.Door.WaitUntil-p.now) }

// Render shows the one field, the passkey, and the way to another account.
func (p *Unlock) Render() app.UI {
	busy := p.sheet.result.Busy || p.Waiting && p.Early.Submitted
	submit := ui.T("unlock.submit")
	if busy {
		submit = ui.T("unlock.working")
	}
	return ui.Pane(ui.H("div").Class("door").Body(
		ui.Slot(p.Door.LeaseOver, func() app.UI { return ui.H("p").Class("summary").Role("alert").Text(ui.T("unlock.leaseOver")) }),
		app.If(p.Door.OnlineOnly, func() app.UI {
			return ui.H("div").Class("form").Body(
				ui.H("p").Class("summary").Role("alert").Test("online-only").Text(ui.T("unlock.onlineOnly")),
				ui.H("button").Class("button").Type("button").OnClick(p.onOther).Text(ui.T("signin.title")))
		}).Else(func() app.UI {
			return ui.H("form").Class("form").ID("unlock").OnSubmit(p.onSubmit).Body(
				ui.Problem(p.elsewhere()),
				ui.Slot(p.elsewhere().Problem == state.OtherTab, func() app.UI {
					return ui.H("button").Class("button soft").Type("button").Test("take-over").OnClick(p.onTake).Text(ui.T("store.takeOver"))
				}),
				password(&p.sheet, "password", ui.T("unlock.password"), "current-password", p.shown, p.onInput, p.onShow),
				ui.Slot(p.wait() > 0, func() app.UI {
					return ui.H("p").Class("quiet").Role("status").Test("unlock-wait").Text(ui.T("unlock.wait", seconds(p.wait())))
				}),
				ui.H("button").Class("button").Type("submit").Test("unlock").Disabled(busy || p.wait() > 0).Text(submit),
				ui.Slot(p.Door.Passkey, func() app.UI {
					return ui.H("button").Class("button soft").Type("button").Test("unlock-passkey").Disabled(busy).
						OnClick(p.onPasskey).Body(ui.Icon("key"), app.Text(ui.T("unlock.passkey")))
				}),
			)
		}),
		onItsWay(p.Door.Waiting),
		app.If(p.forgot, p.wayOut).Else(func() app.UI {
			return ui.H("button").Class("button plain").Type("button").Test("forgot").OnClick(p.onForgot).Text(ui.T("unlock.forgot"))
		}),
		ui.H("button").Class("button plain").Type("button").Test("other-account").OnClick(p.onOther).Text(ui.T("signin.otherAccount")),
	))
}

// onItsWay tells what of the work here is on its way while the door is shut.
func onItsWay(w state.Waiting) app.UI {
	return ui.Slot(w.Unsent+w.Sent > 0, func() app.UI {
		return ui.H("div").Class("quiet").Role("status").Test("waiting").DataSet("unsent", itoa(w.Unsent)).Body(
			ui.Slot(w.Unsent > 0, func() app.UI { return ui.H("p").Text(ui.T("door.unsent", w.Unsent)) }),
			ui.Slot(w.Sent > 0, func() app.UI { return ui.H("p").Text(ui.T("door.sent", w.Sent)) }))
	})
}

// wayOut is what is left without the password: what is safe, what is not, and the button.
func (p *Unlock) wayOut() app.UI {
	n := p.Door.Waiting.Unsent
	return ui.H("div").Class("summary").Role("alert").Body(
		ui.H("p").Text(ui.T("unlock.forgotWhat")),
		ui.Slot(n > 0, func() app.UI { return ui.H("p").Test("forgot-safe").Text(ui.T("unlock.forgotSafe", n)) }),
		ui.Slot(p.unsealed > 0, func() app.UI {
			return ui.H("p").Test("forgot-unsealed").Text(ui.T("unlock.forgotUnsealed", p.unsealed))
		}),
		ui.H("p").Text(ui.T("unlock.forgotLost")),
		ui.H("div").Class("buttons").Body(
			ui.H("button").Class("button danger tight").Type("button").Test("start-over-yes").OnClick(p.onStartOver).Text(ui.T("store.startOver")),
			ui.H("button").Class("button soft tight").Type("button").OnClick(p.onForgot).Text(ui.T("button.cancel"))))
}

// elsewhere is what came of the form, or, before it was sent, that another tab has the store open.
func (p *Unlock) elsewhere() state.Form {
	f := p.sheet.result
	if p.Door.Elsewhere && f.Problem == "" && len(f.Errors) == 0 {
		f.Problem = state.OtherTab
	}
	return f
}

func (p *Unlock) onInput(ctx app.Context, _ app.Event) { p.sheet.take(ctx) }

func (p *Unlock) onTake(ctx app.Context, _ app.Event) { state.TakeOver.Do(ctx, struct{}{}) }

func (p *Unlock) onForgot(ctx app.Context, _ app.Event) {
	if p.forgot = !p.forgot; p.forgot {
		state.CountUnsent.Do(ctx, struct{}{})
	}
}

func (p *Unlock) onStartOver(ctx app.Context, _ app.Event) { state.StartOver.Do(ctx, struct{}{}) }

func (p *Unlock) onShow(app.Context, app.Event) { p.shown = !p.shown }

func (p *Unlock) onPasskey(ctx app.Context, _ app.Event) { state.UnlockPasskey.Do(ctx, struct{}{}) }

func (p *Unlock) onOther(ctx app.Context, _ app.Event) { state.OtherAccount.Do(ctx, struct{}{}) }

func (p *Unlock) onSubmit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	if p.wait() == 0 {
		p.send(ctx)
	}
}

func (p *Unlock) send(ctx app.Context) {
	p.sent = true
	state.UnlockStore.Do(ctx, p.sheet.values["password"])
}
