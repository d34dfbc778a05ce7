package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"
	"damping/shared/policy"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Complaint is one ticket: how grave it is, what was answered, and the way to a case.
type Complaint struct {
	app.Compo
	Lang i18n.Lang
	ID   op.ID
	file state.ComplaintFile
	me   state.Me
	bare bool // names are shown
}

// CompoID makes each ticket a component of its own.
func (p *Complaint) CompoID() string { return p.ID.String() }

// OnMount opens the ticket.
func (p *Complaint) OnMount(ctx app.Context) {
	state.MeKey.Observe(ctx, &p.me)
	state.ComplaintKey.Observe(ctx, &p.file).OnChange(func() { p.title(ctx) })
	p.file = state.ComplaintFile{}
	state.OpenComplaint.Do(ctx, p.ID)
	p.title(ctx)
}

func (p *Complaint) title(ctx app.Context) {
	text, sub := ui.T("complaint.title"), ""
	if p.here() && (p.file.Status == state.Loaded || p.file.Status == state.Partial) {
		text, sub = ui.Name(p.file.View.Number, p.ID), ui.T("complaint.title")
	}
	headline(ctx, text, sub, route.ComplaintsPath)
}

// here reports whether the state is about this ticket and not the one before it.
func (p *Complaint) here() bool { return p.file.View.ID == p.ID }

// Render shows one of the faces.
func (p *Complaint) Render() app.UI {
	switch {
	case !p.here() || p.file.Status == state.Loading:
		return ui.Pane(ui.Loading())
	case p.file.Status == state.Missing:
		return ui.Pane(ui.Empty("complaint", ui.T("complaint.notFound"), ""))
	case p.file.Status == state.Failed:
		return ui.Pane(ui.Trouble(ui.T("list.error"), p.onRetry))
	}
	v := p.file.View
	glance := ui.H("div").Class("glance").Body(ui.Risk(v.Risk), ui.H("span").Test("complaint-state").Text(ui.Code(code.ComplaintState, v.State)),
		ui.H("span").Class("quiet").Test("complaint-owner").Text(p.owner()), ui.Unsent(p.file.Unsent))
	if p.file.Status == state.Partial {
		return ui.H("div").Class("pane").Test("complaint-partial").Body(glance, partial("complaint", p.file.Online))
	}
	return ui.H("div").Class("pane").Test("complaint").Body(
		glance,
		ui.H("div").Class("slot").Body(waiting(p.file.Waiting)...),
		conflicts(p.ID, p.file.Conflicts, p.file.Zone, p.Lang),
		clocks(p.file.Clocks, p.file.Now, p.file.Zone),
		ui.H("div").Class("slot").Body(p.onwards()),
		ui.Slot(p.file.Course.May[policy.Merge] && len(p.file.Waiting) == 0, func() app.UI { return &JoinForm{Lang: p.Lang, Course: p.file.Course} }),
		p.answers(),
		ui.Slot(len(p.file.Files) > 0, func() app.UI {
			return ui.Section(ui.T("attach.title"), attachmentRows(p.file.Files, p.Lang))
		}),
		ui.Slot((v.State == domain.StateNew || v.State == domain.StateTriaged) && p.file.Zone.MayWrite(op.Core, domain.Complaint), func() app.UI {
			return &TriageForm{Lang: p.Lang, ID: p.ID}
		}),
		handing(domain.Complaint, p.ID, p.file.Handing, p.Lang),
		course(p.file.Course, p.file.Waiting, p.file.Zone, chosen{}, p.Lang),
	)
}

func (p *Complaint) owner() string {
	switch {
	case !p.file.HasOwner:
		return ""
	case p.file.Owner.Me:
		return ui.T("complaint.ownerYou")
	}
	return ui.T("complaint.owner", ui.Who(p.file.Owner))
}

// onwards is what follows from the ticket: a case, or the case it became.
func (p *Complaint) onwards() app.UI {
	v := p.file.View
	switch {
	case !v.Case.IsZero() && !p.file.CaseHere:
		return nil // the desk hands complaints on and sees no cases
	case !v.Case.IsZero():
		return ui.H("section").Class("section").Body(ui.H("a").Class("button soft").Href(route.ToCase(v.Case)).Test("to-case").
			Text(ui.T("complaint.goToCase")))
	case v.State == domain.StateTriaged && !p.me.As.MayCreate(domain.Case):
		return ui.H("p").Class("section quiet").Text(ui.T("newcase.notAllowed"))
	case v.State == domain.StateTriaged:
		return ui.H("section").Class("section").Body(ui.H("a").Class("button").Href(newCaseFrom(p.ID)).Test("case-open").
			Text(ui.T("complaint.openCase")))
	}
	return nil
}

func (p *Complaint) answers() app.UI {
	v := p.file.View
	age := ""
	if v.Age >= 0 {
		age = ui.T("person.ageYears", v.Age)
	}
	return ui.Section(ui.T("complaint.answers"), ui.H("dl").Class("card facts").Body(
		fact(ui.T("intake.safe"), ui.Code(code.SafeNow, v.SafeNow)),
		p.masked(ui.T("intake.who"), v.Who),
		fact(ui.T("intake.victimAge"), age),
		fact(ui.T("intake.victimSex"), ui.Code(code.Sex, v.Sex)),
		fact(ui.T("intake.forms"), ui.Codes(code.ViolenceForm, v.Forms)),
		fact(ui.T("intake.story"), ui.Answer(v.What)),
		fact(ui.T("intake.when"), ui.Answer(v.When)),
		fact(ui.T("intake.where"), ui.Answer(v.Where)),
		fact(ui.T("intake.district"), ui.Code(code.District, v.District)),
		p.masked(ui.T("intake.contact"), v.Reach),
		fact(ui.T("intake.mayLeaveMessage"), fieldText(domain.ComplaintLeaveMessage.ID, yesOrNo(v.LeaveMessage, v.Reach != ""))),
		fact(ui.T("intake.reporter"), ui.Code(code.ReporterType, v.Reporter)),
		p.masked(ui.T("intake.reporterName"), v.ReporterName),
		fact(ui.T("intake.channel"), ui.Code(code.ComplaintChannel, v.Channel)),
		fact(ui.T("intake.wish"), ui.Answer(v.Wish)),
		fact(ui.T("complaint.received"), ui.Civil(v.Received)+" · "+ui.Who(p.file.By)),
	))
}

func (p *Complaint) masked(label, text string) app.UI {
	if text == "" || p.bare || text == state.Unknown || text == state.Declined {
		return fact(label, ui.Answer(text))
	}
	return masked(label, p.onReveal)
}

func (p *Complaint) onReveal(ctx app.Context, _ app.Event) {
	p.bare = true
	state.Reveal.Do(ctx, p.ID)
}

func (p *Complaint) onRetry(ctx app.Context, _ app.Event) { state.OpenComplaint.Do(ctx, p.ID) }

// fromQuery is the part of the address that tells from which complaint a new case comes. It holds a random id.
const fromQuery = "dari"

func newCaseFrom(complaint op.ID) string {
	return route.NewCasePath + "?" + fromQuery + "=" + complaint.String()
}
