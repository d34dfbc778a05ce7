package domain

import "damping/shared/op"

// Fields of a service to a victim. The local code carries the ministry's type, the function and the task (shared/code), so
// that every report is made of the same rows.
var (
	ServiceOf     = field[op.ID](Def{ID: 1020, Entity: Service, Part: op.Core, Ref: Victim, Name: "service.of"})
	ServiceCode   = field[string](Def{ID: 1021, Entity: Service, Part: op.Core, List: "service_local", Name: "service.code"})
	ServiceBy     = field[string](Def{ID: 1022, Entity: Service, Part: op.Core, Name: "service.by"})
	ServiceFrom   = field[Date](Def{ID: 1023, Entity: Service, Part: op.Core, Name: "service.from"})
	ServiceTo     = field[Date](Def{ID: 1024, Entity: Service, Part: op.Core, Name: "service.to"})
	ServiceResult = field[string](Def{ID: 1025, Entity: Service, Part: op.Core, List: "service_result", Name: "service.result"})
	ServiceNote   = field[string](Def{ID: 1026, Entity: Service, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "service.note"})
)

// ServiceDropped is a service that did not happen, ReferralSent a referral that nobody has answered.
const (
	ServiceDropped = "tidak_jadi"
	ReferralSent   = "dikirim"
)

// ServiceForm is a service.
var ServiceForm = &Form{Name: "service", Kind: Service, Home: op.Core, Title: ServiceCode.Def, When: ServiceFrom.Def, Asks: []Question{
	need(ServiceOf), need(ServiceCode), ask(ServiceBy), need(ServiceFrom), ask(ServiceTo), ask(ServiceResult), ask(ServiceNote),
}}

// Fields of a referral (F09). The case stays here; the other institution answers.
var (
	ReferralOf     = field[op.ID](Def{ID: 1030, Entity: Referral, Part: op.Core, Ref: Victim, Name: "referral.of"})
	ReferralTo     = field[string](Def{ID: 1031, Entity: Referral, Part: op.Core, Name: "referral.to"})
	ReferralFor    = field[string](Def{ID: 1032, Entity: Referral, Part: op.Core, List: "service_local", Name: "referral.for"})
	ReferralDay    = field[Date](Def{ID: 1033, Entity: Referral, Part: op.Core, Name: "referral.day"})
	ReferralState  = field[string](Def{ID: 1034, Entity: Referral, Part: op.Core, List: "referral_state", Name: "referral.state"})
	ReferralReason = field[string](Def{ID: 1035, Entity: Referral, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "referral.reason"})
	ReferralAnswer = field[string](Def{ID: 1036, Entity: Referral, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "referral.answer"})
)

// ReferralForm is a referral and what came back.
var ReferralForm = &Form{Name: "referral", Kind: Referral, Home: op.Core, Title: ReferralTo.Def, When: ReferralDay.Def, Asks: []Question{
	need(ReferralOf), need(ReferralTo), ask(ReferralFor), need(ReferralDay), ask(ReferralReason), ask(ReferralState), ask(ReferralAnswer),
}}

// Fields of a mediation (F14). Where it is not allowed the record is refused (see MediationBar).
var (
	MediationAbout   = field[string](Def{ID: 1040, Entity: Mediation, Part: op.Core, List: "mediation_kind", Name: "mediation.about"})
	MediationFree    = field[bool](Def{ID: 1041, Entity: Mediation, Part: op.Core, Show: Min, Name: "mediation.free"})
	MediationCheck   = field[string](Def{ID: 1042, Entity: Mediation, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "mediation.check"})
	MediationBy      = field[string](Def{ID: 1043, Entity: Mediation, Part: op.Core, Name: "mediation.by"})
	MediationDay     = field[Date](Def{ID: 1044, Entity: Mediation, Part: op.Core, Name: "mediation.day"})
	MediationOutcome = field[string](Def{ID: 1045, Entity: Mediation, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "mediation.outcome"})
)

// MediationForm is a mediation, where the law allows one.
var MediationForm = &Form{Name: "mediation", Kind: Mediation, Home: op.Core, Title: MediationAbout.Def, When: MediationDay.Def, Asks: []Question{
	need(MediationAbout), need(MediationFree), need(MediationCheck), ask(MediationBy), ask(MediationDay), ask(MediationOutcome),
}}

// Fields of a stay in the shelter (F15): logistics only, for guards and drivers read them. Who it is stands as the house
// calls them there, never by name.
var (
	StayCalled  = field[string](Def{ID: 1050, Entity: Stay, Part: op.Shelter, Class: General, Name: "stay.called"})
	StayBed     = field[string](Def{ID: 1051, Entity: Stay, Part: op.Shelter, Name: "stay.bed"})
	StayWith    = field[int64](Def{ID: 1052, Entity: Stay, Part: op.Shelter, Name: "stay.with"})
	StayFrom    = field[Local](Def{ID: 1053, Entity: Stay, Part: op.Shelter, Name: "stay.from"})
	StayTo      = field[Local](Def{ID: 1054, Entity: Stay, Part: op.Shelter, Name: "stay.to"})
	StayLeft    = field[string](Def{ID: 1055, Entity: Stay, Part: op.Shelter, List: "shelter_leave", Name: "stay.left"})
	StayNeeds   = field[string](Def{ID: 1056, Entity: Stay, Part: op.Shelter, Class: General, MaxLen: 1000, Name: "stay.needs"})
	StayVisitor = field[string](Def{ID: 1057, Entity: Stay, Part: op.Shelter, Class: General, MaxLen: 1000, Name: "stay.visitors"})
)

// StayForm is a stay in the shelter.
var StayForm = &Form{Name: "stay", Kind: Stay, Home: op.Shelter, Title: StayCalled.Def, When: StayFrom.Def, Asks: []Question{
	need(StayCalled), ask(StayBed), ask(StayWith), need(StayFrom), ask(StayNeeds), ask(StayVisitor), ask(StayTo), ask(StayLeft),
}}
