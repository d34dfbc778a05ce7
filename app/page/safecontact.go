package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/civil"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// SafeContact are the buttons to call and to write to the victim, held to what was agreed: the number, the hours, whether
// a message may be left. Outside the hours a call takes a second tap and says what it risks; a message that may not be left
// has no button.
type SafeContact struct {
	app.Compo
	Lang   i18n.Lang
	File   op.ID
	Values state.Values // of domain.ContactForm
	Now    int64
	Zone   state.Post
	asked  bool // the number was tapped: it is shown, and that is written down
	dare   bool
}

// CompoID makes the buttons of each case components of their own.
func (p *SafeContact) CompoID() string { return p.File.String() }

// Render shows the buttons.
func (p *SafeContact) Render() app.UI {
	v := p.Values
	number := v[domain.CaseSafeNumber.Name]
	if number == "" {
		return ui.H("p").Class("quiet").Test("contact-none").Text(ui.T("reach.none"))
	}
	if !p.asked {
		return ui.H("button").Class("button soft").Type("button").Test("contact-show").OnClick(p.onShow).Body(ui.Icon("eye"), app.Text(ui.T("reach.show")))
	}
	inside := p.inside()
	call := ui.H("a").Class("button").Href("tel:"+number).Test("contact-call").Body(ui.Icon("phone"), app.Text(ui.T("reach.call", number)))
	if !inside && !p.dare {
		call = ui.H("button").Class("button danger").Type("button").Test("contact-dare").OnClick(p.onDare).Text(ui.T("reach.dare"))
	}
	body := []app.UI{
		ui.Slot(!inside, func() app.UI {
			return ui.H("p").Class("notice").Role("alert").Test("contact-hours").Text(ui.T("reach.outside", v[domain.CaseSafeFrom.Name], v[domain.CaseSafeTo.Name]))
		}),
		ui.H("div").Class("buttons").Body(call, ui.Slot(inside && v[domain.CaseLeaveMessage.Name] == domain.Yes, func() app.UI {
			return ui.H("a").Class("button soft").Href("sms:" + number).Test("contact-message").Text(ui.T("reach.message"))
		})),
	}
	if v[domain.CaseLeaveMessage.Name] != domain.Yes {
		body = append(body, ui.H("p").Class("notice").Test("contact-nomessage").Text(ui.T("reach.noMessage")))
	}
	if word := v[domain.CaseSafeWord.Name]; word != "" {
		body = append(body, ui.H("p").Text(ui.T("reach.word", word)))
	}
	return ui.H("div").Class("card padded").Test("contact").Body(body...)
}

// inside reports whether the wall clock of the office stands within the safe hours; without hours it always does.
func (p *SafeContact) inside() bool {
	from, err := civil.ParseClock(p.Values[domain.CaseSafeFrom.Name])
	to, err2 := civil.ParseClock(p.Values[domain.CaseSafeTo.Name])
	if err != nil || err2 != nil {
		return true
	}
	now := civil.ClockAt(p.Now, p.Zone.Zone)
	if from <= to {
		return from <= now && now < to
	}
	return now >= from || now < to
}

func (p *SafeContact) onShow(ctx app.Context, _ app.Event) {
	p.asked = true
	state.Reveal.Do(ctx, p.File)
}

func (p *SafeContact) onDare(app.Context, app.Event) { p.dare = true }
