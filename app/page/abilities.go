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
	return ui.H("div").Body(
		ui.Section(ui.T("push.title"), ui.H("div").Class("card padded").Test("push").Body(p.push()...)),
		ui.Section(ui.T("passkey.title"), ui.H("div").Class("card padded").Test("passkey").Body(p.passkey()...)),
	)
}

func (p *Abilities) push() []app.UI {
	can := p.can.Push
	body := []app.UI{ui.H("p").Text(ui.T("push.intro"))}
	switch {
	case p.me.Shared:
		return append(body, ui.H("p").Class("quiet").Text(ui.T("push.shared")))
	case p.can.Ready && !can.Possible:
		return append(body, ui.H("p").Class("quiet").Text(ui.T("push.unsupported")))
	case can.Denied:
		return append(body, ui.H("p").Class("summary").Text(ui.T("push.denied")))
	case can.On:
		body = append(body, ui.H("p").Body(ui.H("b").Test("push-on").Text(ui.T("push.on"))), ui.H("p").Class("quiet").Text(p.lastSeen()))
		body = append(body, p.result(state.PushOn, state.PushTest)...)
		body = append(body, ui.H("div").Class("buttons").Body(
			p.button(state.PushTest, "push.test", "push-test", "button soft tight"),
			p.button(state.PushOff, "push.disable", "push-off", "button plain")))
	default:
		body = append(body, ui.H("p").Class("quiet").Text(ui.T("push.off")))
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
			return []app.UI{ui.H("p").Role("status").Test("push-sent").Text(ui.T("push.testSent"))}
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
	body := []app.UI{ui.H("summary").Text(ui.T("push.checklist")),
		ui.H("p").Text(ui.T("push.checklistIntro")),
		ui.Select(ui.Choice{Field: ui.Field{Name: "brand", Label: ui.T("push.brand.any"), Value: p.brand}, Options: options}, p.onBrand)}
	if p.brand != "" {
		body = append(body, ui.H("p").Test("push-steps").Text(ui.T("push.steps."+p.brand)))
	}
	return ui.H("details").Body(append(body, ui.H("ul").Body(
		ui.H("li").Text(ui.T("push.check.permission")), ui.H("li").Text(ui.T("push.check.installed")),
		ui.H("li").Text(ui.T("push.check.battery")), ui.H("li").Text(ui.T("push.check.data"))))...)
}

func (p *Abilities) passkey() []app.UI {
	can := p.can.Passkey
	body := []app.UI{ui.H("p").Text(ui.T("passkey.intro"))}
	switch {
	case p.can.Ready && !can.Possible:
		return append(body, ui.H("p").Class("quiet").Text(ui.T("passkey.unsupported")))
	case can.On:
		body = append(body, ui.H("p").Body(ui.H("b").Test("passkey-on").Text(ui.T("passkey.on"))))
		body = append(body, p.result(state.PasskeyOn, state.PasskeyOff)...)
		return append(body, p.button(state.PasskeyOff, "passkey.remove", "passkey-off", "button soft tight"))
	}
	body = append(body, ui.H("p").Class("quiet small").Text(ui.T("passkey.warning")))
	body = append(body, p.result(state.PasskeyOn, state.PasskeyOff)...)
	return append(body, p.button(state.PasskeyOn, "passkey.add", "passkey-add", "button soft"))
}

func (p *Abilities) button(what, key, test, class string) app.UI {
	return ui.H("button").Class(class).Type("button").Test(test).DataSet("switch", what).Disabled(p.form.Busy || !p.can.Ready).
		OnClick(p.onSwitch).Text(ui.T(key))
}

func (p *Abilities) onSwitch(ctx app.Context, _ app.Event) {
	p.tried = ctx.JSSrc().Get("dataset").Get("switch").String()
	state.SwitchAbility.Do(ctx, p.tried)
}

func (p *Abilities) onBrand(ctx app.Context, _ app.Event) {
	p.brand = ctx.JSSrc().Get("value").String()
}
