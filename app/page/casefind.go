package page

import (
	"strconv"
	"strings"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/code"
	"damping/shared/domain"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// find is the box to search with, the views, and how many cases there are.
func (p *CaseList) find() app.UI {
	return ui.H("div").Class("find").Role("search").Body(
		ui.H("label").Class("unseen").For("search").Text(ui.T("cases.search")),
		ui.H("input").Class("input").ID("search").Type("search").Attr("autocomplete", "off").Attr("enterkeyhint", "search").Attr("maxlength", "200").
			Attr("placeholder", ui.T("cases.search")).Value(p.start).Test("search").OnInput(p.onText).UI(),
		ui.H("div").Class("views").Role("group").Aria("label", ui.T("cases.views")).Body(p.viewChips()...),
		ui.H("p").Class("quiet small").Role("status").Test("case-count").Text(p.count()),
		ui.H("p").Class("quiet small").Test("case-looked").Text(p.looked()),
	)
}

func (p *CaseList) count() string {
	if p.list.Status != state.Loaded {
		return ""
	}
	return ui.T("cases.results", len(p.list.Rows))
}

// looked says where was looked for the words: nobody must take the silence of a phone for that of the office.
func (p *CaseList) looked() string {
	l := p.list.Looked
	switch {
	case domain.Fold(p.query.Text) == "" || p.list.Query.Text != p.query.Text:
		return ""
	case !l.Here:
		return ui.T("cases.lookReading")
	case !l.More:
		return ui.T("cases.lookWhole")
	case l.Older > 0:
		return ui.T("cases.lookOlder", l.Older)
	case l.There:
		return ui.T("cases.lookBoth")
	case l.Asked:
		return ui.T("cases.lookAsking")
	}
	return ui.T("cases.lookHere")
}

// allViews are the views that everybody has, and those that the person has named.
func (p *CaseList) allViews() []state.View {
	return append([]state.View{
		{Name: ui.T("cases.viewMine"), Query: state.Query{Mine: true}},
		{Name: ui.T("cases.viewHigh"), Query: state.Query{Risk: domain.RiskHigh}},
		{Name: ui.T("cases.viewLate"), Query: state.Query{Late: true}},
	}, p.views.List...)
}

func (p *CaseList) viewChips() []app.UI {
	all := p.allViews()
	chips := make([]app.UI, 0, len(all))
	for i, v := range all {
		chips = append(chips, ui.H("button").Class("chip").Type("button").Test("view").DataSet("view", strconv.Itoa(i)).
			Aria("pressed", ui.Flat(p.query == v.Query)).OnClick(p.onView).Text(v.Name))
	}
	return chips
}

// onView shows a view, or everything again when it was shown.
func (p *CaseList) onView(ctx app.Context, _ app.Event) {
	all := p.allViews()
	i, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("view").String())
	if err != nil || i >= len(all) {
		return
	}
	q := all[i].Query
	if p.query == q {
		q = state.Query{}
	}
	p.take(ctx, q)
}

// take shows a view in place of what was looked for.
func (p *CaseList) take(ctx app.Context, q state.Query) {
	p.query, p.start = q, q.Text
	if field := app.Window().GetElementByID("search"); field.Truthy() {
		field.Set("value", q.Text)
	}
	p.look(ctx)
}

// filters lie folded: most people use the views.
func (p *CaseList) filters() app.UI {
	owners := make([]ui.Option, 0, len(p.list.Owners))
	for _, o := range p.list.Owners {
		owners = append(owners, ui.Option{Value: o.Appointment.String(), Label: person(o)})
	}
	q := &p.query
	return ui.H("details").Class("card fold").Test("filters").Body(
		ui.H("summary").Text(ui.T("cases.filters")),
		ui.H("div").Class("filters").Body(
			p.filter("stage", ui.T("cases.filterStage"), q.Stage, stageOptions()),
			p.filter("risk", ui.T("cases.filterRisk"), q.Risk, ui.OptionsOf(code.RiskLevel)),
			p.filter("kind", ui.T("cases.filterKind"), q.Kind, optionsOf(domain.CaseType.List, p.list.Kinds)),
			p.filter("district", ui.T("cases.filterDistrict"), q.District, optionsOf(code.District, p.list.Districts)),
			p.filter("owner", ui.T("cases.filterOwner"), q.Owner, owners),
			p.tick("late", ui.T("cases.filterLate"), q.Late),
			p.tick("unassigned", ui.T("cases.filterUnassigned"), q.Unassigned),
		),
		p.keepView(),
	)
}

func (p *CaseList) filter(name, label, value string, options []ui.Option) app.UI {
	opts := []app.UI{ui.H("option").Value("").Selected(value == "").Text(label)}
	for _, o := range options {
		opts = append(opts, ui.H("option").Value(o.Value).Selected(o.Value == value).Text(o.Label))
	}
	return ui.H("select").Class("input").Aria("label", label).Test("filter-"+name).DataSet("filter", name).OnChange(p.onFilter).Body(opts...)
}

func (p *CaseList) tick(name, label string, on bool) app.UI {
	return ui.H("label").Class("tile").Body(
		ui.H("input").Type("checkbox").Checked(on).Test("filter-"+name).DataSet("filter", name).OnChange(p.onFilter).UI(),
		ui.H("span").Text(label))
}

func (p *CaseList) onFilter(ctx app.Context, _ app.Event) {
	field, q := ctx.JSSrc(), &p.query
	value, on := field.Get("value").String(), field.Get("checked").Truthy()
	switch field.Get("dataset").Get("filter").String() {
	case "stage":
		q.Stage = value
	case "risk":
		q.Risk = value
	case "kind":
		q.Kind = value
	case "district":
		q.District = value
	case "owner":
		q.Owner = value
	case "late":
		q.Late = on
	case "unassigned":
		q.Unassigned = on
	}
	p.look(ctx)
}

// keepView gives what is looked for now a name, or takes the name away again.
func (p *CaseList) keepView() app.UI {
	named := ""
	for _, v := range p.views.List {
		if v.Query == p.query {
			named = v.Name
		}
	}
	return ui.H("div").Body(
		ui.Slot(named != "", func() app.UI {
			return ui.H("button").Class("button plain").Type("button").Test("view-drop").DataSet("view", named).OnClick(p.onDrop).Text(ui.T("cases.viewDrop", named))
		}),
		ui.Slot(named == "" && p.query != (state.Query{}), func() app.UI {
			return ui.H("form").Class("keep").Attr("novalidate", "").OnSubmit(p.onKeep).Body(
				ui.H("input").Class("input").Attr("autocomplete", "off").Attr("maxlength", "30").Aria("label", ui.T("cases.viewName")).
					Attr("placeholder", ui.T("cases.viewName")).Test("view-name").OnInput(p.onName).UI(),
				ui.H("button").Class("button soft tight").Type("submit").Test("view-save").Text(ui.T("cases.viewSave")))
		}))
}

func (p *CaseList) onName(ctx app.Context, _ app.Event) { p.naming = ctx.JSSrc().Get("value").String() }

func (p *CaseList) onKeep(ctx app.Context, e app.Event) {
	e.PreventDefault()
	if name := strings.TrimSpace(p.naming); name != "" {
		state.SaveView.Do(ctx, state.View{Name: name, Query: p.query})
	}
	p.naming = ""
}

func (p *CaseList) onDrop(ctx app.Context, _ app.Event) {
	state.DropView.Do(ctx, ctx.JSSrc().Get("dataset").Get("view").String())
}

func (p *CaseList) onText(ctx app.Context, _ app.Event) {
	p.query.Text = ctx.JSSrc().Get("value").String()
	p.look(ctx)
}

func stageOptions() []ui.Option {
	var out []ui.Option
	for _, s := range domain.Stages {
		out = append(out, ui.Option{Value: s, Label: ui.T("stage." + s)})
	}
	return out
}

func optionsOf(list string, codes []string) []ui.Option {
	out := make([]ui.Option, 0, len(codes))
	for _, c := range codes {
		out = append(out, ui.Option{Value: c, Label: ui.Code(list, c)})
	}
	return out
}

// person is a colleague, by name as far as it is known.
func person(c state.Candidate) string { return ui.Who(state.Author{Name: c.Name}) }
