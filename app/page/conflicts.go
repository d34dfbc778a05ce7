package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// conflicts are the fields of a file that wait for a decision.
func conflicts(file op.ID, list []state.Conflict, zone state.Post, lang i18n.Lang) app.UI {
	return ui.Slot(len(list) > 0, func() app.UI {
		var cards []app.UI
		for _, c := range list {
			cards = append(cards, &ConflictCard{File: file, Conflict: c, Zone: zone, Lang: lang})
		}
		return ui.H("section").Class("section").Body(cards...)
	})
}

// ConflictCard shows the versions of one field, who wrote each and when; one tap decides.
type ConflictCard struct {
	app.Compo
	File     op.ID
	Conflict state.Conflict
	Zone     state.Post
	Lang     i18n.Lang
}

// Render shows the card.
func (c *ConflictCard) Render() app.UI {
	if c.Conflict.Removed {
		return c.removal()
	}
	key := "conflict.latest"
	if c.Conflict.Protective {
		key = "conflict.protective"
	}
	var versions []app.UI
	for _, v := range c.Conflict.Versions {
		text := ui.ValueText(v.Value)
		versions = append(versions, ui.H("div").Class("version").Body(
			ui.H("b").Text(text),
			ui.H("span").Class("quiet small").Text(ui.T("conflict.version", ui.Who(v.By), ui.Stamp(v.At, c.Zone))),
			c.use(v.Head, ui.T("conflict.use", text)),
		))
	}
	return ui.H("div").Class("conflict").Test("conflict").Body(
		ui.H("h2").Text(fieldLabel(c.Conflict.Field)+": "+ui.T("conflict.badge", len(c.Conflict.Versions))),
		ui.H("p").Text(ui.T("conflict.intro")+" "+ui.T(key, ui.ValueText(c.Conflict.Shown.Value))),
		ui.H("div").Class("versions").Body(versions...),
		ui.H("p").Class("quiet small").Text(ui.T("conflict.kept")),
	)
}

// removal shows that somebody removed what somebody else was changing.
func (c *ConflictCard) removal() app.UI {
	v := c.Conflict.Versions[0]
	return ui.H("div").Class("conflict").Test("conflict").Body(
		ui.H("h2").Text(ui.T("conflict.removed")),
		ui.H("p").Text(ui.T("conflict.removedIntro", ui.Who(v.By), ui.Stamp(v.At, c.Zone))),
		ui.H("div").Class("versions").Body(ui.H("div").Class("version").Body(
			c.use(op.ID{}, ui.T("conflict.keep")), c.use(v.Head, ui.T("conflict.remove")))),
		ui.H("p").Class("quiet small").Text(ui.T("conflict.kept")))
}

// use is the tap that decides, for who may.
func (c *ConflictCard) use(head op.ID, text string) app.UI {
	return app.If(!c.Conflict.Fixed, func() app.UI {
		return ui.H("button").Class("button soft tight").Type("button").Test("conflict-use").DataSet("head", head.String()).
			OnClick(c.onUse).Text(text)
	})
}

func (c *ConflictCard) onUse(ctx app.Context, _ app.Event) {
	head, err := op.ParseID(ctx.JSSrc().Get("dataset").Get("head").String())
	if err != nil {
		return
	}
	state.Resolve.Do(ctx, state.Choice{File: c.File, Ent: c.Conflict.Ent, Part: c.Conflict.Part, Field: c.Conflict.Field, Head: head})
}

// fieldLabel is what a field is called on the pages.
func fieldLabel(f op.FieldID) string {
	labels := map[op.FieldID]string{
		domain.CaseChannel.ID: "case.channel", domain.CaseSafeNow.ID: "intake.safe", domain.CaseType.ID: "case.kind",
		domain.CaseAuthority.ID: "case.authority", domain.CaseBasis.ID: "case.basis", domain.CaseDistrict.ID: "intake.district",
		domain.CaseWish.ID: "case.wish", domain.CaseRaise.ID: "complaint.raise", domain.CaseReach.ID: "intake.contact",
		domain.CaseLeaveMessage.ID: "intake.mayLeaveMessage", domain.CaseReporterType.ID: "intake.reporter",
		domain.CaseReporterName.ID: "intake.reporterName", domain.CaseStage.ID: "case.stage", domain.CaseOwner.ID: "case.assign",
		domain.VictimName.ID: "person.name", domain.VictimAge.ID: "person.age", domain.VictimSex.ID: "person.sex",
		domain.VictimPhone.ID: "person.phone", domain.VictimAddress.ID: "person.address", domain.PerpetratorName.ID: "person.name",
		domain.ComplaintState.ID: "complaint.state", domain.ComplaintRaise.ID: "complaint.raise",
		domain.ComplaintAuthority.ID: "complaint.authority", domain.ComplaintCaseKind.ID: "complaint.caseKind",
		domain.ComplaintLeaveMessage.ID: "intake.mayLeaveMessage", domain.ComplaintSafeNow.ID: "intake.safe",
		domain.ComplaintWho.ID: "intake.who", domain.ComplaintWhat.ID: "intake.what", domain.ComplaintWhen.ID: "intake.when",
		domain.ComplaintWhere.ID: "intake.where", domain.ComplaintDistrict.ID: "intake.district", domain.ComplaintReach.ID: "intake.contact",
		domain.ComplaintReporter.ID: "intake.reporter", domain.ComplaintWish.ID: "intake.wish", domain.ComplaintChannel.ID: "intake.channel",
		domain.ComplaintAge.ID: "intake.victimAge", domain.ComplaintSex.ID: "intake.victimSex", domain.ComplaintReporterName.ID: "intake.reporterName",
		domain.ComplaintReceived.ID: "complaint.received", domain.CaseReceived.ID: "complaint.received", domain.ComplaintCase.ID: "complaint.becameCase",
		domain.CaseOutcome.ID: "course.outcome", domain.CaseAsk.ID: "course.do.ask", domain.CaseAskNote.ID: "course.note", domain.CaseLower.ID: "case.lower",
		domain.VictimBirth.ID: "person.birth", domain.VictimNIK.ID: "person.nik",
		domain.PerpetratorSex.ID: "person.sex", domain.PerpetratorNote.ID: "note.text", domain.RelationCode.ID: "case.relation",
		domain.RelationVictim.ID: "case.relation", domain.RelationPerpetrator.ID: "case.relation",
		domain.IncidentPlace.ID: "case.incidentPlace", domain.IncidentDistrict.ID: "intake.district", domain.IncidentWhen.ID: "intake.when",
		domain.IncidentDay.ID: "followup.date", domain.IncidentWhere.ID: "intake.where", domain.IncidentWhat.ID: "intake.what",
		domain.NoteKind.ID: "note.kind", domain.NoteAt.ID: "note.at", domain.NoteText.ID: "note.text",
		domain.FollowUpKind.ID: "followup.kind", domain.FollowUpDue.ID: "followup.due", domain.FollowUpState.ID: "followup.state",
		domain.FollowUpAssignee.ID: "followup.who", domain.FollowUpDone.ID: "followup.done", domain.FollowUpRepeat.ID: "followup.repeat", domain.FollowUpAfter.ID: "followup.note", domain.FollowUpText.ID: "followup.note",
		domain.ComplaintForms.ID: "intake.forms", domain.VictimForms.ID: "intake.forms",
	}
	if key, ok := labels[f]; ok {
		return ui.T(key)
	}
	def, ok := domain.Lookup(f)
	switch {
	case ok && def.Name != "":
		return label(def)
	case ok && def.List == code.Stage:
		return ui.T("case.stage")
	}
	return ui.T("timeline.changed")
}
