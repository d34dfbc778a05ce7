package domain

import (
	"slices"
	"testing"

	"damping/shared/op"
)

// TestGateOfEveryStage goes the whole way: at each gate it sees what blocks, and that each thing, once written, frees.
func TestGateOfEveryStage(t *testing.T) {
	d := newDesk(Case)
	victim := d.id()
	d.do(Begin(d.file, Victim, victim))
	v := victim.String()
	set := func(f Field[string], val string) { d.do(f.Set(d.file, d.file, val, f.Get(d, d.file).Heads)) }
	var goal op.ID

	for _, c := range []struct {
		stage, key string
		write      func()
	}{
		{StageIdentify, "gate.age", func() { d.do(VictimAge.Set(d.file, victim, 30, nil)) }},
		{StageIdentify, "gate.channel", func() { set(CaseChannel, "telepon") }},
		{StageIdentify, "gate.safe_now", func() { set(CaseSafeNow, "aman") }},
		{StageAssess, "gate.case_kind", func() { set(CaseType, "ktp") }},
		{StageAssess, "gate.risk", func() { d.do(CaseTriggers.Add(d.file, d.file, "hamil")) }},
		{StageAssess, "gate.authority", func() { set(CaseAuthority, "daerah_kabkota") }},
		{StageAssess, "gate.basis", func() {
			d.fill(ConsentForm, map[string]string{"consent.of": v, "consent.answer": ConsentGiven, "consent.purposes": PurposeKeep, "consent.day": "2026-11-01"})
		}},
		{StagePlan, "gate.assessment", func() { d.fill(AssessmentForm, map[string]string{"assessment.of": v, "assessment.day": "2026-11-02"}) }},
		{StageAgreement, "gate.goal", func() { goal = d.fill(GoalForm, map[string]string{"goal.text": "Aman"}) }},
		{StageAgreement, "gate.action", func() {
			d.fill(ActionForm, map[string]string{"action.goal": goal.String(), "action.text": "Antar", "action.institution": "Polisi", "action.due": "2026-12-01"})
		}},
		{StageAgreement, "gate.safety", func() { d.fill(SafetyForm, map[string]string{"safety.day": "2026-11-03"}) }},
		{StageIntervene, "gate.agreement", func() {
			d.fill(AgreementForm, map[string]string{"agreement.answer": "menolak", "agreement.day": "2026-11-04"})
		}},
		{StageMonitor, "gate.service", func() {
			d.fill(ServiceForm, map[string]string{"service.of": v, "service.code": "konseling", "service.from": "2026-11-05"})
		}},
		{StageTermination, "gate.closure", func() { d.fill(ClosureForm, map[string]string{"closure.result": "Aman"}) }},
		{StageTermination, "gate.outcome", func() { set(CaseOutcome, "mandiri") }},
		{StageTermination, "gate.approval", func() {
			set(CaseAsk, AskClosing)
			d.do(CaseApproval.Set(d.file, d.file, Approved, nil), CaseApprovalOf.Set(d.file, d.file, AskedDigest(AskedHeads(d.file, d)), nil))
		}},
	} {
		lacks := func() bool {
			return slices.ContainsFunc(MissingFor(c.stage, d, d.file), func(m Missing) bool { return m.Key == c.key })
		}
		if !lacks() {
			t.Errorf("%s does not ask for %s", c.stage, c.key)
		}
		c.write()
		if lacks() {
			t.Errorf("%s still asks for %s", c.stage, c.key)
		}
	}
	for _, s := range Stages[1:] {
		if m := MissingFor(s, d, d.file); len(m) > 0 {
			t.Errorf("%s lacks %+v", s, m)
		}
	}

	for _, c := range []struct {
		name, stage, key string
		blocks, frees    func()
	}{
		{"a withdrawn consent", StageAssess, "gate.basis", func() {
			id := ConsentForm.Records(d)[0].ID
			d.do(ConsentWithdrawn.Set(d.file, id, "2026-11-06T09:00", nil))
		}, func() { set(CaseBasis, "tugas_publik") }},
		{"a second victim", StagePlan, "gate.assessment", func() { victim = d.id(); d.do(Begin(d.file, Victim, victim)) },
			func() { d.fill(AssessmentForm, map[string]string{"assessment.of": victim.String()}) }},
		{"a referral without an answer", StageTermination, "gate.referral", func() { d.fill(ReferralForm, map[string]string{"referral.to": "RS"}) }, func() {
			id := ReferralForm.Records(d)[0].ID
			d.do(ReferralState.Set(d.file, id, "dilaporkan_kembali", nil))
		}},
		{"a clock that runs", StageTermination, "gate.clock", func() { d.fill(StayForm, map[string]string{"stay.called": "T", "stay.from": "2026-11-06T09:00"}) }, func() {
			id := StayForm.Records(d)[0].ID
			d.do(StayTo.Set(d.file, id, "2026-11-07T09:00", nil))
			consent := ConsentForm.Records(d)[0].ID
			d.do(ConsentStopped.Set(d.file, consent, "2026-11-07T09:00", nil))
		}},
		{"answers that differ", StageTermination, "gate.conflict", func() { d.do(CaseDistrict.Set(d.file, d.file, "a", nil), CaseDistrict.Set(d.file, d.file, "b", nil)) },
			func() { set(CaseDistrict, "b") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			lacks := func() bool {
				return slices.ContainsFunc(MissingFor(c.stage, d, d.file), func(m Missing) bool { return m.Key == c.key })
			}
			c.blocks()
			if !lacks() {
				t.Error("does not block")
			}
			c.frees()
			if lacks() {
				t.Error("still blocks")
			}
		})
	}
}
