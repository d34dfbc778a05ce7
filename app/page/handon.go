package page

import (
	"slices"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// HandOn asks for one change of who works on a file: another owner, or a colleague beside the owner. It lies folded until
// it is wanted.
type HandOn struct {
	app.Compo
	Lang   i18n.Lang
	Kind   op.EntKind
	File   op.ID
	Form   string // state.FormAssign or state.FormGrant
	People []state.Candidate
	Leaves bool // handed on, the file is no longer on this device
	sheet  sheet
	done   bool
}

// handing are the two changes, as far as the reader may ask for them.
func handing(kind op.EntKind, file op.ID, h state.Handing, lang i18n.Lang) app.UI {
	var forms []app.UI
	if len(h.Owners) > 0 {
		forms = append(forms, &HandOn{Lang: lang, Kind: kind, File: file, Form: state.FormAssign, People: h.Owners, Leaves: h.Leaves})
	}
	if len(h.Readers) > 0 {
		forms = append(forms, &HandOn{Lang: lang, Kind: kind, File: file, Form: state.FormGrant, People: h.Readers})
	}
	return ui.Slot(len(forms) > 0, func() app.UI { return ui.H("section").Class("section").Body(forms...) })
}

// waiting tells which commands have no outcome yet.
func waiting(list []state.Request) []app.UI {
	var out []app.UI
	for _, w := range list {
		text := ui.T("sync.waitingServer")
		switch {
		case w.To != "":
			text = ui.T("stage.advance", ui.T("stage."+w.To)) + " · " + text
		case w.Name == domain.CommandName(domain.CmdAssign):
			text = ui.T("handon.toOwner", ui.Who(w.Who)) + " · " + text
		case w.Name == domain.CommandName(domain.CmdGrant):
			text = ui.T("handon.toReader", ui.Who(w.Who)) + " · " + text
		case slices.Contains(courseOrder, w.Name):
			text = ui.T("course.do."+w.Name) + " · " + text
		}
		out = append(out, ui.H("p").Class("mark").Test("waiting").Body(ui.Icon("cloud"), app.Text(text)))
	}
	return out
}

// CompoID tells the forms of one page apart.
func (p *HandOn) CompoID() string { return p.Form + p.File.String() }

// OnMount follows the form.
func (p *HandOn) OnMount(ctx app.Context) {
	p.sheet.watch(ctx, p.Form, "", func(app.Context) {
		p.sheet.fill(state.Values{})
		p.done = true
	})
}

// Render shows the question and, folded in, the answer.
func (p *HandOn) Render() app.UI {
	words := p.words()
	f := p.sheet.field(p.Form, ui.T("handon.who"), ui.T(words+".hint"))
	var options []ui.Option
	for _, c := range p.People {
		label := c.Name + ", " + ui.Code(code.Role, c.Role)
		if c.Unit != "" {
			label += " · " + c.Unit
		}
		options = append(options, ui.Option{Value: c.Appointment.String(), Label: label})
	}
	return ui.H("details").Class("card fold").Test("hand-"+p.Form).Body(
		ui.H("summary").Text(ui.T(words)),
		ui.H("form").Class("form").OnSubmit(p.onSubmit).Body(
			ui.Select(p.sheet.live(f, options), p.onInput),
			app.If(p.Leaves, func() app.UI { return ui.H("p").Class("quiet small").Text(ui.T("handon.leaves")) }),
			ui.Problem(p.sheet.result),
			ui.H("div").Class("foot").Body(
				ui.H("button").Class("button").Type("submit").Test("hand-"+p.Form+"-send").Disabled(p.sheet.result.Busy).Text(ui.T(words+".submit"))),
			ui.H("p").Class("quiet small").Role("status").Test("hand-"+p.Form+"-done").Text(p.said()),
		),
	)
}

// words is the key under which the texts of this form lie.
func (p *HandOn) words() string {
	switch {
	case p.Form == state.FormGrant:
		return "handon.grant"
	case p.Kind == domain.Complaint:
		return "handon.complaint"
	}
	return "handon.case"
}

func (p *HandOn) said() string {
	if !p.done {
		return ""
	}
	return ui.T("handon.sent")
}

func (p *HandOn) onInput(ctx app.Context, _ app.Event) {
	p.done = false
	p.sheet.take(ctx)
}

func (p *HandOn) onSubmit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	p.done = false
	h := state.HandOver{Kind: p.Kind, File: p.File, To: p.sheet.values.Text(p.Form)}
	if p.Form == state.FormGrant {
		state.Grant.Do(ctx, h)
		return
	}
	state.Assign.Do(ctx, h)
}
