package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/errs"
	"damping/shared/i18n"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Broken tells that the store of this device cannot be read, and how much unsent work lies in it. Nothing was deleted,
// and nothing is before somebody has asked for it twice.
type Broken struct {
	app.Compo
	Lang    i18n.Lang
	Problem errs.Code
	Sealed  state.Waiting
	unsent  int
	asking  bool
}

// OnMount counts what would be lost.
func (p *Broken) OnMount(ctx app.Context) {
	state.LostKey.Observe(ctx, &p.unsent)
	state.CountUnsent.Do(ctx, struct{}{})
}

// Render shows what is known and what to do.
func (p *Broken) Render() app.UI {
	title, text := "store.corruptTitle", "store.corrupt"
	switch p.Problem {
	case errs.Conflict:
		title, text = "store.foreignTitle", "store.foreign"
	case errs.Unavailable, errs.Forbidden:
		text = "store.blocked"
	case errs.StaleClient:
		text = "store.newer"
	case errs.Quota:
		text = "store.full"
	}
	return ui.Pane(ui.H("div").Class("door").Test("broken").Body(
		ui.H("h2").Text(ui.T(title)), ui.H("p").Text(ui.T(text)),
		ui.Slot(p.unsent > 0, func() app.UI { return ui.H("p").Class("summary").Text(ui.T("store.unsent", p.unsent)) }),
		onItsWay(p.Sealed),
		ui.H("button").Class("button").Type("button").OnClick(p.onReload).Text(ui.T("button.reload")),
		ui.H("button").Class("button soft").Type("button").OnClick(p.onOther).Text(ui.T("signin.otherAccount")),
		app.If(p.asking, func() app.UI {
			return ui.H("div").Class("summary").Role("alert").Body(
				ui.H("p").Text(ui.T("store.startOverAsk")),
				ui.H("div").Class("buttons").Body(
					ui.H("button").Class("button danger tight").Type("button").Test("start-over-yes").OnClick(p.onStartOver).Text(ui.T("store.startOver")),
					ui.H("button").Class("button soft tight").Type("button").OnClick(p.onAsk).Text(ui.T("button.cancel"))))
		}).Else(func() app.UI {
			return ui.H("button").Class("button plain").Type("button").Test("start-over").OnClick(p.onAsk).Text(ui.T("store.startOver"))
		}),
	))
}

func (p *Broken) onReload(app.Context, app.Event) { reload() }

func (p *Broken) onAsk(app.Context, app.Event) { p.asking = !p.asking }

func (p *Broken) onStartOver(ctx app.Context, _ app.Event) { state.StartOver.Do(ctx, struct{}{}) }

func (p *Broken) onOther(ctx app.Context, _ app.Event) { state.OtherAccount.Do(ctx, struct{}{}) }
