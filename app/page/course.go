package page

import (
	"slices"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/i18n"
	"damping/shared/policy"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// CourseForm asks for one thing about the course of a file: approval, its closing, another unit, … It lies folded until
// it is wanted. Only the server can say whether it may be.
type CourseForm struct {
	app.Compo
	Lang   i18n.Lang
	What   string
	Course state.Course
	Into   chosen // the file to merge into, chosen elsewhere on the page
	sheet  sheet
	done   bool
	open   bool
	times  int // of Into, that the form has followed
}

// chosen is a file that was chosen for a form from outside, and how often: choosing it once more opens the form again.
type chosen struct {
	Link  state.Link
	Times int
}

// courseOrder is how the forms follow one another.
var courseOrder = []string{policy.Approve, state.Ask, policy.Close, policy.Reopen, policy.Unmerge, policy.Merge, policy.Transfer, policy.Skip, policy.Permit}

// decisive is what is asked for on the way to the end of a case. It stands where the case begins, for whoever decides.
var decisive = []string{policy.Approve, policy.Close}

// ending is how far a case is on the way to its end, and the next step for whose it is. While a request waits for the
// server nothing is offered: the answer may change what makes sense.
func ending(c state.Course, waits bool, lang i18n.Lang) app.UI {
	body := append([]app.UI{ui.H("h2").Text(ui.T("course.ending.case"))}, asking(c)...)
	for _, what := range decisive {
		if c.May[what] && !waits {
			body = append(body, &CourseForm{Lang: lang, What: what, Course: c})
		}
	}
	return ui.Slot(len(body) > 1, func() app.UI { return ui.H("section").Class("section").Test("course-ending").Body(body...) })
}

// course tells how a file stands beside its stage, and offers what the reader may ask for. While a request waits for the
// server it stands here alone.
func course(c state.Course, waits []state.Request, zone state.Post, into chosen, lang i18n.Lang) app.UI {
	body := []app.UI{ui.H("h2").Text(ui.T("course.title"))}
	if c.Kind != domain.Case { // a case tells it where one would write
		for _, l := range c.Into {
			body = append(body, linked("course.into", "course.intoElsewhere", l))
		}
	}
	for _, l := range c.Merged {
		body = append(body, linked("course.merged", "course.mergedElsewhere", l))
	}
	for _, d := range c.Decided {
		body = append(body, decided(d, zone))
	}
	for _, what := range courseOrder {
		elsewhere := c.Kind == domain.Case && slices.Contains(decisive, what) || c.Kind == domain.Complaint && what == policy.Merge
		if c.May[what] && len(waits) == 0 && !elsewhere {
			form := &CourseForm{Lang: lang, What: what, Course: c}
			if what == policy.Merge {
				form.Into = into
			}
			body = append(body, form)
		}
	}
	body = append(body, waiting(waits)...)
	return ui.Slot(len(body) > 1, func() app.UI { return ui.H("section").Class("section").Test("course").Body(body...) })
}

// asking tells where a request for approval stands.
func asking(c state.Course) []app.UI {
	a := c.Asking
	note := ui.H("p").Class("quiet").Test("course-note").Text(a.Note)
	switch {
	case a.What == "", c.Ended && a.Note == "":
		return nil
	case c.Ended: // how it ended stands among the decisions
		return []app.UI{note}
	}
	text := ui.T("course.asked", ui.Who(c.Asker), ui.Code(code.TerminationReason, a.Outcome))
	switch {
	case !a.Settled:
		text = ui.T("course.disputed")
	case a.Answer == domain.Approved:
		text = ui.T("course.approved", ui.Code(code.TerminationReason, a.Outcome))
	case a.Answer == domain.Refused:
		text = ui.T("course.refused", ui.Code(code.TerminationReason, a.Outcome))
	}
	out := []app.UI{ui.H("p").Test("course-asking").DataSet("answer", a.Answer).Text(text)}
	if a.Note != "" {
		out = append(out, note)
	}
	return out
}

func linked(here, elsewhere string, l state.Link) app.UI {
	p := ui.H("p").Test("course-link")
	switch l.Kind {
	case domain.Case:
		return p.Body(ui.H("a").Class("button plain").Href(route.ToCase(l.File)).Text(ui.T(here, ui.Name(l.Number, l.File))))
	case domain.Complaint:
		return p.Body(ui.H("a").Class("button plain").Href(route.ToComplaint(l.File)).Text(ui.T(here, ui.Name(l.Number, l.File))))
	}
	return p.Text(ui.T(elsewhere))
}

func decided(d state.Decision, zone state.Post) app.UI {
	title := ui.Code(code.Decision, d.Kind)
	switch {
	case d.Code == "":
	case d.Kind == domain.DecidedSkip:
		title += ": " + ui.T("stage."+d.Code)
	case d.Kind == domain.DecidedPermit:
		title += ": " + ui.Code("permit", d.Code)
	case code.Has(code.ComplaintState, d.Code):
		title += ": " + ui.Code(code.ComplaintState, d.Code)
	default:
		title += ": " + ui.Code(code.TerminationReason, d.Code)
	}
	if d.To != "" {
		title += " (" + d.To + ")"
	}
	return ui.H("div").Class("card padded").Test("decision").DataSet("kind", d.Kind).Body(
		ui.H("b").Text(title),
		app.If(d.Reason != "", func() app.UI { return ui.H("p").Text(d.Reason) }),
		ui.H("p").Class("quiet small").Text(ui.T("conflict.version", ui.Who(d.By), ui.Stamp(d.At, zone))))
}

// CompoID tells the forms of one page apart.
func (p *CourseForm) CompoID() string { return p.form() }

func (p *CourseForm) form() string { return state.CourseForm(p.What, p.Course.File) }

// name is a field's name; several of these forms stand on one page.
func (p *CourseForm) name(field string) string { return p.What + "-" + field }

// OnMount follows the form and takes up the words that were kept.
func (p *CourseForm) OnMount(ctx app.Context) {
	p.sheet.watch(ctx, p.form(), state.DraftOf(p.Course.File, p.form()), func(app.Context) {
		p.sheet.fill(state.Values{})
		p.done = true
	})
}

// OnUpdate opens the form when a file was chosen for it.
func (p *CourseForm) OnUpdate(ctx app.Context) {
	if p.Into.Times > p.times {
		p.times, p.open, p.done = p.Into.Times, true, false
		p.sheet.set(p.name("target"), p.Into.Link.File.String())
		ui.Focus(ctx, ui.FieldID(p.name("reason")))
	}
}

// Render shows what is asked for and, folded in, the questions.
func (p *CourseForm) Render() app.UI {
	words := p.words()
	body := []app.UI{ui.H("p").Class("quiet").Text(ui.T("course.hint." + words))}
	body = append(body, p.questions()...)
	body = append(body, ui.Problem(p.sheet.result),
		ui.H("div").Class("foot").Body(ui.H("button").Class("button").Type("submit").Test("course-"+p.What+"-send").
			Disabled(p.sheet.result.Busy).Text(ui.T("course.submit."+words))),
		ui.H("p").Class("quiet small").Role("status").Text(p.said()))
	return ui.H("details").Class("card fold").Test("course-"+p.What).Flag("open", p.open).On("toggle", p.onToggle).Body(
		ui.H("summary").Text(ui.T("course.do."+words)), ui.H("form").Class("form").OnSubmit(p.onSubmit).Body(body...))
}

// words is the word under which the texts of this form lie.
func (p *CourseForm) words() string {
	if p.What == policy.Close && p.Course.Kind == domain.Complaint {
		return "closeComplaint"
	}
	return p.What
}

func (p *CourseForm) questions() []app.UI {
	s := &p.sheet
	reason := s.field(p.name("reason"), ui.T("course.reason"), "")
	reason.Rows = 3
	var out []app.UI
	choose := func(field, label string, options []ui.Option) {
		out = append(out, ui.Select(s.choice(p.name(field), ui.T(label), "", options), p.onInput))
	}
	switch p.What {
	case state.Ask:
		choose("outcome", "course.outcome", ui.OptionsOf(code.TerminationReason))
		reason.Label, reason.Optional = ui.T("course.note"), true
	case policy.Close:
		if p.Course.Kind == domain.Complaint {
			choose("ending", "course.ending", endings())
			if s.values[p.name("ending")] == domain.ComplaintPassedOn {
				out = append(out, ui.Text(s.field(p.name("to"), ui.T("course.to"), ""), p.onInput))
			}
			break
		}
		reason.Label, reason.Optional = ui.T("course.note"), true
	case policy.Approve:
		choose("answer", "course.answer", []ui.Option{{Value: "yes", Label: ui.T("course.yes")}, {Value: "no", Label: ui.T("course.no")}})
		reason.Hint = ui.T("course.reasonForNo")
	case policy.Merge:
		targets := p.Course.Targets
		if into := p.Into.Link; p.Into.Times > 0 && !slices.ContainsFunc(targets, func(l state.Link) bool { return l.File == into.File }) {
			targets = append([]state.Link{into}, targets...)
		}
		choose("target", "course.target", linkOptions(targets))
	case policy.Permit:
		choose("permit", "course.permit", ui.OptionsOf("permit"))
	case policy.Transfer:
		choose("head", "course.head", candidateOptions(p.Course.Heads))
	}
	return append(out, ui.Text(reason, p.onInput))
}

func endings() []ui.Option {
	var out []ui.Option
	for _, e := range domain.ComplaintEndings {
		out = append(out, ui.Option{Value: e, Label: ui.Code(code.ComplaintState, e)})
	}
	return out
}

func linkOptions(list []state.Link) []ui.Option {
	var out []ui.Option
	for _, l := range list {
		label := ui.Name(l.Number, l.File)
		if who := ui.Person(l.Age, l.Sex); who != "" {
			label += " · " + who
		}
		out = append(out, ui.Option{Value: l.File.String(), Label: label})
	}
	return out
}

func candidateOptions(list []state.Candidate) []ui.Option {
	var out []ui.Option
	for _, c := range list {
		label := c.Name + ", " + ui.Code(code.Role, c.Role)
		if c.Unit != "" {
			label += " · " + c.Unit
		}
		out = append(out, ui.Option{Value: c.Appointment.String(), Label: label})
	}
	return out
}

func (p *CourseForm) said() string {
	if !p.done {
		return ""
	}
	return ui.T("handon.sent")
}

// onToggle follows the browser, which opens and shuts the form by itself.
func (p *CourseForm) onToggle(ctx app.Context, _ app.Event) { p.open = ctx.JSSrc().Get("open").Bool() }

func (p *CourseForm) onInput(ctx app.Context, _ app.Event) {
	p.done = false
	p.sheet.take(ctx)
}

func (p *CourseForm) onSubmit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	p.done = false
	v := state.Values{}
	for _, field := range []string{"ending", "reason", "to", "outcome", "head", "target", "answer", "permit"} {
		if text := p.sheet.values[p.name(field)]; text != "" {
			v[field] = text
		}
	}
	state.Steer.Do(ctx, state.Steering{What: p.What, Course: p.Course, Values: v})
}

// refusal is why a command was not carried out, in words of that command; "" for one that has none.
func refusal(command string, c errs.Code) string {
	switch {
	case command == "":
		return ""
	case c == errs.Forbidden:
		return ui.T("refused.forbidden")
	case c == errs.Conflict:
		return ui.T("refused.conflict")
	case c == errs.Invalid && slices.Contains(courseOrder, command):
		return ui.T("refused." + command)
	}
	return ""
}
