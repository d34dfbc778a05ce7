package page

import (
	"strconv"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/policy"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// copying is the sheet from which a case is typed into the ministry's register, for who leads the case and for the heads:
// a button beside each value, and a tick where it was copied.
type copying struct {
	open   bool
	done   map[string]bool
	latest state.Copied
}

func (p *Case) onCopied() {
	if c := p.copied.latest; c.Problem == "" && c.Mark != "" {
		if p.copied.done == nil {
			p.copied.done = map[string]bool{}
		}
		p.copied.done[c.Mark] = true
	}
}

// simfoni is the button, and the sheet once it was asked for.
func (p *Case) simfoni() app.UI {
	may := p.file.HasOwner && p.file.Owner.Me || p.file.Zone.MayCommand(domain.Case, policy.Approve, false)
	return ui.Slot(may && !p.file.NoNames, func() app.UI {
		return ui.Section(ui.T("simfoni.title"),
			ui.H("button").Class("button soft").Type("button").Test("simfoni-open").Aria("expanded", ui.Flat(p.copied.open)).OnClick(p.onSheet).
				Text(ui.T("simfoni.open")),
			ui.Slot(p.copied.open, p.simfoniSheet))
	})
}

func (p *Case) simfoniSheet() app.UI {
	said := ""
	switch c := p.copied.latest; {
	case c.Problem != "":
		said = ui.T(c.Problem)
	case c.Mark != "":
		said = ui.T("simfoni.copied")
	}
	body := []app.UI{ui.H("p").Class("quiet small").Text(ui.T("simfoni.hint"))}
	for i, part := range p.file.Simfoni() {
		var rows []app.UI
		for j, r := range part.Rows {
			rows = append(rows, p.simfoniRow(strconv.Itoa(i)+"."+strconv.Itoa(j), r))
		}
		body = append(body, ui.H("h3").Text(ui.T("simfoni."+part.What, part.N, part.M)), ui.H("dl").Class("card facts copies").Body(rows...))
	}
	body = append(body, ui.H("p").Class("toast").Role("status").Test("copied").Text(said))
	return ui.H("div").Class("sheet").Test("simfoni").Body(body...)
}

// simfoniRow is one value with the way to copy it. What names somebody is revealed first; what nobody has said, and a code
// of which the ministry's word is not known, cannot be copied.
func (p *Case) simfoniRow(mark string, r state.SheetRow) app.UI {
	label, text := ui.T(r.Key), r.Text
	if r.List != "" && text != "" {
		text = code.Label(i18n.ID, r.List, text) // the register speaks Indonesian
	}
	switch {
	case r.Name && text != "" && !p.bare:
		return masked(label, p.onReveal)
	case r.Ask:
		return ui.H("div").Test("simfoni-ask").Body(ui.H("dt").Text(label), ui.H("dd").Text(ui.T("simfoni.ask", text)))
	case text == "":
		return ui.H("div").Body(ui.H("dt").Text(label), ui.H("dd").UI())
	}
	done, name := p.copied.done[mark], ui.T("simfoni.copy", label)
	if done {
		name = ui.T("simfoni.again", label)
	}
	return ui.H("div").Test("simfoni-row").Body(ui.H("dt").Text(label), ui.H("dd").Text(text), ui.H("dd").Body(
		ui.H("button").Class("button soft tight").Type("button").Test("copy").DataSet("mark", mark).DataSet("text", text).
			DataSet("done", ui.Flat(done)).Aria("label", name).OnClick(p.onCopy).
			Body(app.If(done, func() app.UI { return ui.Icon("check") }), app.Text(ui.T("simfoni.button")))))
}

func (p *Case) onSheet(app.Context, app.Event) { p.copied.open = !p.copied.open }

func (p *Case) onCopy(ctx app.Context, _ app.Event) {
	data := ctx.JSSrc().Get("dataset")
	state.CopyText.Do(ctx, state.Copying{Mark: data.Get("mark").String(), Text: data.Get("text").String()})
}
