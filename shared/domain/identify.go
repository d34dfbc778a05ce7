package domain

import "damping/shared/op"

// More of the identification of a case (F02) than its stage asks for.
var (
	CaseArrival    = field[string](Def{ID: 238, Entity: Case, Part: op.Core, List: "arrival", Name: "identify.arrival"})
	CaseNeeds      = field[string](Def{ID: 239, Entity: Case, Part: op.Core, Shape: Many, List: "assessment_need", Name: "identify.needs"})
	CaseReferredBy = field[string](Def{ID: 242, Entity: Case, Part: op.Core, Name: "identify.referred"})
)

// IdentifyForm is that.
var IdentifyForm = &Form{Name: "identify", Kind: Case, Home: op.Core, Once: true, Asks: []Question{
	ask(CaseArrival), ask(CaseReferredBy), ask(CaseNeeds),
}}

// CaseLowerWhy is why a supervisor set the risk lower than what was seen (model M11).
var CaseLowerWhy = field[string](Def{ID: 243, Entity: Case, Part: op.Supervision, Class: Specific, MaxLen: MaxReason, Name: "lower.why"})

// LowerForm sets the risk lower, with a reason, for who looks after the unit.
var LowerForm = &Form{Name: "lower", Kind: Case, Home: op.Supervision, Once: true, Asks: []Question{need(CaseLower), need(CaseLowerWhy)}}
