package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/domain"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// paste offers to put a message from elsewhere into the intake, with its source and its time.
func (p *NewComplaint) paste() app.UI {
	s := &p.sheet
	if !p.pasting {
		return ui.H("div").Class("field").Body(
			ui.H("button").Class("button soft tight").Type("button").Test("paste-open").OnClick(p.onPaste).
				Body(ui.Icon("clip"), app.Text(ui.T("paste.open"))),
			ui.Slot(s.values["received"] != "", func() app.UI {
				return ui.H("p").Class("quiet").Role("status").Test("paste-time").Text(ui.T("paste.received", ui.Civil(domain.Local(s.values["received"]))))
			}))
	}
	text := s.field("pasted", ui.T("paste.text"), ui.T("paste.hint"))
	text.Rows = 5
	return ui.H("div").Class("field").Body(ui.Text(text, p.onInput),
		ui.H("div").Class("buttons").Body(ui.H("button").Class("button soft tight").Type("button").Test("paste-in").
			OnClick(p.onPasted).Text(ui.T("paste.in"))))
}

func (p *NewComplaint) onPaste(ctx app.Context, _ app.Event) {
	p.pasting = true
	ui.Focus(ctx, ui.FieldID("pasted"))
}

// onPasted puts the message into the answers.
func (p *NewComplaint) onPasted(ctx app.Context, _ app.Event) {
	p.pasting = false
	now := domain.LocalAt(p.me.Now, p.me.As.Offset())
	if v := p.sheet.values; v["pasted"] != "" {
		p.sheet.fill(state.Pasted(v, v["pasted"], now, pastedHead))
		p.sheet.keep(ctx)
	}
	ui.Focus(ctx, ui.FieldID("what"))
}

// pastedHead is the line above a message: where it comes from, when it was sent, by whom.
func pastedHead(at domain.Local, from string) string {
	line := ui.T("paste.head")
	if at != "" {
		line += ", " + ui.Civil(at)
	}
	if from != "" {
		line += ", " + ui.T("paste.from", from)
	}
	return line
}
