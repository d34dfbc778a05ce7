package ui

import (
	"damping/app/state"
	"damping/shared/civil"
	"damping/shared/code"
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
	a := app.A().Class("row").Href(route.ToCase(r.Row.File)).DataSet("test", "case-row").DataSet("row", r.Row.File.String())
	if r.Selected {
		a = a.Aria("current", "true")
	}
	return a.Body(
		app.B().Text(Name(r.Row.Number, r.Row.File)),
		due(r.Row, r.Now, r.Zone),
		app.Span().Class("what").Body(
			RiskShort(r.Row.Risk),
			app.Span().Text(joined(T("stage."+r.Row.State), Person(r.Row.Age, ""), Code(code.District, r.Row.District))),
			Unsent(r.Row.Unsent),
		),
	)
}

func due(r state.Row, now int64, zone state.Post) app.UI {
	switch {
	case r.Due == 0:
		return app.Span().Class("when")
	case r.Late:
		return app.Span().Class("when late").Text(T("cases.late"))
	}
	return app.Span().Class("when").Text(When(r.Due, now, zone))
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
	a := app.A().Class("row").Href(route.ToComplaint(r.Row.File)).DataSet("test", "complaint-row").DataSet("row", r.Row.File.String())
	if r.Selected {
		a = a.Aria("current", "true")
	}
	when := ""
	if r.Row.Received.Valid() {
		when = i18n.Day(Lang(), civil.Date(r.Row.Received.Date()), civil.DateAt(r.Now, r.Zone.Zone))
	}
	return a.Body(
		app.B().Text(Name(r.Row.Number, r.Row.File)),
		app.Span().Class("when").Text(when),
		app.Span().Class("what").Body(
			RiskShort(r.Row.Risk),
			app.Span().Text(joined(Code(code.ComplaintState, r.Row.State), Person(r.Row.Age, r.Row.Sex), Code(code.District, r.Row.District))),
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
	kind := Code(code.FollowUpKind, r.Due.Kind)
	name := kind + ", " + Name(r.Due.Number, r.Due.File)
	return app.Div().Class("due").DataSet("test", "today-row").DataSet("id", r.Due.ID.String()).Body(
		app.A().Class("row").Href(route.ToCase(r.Due.File)).DataSet("row", r.Due.ID.String()).Body(
			app.B().Text(kind),
			app.Span().Class("what").Body(
				app.Span().Class(class).Text(When(r.Due.At, r.Now, r.Zone)), app.Span().Class("whole").Text(Name(r.Due.Number, r.Due.File)),
				RiskShort(r.Due.Risk), Unsent(r.Due.Unsent)),
		),
		app.Div().Class("acts").Body(
			app.Button().Class("act").Type("button").DataSet("test", "snooze").Title(T("followup.snoozeDay")).
				Aria("label", T("followup.snoozeDay")+": "+name).OnClick(r.snooze).Body(Icon("snooze")),
			app.Button().Class("act").Type("button").DataSet("test", "done").Title(T("followup.markDone")).
				Aria("label", T("a11y.markDone", name)).OnClick(r.done).Body(Icon("check")),
		),
	)
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
