package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/api"
	"damping/shared/i18n"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Devices lists where the person is signed in, and ends what should not be.
type Devices struct {
	app.Compo
	Lang i18n.Lang
	list state.DeviceList
	me   state.Me
	form state.Form
	ask  string // the device that waits for a second tap
	wipe bool   // and whether to be emptied rather than removed
}

// OnMount asks the server.
func (p *Devices) OnMount(ctx app.Context) {
	state.MeKey.Observe(ctx, &p.me)
	state.DevicesKey.Observe(ctx, &p.list)
	p.list = state.DeviceList{}
	state.FormKey(state.FormDevices).Observe(ctx, &p.form)
	p.form = state.Form{}
	state.LoadDevices.Do(ctx, struct{}{})
	headline(ctx, ui.T("devices.title"), "", route.MorePath)
}

// Render shows one of the faces.
func (p *Devices) Render() app.UI {
	switch p.list.Status {
	case state.Loading:
		return ui.Pane(ui.Loading())
	case state.Failed:
		return ui.Pane(ui.Trouble(ui.T(p.list.Problem), p.onRetry))
	}
	var devices, sessions []app.UI
	for _, d := range p.list.Devices {
		devices = append(devices, p.device(d))
	}
	for _, s := range p.list.Sessions {
		sessions = append(sessions, p.session(s))
	}
	return ui.Pane(
		ui.Problem(p.form),
		ui.CountedSection(ui.T("devices.devices"), len(devices), ui.H("div").Class("card rows").Test("devices").Body(devices...),
			ui.H("p").Class("quiet small").Text(ui.T("devices.offlineNote"))),
		ui.CountedSection(ui.T("devices.sessions"), len(sessions), ui.H("div").Class("card rows").Test("sessions").Body(sessions...)),
	)
}

func (p *Devices) device(d api.Device) app.UI {
	name := d.Label
	if name == "" {
		name = ui.T("devices.unknownLabel")
	}
	push := ui.T("devices.pushOff")
	if d.Push {
		push = ui.T("devices.pushOn")
	}
	about := ui.T("devices.seen", ui.When(d.LastSeen, p.list.Now, p.me.As)) + " · " + push
	if d.Shared {
		about += " · " + ui.T("devices.shared")
	}
	if d.WipeAsked > 0 {
		about += " · " + ui.T("devices.wipeAsked", ui.When(d.WipeAsked, p.list.Now, p.me.As))
	}
	body := []app.UI{ui.H("b").Text(name)}
	if d.Current {
		body = append(body, ui.H("span").Class("when").Text(ui.T("devices.this")))
	}
	body = append(body, ui.H("span").Class("what").Text(about))
	if !d.Current && d.WipeAsked == 0 {
		body = append(body, p.acts(d)...)
	}
	return ui.H("div").Class("row").Test("device").Body(body...)
}

// acts are what may be done to another device, or the question whether to do it.
func (p *Devices) acts(d api.Device) []app.UI {
	button := func(class, name, key string, on app.EventHandler) app.UI {
		return ui.H("button").Class("button tight "+class).Type("button").DataSet("id", d.ID).Test(name).OnClick(on).Text(ui.T(key))
	}
	var question string
	var buttons []app.UI
	switch {
	case p.ask != d.ID:
		buttons = []app.UI{button("soft", "device-remove", "devices.remove", p.onAsk), button("soft", "device-wipe", "devices.wipe", p.onAskWipe)}
	case p.wipe:
		question = "devices.wipeAsk"
		buttons = []app.UI{button("danger", "device-wipe-yes", "devices.wipe", p.onWipe), button("soft", "device-no", "button.cancel", p.onNo)}
	default:
		question = "devices.removeAsk"
		buttons = []app.UI{button("danger", "device-remove-yes", "button.yes", p.onEnd), button("soft", "device-no", "button.cancel", p.onNo)}
	}
	out := []app.UI{ui.H("span").Class("what buttons").Body(buttons...)}
	if question == "" {
		return out
	}
	return append([]app.UI{ui.H("span").Class("what asks").Role("alert").Text(ui.T(question))}, out...)
}

func (p *Devices) session(s api.SessionInfo) app.UI {
	name := s.DeviceLabel
	if name == "" {
		name = ui.T("devices.unknownLabel")
	}
	var act app.UI = ui.H("button").Class("button soft tight").Type("button").DataSet("id", s.ID).Test("session-end").OnClick(p.onSession).Text(ui.T("devices.end"))
	if s.Current {
		act = ui.H("span").Class("when").Text(ui.T("devices.thisSession"))
	}
	return ui.H("div").Class("row").Test("session").Body(ui.H("b").Text(name), act,
		ui.H("span").Class("what").Text(ui.T("devices.seen", ui.When(s.LastSeen, p.list.Now, p.me.As))+" · "+
			ui.T("devices.expires", ui.When(s.Expires, p.list.Now, p.me.As))))
}

func (p *Devices) onAsk(ctx app.Context, _ app.Event) { p.ask, p.wipe = id(ctx), false }

func (p *Devices) onAskWipe(ctx app.Context, _ app.Event) { p.ask, p.wipe = id(ctx), true }

func (p *Devices) onNo(app.Context, app.Event) { p.ask = "" }

func (p *Devices) onWipe(ctx app.Context, _ app.Event) {
	p.ask = ""
	state.WipeDevice.Do(ctx, id(ctx))
}

func (p *Devices) onEnd(ctx app.Context, _ app.Event) {
	p.ask = ""
	state.EndDevice.Do(ctx, id(ctx))
}

func (p *Devices) onSession(ctx app.Context, _ app.Event) { state.EndSession.Do(ctx, id(ctx)) }

func (p *Devices) onRetry(ctx app.Context, _ app.Event) {
	p.list = state.DeviceList{}
	state.LoadDevices.Do(ctx, struct{}{})
}

// id is the id of the record that the clicked button stands for.
func id(ctx app.Context) string { return ctx.JSSrc().Get("dataset").Get("id").String() }
