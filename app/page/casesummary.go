package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// summary is what is known of the case, field by field.
func (p *Case) summary() []app.UI {
	v, root := p.file.View, op.Ent{Kind: domain.Case, ID: p.ID}
	facts := ui.H("dl").Class("card facts").Test("facts").Body(
		p.line(root, domain.CaseSafeNow.ID, ui.T("intake.safe"), v.SafeNow),
		p.line(root, domain.CaseChannel.ID, ui.T("case.channel"), v.Channel),
		p.line(root, domain.CaseType.ID, ui.T("case.kind"), v.Kind),
		p.line(root, domain.CaseAuthority.ID, ui.T("case.authority"), v.Authority),
		p.line(root, domain.CaseBasis.ID, ui.T("case.basis"), v.Basis),
		p.line(root, domain.CaseRaise.ID, ui.T("complaint.raise"), ""),
		p.line(root, domain.CaseDistrict.ID, ui.T("intake.district"), v.District),
		p.line(root, domain.CaseWish.ID, ui.T("case.wish"), v.Wish),
		p.hidden(root, domain.CaseReach.ID, ui.T("intake.contact"), v.Reach),
		p.line(root, domain.CaseLeaveMessage.ID, ui.T("intake.mayLeaveMessage"), yesOrNo(v.LeaveMessage, v.Reach != "")),
		p.line(root, domain.CaseReporterType.ID, ui.T("intake.reporter"), v.ReporterType),
		p.hidden(root, domain.CaseReporterName.ID, ui.T("intake.reporterName"), v.ReporterName),
	)
	out := []app.UI{ui.H("section").Class("section").Body(ui.H("h2").Class("unseen").Text(ui.T("case.summary")), facts)}
	for i, person := range p.file.Victims {
		out = append(out, p.victim(person, i))
	}
	for i, person := range p.file.Suspects {
		out = append(out, p.suspect(person, i))
	}
	for _, inc := range p.file.Incidents {
		out = append(out, ui.Section(ui.T("case.incident"), ui.H("dl").Class("card facts").Body(
			fact(ui.T("intake.story"), ui.Answer(inc.What)), fact(ui.T("intake.when"), ui.Answer(inc.When)),
			fact(ui.T("case.incidentPlace"), ui.Code(code.IncidentPlace, inc.Place)), fact(ui.T("intake.place"), ui.Answer(inc.Where)),
			fact(ui.T("intake.district"), ui.Code(code.District, inc.District)))))
	}
	return append(out, p.alikes(), course(p.file.Course, p.file.Waiting, p.file.Zone, p.into, p.Lang), handing(domain.Case, p.ID, p.file.Handing, p.Lang),
		p.simfoni())
}

func (p *Case) victim(v domain.VictimView, i int) app.UI {
	ent := op.Ent{Kind: domain.Victim, ID: v.ID}
	title := ui.T("person.victim")
	if len(p.file.Victims) > 1 {
		title = ui.T("person.victimN", i+1)
	}
	age := ""
	if v.Age >= 0 {
		age = itoa(int(v.Age))
	}
	return ui.Section(title, ui.H("dl").Class("card facts").Test("victim").Body(
		p.hidden(ent, domain.VictimName.ID, ui.T("person.name"), v.Name),
		p.line(ent, domain.VictimAge.ID, ui.T("person.age"), age),
		p.line(ent, domain.VictimSex.ID, ui.T("person.sex"), v.Sex),
		fact(ui.T("case.forms"), ui.Codes(code.ViolenceForm, v.Forms)),
		p.hidden(ent, domain.VictimPhone.ID, ui.T("person.phone"), v.Phone),
		p.hidden(ent, domain.VictimAddress.ID, ui.T("person.address"), v.Address),
	))
}

func (p *Case) suspect(v domain.PerpetratorView, i int) app.UI {
	ent := op.Ent{Kind: domain.Perpetrator, ID: v.ID}
	var relations []string
	for _, r := range p.file.Relations {
		if r.Perpetrator == v.ID {
			relations = append(relations, r.Code)
		}
	}
	return ui.Section(ui.T("person.perpetratorN", i+1), ui.H("dl").Class("card facts").Test("suspect").Body(
		p.hidden(ent, domain.PerpetratorName.ID, ui.T("person.name"), v.Name),
		p.line(ent, domain.PerpetratorSex.ID, ui.T("person.sex"), v.Sex),
		fact(ui.T("case.relation"), ui.Codes(code.PerpetratorRelation, relations)),
	))
}

// line is a field that can be changed here.
func (p *Case) line(ent op.Ent, field op.FieldID, label, value string) app.UI {
	return &FieldLine{Lang: p.Lang, File: p.ID, Ent: ent, Field: field, Label: label, Value: value,
		Seen: p.file.Heads(ent, field), Open: p.edit == field && p.ent == ent, Fixed: !p.mayWrite(field)}
}

func (p *Case) mayWrite(field op.FieldID) bool {
	def, ok := domain.Lookup(field)
	return ok && !p.file.Course.Ended && p.file.Zone.MayWrite(def.Part, domain.Case)
}

// hidden is a field that names somebody: masked until it is tapped, and the tap is written down.
func (p *Case) hidden(ent op.Ent, field op.FieldID, label, value string) app.UI {
	if p.file.NoNames {
		return nil
	}
	if value == "" || p.bare {
		return p.line(ent, field, label, value)
	}
	return masked(label, p.onReveal)
}

func (p *Case) onReveal(ctx app.Context, _ app.Event) {
	p.bare = true
	state.Reveal.Do(ctx, p.ID)
}
