package page

import (
	"slices"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Case is one case file: at a glance how grave it is, whose it is and what comes next; then what needs a decision, how
// far it has come and what is missing; then summary and timeline.
type Case struct {
	app.Compo
	Lang   i18n.Lang
	ID     op.ID
	file   state.CaseFile
	me     state.Me
	tab    string
	bare   bool       // names are shown
	waits  int        // what the reader asked for and has no answer yet; -1 until it is known
	edit   op.FieldID // the field that is to be filled, from a link in the stage bar
	ent    op.Ent     // of that field
	open   op.EntKind // a record of this kind is missing: its form is to be opened
	acting state.Form
	older  int          // entries of the timeline that were asked for beside the newest
	alike  state.Alikes // other files of these victims
	sought []domain.Person
	into   chosen // the file that this one is to be merged with
	copied copying
}

// The tabs.
const (
	tabSummary  = "summary"
	tabTimeline = "timeline"
	tabPeople   = "people"
	tabSafety   = "safety"
	tabPlan     = "plan"
	tabService  = "service"
	tabLegal    = "legal"
	tabClosing  = "closing"
	tabFiles    = "documents"
)

// tabs are all of them in order, of which a reader sees those of which they hold a part.
var tabs = []string{tabSummary, tabTimeline, tabPeople, tabSafety, tabPlan, tabService, tabLegal, tabFiles, tabClosing}

// CompoID makes each case a component of its own: nothing that was revealed in one is shown in the next.
func (p *Case) CompoID() string { return p.ID.String() }

// OnInit chooses the first tab: a desktop has room for the timeline beside the list.
func (p *Case) OnInit() {
	p.tab = tabSummary
	if w, _ := app.Window().Size(); w >= 900 {
		p.tab = tabTimeline
	}
}

// OnMount opens the case.
func (p *Case) OnMount(ctx app.Context) {
	state.MeKey.Observe(ctx, &p.me)
	state.CaseKey.Observe(ctx, &p.file).OnChange(func() { p.title(ctx); p.follow(ctx); p.seekAlike(ctx) })
	p.file, p.waits = state.CaseFile{}, -1
	state.FormKey(state.FormAdvance).Observe(ctx, &p.acting)
	p.acting = state.Form{}
	state.AlikeKey(alikeCase).Observe(ctx, &p.alike)
	state.CopiedKey.Observe(ctx, &p.copied.latest).OnChange(p.onCopied)
	p.alike, p.copied.latest = state.Alikes{}, state.Copied{}
	if tab := ctx.Page().URL().Query().Get(tabQuery); slices.Contains(tabs, tab) {
		p.tab = tab
	}
	state.OpenCase.Do(ctx, p.ID)
	p.title(ctx)
}

// tabQuery is the part of the address that tells which tab is to be open.
const tabQuery = "tab"

func (p *Case) title(ctx app.Context) {
	text, sub := ui.T("nav.cases"), ""
	if p.here() && (p.file.Status == state.Loaded || p.file.Status == state.Partial) {
		text = ui.Name(p.file.View.Number, p.ID)
		if len(p.file.Victims) > 0 {
			sub = ui.Person(p.file.Victims[0].Age, p.file.Victims[0].Sex)
		}
	}
	headline(ctx, text, sub, route.CasesPath)
}

// follow goes to where it stands what was just asked for: the form that asked is gone, and the focus with it.
func (p *Case) follow(ctx app.Context) {
	if !p.here() || p.file.Status != state.Loaded {
		return
	}
	now, a := len(p.file.Waiting), p.file.Course.Asking
	if a.What != "" && a.Answer == "" && p.file.Course.Asker.Me {
		now++
	}
	if was := p.waits; was >= 0 && now > was {
		ui.Focus(ctx, "standing")
	}
	p.waits = now
}

func (p *Case) here() bool { return p.file.View.ID == p.ID }

// Render shows one of the faces.
func (p *Case) Render() app.UI {
	switch {
	case !p.here() || p.file.Status == state.Loading:
		return ui.Pane(ui.Loading())
	case p.file.Status == state.Missing:
		return ui.H("div").Class("pane").Test("case-missing").Body(ui.Empty("case", ui.T("case.notFound"), ui.T("case.notFoundHint")))
	case p.file.Status == state.Partial:
		return ui.H("div").Class("pane").Test("case-partial").Body(p.glance(),
			ui.H("p").Text(ui.CaseState(p.file.View.State)), partial("case", p.file.Online))
	case p.file.Status == state.Failed:
		return ui.Pane(ui.Trouble(ui.T("cases.error"), p.onRetry))
	}
	body := []app.UI{p.glance(), ui.Problem(p.acting), conflicts(p.ID, p.file.Conflicts, p.file.Zone, p.Lang), p.stages(), clocks(p.file.Clocks, p.file.Now, p.file.Zone), ending(p.file.Course, len(p.file.Waiting) > 0, p.Lang), p.due(), p.writing(), p.tabs()}
	panel := ui.H("div").ID("tabpanel").Attr("tabindex", "-1").Role("tabpanel").Aria("labelledby", "tab-"+p.tab)
	switch p.tab {
	case tabTimeline:
		body = append(body, panel.Body(p.timeline()))
	case tabSummary:
		body = append(body, panel.Body(p.summary()...))
	case tabFiles:
		body = append(body, panel.Body(p.documents()...))
	default:
		body = append(body, panel.Body(p.records(p.tab)...))
	}
	return ui.H("div").Class("pane").Test("case").DataSet("case", p.ID.String()).Body(body...)
}

// partial stands for what is not here yet: it is on its way, or waits for a signal.
func partial(icon string, online bool) app.UI {
	if online {
		return ui.Empty(icon, ui.T("file.fetching"), "")
	}
	return ui.Empty(icon, ui.T("file.needsSignal"), ui.T("file.needsSignalHint"))
}

func (p *Case) glance() app.UI {
	owner := ui.T("case.noOwner")
	switch {
	case p.file.HasOwner && p.file.Owner.Me:
		owner = ui.T("case.ownerYou")
	case p.file.HasOwner:
		owner = ui.T("case.owner", ui.Who(p.file.Owner))
	}
	return ui.H("div").Class("glance").Body(ui.Risk(p.file.View.Risk),
		app.If(p.file.Course.Ended, func() app.UI {
			return ui.H("b").Test("case-state").Text(ui.Code(code.CaseState, p.file.View.State))
		}), ui.H("span").Class("quiet").Text(owner), ui.Unsent(p.file.Unsent))
}

func (p *Case) stages() app.UI {
	body := []app.UI{ui.StageBar(p.file.View.Stage)}
	body = append(body, waiting(p.file.Waiting)...)
	switch {
	case p.file.Next == "" || len(p.file.Waiting) > 0 || p.file.Course.Ended:
	case !p.file.Zone.MayCommand(domain.Case, domain.CommandName(domain.CmdAdvance), p.file.HasOwner && p.file.Owner.Me):
		body = append(body, ui.H("p").Class("quiet small").Text(ui.T("stage.mayNot")))
	case len(p.file.Missing) == 0:
		body = append(body, ui.H("button").Class("button soft tight").Type("button").Test("advance").Disabled(p.acting.Busy).
			OnClick(p.onAdvance).Text(ui.T("stage.advance", ui.T("stage."+p.file.Next))))
	default:
		missing := []app.UI{ui.H("span").Text(ui.T("stage.next", ui.T("stage."+p.file.Next)) + ". " + ui.T("stage.missing"))}
		for i, m := range p.file.Missing {
			if m.Field == 0 && tabOf(m.Ent.Kind) == "" {
				missing = append(missing, ui.H("span").Text(ui.T(m.Key)))
				continue
			}
			missing = append(missing, ui.H("button").Class("button plain").Type("button").Test("missing").DataSet("at", itoa(i)).
				OnClick(p.onMissing).Text(ui.T(m.Key)))
		}
		body = append(body, ui.H("div").Class("missing").Test("missing-list").Body(missing...))
	}
	return ui.H("section").Class("stages").ID("standing").Attr("tabindex", "-1").Aria("label", ui.T("stage.bar")).Body(body...)
}

// due lists the open follow-ups, as on the Today page.
func (p *Case) due() app.UI {
	return ui.Slot(len(p.file.Open) > 0 && !p.file.Course.Ended, func() app.UI {
		var rows []app.UI
		for _, f := range p.file.Open {
			rows = append(rows, &FollowUpRow{File: p.ID, FollowUp: f, Zone: p.file.Zone, Now: p.file.Now, Lang: p.Lang})
		}
		return ui.CountedSection(ui.T("case.nextDue"), len(rows), ui.H("div").Class("card rows").Test("followups").Body(rows...))
	})
}

func (p *Case) tabs() app.UI {
	var buttons []app.UI
	for _, tab := range tabs {
		reads := func(f *domain.Form) bool { return p.file.Zone.MayRead(f.Home, domain.Case) }
		if forms, any := tabForms[tab]; any && !slices.ContainsFunc(forms, reads) {
			continue
		}
		buttons = append(buttons, ui.H("button").Type("button").Role("tab").ID("tab-"+tab).Aria("controls", "tabpanel").Aria("selected", ui.Flat(p.tab == tab)).
			Test("tab-"+tab).DataSet("tab", tab).OnClick(p.onTab).Text(ui.T("case."+tab)))
	}
	return ui.H("div").Class("tabs").Role("tablist").Aria("label", ui.T("case.tabs")).Body(buttons...)
}

func (p *Case) onTab(ctx app.Context, _ app.Event) {
	p.tab, p.open = ctx.JSSrc().Get("dataset").Get("tab").String(), 0
}

func (p *Case) onRetry(ctx app.Context, _ app.Event) { state.OpenCase.Do(ctx, p.ID) }

func (p *Case) onAdvance(ctx app.Context, _ app.Event) {
	state.AdvanceCase.Do(ctx, state.Advance{File: p.ID, To: p.file.Next})
}

// onMissing opens the editor of the field that the next stage lacks.
func (p *Case) onMissing(ctx app.Context, _ app.Event) {
	at := ctx.JSSrc().Get("dataset").Get("at").String()
	for i, m := range p.file.Missing {
		switch {
		case at != itoa(i):
		case m.Field == 0:
			p.tab, p.open = tabOf(m.Ent.Kind), m.Ent.Kind
			ui.Focus(ctx, "tabpanel")
		default:
			p.tab, p.edit, p.ent = tabSummary, m.Field, m.Ent
			ui.Focus(ctx, editorID(m.Ent.ID, m.Field))
		}
	}
}
