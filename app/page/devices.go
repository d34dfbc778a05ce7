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
	var act app.UI
	switch {
	case d.Current:
		act = ui.H("span").Class("when").Text(ui.T("devices.this"))
	case p.ask == d.ID:
		act = ui.H("button").Class("button danger tight").Type("button").DataSet("id", d.ID).Test("device-remove-yes").OnClick(p.onEnd).Text(ui.T("button.yes"))
	default:
		act = ui.H("button").Class("button soft tight").Type("button").DataSet("id", d.ID).Test("device-remove").OnClick(p.onAsk).Text(ui.T("devices.remove"))
	}
	body := []app.UI{ui.H("b").Text(name), act, ui.H("span").Class("what").Text(about)}
	if p.ask == d.ID {
		body = append(body, ui.H("span").Class("what").Role("alert").Text(ui.T("devices.removeAsk")))
	}
	return ui.H("div").Class("row").Test("device").Body(body...)
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

func (p *Devices) onAsk(ctx app.Context, _ app.Event) { p.ask = id(ctx) }

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
