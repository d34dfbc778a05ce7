package page

import (
	"slices"
	"strings"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// own is the person's own work that the server did not put where it was meant for.
func (p *Inbox) own() app.UI {
	var cards []app.UI
	if f := p.refused.Fate; len(p.refused.Given) > 0 || f != (op.Fate{}) {
		cards = append(cards, p.given(f))
	}
	for _, r := range p.refused.Items {
		cards = append(cards, p.refusal(r))
	}
	if len(cards) == 0 {
		return ui.Section(ui.T("inbox.own"), ui.H("p").Class("quiet").Text(ui.T("inbox.noneOfMine")))
	}
	return ui.CountedSection(ui.T("inbox.own"), len(p.refused.Items)+len(p.refused.Given), cards...)
}

// given counts what others decide on: its words are no longer here.
func (p *Inbox) given(f op.Fate) app.UI {
	body := []app.UI{ui.H("p").Text(ui.T("verdict.given", max(f.Waits+f.Taken+f.Left, len(p.refused.Given))))}
	body = append(body, ui.H("p").Class("quiet").Test("inbox-fate").Text(fate(f)))
	if len(p.refused.Given) > 0 {
		body = append(body, ui.H("div").Class("buttons").Body(
			ui.H("button").Class("button plain").Type("button").Test("given-dismiss").OnClick(p.onDismissGiven).Text(ui.T("verdict.dismiss"))))
	}
	return ui.H("div").Class("card padded").Test("inbox-given").Body(body...)
}

// fate counts what became of it, as far as there is something to count.
func fate(f op.Fate) string {
	var parts []string
	count := func(key string, n int) {
		if n > 0 {
			parts = append(parts, ui.T(key, n))
		}
	}
	count("inbox.fateWaits", f.Waits)
	count("inbox.fateTaken", f.Taken)
	count("inbox.fateLeft", f.Left)
	return strings.Join(parts, ", ")
}

// refusal is one act that a rule refused: why, its words, and the ways out.
func (p *Inbox) refusal(r state.Refused) app.UI {
	text := ui.T("verdict.rejected", ui.T(r.Code.Key()))
	switch {
	case r.Bytes:
		text = ui.T("verdict.bytes", ui.T(r.Code.Key()))
	case r.Command == "advance":
		text = ui.T("verdict.stageGate")
	case refusal(r.Command, r.Code) != "":
		text = refusal(r.Command, r.Code)
	}
	id := r.Group.String()
	body := []app.UI{
		ui.H("b").Text(ui.Name(r.Number, r.File)),
		ui.H("p").Test("refused-why").Text(text),
		facts(r.Facts),
		ui.H("p").Class("quiet small").Text(ui.Stamp(r.At, p.me.As)),
	}
	if p.asking[r.Group] == "discard" {
		body = append(body,
			ui.H("p").Class("summary").Role("alert").Test("refused-loses").Text(loses(r)),
			ui.H("div").Class("buttons").Body(
				ui.H("button").Class("button danger").Type("button").Test("refused-discard-yes").DataSet("id", id).OnClick(p.onDiscard).Text(ui.T("inbox.discardYes")),
				ui.H("button").Class("button soft").Type("button").DataSet("id", id).OnClick(p.onBack).Text(ui.T("button.cancel"))))
	} else {
		body = append(body, p.waysOut(r))
	}
	return ui.H("div").Class("card padded").Test("refused").DataSet("group", id).Body(body...)
}

// loses names what a discarding would cost.
func loses(r state.Refused) string {
	switch n := len(r.Facts); n {
	case 0:
		return ui.T("inbox.losesNothing")
	case 1:
		return ui.T("inbox.losesOne", factText(r.Facts[0]))
	default:
		return ui.T("inbox.loses", factText(r.Facts[0]), n-1)
	}
}

func (p *Inbox) waysOut(r state.Refused) app.UI {
	id := r.Group.String()
	button := func(test, class, key string, do app.EventHandler) app.UI {
		return ui.H("button").Class("button "+class).Type("button").Test(test).DataSet("id", id).Disabled(p.result.Busy).OnClick(do).Text(ui.T(key))
	}
	var out []app.UI
	if r.Form {
		out = append(out, button("refused-edit", "", "inbox.edit", p.onEdit))
	} else if path := filePath(r); path != "" {
		out = append(out, ui.H("a").Class("button soft tight").Href(path).Text(ui.T("a11y.openRow", ui.Name(r.Number, r.File))))
	}
	if r.Whole {
		out = append(out, button("refused-retry", "soft", "inbox.retry", p.onRetry), button("refused-export", "soft", "inbox.export", p.onExport))
	}
	return ui.H("div").Class("buttons").Body(append(out, button("refused-discard", "plain", "inbox.discard", p.onAskDiscard))...)
}

// filePath is the page of the file that a refused act is about, if it is on this device.
func filePath(r state.Refused) string {
	switch r.Kind {
	case domain.Case:
		return route.ToCase(r.File)
	case domain.Complaint:
		return route.ToComplaint(r.File)
	}
	return ""
}

// formPath is where a form is that was filled again.
func formPath(kind op.EntKind, form string, file op.ID) string {
	switch {
	case form == state.FormComplaint:
		return route.NewComplaintPath
	case form == state.FormNewCase:
		return route.NewCasePath
	case kind == domain.Complaint:
		return route.ToComplaint(file)
	}
	if name, of := strings.CutPrefix(form, state.RecordForm("", op.ID{})); of {
		for tab, forms := range tabForms {
			if slices.Contains(forms, domain.FormOf(name)) {
				return route.ToCase(file) + "?" + tabQuery + "=" + tab
			}
		}
	}
	return route.ToCase(file)
}

// facts shows what an act wrote, so that it can be read and copied.
func facts(list []state.Fact) app.UI {
	var lines []app.UI
	for _, f := range list {
		lines = append(lines, ui.H("div").Body(ui.H("dt").Text(factLabel(f)), ui.H("dd").Test("fact").Text(factValue(f))))
	}
	return ui.H("dl").Class("facts").Body(lines...)
}

func factLabel(f state.Fact) string {
	switch {
	case f.Command != "":
		return ui.T("inbox.asked")
	case f.Kind == op.Tomb:
		return ui.T("inbox.removed")
	}
	return fieldLabel(f.Field)
}

func factValue(f state.Fact) string {
	switch {
	case f.Command != "":
		return ui.T("inbox.command." + f.Command)
	case f.Kind == op.Tomb, f.Kind == op.Rem:
		return ui.T("inbox.removed")
	}
	return ui.ValueText(f.Value)
}

func factText(f state.Fact) string { return factLabel(f) + ": " + factValue(f) }

func (p *Inbox) groupOf(ctx app.Context, do func(op.ID)) {
	if group, err := op.ParseID(id(ctx)); err == nil {
		do(group)
	}
}

func (p *Inbox) onEdit(ctx app.Context, _ app.Event) {
	p.groupOf(ctx, func(g op.ID) { p.done = ""; state.EditAgain.Do(ctx, g) })
}

func (p *Inbox) onRetry(ctx app.Context, _ app.Event) {
	p.groupOf(ctx, func(g op.ID) { p.done = "inbox.retried"; state.Retry.Do(ctx, g) })
}

func (p *Inbox) onExport(ctx app.Context, _ app.Event) {
	p.groupOf(ctx, func(g op.ID) { p.done = "inbox.exported"; state.Export.Do(ctx, g) })
}

func (p *Inbox) onAskDiscard(ctx app.Context, _ app.Event) { p.ask(ctx, "discard") }

func (p *Inbox) onDiscard(ctx app.Context, _ app.Event) {
	p.groupOf(ctx, func(g op.ID) { p.done = ""; state.Dismiss.Do(ctx, g) })
}

func (p *Inbox) onDismissGiven(ctx app.Context, _ app.Event) {
	state.DismissGiven.Do(ctx, p.refused.Given)
}
