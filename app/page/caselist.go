package page

import (
	"strconv"

	"damping/app/state"
	"damping/app/ui"
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
	views    state.Views
	start    string // what the search was drawn with
	naming   string // the name of a view that is being made
	first    int    // the first row that is drawn
}

// OnMount watches the list and takes up the last search.
func (p *CaseList) OnMount(ctx app.Context) {
	state.CasesKey.Observe(ctx, &p.list).OnChange(p.fit)
	state.MeKey.Observe(ctx, &p.me)
	state.ViewsKey.Observe(ctx, &p.views)
	state.LoadViews.Do(ctx, struct{}{})
	p.query = p.list.Query
	p.start = p.query.Text
}

// fit keeps the window inside a list that has become shorter.
func (p *CaseList) fit() { p.first = max(0, min(p.first, len(p.list.Rows)-drawn)) }

// Render shows the search and one of the faces.
func (p *CaseList) Render() app.UI {
	return ui.H("div").Class("pane").ID("case-list").On("scroll", p.onScroll).Aria("label", ui.T("a11y.list")).Body(p.find(), p.filters(), p.load(), p.face())
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
