package oplog_test

import (
	"slices"
	"testing"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/policy"
)

func TestSkip(t *testing.T) {
	o := newOffice(t)
	wati, head := o.phone("wati"), o.phone("head")
	file := wati.newCase()
	wati.sync()
	head.sync()
	stage := func() string { v, _ := domain.ReadCase(head.parts(file), file); return v.Stage }
	skip := func(p *phone, to, reason string) op.Draft {
		return domain.Skip(file, domain.SkipArgs{To: to, Reason: reason}, domain.CaseStage.Get(p.parts(file), file).Heads)
	}

	head.give("a gate that is met needs no reason", skip(head, domain.StageIdentify, "mendesak"), errs.Invalid)
	wati.give("it is met", domain.Advance(file, domain.AdvanceArgs{To: domain.StageIdentify}, domain.CaseStage.Get(wati.parts(file), file).Heads), "")
	stale := skip(head, domain.StageIdentify, "mendesak")
	head.sync()
	head.give("what was seen is over", stale, errs.Conflict)
	wati.give("the owner does not skip a gate", skip(wati, domain.StageAssess, "mendesak"), errs.Forbidden)
	head.give("not two stages at once", skip(head, domain.StagePlan, "mendesak"), errs.Conflict)
	if err := head.try(skip(head, domain.StageAssess, " ")); errs.CodeOf(err) != errs.Invalid {
		t.Error("without a reason:", err)
	}
	head.give("with a reason", skip(head, domain.StageAssess, "korban dirawat, data menyusul"), "")
	if stage() != domain.StageAssess || !slices.Equal(head.decisions(file), []string{domain.DecidedSkip}) {
		t.Errorf("%s, decided %v", stage(), head.decisions(file))
	}
	wati.sync()
	if got := domain.Decisions(wati.parts(file)); len(got) != 1 || got[0].Reason == "" || got[0].Code != domain.StageAssess {
		t.Errorf("the owner reads %+v", got)
	}
}

// try writes an act and tells what the phone itself says of it.
func (p *phone) try(drafts ...op.Draft) error {
	_, err := p.Author(p.o.now, p.as, op.Ctx{}, drafts)
	return err
}

func TestPermit(t *testing.T) {
	o := newOffice(t)
	wati, supervisor := o.phone("wati"), o.phone("head")
	head := o.hire("kepala", policy.UPTDHead, o.unit)
	file := wati.newCase()
	victim := o.id()
	wati.write(domain.Begin(file, domain.Victim, victim), domain.VictimForms.Add(file, victim, domain.Sexual))
	wati.sync()
	mediate := func() []op.Draft {
		id := o.id()
		return []op.Draft{domain.Begin(file, domain.Mediation, id), domain.MediationAbout.Set(file, id, "tanggung_jawab", nil), domain.MediationFree.Set(file, id, true, nil)}
	}
	wati.write(mediate()...)
	wati.sync()
	wati.refused("the server refuses mediation of sexual violence, whatever the phone thought", errs.Unlawful)

	permit := domain.Permit(file, domain.PermitArgs{What: domain.PermitMediation, Reason: "pelaku anak, putusan diversi"})
	supervisor.sync()
	supervisor.give("an exception is the head's alone", permit, errs.Forbidden)
	wati.give("and not the owner's", permit, errs.Forbidden)
	head.sync()
	head.give("the head decides", permit, "")
	wati.sync()
	wati.write(mediate()...)
	wati.sync()
	wati.refused("after the decision it is taken", "")
	if got := domain.MediationForm.Records(wati.parts(file)); len(got) != 1 {
		t.Errorf("%d mediations", len(got))
	}
	if got := wati.decisions(file); !slices.Equal(got, []string{domain.DecidedPermit}) {
		t.Errorf("decided %v", got)
	}
	if err := wati.try(domain.CasePermits.Add(file, file, domain.PermitNoReport)); errs.CodeOf(err) != errs.Forbidden {
		t.Error("somebody writes a permit by hand:", err)
	}
}

// A phone without signal did not know that the one who agreed is alleged to have done it: the server refuses, and the act
// stays with its author.
func TestConsentOfTheAccusedIsRefused(t *testing.T) {
	o := newOffice(t)
	wati := o.phone("wati")
	late := o.phone("wati")
	file := wati.newCase()
	wati.sync()
	late.sync()
	suspect, consent := o.id(), o.id()
	wati.write(domain.Begin(file, domain.Perpetrator, suspect), domain.PerpetratorName.Set(file, suspect, "Moch. Soekarno", nil))
	wati.sync()
	late.write(domain.Begin(file, domain.Consent, consent), domain.ConsentName.Set(file, consent, "Muhammad Sukarno", nil), domain.ConsentAnswer.Set(file, consent, "setuju", nil))
	late.sync()
	late.refused("signed by the accused", errs.Unlawful)
	if got := domain.ConsentForm.Records(late.parts(file)); len(got) != 0 {
		t.Errorf("%d consents", len(got))
	}
	late.write(domain.CaseLower.Set(file, file, domain.RiskLow, nil))
	if late.sync(); len(late.Refused()) == 0 {
		t.Error("a caseworker lowers the risk")
	}
}
