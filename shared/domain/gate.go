package domain

import "damping/shared/op"

// Missing is one thing that a case lacks before it may go on. Field names the field to fill, 0 when it is a record
// that is missing; Ent the entity it belongs to.
type Missing struct {
	Key   string // i18n key, "gate.…"
	Ent   op.Ent
	Field op.FieldID
}

// MissingFor lists what a case lacks for a stage, in the order a person would fill it; an empty list means that it
// may advance. A field in conflict counts as missing. The gates are a proposal of ours until the office confirms
// them; they hold back only the stage, never the writing of anything.
//
// Gates of stages whose records this version cannot hold yet name the record as missing: a case cannot pass them, and
// nothing pretends that it could.
func MissingFor(stage string, src Source, id op.ID) []Missing {
	root := op.Ent{Kind: Case, ID: id}
	var out []Missing
	need := func(ok bool, key string, ent op.Ent, field op.FieldID) {
		if !ok {
			out = append(out, Missing{Key: key, Ent: ent, Field: field})
		}
	}
	settled := func(f Field[string]) bool { v := f.Get(src, id); return v.Known && !v.Conflict && v.V != "" }

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
		need(settled(CaseBasis), "gate.basis", root, CaseBasis.ID)
	case StagePlan:
		need(false, "gate.assessment", root, 0)
	case StageAgreement:
		need(false, "gate.plan", root, 0)
	case StageIntervene:
		need(false, "gate.agreement", root, 0)
	case StageMonitor:
		need(false, "gate.service", root, 0)
	case StageTermination:
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
