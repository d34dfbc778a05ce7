package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"
	"damping/shared/policy"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// JoinForm puts a complaint to a case that exists, or says that it tells of what another complaint tells already. Both are
// the command to merge; the server decides.
type JoinForm struct {
	app.Compo
	Lang   i18n.Lang
	Course state.Course
	sheet  sheet
	pick   filePick
	done   bool
}

// What a complaint is joined to.
const (
	toCase      = "kasus"
	toComplaint = "aduan"
)

// CompoID makes the form of each ticket a component of its own.
func (p *JoinForm) CompoID() string { return p.form() }

func (p *JoinForm) form() string { return state.CourseForm(policy.Merge, p.Course.File) }

// OnMount finds what was touched last.
func (p *JoinForm) OnMount(ctx app.Context) {
	p.sheet.set("merge-kind", toCase)
	p.sheet.set("merge-reason", ui.T("join.reasonCase"))
	p.sheet.watch(ctx, p.form(), "", func(app.Context) { p.done = true })
	p.pick.watch(ctx, p.form(), domain.Case, p.Course.File)
}

// Render shows the choice and, folded in, the search.
func (p *JoinForm) Render() app.UI {
	s := &p.sheet
	reason := s.field("merge-reason", ui.T("course.reason"), "")
	reason.Rows = 2
	kinds := []ui.Option{{Value: toCase, Label: ui.T("join.case")}, {Value: toComplaint, Label: ui.T("join.complaint")}}
	said := ""
	if p.done {
		said = ui.T("handon.sent")
	}
	return ui.H("section").Class("section").Body(ui.H("details").Class("card fold").Test("join").Body(
		ui.H("summary").Text(ui.T("join.title")),
		ui.H("form").Class("form").OnSubmit(p.onSubmit).Body(
			ui.H("p").Class("quiet").Text(ui.T("course.hint.merge")),
			ui.Tiles(s.choice("merge-kind", ui.T("join.to"), "", kinds), s.chosen("merge-kind"), p.onKind),
			p.pick.fields(s, "merge-target", ui.T("course.target"), p.onSearch, p.onInput),
			ui.Text(reason, p.onInput), ui.Problem(s.result),
			ui.H("div").Class("foot").Body(ui.H("button").Class("button").Type("submit").Test("join-send").
				Disabled(s.result.Busy).Text(ui.T("course.submit.merge"))),
			ui.H("p").Class("quiet small").Role("status").Text(said))))
}

func (p *JoinForm) kind() op.EntKind {
	if p.sheet.values["merge-kind"] == toComplaint {
		return domain.Complaint
	}
	return domain.Case
}

// onKind searches among the others, and proposes the reason that belongs to them.
func (p *JoinForm) onKind(ctx app.Context, _ app.Event) {
	was := p.sheet.values["merge-reason"]
	p.sheet.take(ctx)
	p.sheet.set("merge-target", "")
	if was == ui.T("join.reasonCase") || was == ui.T("join.reasonComplaint") {
		why := ui.T("join.reasonCase")
		if p.kind() == domain.Complaint {
			why = ui.T("join.reasonComplaint")
		}
		p.sheet.set("merge-reason", why)
	}
	p.pick.look(ctx, p.sheet.values["merge-target-find"], p.kind())
}

func (p *JoinForm) onSearch(ctx app.Context, _ app.Event) {
	p.sheet.take(ctx)
	p.sheet.set("merge-target", "")
	p.pick.look(ctx, p.sheet.values["merge-target-find"], p.kind())
}

func (p *JoinForm) onInput(ctx app.Context, _ app.Event) {
	p.done = false
	p.sheet.take(ctx)
}

func (p *JoinForm) onSubmit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	v := state.Values{"target": p.sheet.values["merge-target"], "reason": p.sheet.values["merge-reason"]}
	state.Steer.Do(ctx, state.Steering{What: policy.Merge, Course: p.Course, Values: v})
}
