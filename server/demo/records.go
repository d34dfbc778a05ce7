package demo

import (
	"slices"

	"damping/shared/domain"
	"damping/shared/op"
)

// records are what a case of a stage must have been given on its way there: consent, assessment, plan, agreement, services,
// and the report to the police where sexual violence makes one a duty. A few are left out, so that there is something to
// do. parts is the case as it was opened: chance is drawn alike however often a demo begins.
func (s *seeder) records(parts domain.Parts, file op.ID, n, stage int) (d []op.Draft) {
	received := domain.CaseReceived.Get(parts, file).V
	day := func(after int) string { return string(received.Date().AddDays(after)) }
	write := func(f *domain.Form, answers map[string]string) op.ID {
		id := s.id()
		d = append(d, op.Draft{File: file, Part: f.Home, Ent: op.Ent{Kind: f.Kind, ID: id}, Kind: op.Create})
		d = append(d, f.Write(domain.Parts{}, file, id, nil, answers)...)
		return id
	}
	reached := func(at string) bool { return stage >= slices.Index(domain.Stages, at) }

	victim := ""
	for _, v := range domain.Victims(parts) {
		victim = v.ID.String()
	}
	if domain.CaseSafeNow.Get(parts, file).V == domain.NotSafe && reached(domain.StageIdentify) {
		write(domain.EmergencyForm, map[string]string{"emergency.at": string(received), "emergency.kind": "psikologis,polisi", "emergency.text": "Ditenangkan lebih dahulu; tempat aman dicari malam itu juga."})
	}
	if domain.SexualViolence(parts) && n%5 != 4 {
		write(domain.DutyForm, map[string]string{"duty.explained": string(received), "duty.wish": "ingin_melapor", "duty.sent": day(1) + "T10:00", "duty.number": "LP/B/000/CONTOH"})
		write(domain.LegalForm, map[string]string{"legal.kind": domain.StepPoliceGuards, "legal.at": day(1) + "T16:00"})
		write(domain.LegalForm, map[string]string{"legal.kind": domain.StepOrderAsked, "legal.at": day(2) + "T09:00"})
		write(domain.LegalForm, map[string]string{"legal.kind": domain.StepOrder, "legal.at": day(5) + "T11:00"})
	}
	if reached(domain.StageAssess) {
		write(domain.ConsentForm, map[string]string{"consent.of": victim, "consent.answer": domain.ConsentGiven, "consent.purposes": "simpan,rujuk,hubungi",
			"consent.signer": "wali_pengganti", "consent.name": "Kerabat korban", "consent.day": day(1)})
	}
	if reached(domain.StagePlan) {
		write(domain.AssessmentForm, map[string]string{"assessment.of": victim, "assessment.day": day(4), "assessment.mind": pick(s, happened),
			"assessment.strength": pick(s, wishes), "assessment.needs": "keamanan,psikologis"})
		write(domain.SafetyForm, map[string]string{"safety.of": victim, "safety.day": day(4), "safety.place": "Rumah kerabat", "safety.trusted": "Ketua RT"})
	}
	if reached(domain.StageAgreement) {
		goal := write(domain.GoalForm, map[string]string{"goal.problem": "Belum merasa aman", "goal.text": pick(s, wishes), "goal.indicator": "Korban menyatakannya sendiri", "goal.together": domain.Yes, "goal.state": "berjalan"})
		write(domain.ActionForm, map[string]string{"action.goal": goal.String(), "action.text": pick(s, tasks).text, "action.institution": "UPTD PPA", "action.due": day(20), "action.state": "berjalan"})
	}
	if reached(domain.StageIntervene) {
		write(domain.AgreementForm, map[string]string{"agreement.answer": "ditandatangani", "agreement.day": day(8)})
	}
	if reached(domain.StageMonitor) {
		write(domain.ServiceForm, map[string]string{"service.of": victim, "service.code": "konseling", "service.by": "UPTD PPA", "service.from": day(9), "service.result": "berjalan"})
	}
	return d
}
