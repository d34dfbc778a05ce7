package page

import (
	"strings"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/code"
	"damping/shared/i18n"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// TriageForm asks for the signs of danger and shows the risk they come to while they are being ticked.
type TriageForm struct {
	app.Compo
	Lang  i18n.Lang
	ID    op.ID
	file  state.ComplaintFile
	me    state.Me
	sheet sheet
	begun bool
	saved bool
}

// CompoID makes the form of each ticket a component of its own.
func (p *TriageForm) CompoID() string { return p.ID.String() }

// OnMount takes what the ticket says already.
func (p *TriageForm) OnMount(ctx app.Context) {
	p.sheet.many = []string{"triggers"}
	state.MeKey.Observe(ctx, &p.me)
	p.sheet.watch(ctx, state.FormTriage, "", func(app.Context) { p.saved = true })
	state.ComplaintKey.Observe(ctx, &p.file).OnChange(p.begin)
	p.begin()
}

// begin fills the form once; what a colleague changes later must not undo what is being ticked.
func (p *TriageForm) begin() {
	if p.begun || p.file.View.ID != p.ID || p.file.Status != state.Loaded {
		return
	}
	p.begun = true
	v := p.file.View
	p.sheet.set("triggers", strings.Join(v.Triggers, ","))
	p.sheet.set("authority", v.Authority)
	kind := v.CaseKind
	if kind == "" {
		kind = state.FromComplaint(v)["kind"]
	}
	p.sheet.set("kind", kind)
}

// Render shows the form.
func (p *TriageForm) Render() app.UI {
	s := &p.sheet
	triggers := s.choice("triggers", ui.T("complaint.triggers"), ui.T("complaint.triageIntro"), ui.OptionsOf(code.RiskTrigger))
	triggers.Many, triggers.Long = true, true
	raise := s.choice("raise", ui.T("complaint.raise"), ui.T("complaint.raiseHint"), ui.OptionsOf(code.RiskLevel))
	raise.Optional = true
	risk := state.TriageRisk(s.chosen("triggers"), s.values["raise"])
	return ui.Section(ui.T("complaint.triage"), ui.H("form").Class("form").OnSubmit(p.onSubmit).Test("triage").Body(
		ui.Problem(s.result), ui.WritesAs(p.file.Zone, len(p.me.Choices) > 1),
		ui.Tiles(triggers, s.chosen("triggers"), p.onInput),
		ui.H("p").Class("glance").Role("status").Test("triage-risk").Body(ui.H("span").Text(ui.T("complaint.risk")+":"), ui.Risk(risk)),
		ui.Tiles(raise, s.chosen("raise"), p.onInput),
		ui.Tiles(s.choice("kind", ui.T("complaint.caseKind"), "", ui.OptionsOf(code.CaseKind)), s.chosen("kind"), p.onInput),
		ui.Tiles(s.choice("authority", ui.T("complaint.authority"), ui.T("complaint.authorityHint"), ui.OptionsOf(code.Authority)), s.chosen("authority"), p.onInput),
		ui.H("button").Class("button").Type("submit").Test("triage-save").Disabled(s.result.Busy).Text(ui.T("complaint.saveTriage")),
		app.If(p.saved, func() app.UI {
			return ui.H("p").Role("status").Test("triage-saved").Text(ui.T("complaint.triageSaved"))
		}),
	))
}

func (p *TriageForm) onInput(ctx app.Context, _ app.Event) {
	p.saved = false
	p.sheet.take(ctx)
}

func (p *TriageForm) onSubmit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	v := p.sheet.values
	state.Triage.Do(ctx, state.TriageEdit{File: p.file, Triggers: v.List("triggers"), Raise: v["raise"], Authority: v["authority"], CaseKind: v["kind"]})
}
