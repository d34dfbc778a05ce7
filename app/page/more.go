package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/i18n"
	"damping/shared/op"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// More holds what is not work on a case: as what one works, what the server set aside, notifications, security, language,
// installing, leaving.
type More struct {
	app.Compo
	Lang    i18n.Lang
	me      state.Me
	sync    state.Sync
	out     state.Form
	lang    state.Form
	asking  bool // sign-out waits for a second tap
	install bool // this browser offers to install
}

// OnMount watches what the page shows.
func (p *More) OnMount(ctx app.Context) {
	state.MeKey.Observe(ctx, &p.me)
	state.SyncKey.Observe(ctx, &p.sync)
	state.FormKey(state.FormSignOut).Observe(ctx, &p.out)
	state.FormKey(state.FormLang).Observe(ctx, &p.lang)
	p.out, p.lang = state.Form{}, state.Form{}
	p.install = ctx.IsAppInstallable()
	headline(ctx, ui.T("more.title"), "", "")
}

// OnUpdate follows a change of language.
func (p *More) OnUpdate(ctx app.Context) { headline(ctx, ui.T("more.title"), "", "") }

// OnAppInstallChange hears that the browser changed its mind about installing.
func (p *More) OnAppInstallChange(ctx app.Context) { p.install = ctx.IsAppInstallable() }

// Render shows the sections.
func (p *More) Render() app.UI {
	return ui.Pane(
		p.inbox(),
		p.account(),
		&Abilities{Lang: p.Lang},
		&Room{Lang: p.Lang},
		p.language(),
		p.installing(),
		p.leaving(),
		ui.Section(ui.T("more.about"), ui.H("div").Class("card padded").Body(
			ui.H("p").Text(ui.T("more.version", version())),
			ui.H("p").Class("quiet small").Text(ui.T("neutral.intro", ui.T("app.name"))),
			ui.H("p").Class("quiet small").Text(ui.T("exit.hint")+" "+ui.T("exit.history")),
			ui.H("p").Class("quiet small").Text(ui.T("lock.switcher")))),
	)
}

// inbox leads to what waits there.
func (p *More) inbox() app.UI {
	text := ui.T("inbox.title")
	if n := inboxCount(p.sync); n > 0 {
		text = ui.T("inbox.open", n)
	}
	return ui.H("a").Class("button soft").Href(route.InboxPath).Test("to-inbox").Body(ui.Icon("complaint"), app.Text(text))
}

func (p *More) account() app.UI {
	body := []app.UI{ui.H("p").Body(ui.H("b").Text(p.me.Name)), ui.H("p").Class("quiet").Text(postName(p.me.As))}
	if len(p.me.Choices) > 1 {
		var options []ui.Option
		for _, c := range p.me.Choices {
			options = append(options, ui.Option{Value: c.ID.String(), Label: postName(c)})
		}
		body = append(body, ui.Tiles(ui.Choice{Field: ui.Field{Name: "as", Label: ui.T("newcase.chooseAs")}, Options: options, Long: true},
			[]string{p.me.As.ID.String()}, p.onAs))
	}
	body = append(body, ui.H("a").Class("button soft").Href(route.DevicesPath).Test("to-devices").
		Body(ui.Icon("phone"), app.Text(ui.T("more.devices"))))
	return ui.Section(ui.T("more.as"), ui.H("div").Class("card padded").Body(body...))
}

func postName(a state.Post) string {
	return ui.T("more.at", ui.Code("role", a.Role), a.Institution)
}

func (p *More) language() app.UI {
	options := []ui.Option{{Value: "id", Label: ui.T("language.id")}, {Value: "en", Label: ui.T("language.en")}}
	return ui.Section(ui.T("more.language"), ui.Problem(p.lang),
		ui.Tiles(ui.Choice{Field: ui.Field{Name: "lang", Label: ui.T("language.title")}, Options: options}, []string{string(p.Lang)}, p.onLang))
}

func (p *More) installing() app.UI {
	return ui.Section(ui.T("install.title"), ui.H("div").Class("card padded").Body(
		ui.H("p").Text(ui.T("install.why")),
		ui.Slot(p.install, func() app.UI {
			return ui.H("button").Class("button").Type("button").Test("install").OnClick(p.onInstall).
				Body(ui.Icon("install"), app.Text(ui.T("install.button")))
		}),
		ui.H("details").Body(ui.H("summary").Text(ui.T("more.help")), ui.H("ul").Body(
			ui.H("li").Text(ui.T("install.android")), ui.H("li").Text(ui.T("install.ios")),
			ui.H("li").Text(ui.T("install.firefox")), ui.H("li").Text(ui.T("install.desktop")))),
	))
}

// leaving locks or signs out. Neither destroys unsent work; signing out says how much of it there is.
func (p *More) leaving() app.UI {
	out := []app.UI{ui.Problem(p.out)}
	if p.asking {
		if p.sync.Unsent > 0 {
			key := "signout.unsent"
			out = append(out, ui.H("p").Class("summary").Role("alert").Test("signout-unsent").Text(ui.T(key, p.sync.Unsent)))
			kept, class := "signout.kept", "quiet"
			if p.me.Shared {
				kept, class = "shared.unsentAsk", "summary"
			}
			out = append(out, ui.H("p").Class(class).Text(ui.T(kept)))
		}
		out = append(out, ui.H("div").Class("buttons").Body(
			ui.H("button").Class("button danger").Type("button").Test("signout-yes").OnClick(p.onOut).Text(ui.T("signout.keep")),
			ui.H("button").Class("button soft").Type("button").OnClick(p.onStay).Text(ui.T("button.cancel"))))
	} else {
		out = append(out, ui.H("div").Class("buttons").Body(
			ui.H("button").Class("button soft").Type("button").Test("lock").OnClick(p.onLock).Body(ui.Icon("lock"), app.Text(ui.T("more.lockNow"))),
			ui.H("button").Class("button soft").Type("button").Test("signout").OnClick(p.onAsk).Body(ui.Icon("leave"), app.Text(ui.T("more.signOut")))))
	}
	return ui.Section(ui.T("more.security"), out...)
}

func (p *More) onAs(ctx app.Context, _ app.Event) {
	if id, err := op.ParseID(ctx.JSSrc().Get("value").String()); err == nil {
		state.ChooseAs.Do(ctx, id)
	}
}

func (p *More) onLang(ctx app.Context, _ app.Event) {
	state.ChooseLang.Do(ctx, ctx.JSSrc().Get("value").String())
}

func (p *More) onInstall(ctx app.Context, _ app.Event) { ctx.ShowAppInstallPrompt() }

func (p *More) onLock(ctx app.Context, _ app.Event) { state.LockNow.Do(ctx, struct{}{}) }

func (p *More) onAsk(app.Context, app.Event) { p.asking = true }

func (p *More) onStay(app.Context, app.Event) { p.asking = false }

func (p *More) onOut(ctx app.Context, _ app.Event) { state.SignOut.Do(ctx, struct{}{}) }

// version is the release, as the loader knows it.
func version() string { return app.Getenv("RELEASE") }
