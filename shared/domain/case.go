package domain

import "damping/shared/op"

// Fields of a case.
var (
	CaseChannel   = field[string](Def{ID: 200, Entity: Case, Part: op.Core, List: "complaint_channel", Clear: "channel"})
	CaseReceived  = field[Local](Def{ID: 201, Entity: Case, Part: op.Core, Name: "head.received"})
	CaseSafeNow   = field[string](Def{ID: 202, Entity: Case, Part: op.Core, List: "safe_now", Clear: "safe_now"})
	CaseType      = field[string](Def{ID: 203, Entity: Case, Part: op.Core, List: "case_kind", Clear: "case_kind"})
	CaseAuthority = field[string](Def{ID: 204, Entity: Case, Part: op.Core, List: "authority", Clear: "authority"})
	CaseBasis     = field[string](Def{ID: 205, Entity: Case, Part: op.Core, List: "legal_basis"})
	CaseDistrict  = field[string](Def{ID: 206, Entity: Case, Part: op.Core, List: "district", Clear: "district"})
	CaseComplaint = field[op.ID](Def{ID: 207, Entity: Case, Part: op.Core, Shape: Many})
	CaseWish      = field[string](Def{ID: 208, Entity: Case, Part: op.Story, Class: Specific, MaxLen: 4000})

	CaseTriggers = field[string](Def{ID: 210, Entity: Case, Part: op.Core, Shape: Many, List: "risk_trigger"})
	CaseRaise    = field[string](Def{ID: 211, Entity: Case, Part: op.Core, Show: Max, List: "risk_level"})
	CaseLower    = field[string](Def{ID: 212, Entity: Case, Part: op.Supervision, Show: Max, List: "risk_level", Name: "lower.level"})

	CaseReporterType = field[string](Def{ID: 215, Entity: Case, Part: op.Core, List: "reporter_type"})
	CaseReporterName = field[string](Def{ID: 216, Entity: Case, Part: op.Identity, Class: General})
	CaseReach        = field[string](Def{ID: 217, Entity: Case, Part: op.Identity, Class: Specific, MaxLen: 1000, Name: "contact.reach"})
	CaseLeaveMessage = field[bool](Def{ID: 218, Entity: Case, Part: op.Identity, Show: Min, Class: General, Name: "contact.message"})

	CaseNumber  = field[string](Def{ID: 220, Entity: Case, Part: op.Core, Server: true, Clear: "number"})
	CaseStage   = field[string](Def{ID: 221, Entity: Case, Part: op.Core, Server: true, List: "stage", Clear: "stage"})
	CaseStages  = field[string](Def{ID: 222, Entity: Case, Part: op.Core, Shape: Grow, Server: true, List: "stage"})
	CaseOwner   = field[op.ID](Def{ID: 223, Entity: Case, Part: op.Core, Server: true, Clear: "owner"})
	CaseOutcome = field[string](Def{ID: 224, Entity: Case, Part: op.Core, List: "termination_reason", Clear: "outcome"})
)

// The stages of a case in order, after Permen PPPA 2/2022 and the ministry's own chain. Emergency service and case
// conference are events beside them.
const (
	StageReceipt     = "penerimaan"
	StageIdentify    = "identifikasi"
	StageAssess      = "asesmen"
	StagePlan        = "rencana"
	StageAgreement   = "kesepakatan"
	StageIntervene   = "intervensi"
	StageMonitor     = "pemantauan"
	StageTermination = "terminasi"
)

// Stages lists the stages in order.
var Stages = []string{StageReceipt, StageIdentify, StageAssess, StagePlan, StageAgreement, StageIntervene, StageMonitor, StageTermination}

// NextStage returns the stage after s, or "" after the last one and for an unknown word.
func NextStage(s string) string {
	for i, t := range Stages[:len(Stages)-1] {
		if t == s {
			return Stages[i+1]
		}
	}
	return ""
}

// CaseView is the head of a case as a screen shows it.
type CaseView struct {
	ID                                      op.ID
	Number, Stage, Risk, Kind, Authority    string
	Channel, SafeNow, District, Basis       string
	Received                                Local
	Owner                                   op.ID // appointment
	ReporterType, ReporterName, Reach, Wish string
	LeaveMessage                            bool
	Triggers                                []string
	Complaints                              []op.ID
	State                                   string  // CaseOpen until it is closed or merged
	Into, Merged                            []op.ID // files that it was merged into, and that were merged into it
}

// ReadCase reads the head of a case and the conflicts in it.
func ReadCase(src Source, id op.ID) (CaseView, []Conflict) {
	r := reader{src: src, id: id}
	v := CaseView{
		ID: id, Number: get(&r, CaseNumber), Stage: get(&r, CaseStage), Kind: get(&r, CaseType), Authority: get(&r, CaseAuthority),
		Channel: get(&r, CaseChannel), SafeNow: get(&r, CaseSafeNow), District: get(&r, CaseDistrict), Basis: get(&r, CaseBasis),
		Received: get(&r, CaseReceived), Owner: get(&r, CaseOwner), ReporterType: get(&r, CaseReporterType),
		ReporterName: get(&r, CaseReporterName), Reach: get(&r, CaseReach), Wish: get(&r, CaseWish), LeaveMessage: get(&r, CaseLeaveMessage),
	}
	if v.Stage == "" {
		v.Stage = StageReceipt // until the server has answered the first group
	}
	v.Triggers, _ = CaseTriggers.Elements(src, id)
	if v.State = CaseState.Get(src, id).V; v.State == "" {
		v.State = CaseOpen
	}
	v.Into, _ = CaseInto.Elements(src, id)
	v.Merged, _ = CaseMerged.Elements(src, id)
	v.Complaints, _ = CaseComplaint.Elements(src, id)
	v.Risk = caseRisk(src, id)
	get(&r, CaseRaise)
	return v, r.conflicts
}
