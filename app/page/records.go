package page

import (
	"slices"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/civil"
	"damping/shared/deadline"
	"damping/shared/domain"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// tabForms are the kinds of records of each tab, in the order of the work.
var tabForms = map[string][]*domain.Form{
	tabPeople: {domain.VictimForm, domain.PerpetratorForm, domain.RelationForm, domain.IncidentForm, domain.MemberForm, domain.IdentifyForm},
	tabSafety: {domain.ContactForm, domain.DangerForm, domain.LowerForm, domain.SafetyForm, domain.EmergencyForm},
	tabPlan: {domain.ConsentForm, domain.AssessmentForm, domain.GoalForm, domain.ActionForm, domain.AgreementForm,
		domain.ReviewForm, domain.ConferenceForm},
	tabService: {domain.ServiceForm, domain.ReferralForm, domain.AttemptForm, domain.VisitForm, domain.StayForm, domain.MediationForm},
	tabLegal:   {domain.DutyForm, domain.LegalForm, domain.RequestForm},
	tabClosing: {domain.ClosureForm},
}

// tabOf is the tab on which records of a kind stand, "" for none.
func tabOf(kind op.EntKind) string {
	for tab, forms := range tabForms {
		if kind != domain.Case && slices.ContainsFunc(forms, func(f *domain.Form) bool { return f.Kind == kind }) {
			return tab
		}
	}
	return ""
}

// records are the sections of a tab. What the reader's role holds no part of is left out.
func (p *Case) records(tab string) (out []app.UI) {
	r := p.refs()
	for _, f := range tabForms[tab] {
		if p.file.Zone.MayRead(f.Home, domain.Case) {
			if f == domain.MemberForm {
				out = append(out, p.genograms())
			}
			out = append(out, p.section(f, r))
		}
	}
	return out
}

// documents are the letters that can be made of a case, and everything that was attached to it, the newest first.
func (p *Case) documents() []app.UI {
	var files []state.Attachment
	for _, e := range p.file.Timeline {
		files = append(files, e.Files...)
	}
	return []app.UI{
		&Letters{Lang: p.Lang, File: p.ID, Unsent: p.file.Unsent},
		ui.CountedSection(ui.T("attach.title"), len(files), ui.Slot(len(files) == 0, func() app.UI {
			return ui.H("p").Class("quiet").Text(ui.T("record.none"))
		}), ui.Slot(len(files) > 0, func() app.UI { return ui.H("div").Class("card padded").Body(attachmentRows(files, p.Lang)) })),
	}
}

// section are the records of one kind, and the form for another one.
func (p *Case) section(f *domain.Form, r refs) app.UI {
	list := p.file.Records[f.Name]
	writes := p.file.Zone.MayWrite(f.Home, domain.Case)
	var cards []app.UI
	for _, rec := range list {
		cards = append(cards, p.record(f, rec, r, writes))
	}
	body := []app.UI{
		ui.H("h2").Text(ui.T("record." + f.Name)),
		ui.Slot(f == domain.ContactForm && len(list) > 0, func() app.UI {
			return &SafeContact{Lang: p.Lang, File: p.ID, Values: list[0].Values, Now: p.file.Now, Zone: p.file.Zone}
		}),
		ui.H("div").Class("records").Body(cards...),
		ui.Slot(len(list) == 0 && !p.file.Zone.MayWrite(f.Home, domain.Case), func() app.UI { return ui.H("p").Class("quiet").Text(ui.T("record.none")) }),
	}
	if barred := p.file.Barred; f == domain.MediationForm && barred != "" && len(list) == 0 {
		writes = false
		body = append(body, ui.H("p").Class("notice").Test("mediation-barred").Text(ui.T(barred)))
	}
	if writes && !(f.Once && len(list) > 0) {
		open := p.open == f.Kind && p.open != 0
		body = append(body, &RecordForm{Lang: p.Lang, File: p.ID, Form: f.Name, As: p.file.Zone, Refs: r, Ended: p.file.Course.Ended, Open: open})
	}
	return ui.H("section").Class("section").Test("records-" + f.Name).Body(body...)
}

// stayDay is the day of a stay in the shelter: the first is the day of coming.
func stayDay(from string, now int64, zone state.Post) string {
	limit, _ := deadline.Find("penampungan_maks")
	n := civil.Date(domain.Local(from).Date()).DaysUntil(civil.DateAt(now, zone.Zone)) + 1
	return ui.T("shelter.dayOf", n, limit.Amount)
}

// hides reports whether an answer names somebody: it is masked until it is tapped.
func hides(d *domain.Def) bool {
	if d == domain.CaseSafeFrom.Def || d == domain.CaseSafeTo.Def {
		return false
	}
	return d.Part == op.Identity && d.List == "" && (d.Kind() == domain.Text || d.Kind() == domain.Day)
}

// record is one record: what it says, who wrote it, and the form to change it.
func (p *Case) record(f *domain.Form, rec state.Record, r refs, writes bool) app.UI {
	var lines []app.UI
	for _, a := range f.Asks {
		if text := r.answer(a.Def, rec.Values[a.Name]); text != "" {
			if numbered(a.Def) && !p.bare {
				lines = append(lines, hiding(label(a.Def), domain.Mask(text), p.onReveal))
				continue
			}
			if hides(a.Def) && !p.bare {
				lines = append(lines, masked(label(a.Def), p.onReveal))
				continue
			}
			lines = append(lines, fact(label(a.Def), text))
		}
	}
	if f == domain.StayForm && rec.Values[domain.StayTo.Name] == "" {
		lines = append(lines, fact(ui.T("shelter.day"), stayDay(rec.Values[domain.StayFrom.Name], p.file.Now, p.file.Zone)))
	}
	body := []app.UI{ui.H("dl").Class("facts").Body(lines...)}
	if len(rec.Files) > 0 {
		body = append(body, attachmentRows(rec.Files, p.Lang))
	}
	if f.Kind != domain.Case {
		body = append(body, ui.H("p").Class("quiet small").Body(app.Text(ui.T("conflict.version", ui.Who(rec.By), ui.Stamp(rec.Made, p.file.Zone))), ui.Unsent(rec.Unsent)))
	}
	if f == domain.ConferenceForm && writes {
		body = append(body, p.decisions(rec))
	}
	if writes {
		body = append(body, &RecordForm{Lang: p.Lang, File: p.ID, Form: f.Name, Record: rec, As: p.file.Zone, Refs: r, Ended: p.file.Course.Ended})
	}
	return ui.H("div").Class("card record").Test("record").DataSet("form", f.Name).DataSet("id", rec.ID.String()).Body(body...)
}
