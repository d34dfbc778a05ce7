package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/api"
	"damping/shared/i18n"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// WelcomePage is where a one-time link leads: somebody chooses a first password. The token comes in the fragment of the
// address and is taken out of it at once, so that neither the history nor a glance at the screen has it.
type WelcomePage struct {
	app.Compo
	Lang  i18n.Lang
	token string
	login string
	sheet sheet
	shown bool
}

// OnMount takes the token.
func (p *WelcomePage) OnMount(ctx app.Context) {
	p.token = takeFragment(ctx)
	p.sheet.watch(ctx, state.FormWelcome, "", func(app.Context) {
		if len(p.sheet.result.Args) > 0 {
			p.login, _ = p.sheet.result.Args[0].(string)
		}
		p.sheet.fill(state.Values{})
	})
}

// Render shows the form, then where to go on.
func (p *WelcomePage) Render() app.UI {
	if p.login != "" {
		return ui.Pane(ui.H("div").Class("door").Test("welcome-done").Body(
			ui.H("p").Role("status").Text(ui.T("welcome.done", p.login)),
			ui.H("a").Class("button").Href(route.SignInPath).Test("welcome-go").Text(ui.T("signin.title"))))
	}
	return ui.Pane(ui.H("div").Class("door").Body(
		ui.H("h2").Text(ui.T("welcome.title")),
		ui.H("p").Text(ui.T("welcome.intro")),
		ui.H("form").Class("form").OnSubmit(p.onSubmit).Body(
			ui.Problem(p.sheet.result),
			password(&p.sheet, "password", ui.T("welcome.password"), "new-password", p.shown, p.onInput, p.onShow),
			ui.H("p").Class("quiet small").Text(ui.T("welcome.passwordHint", api.MinPassword)),
			password(&p.sheet, "again", ui.T("welcome.again"), "new-password", p.shown, p.onInput, p.onShow),
			ui.H("button").Class("button").Type("submit").Test("welcome-submit").Disabled(p.sheet.result.Busy).Text(ui.T("welcome.submit")),
		),
	))
}

func (p *WelcomePage) onInput(ctx app.Context, _ app.Event) { p.sheet.take(ctx) }

func (p *WelcomePage) onShow(app.Context, app.Event) { p.shown = !p.shown }

func (p *WelcomePage) onSubmit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	state.SetPassword.Do(ctx, state.Welcome{Token: p.token, Password: p.sheet.values["password"], Again: p.sheet.values["again"]})
}

// takeFragment reads the fragment of the address and removes it from the address and the history.
func takeFragment(ctx app.Context) string {
	token := ctx.Page().URL().Fragment
	if app.IsClient && token != "" {
		app.Window().Get("history").Call("replaceState", nil, "", route.WelcomePath)
	}
	return token
}
