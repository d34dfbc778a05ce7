package ui

import (
	"strings"

	"damping/app/state"
	"damping/shared/civil"
	"damping/shared/code"
	"damping/shared/deadline"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// CaseRow is one case in a list: number and due on the first line, risk, stage and district on the second.
type CaseRow struct {
	app.Compo
	Row      state.Row
	Zone     state.Post
	Now      int64
	Selected bool
	Lang     i18n.Lang // rows redraw when the language changes
}

// Render shows the row.
func (r *CaseRow) Render() app.UI {
	a := H("a").Class("row").Href(route.ToCase(r.Row.File)).Test("case-row").DataSet("row", r.Row.File.String())
	if r.Selected {
		a = a.Aria("current", "true")
	}
	return a.Body(
		H("b").Text(Name(r.Row.Number, r.Row.File)),
		due(r.Row, r.Now, r.Zone),
		H("span").Class("what").Body(
			RiskShort(r.Row.Risk),
			H("span").Text(joined(Found(r.Row), CaseState(r.Row.State), Person(r.Row.Age, ""), Code(code.District, r.Row.District))),
			Unsent(r.Row.Unsent),
		),
	)
}

// CaseState is the stage of a case, or what it is when it is closed.
func CaseState(state string) string {
	if code.Has(code.CaseState, state) {
		return Code(code.CaseState, state)
	}
	return T("stage." + state)
}

func due(r state.Row, now int64, zone state.Post) app.UI {
	switch {
	case r.Due == 0:
		return H("span").Class("when").UI()
	case r.Late:
		return H("span").Class("when late").Text(T("cases.late"))
	}
	return H("span").Class("when").Text(When(r.Due, now, zone))
}

// ComplaintRow is one ticket in a list.
type ComplaintRow struct {
	app.Compo
	Row      state.Row
	Zone     state.Post
	Now      int64
	Selected bool
	Lang     i18n.Lang
}

// Render shows the row.
func (r *ComplaintRow) Render() app.UI {
	a := H("a").Class("row").Href(route.ToComplaint(r.Row.File)).Test("complaint-row").DataSet("row", r.Row.File.String())
	if r.Selected {
		a = a.Aria("current", "true")
	}
	when := ""
	if r.Row.Received.Valid() {
		when = i18n.Day(Lang(), civil.Date(r.Row.Received.Date()), civil.DateAt(r.Now, r.Zone.Zone))
	}
	return a.Body(
		H("b").Text(Name(r.Row.Number, r.Row.File)),
		app.If(r.Row.Late, func() app.UI { return due(r.Row, r.Now, r.Zone) }).
			Else(func() app.UI { return H("span").Class("when").Text(when) }),
		H("span").Class("what").Body(
			RiskShort(r.Row.Risk),
			H("span").Text(joined(Code(code.ComplaintState, r.Row.State), Person(r.Row.Age, r.Row.Sex), Code(code.District, r.Row.District))),
			Unsent(r.Row.Unsent),
		),
	)
}

// DueRow is one follow-up on the Today page, with its two taps.
type DueRow struct {
	app.Compo
	Due  state.Due
	Zone state.Post
	Now  int64
	Late bool
	Lang i18n.Lang
}

// Render shows the row. The link and the buttons stand beside one another: a control inside a control has no name.
func (r *DueRow) Render() app.UI {
	class := "when"
	if r.Late {
		class += " late"
	}
	kind, limit := DueKind(r.Due.Kind)
	name := kind + ", " + Name(r.Due.Number, r.Due.File)
	return H("div").Class("due").Test("today-row").DataSet("id", r.Due.ID.String()).Body(
		H("a").Class("row").Href(route.ToCase(r.Due.File)).DataSet("row", r.Due.ID.String()).Body(
			H("b").Text(kind),
			H("span").Class("what").Body(
				H("span").Class(class).Text(When(r.Due.At, r.Now, r.Zone)), H("span").Class("whole").Text(joined(Name(r.Due.Number, r.Due.File), Person(r.Due.Age, r.Due.Sex))),
				RiskShort(r.Due.Risk), Unsent(r.Due.Unsent)),
		),
		app.If(!limit, func() app.UI { return r.acts(name) }),
	)
}

// acts are the two taps. A time limit has none: it ends when what it asks for is written down.
func (r *DueRow) acts(name string) app.UI {
	return H("div").Class("acts").Body(
		H("button").Class("act").Type("button").Test("snooze").Title(T("followup.snoozeDay")).
			Aria("label", T("followup.snoozeDay")+": "+name).OnClick(r.snooze).Body(Icon("snooze")),
		H("button").Class("act").Type("button").Test("done").Title(T("followup.markDone")).
			Aria("label", T("a11y.markDone", name)).OnClick(r.done).Body(Icon("check")),
	)
}

// DueKind is what something due is called, and whether it is a time limit.
func DueKind(kind string) (text string, limit bool) {
	which, limit := strings.CutPrefix(kind, domain.LimitKind)
	if !limit {
		return Code(code.FollowUpKind, kind), false
	}
	if l, ok := deadline.Find(which); ok {
		return l.Label(Lang()), true
	}
	return which, true
}

func (r *DueRow) done(ctx app.Context, _ app.Event) {
	state.CloseDue.Do(ctx, state.DueRef{File: r.Due.File, ID: r.Due.ID})
}

func (r *DueRow) snooze(ctx app.Context, _ app.Event) {
	state.SnoozeDue.Do(ctx, state.DueRef{File: r.Due.File, ID: r.Due.ID})
}

// joined puts what is not empty side by side.
func joined(parts ...string) string {
	out := ""
	for _, p := range parts {
		if p == "" {
			continue
		}
		if out != "" {
			out += " · "
		}
		out += p
	}
	return out
}
