package domain

import "damping/shared/op"

// Fields of an attempt to reach somebody. Nobody is "not reachable" whom nobody tried to reach.
var (
	AttemptAt      = field[Local](Def{ID: 1100, Entity: Attempt, Part: op.Core, Name: "attempt.at"})
	AttemptChannel = field[string](Def{ID: 1101, Entity: Attempt, Part: op.Core, List: "complaint_channel", Name: "attempt.channel"})
	AttemptResult  = field[string](Def{ID: 1102, Entity: Attempt, Part: op.Core, List: "contact_result", Name: "attempt.result"})
	AttemptNote    = field[string](Def{ID: 1103, Entity: Attempt, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "attempt.note"})
)

// AttemptForm is an attempt to reach somebody.
var AttemptForm = &Form{Name: "attempt", Kind: Attempt, Home: op.Core, Title: AttemptResult.Def, When: AttemptAt.Def, Asks: []Question{
	need(AttemptAt), need(AttemptChannel), need(AttemptResult), ask(AttemptNote),
}}

// Fields of a home visit.
var (
	VisitAt    = field[Local](Def{ID: 1110, Entity: Visit, Part: op.Core, Name: "visit.at"})
	VisitPlace = field[string](Def{ID: 1111, Entity: Visit, Part: op.Core, List: "visit_place", Name: "visit.place"})
	VisitMet   = field[string](Def{ID: 1112, Entity: Visit, Part: op.Story, Class: Specific, MaxLen: 1000, Name: "visit.met"})
	VisitSafe  = field[string](Def{ID: 1113, Entity: Visit, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "visit.safe"})
	VisitText  = field[string](Def{ID: 1114, Entity: Visit, Part: op.Story, Class: Specific, MaxLen: 8000, Name: "visit.text"})
	VisitNext  = field[string](Def{ID: 1115, Entity: Visit, Part: op.Story, Class: Specific, MaxLen: 2000, Name: "visit.next"})
)

// VisitForm is a home visit.
var VisitForm = &Form{Name: "visit", Kind: Visit, Home: op.Core, Title: VisitPlace.Def, When: VisitAt.Def, Asks: []Question{
	need(VisitAt), need(VisitPlace), ask(VisitMet), ask(VisitSafe), need(VisitText), ask(VisitNext),
}}

// Fields of a case conference (F12). What it decides is planned as follow-ups.
var (
	ConferenceAt        = field[Local](Def{ID: 1120, Entity: Conference, Part: op.Story, Name: "conference.at"})
	ConferencePlace     = field[string](Def{ID: 1121, Entity: Conference, Part: op.Story, Class: General, Name: "conference.place"})
	ConferencePeople    = field[string](Def{ID: 1122, Entity: Conference, Part: op.Story, Class: General, MaxLen: 2000, Name: "conference.people"})
	ConferenceText      = field[string](Def{ID: 1123, Entity: Conference, Part: op.Story, Class: Specific, MaxLen: 20_000, Name: "conference.text"})
	ConferenceDecisions = field[string](Def{ID: 1124, Entity: Conference, Part: op.Story, Class: Specific, MaxLen: 8000, Name: "conference.decisions"})
)

// ConferenceForm is a case conference.
var ConferenceForm = &Form{Name: "conference", Kind: Conference, Home: op.Story, Title: ConferencePlace.Def, When: ConferenceAt.Def, Asks: []Question{
	need(ConferenceAt), ask(ConferencePlace), need(ConferencePeople), ask(ConferenceText), ask(ConferenceDecisions),
}}

// Fields of a review of the case (F13): how far the goals are.
var (
	ReviewDay    = field[Date](Def{ID: 1130, Entity: Review, Part: op.Story, Name: "review.day"})
	ReviewText   = field[string](Def{ID: 1131, Entity: Review, Part: op.Story, Class: Specific, MaxLen: 8000, Name: "review.text"})
	ReviewChange = field[string](Def{ID: 1132, Entity: Review, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "review.change"})
	ReviewNext   = field[Date](Def{ID: 1133, Entity: Review, Part: op.Story, Name: "review.next"})
)

// ReviewForm is a review.
var ReviewForm = &Form{Name: "review", Kind: Review, Home: op.Story, When: ReviewDay.Def, Asks: []Question{
	need(ReviewDay), need(ReviewText), ask(ReviewChange), ask(ReviewNext),
}}

// Fields of a request about the data that are kept (UU 27/2022 Ps 30, 32, 40, 41, 46).
var (
	RequestKind     = field[string](Def{ID: 1140, Entity: Request, Part: op.Core, List: "request_kind", Name: "request.kind"})
	RequestAt       = field[Local](Def{ID: 1141, Entity: Request, Part: op.Core, Name: "request.at"})
	RequestWho      = field[string](Def{ID: 1142, Entity: Request, Part: op.Identity, Class: Specific, Name: "request.who"})
	RequestText     = field[string](Def{ID: 1143, Entity: Request, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "request.text"})
	RequestAnswered = field[Local](Def{ID: 1144, Entity: Request, Part: op.Core, Name: "request.answered"})
	RequestAnswer   = field[string](Def{ID: 1145, Entity: Request, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "request.answer"})
)

// RequestForm is a request about data.
var RequestForm = &Form{Name: "request", Kind: Request, Home: op.Core, Title: RequestKind.Def, When: RequestAt.Def, Asks: []Question{
	need(RequestKind), need(RequestAt), ask(RequestWho), ask(RequestText), ask(RequestAnswered), ask(RequestAnswer),
}}

// Fields of the closing of a case (F17, F18): what was checked, what came of it, and what comes after.
var (
	ClosureChecks  = field[string](Def{ID: 1150, Entity: Closure, Part: op.Core, Shape: Many, List: "closure_check", Name: "closure.checks"})
	ClosureResult  = field[string](Def{ID: 1151, Entity: Closure, Part: op.Story, Class: Specific, MaxLen: 8000, Name: "closure.result"})
	ClosureVoice   = field[string](Def{ID: 1152, Entity: Closure, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "closure.voice"})
	ClosureAfter   = field[string](Def{ID: 1153, Entity: Closure, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "closure.after"})
	ClosureContact = field[Date](Def{ID: 1154, Entity: Closure, Part: op.Core, Name: "closure.contact"})
)

// ClosureForm is the closing of a case with its aftercare plan.
var ClosureForm = &Form{Name: "closure", Kind: Closure, Home: op.Core, Once: true, Asks: []Question{
	ask(ClosureChecks), need(ClosureResult), ask(ClosureVoice), ask(ClosureAfter), ask(ClosureContact),
}}
