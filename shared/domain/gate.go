package domain

import (
	"slices"

	"damping/shared/op"
)

// Missing is one thing that a case lacks before it may go on. Field names the field to fill, 0 when it is a record
// that is missing; Ent the entity it belongs to.
type Missing struct {
	Key   string // i18n key, "gate.…"
	Ent   op.Ent // without an id it is a record of that kind that is missing
	Field op.FieldID
}

// MissingFor lists what a case lacks for a stage, in the order a person would fill it; an empty list means that it
// may advance. A field in conflict counts as missing. The gates are a proposal of ours until the office confirms
// them; they hold back only the stage, never the writing of anything.
func MissingFor(stage string, src Source, id op.ID) []Missing {
	root := op.Ent{Kind: Case, ID: id}
	var out []Missing
	need := func(ok bool, key string, ent op.Ent, field op.FieldID) {
		if !ok {
			out = append(out, Missing{Key: key, Ent: ent, Field: field})
		}
	}
	settled := func(f Field[string]) bool { return settledAt(src, f, id) }

	switch stage {
	case StageIdentify:
		victims := Victims(src)
		basis := false
		for _, v := range victims {
			basis = basis || v.Age >= 0 || v.Birth != ""
		}
		need(len(victims) > 0, "gate.victim", root, 0)
		need(len(victims) == 0 || basis, "gate.age", first(victims, root), VictimAge.ID)
		need(settled(CaseChannel), "gate.channel", root, CaseChannel.ID)
		need(settled(CaseSafeNow), "gate.safe_now", root, CaseSafeNow.ID)
	case StageAssess:
		need(settled(CaseType), "gate.case_kind", root, CaseType.ID)
		need(caseRisk(src, id) != "" && !CaseRaise.Get(src, id).Conflict, "gate.risk", root, CaseRaise.ID)
		need(settled(CaseAuthority), "gate.authority", root, CaseAuthority.ID)
		need(settled(CaseBasis) || consented(src), "gate.basis", root, CaseBasis.ID)
	case StagePlan:
		victims := Victims(src)
		need(len(victims) > 0, "gate.victim", root, 0)
		for _, v := range victims {
			assessed := AssessmentForm.has(src, func(r Record) bool { return r.Answers[AssessmentOf.Name] == v.ID.String() })
			need(assessed, "gate.assessment", op.Ent{Kind: Assessment}, 0)
		}
	case StageAgreement:
		need(GoalForm.has(src, all), "gate.goal", op.Ent{Kind: Goal}, 0)
		need(ActionForm.has(src, planned), "gate.action", op.Ent{Kind: Action}, 0)
		need(RiskRank(caseRisk(src, id)) < RiskRank(RiskMedium) || SafetyForm.has(src, all), "gate.safety", op.Ent{Kind: Safety}, 0)
	case StageIntervene:
		need(AgreementForm.has(src, func(r Record) bool { return settledAt(src, AgreementAnswer, r.ID) }), "gate.agreement", op.Ent{Kind: Agreement}, 0)
	case StageMonitor:
		need(ServiceForm.has(src, func(r Record) bool { return r.Answers[ServiceResult.Name] != ServiceDropped }), "gate.service", op.Ent{Kind: Service}, 0)
	case StageTermination:
		need(len(Conflicts(src)) == 0, "gate.conflict", root, 0)
		need(!ReferralForm.has(src, unanswered), "gate.referral", op.Ent{Kind: Referral}, 0)
		need(len(Open(src, Case, id)) == 0, "gate.clock", root, 0)
		need(ClosureForm.has(src, all), "gate.closure", op.Ent{Kind: Closure}, 0)
		need(settled(CaseOutcome), "gate.outcome", root, 0)
		need(ReadAsking(src, id).Answer == Approved, "gate.approval", root, 0)
	}
	return out
}

func first(victims []VictimView, root op.Ent) op.Ent {
	if len(victims) == 0 {
		return root
	}
	return op.Ent{Kind: Victim, ID: victims[0].ID}
}

// has reports whether there is a record of the form of which something holds.
func (f *Form) has(src Source, holds func(Record) bool) bool {
	return slices.ContainsFunc(f.Records(src), holds)
}

func all(Record) bool { return true }

// planned reports whether an action says who does it and by when.
func planned(r Record) bool {
	a := r.Answers
	return a[ActionWho.Name]+a[ActionOther.Name] != "" && a[ActionDue.Name] != ""
}

// unanswered reports whether the other institution still owes an answer to a referral.
func unanswered(r Record) bool {
	state := r.Answers[ReferralState.Name]
	return state == "" || state == ReferralSent
}

func settledAt(src Source, f Field[string], id op.ID) bool {
	v := f.Get(src, id)
	return v.Known && !v.Conflict && v.V != ""
}

// consented reports whether every victim agreed that data are kept.
func consented(src Source) bool {
	victims := Victims(src)
	return len(victims) > 0 && !slices.ContainsFunc(victims, func(v VictimView) bool { return !Consents(src, v.ID, PurposeKeep, "") })
}
