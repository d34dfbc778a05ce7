package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/i18n"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// SignIn asks for name and password. What was typed before the app came stands in the fields already.
type SignIn struct {
	app.Compo
	Lang    i18n.Lang
	Early   early
	Waiting bool // the device is still being looked at
	Emptied string
	Orphans int // acts of stores that are gone, not yet sent
	sheet   sheet
	shown   bool // the password can be read
	sent    bool
}

// OnInit takes over the early words.
func (p *SignIn) OnInit() {
	p.sheet.fill(state.Values{})
	p.sheet.set("name", p.Early.Name)
	p.sheet.set("password", p.Early.Password)
}

// OnMount follows the form, and puts the focus where it was.
func (p *SignIn) OnMount(ctx app.Context) {
	p.sheet.watch(ctx, state.FormSignIn, "", func(app.Context) { p.sheet.set("password", "") })
	if p.Early.Focus != "" {
		ui.Focus(ctx, ui.FieldID(p.Early.Focus))
	}
	p.sendEarly(ctx)
}

// OnUpdate sends what was submitted early once the device is ready for it.
func (p *SignIn) OnUpdate(ctx app.Context) { p.sendEarly(ctx) }

func (p *SignIn) sendEarly(ctx app.Context) {
	if p.Early.Submitted && !p.Waiting && !p.sent {
		p.send(ctx)
	}
}

// Render shows the form.
func (p *SignIn) Render() app.UI {
	busy := p.sheet.result.Busy || p.Waiting && p.Early.Submitted
	submit := ui.T("signin.submit")
	if busy {
		submit = ui.T("signin.working")
	}
	name := p.sheet.field("name", ui.T("signin.name"), "")
	name.Complete = "username"
	return ui.Pane(ui.H("div").Class("door").Body(
		ui.H("form").Class("form").ID("signin").OnSubmit(p.onSubmit).Body(
			ui.Problem(p.sheet.result),
			ui.Slot(p.Emptied != "", func() app.UI {
				return ui.H("p").Class("summary").Role("status").Test("emptied").Text(ui.T(emptied(p.Emptied)))
			}),
			ui.Slot(p.Orphans > 0, func() app.UI {
				return ui.H("p").Class("summary").Role("status").Test("orphans").Text(ui.T("door.orphans", p.Orphans))
			}),
			ui.Text(name, p.onInput),
			password(&p.sheet, "password", ui.T("signin.password"), "current-password", p.shown, p.onInput, p.onShow),
			ui.H("label").Class("tile").Body(
				ui.H("input").Type("checkbox").Name("shared").Value("yes").Checked(p.sheet.values["shared"] == "yes").
					Test("shared").Aria("describedby", "shared-hint").OnChange(p.onInput).UI(),
				ui.H("span").Text(ui.T("signin.shared"))),
			ui.H("p").ID("shared-hint").Class("hint quiet small").Text(ui.T("signin.sharedHint")),
			ui.H("button").Class("button").Type("submit").Test("sign-in").Disabled(busy).Text(submit),
			ui.H("p").Class("quiet small").Text(ui.T("signin.hint")),
			ui.H("p").Class("quiet small").Text(ui.T("signin.forgot")),
		),
	))
}

// emptied is the text that says why nothing is on the device any more.
func emptied(why string) string {
	if why == state.EmptiedLease {
		return "signin.leaseOver"
	}
	return "signin.wiped"
}

func (p *SignIn) onInput(ctx app.Context, _ app.Event) { p.sheet.take(ctx) }

func (p *SignIn) onShow(app.Context, app.Event) { p.shown = !p.shown }

func (p *SignIn) onSubmit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	p.send(ctx)
}

func (p *SignIn) send(ctx app.Context) {
	p.sent = true
	v := p.sheet.values
	state.EnterPassword.Do(ctx, state.Credentials{Name: v.Text("name"), Password: v["password"], Shared: v["shared"] == "yes"})
}

// password is a password field with the button that shows what was typed: on a phone, typing blind costs tries.
func password(s *sheet, name, label, complete string, shown bool, on, show app.EventHandler) app.UI {
	f := s.field(name, label, "")
	kind, text := "password", ui.T("signin.show")
	if shown {
		kind, text = "text", ui.T("signin.hide")
	}
	class := "field"
	if f.Wrong.Key != "" {
		class = "field bad"
	}
	in := ui.H("input").Class("input").ID(ui.FieldID(name)).Name(name).Type(kind).Attr("autocomplete", complete).
		Attr("autocapitalize", "none").Attr("spellcheck", "false").Aria("invalid", ui.Flat(f.Wrong.Key != "")).
		Test("q-" + name).Value(f.Value).OnInput(on)
	body := []app.UI{
		ui.H("label").For(ui.FieldID(name)).Text(label),
		ui.H("div").Class("reveal").Body(in.UI(), ui.H("button").Class("act").Type("button").Aria("label", text).Title(text).OnClick(show).
			Body(ui.Icon(map[bool]string{false: "eye", true: "hide"}[shown]))),
	}
	if f.Wrong.Key != "" {
		in.Aria("describedby", ui.FieldID(name)+"-wrong")
		body = append(body, ui.H("p").Class("wrong").ID(ui.FieldID(name)+"-wrong").Role("alert").
			Body(ui.Icon("warn"), ui.H("span").Text(ui.T(f.Wrong.Key, f.Wrong.Args...))))
	}
	return ui.H("div").Class(class).Body(body...)
}
