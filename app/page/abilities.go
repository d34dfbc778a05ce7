package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/i18n"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Abilities are notifications and the passkey: whether this browser can, whether it does, and switching them.
type Abilities struct {
	app.Compo
	Lang  i18n.Lang
	can   state.Abilities
	form  state.Form
	me    state.Me
	brand string
	tried string // the ability switched last
}

// OnMount asks what this browser can.
func (p *Abilities) OnMount(ctx app.Context) {
	state.MeKey.Observe(ctx, &p.me)
	state.AbilitiesKey.Observe(ctx, &p.can)
	state.FormKey(state.FormAbility).Observe(ctx, &p.form)
	p.form = state.Form{}
	state.LoadAbilities.Do(ctx, struct{}{})
}

// Render shows both.
func (p *Abilities) Render() app.UI {
	return app.Div().Body(
		ui.Section(ui.T("push.title"), app.Div().Class("card padded").DataSet("test", "push").Body(p.push()...)),
		ui.Section(ui.T("passkey.title"), app.Div().Class("card padded").DataSet("test", "passkey").Body(p.passkey()...)),
	)
}

func (p *Abilities) push() []app.UI {
	can := p.can.Push
	body := []app.UI{app.P().Text(ui.T("push.intro"))}
	switch {
	case p.me.Shared:
		return append(body, app.P().Class("quiet").Text(ui.T("push.shared")))
	case p.can.Ready && !can.Possible:
		return append(body, app.P().Class("quiet").Text(ui.T("push.unsupported")))
	case can.Denied:
		return append(body, app.P().Class("summary").Text(ui.T("push.denied")))
	case can.On:
		body = append(body, app.P().Body(app.B().DataSet("test", "push-on").Text(ui.T("push.on"))), app.P().Class("quiet").Text(p.lastSeen()))
		body = append(body, p.result(state.PushOn, state.PushTest)...)
		body = append(body, app.Div().Class("buttons").Body(
			p.button(state.PushTest, "push.test", "push-test", "button soft tight"),
			p.button(state.PushOff, "push.disable", "push-off", "button plain")))
	default:
		body = append(body, app.P().Class("quiet").Text(ui.T("push.off")))
		body = append(body, p.result(state.PushOn, state.PushOff)...)
		body = append(body, p.button(state.PushOn, "push.enable", "push-enable", "button"))
	}
	return append(body, p.checklist())
}

func (p *Abilities) lastSeen() string {
	if p.can.Push.Last == 0 {
		return ui.T("devices.noReceipt")
	}
	return ui.T("devices.lastReceipt", ui.When(p.can.Push.Last, p.me.Now, p.me.As))
}

// result tells how the last switch of one of these went.
func (p *Abilities) result(of ...string) []app.UI {
	for _, what := range of {
		switch {
		case p.tried != what:
		case p.form.Problem != "":
			return []app.UI{ui.Problem(p.form)}
		case what == state.PushTest && !p.form.Busy:
			return []app.UI{app.P().Role("status").DataSet("test", "push-sent").Text(ui.T("push.testSent"))}
		}
	}
	return nil
}

// The brands whose phones put apps to sleep each in its own way.
var brands = []string{"samsung", "xiaomi", "oppo", "vivo", "huawei", "transsion", "apple", "any"}

func (p *Abilities) checklist() app.UI {
	var options []ui.Option
	for _, b := range brands {
		options = append(options, ui.Option{Value: b, Label: ui.T("push.brand." + b)})
	}
	body := []app.UI{app.Summary().Text(ui.T("push.checklist")),
		app.P().Text(ui.T("push.checklistIntro")),
		ui.Select(ui.Choice{Field: ui.Field{Name: "brand", Label: ui.T("push.brand.any"), Value: p.brand}, Options: options}, p.onBrand)}
	if p.brand != "" {
		body = append(body, app.P().DataSet("test", "push-steps").Text(ui.T("push.steps."+p.brand)))
	}
	return app.Details().Body(append(body, app.Ul().Body(
		app.Li().Text(ui.T("push.check.permission")), app.Li().Text(ui.T("push.check.installed")),
		app.Li().Text(ui.T("push.check.battery")), app.Li().Text(ui.T("push.check.data"))))...)
}

func (p *Abilities) passkey() []app.UI {
	can := p.can.Passkey
	body := []app.UI{app.P().Text(ui.T("passkey.intro"))}
	switch {
	case p.can.Ready && !can.Possible:
		return append(body, app.P().Class("quiet").Text(ui.T("passkey.unsupported")))
	case can.On:
		body = append(body, app.P().Body(app.B().DataSet("test", "passkey-on").Text(ui.T("passkey.on"))))
		body = append(body, p.result(state.PasskeyOn, state.PasskeyOff)...)
		return append(body, p.button(state.PasskeyOff, "passkey.remove", "passkey-off", "button soft tight"))
	}
	body = append(body, app.P().Class("quiet small").Text(ui.T("passkey.warning")))
	body = append(body, p.result(state.PasskeyOn, state.PasskeyOff)...)
	return append(body, p.button(state.PasskeyOn, "passkey.add", "passkey-add", "button soft"))
}

func (p *Abilities) button(what, key, test, class string) app.UI {
	return app.Button().Class(class).Type("button").DataSet("test", test).DataSet("switch", what).Disabled(p.form.Busy || !p.can.Ready).
		OnClick(p.onSwitch).Text(ui.T(key))
}

func (p *Abilities) onSwitch(ctx app.Context, _ app.Event) {
	p.tried = ctx.JSSrc().Get("dataset").Get("switch").String()
	state.SwitchAbility.Do(ctx, p.tried)
}

func (p *Abilities) onBrand(ctx app.Context, _ app.Event) {
	p.brand = ctx.JSSrc().Get("value").String()
}
