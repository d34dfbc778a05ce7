package page

import (
	"strconv"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Lists longer than drawAll are drawn as a window: the rows in sight and some on either side, and two spacers that
// stand for the rest. The spacers are SVG elements because their height is an attribute: a style attribute is what the
// content policy forbids.
const (
	drawAll   = 120
	drawn     = 60
	ahead     = 20
	rowHeight = 4.5 // rem, as .rows.windowed in the style sheet
)

// CaseList finds cases and lists them.
type CaseList struct {
	app.Compo
	Lang     i18n.Lang
	Selected op.ID
	list     state.Cases
	me       state.Me
	query    state.Query
	start    string // what the search was drawn with
	first    int    // the first row that is drawn
}

// OnMount watches the list and takes up the last search.
func (p *CaseList) OnMount(ctx app.Context) {
	state.CasesKey.Observe(ctx, &p.list).OnChange(p.fit)
	state.MeKey.Observe(ctx, &p.me)
	p.query = p.list.Query
	p.start = p.query.Text
}

// fit keeps the window inside a list that has become shorter.
func (p *CaseList) fit() { p.first = max(0, min(p.first, len(p.list.Rows)-drawn)) }

// Render shows the search and one of the faces.
func (p *CaseList) Render() app.UI {
	return ui.H("div").Class("pane").ID("case-list").On("scroll", p.onScroll).Aria("label", ui.T("a11y.list")).Body(p.find(), p.face())
}

func (p *CaseList) find() app.UI {
	return ui.H("div").Class("find").Role("search").Body(
		ui.H("label").Class("unseen").For("search").Text(ui.T("cases.search")),
		ui.H("input").Class("input").ID("search").Type("search").Attr("autocomplete", "off").Attr("enterkeyhint", "search").
			Attr("placeholder", ui.T("cases.search")).Value(p.start).Test("search").OnInput(p.onText).UI(),
		ui.H("div").Class("filters").Body(
			filter("stage", ui.T("cases.filterStage"), p.query.Stage, stageOptions(), p.onStage),
			filter("risk", ui.T("cases.filterRisk"), p.query.Risk, ui.OptionsOf(code.RiskLevel), p.onRisk),
			ui.H("label").Class("tile").Body(ui.H("input").Type("checkbox").Checked(p.query.Mine).Test("filter-mine").OnChange(p.onMine).UI(),
				ui.H("span").Text(ui.T("cases.filterMine"))),
		),
		ui.H("p").Class("quiet small").Role("status").Test("case-count").Text(p.count()),
	)
}

func (p *CaseList) count() string {
	if p.list.Status != state.Loaded {
		return ""
	}
	return ui.T("cases.results", len(p.list.Rows))
}

func (p *CaseList) face() app.UI {
	switch {
	case p.list.Status == state.Loading:
		return ui.Loading()
	case p.list.Status == state.Failed:
		return ui.Trouble(ui.T("cases.error"), p.onRetry)
	case p.list.Total == 0:
		return ui.Empty("case", ui.T("cases.empty"), ui.T("cases.emptyHint"), p.begin())
	case len(p.list.Rows) == 0:
		return ui.Empty("search", ui.T("cases.none", p.query.Text), ui.T("cases.noneHint"))
	}
	return ui.H("div").Body(p.rows(), p.begin())
}

// begin opens a case without a complaint, for whose role that is.
func (p *CaseList) begin() app.UI {
	return ui.Slot(p.me.As.MayCreate(domain.Case), func() app.UI {
		return ui.H("a").Class("button plain").Href(route.NewCasePath).Test("case-new").Text(ui.T("nav.newCase"))
	})
}

func (p *CaseList) rows() app.UI {
	rows, class := p.list.Rows, "card rows"
	from, to := 0, len(rows)
	if to > drawAll {
		class += " windowed"
		from = p.first
		to = min(len(rows), from+drawn)
	}
	body := make([]app.UI, 0, to-from+2)
	if from > 0 {
		body = append(body, spacer(from))
	}
	for _, r := range rows[from:to] {
		body = append(body, &ui.CaseRow{Row: r, Zone: p.me.As, Now: p.list.Now, Selected: r.File == p.Selected, Lang: p.Lang})
	}
	if to < len(rows) {
		body = append(body, spacer(len(rows)-to))
	}
	return ui.H("div").Class(class).Test("cases").Body(body...)
}

func spacer(rows int) app.UI {
	return app.Elem("svg").XMLNS("http://www.w3.org/2000/svg").Attr("class", "spacer").Aria("hidden", "true").
		Attr("width", "1").Attr("height", strconv.FormatFloat(float64(rows)*rowHeight, 'f', -1, 64)+"rem")
}

func filter(name, label, value string, options []ui.Option, on app.EventHandler) app.UI {
	opts := []app.UI{ui.H("option").Value("").Selected(value == "").Text(label)}
	for _, o := range options {
		opts = append(opts, ui.H("option").Value(o.Value).Selected(o.Value == value).Text(o.Label))
	}
	return ui.H("select").Class("input").Aria("label", label).Test("filter-" + name).OnChange(on).Body(opts...)
}

func stageOptions() []ui.Option {
	var out []ui.Option
	for _, s := range domain.Stages {
		out = append(out, ui.Option{Value: s, Label: ui.T("stage." + s)})
	}
	return out
}

func (p *CaseList) onText(ctx app.Context, _ app.Event) {
	p.query.Text = ctx.JSSrc().Get("value").String()
	p.look(ctx)
}

func (p *CaseList) onStage(ctx app.Context, _ app.Event) {
	p.query.Stage = ctx.JSSrc().Get("value").String()
	p.look(ctx)
}

func (p *CaseList) onRisk(ctx app.Context, _ app.Event) {
	p.query.Risk = ctx.JSSrc().Get("value").String()
	p.look(ctx)
}

func (p *CaseList) onMine(ctx app.Context, _ app.Event) {
	p.query.Mine = !p.query.Mine
	p.look(ctx)
}

func (p *CaseList) look(ctx app.Context) {
	p.first = 0
	state.FindCases.Do(ctx, p.query)
}

func (p *CaseList) onRetry(ctx app.Context, _ app.Event) { state.SendNow.Do(ctx, struct{}{}) }

// onScroll moves the window when the rows in sight come near its end.
func (p *CaseList) onScroll(ctx app.Context, _ app.Event) {
	if len(p.list.Rows) <= drawAll {
		ctx.PreventUpdate()
		return
	}
	pane := ctx.JSSrc()
	rem := app.Window().Call("getComputedStyle", app.Window().Get("document").Get("documentElement")).Get("fontSize").String()
	px, err := strconv.ParseFloat(rem[:max(0, len(rem)-len("px"))], 64)
	if err != nil || px <= 0 {
		px = 16
	}
	top := int(pane.Get("scrollTop").Float() / (rowHeight * px))
	first := windowAt(p.first, top, len(p.list.Rows))
	if first == p.first {
		ctx.PreventUpdate()
		return
	}
	p.first = first
}

// windowAt is the first row to draw when top is the first in sight: unchanged while the window still reaches far enough
// on both sides.
func windowAt(first, top, rows int) int {
	near := top < first+ahead/2 && first > 0 || top > first+drawn-ahead-12
	if !near {
		return first
	}
	return max(0, min(top-ahead, rows-drawn))
}
