package domain

import "damping/shared/op"

// Fields of a biopsychosocial assessment (F05), one for each victim and as many times as it is done.
var (
	AssessmentOf       = field[op.ID](Def{ID: 950, Entity: Assessment, Part: op.Story, Ref: Victim, Name: "assessment.of"})
	AssessmentDay      = field[Date](Def{ID: 951, Entity: Assessment, Part: op.Story, Name: "assessment.day"})
	AssessmentBody     = field[string](Def{ID: 952, Entity: Assessment, Part: op.Story, Class: Specific, MaxLen: 8000, Name: "assessment.body"})
	AssessmentMind     = field[string](Def{ID: 953, Entity: Assessment, Part: op.Story, Class: Specific, MaxLen: 8000, Name: "assessment.mind"})
	AssessmentSocial   = field[string](Def{ID: 954, Entity: Assessment, Part: op.Story, Class: Specific, MaxLen: 8000, Name: "assessment.social"})
	AssessmentFaith    = field[string](Def{ID: 955, Entity: Assessment, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "assessment.faith"})
	AssessmentMoney    = field[string](Def{ID: 956, Entity: Assessment, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "assessment.money"})
	AssessmentSchool   = field[string](Def{ID: 957, Entity: Assessment, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "assessment.school"})
	AssessmentLaw      = field[string](Def{ID: 958, Entity: Assessment, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "assessment.law"})
	AssessmentStrength = field[string](Def{ID: 959, Entity: Assessment, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "assessment.strength"})
	AssessmentNeeds    = field[string](Def{ID: 960, Entity: Assessment, Part: op.Story, Shape: Many, List: "assessment_need", Class: Specific, Name: "assessment.needs"})
	AssessmentSummary  = field[string](Def{ID: 961, Entity: Assessment, Part: op.Story, Class: Specific, MaxLen: 8000, Name: "assessment.summary"})
)

// AssessmentForm is a biopsychosocial assessment: troubles and strengths.
var AssessmentForm = &Form{Name: "assessment", Kind: Assessment, Home: op.Story, Title: AssessmentOf.Def, When: AssessmentDay.Def, Asks: []Question{
	need(AssessmentOf), need(AssessmentDay), ask(AssessmentBody), ask(AssessmentMind), ask(AssessmentSocial), ask(AssessmentFaith), ask(AssessmentMoney),
	ask(AssessmentSchool), ask(AssessmentLaw), ask(AssessmentStrength), ask(AssessmentNeeds), ask(AssessmentSummary),
}}

// Fields of a goal of the plan (F06): what is wrong, what is to be, and by what one sees it.
var (
	GoalProblem   = field[string](Def{ID: 970, Entity: Goal, Part: op.Story, Class: Specific, MaxLen: 2000, Name: "goal.problem"})
	GoalText      = field[string](Def{ID: 971, Entity: Goal, Part: op.Story, Class: Specific, MaxLen: 2000, Name: "goal.text"})
	GoalIndicator = field[string](Def{ID: 972, Entity: Goal, Part: op.Story, Class: Specific, MaxLen: 2000, Name: "goal.indicator"})
	GoalOf        = field[op.ID](Def{ID: 973, Entity: Goal, Part: op.Story, Ref: Victim, Name: "goal.of"})
	GoalTogether  = field[bool](Def{ID: 974, Entity: Goal, Part: op.Story, Show: Min, Name: "goal.together"})
	GoalState     = field[string](Def{ID: 975, Entity: Goal, Part: op.Story, List: "goal_state", Name: "goal.state"})
)

// GoalForm is a goal, agreed with the survivor.
var GoalForm = &Form{Name: "goal", Kind: Goal, Home: op.Story, Title: GoalText.Def, Asks: []Question{
	ask(GoalProblem), need(GoalText), ask(GoalIndicator), ask(GoalOf), ask(GoalTogether), ask(GoalState),
}}

// Fields of an action towards a goal: what, who, by when.
var (
	ActionGoal  = field[op.ID](Def{ID: 980, Entity: Action, Part: op.Story, Ref: Goal, Name: "action.goal"})
	ActionText  = field[string](Def{ID: 981, Entity: Action, Part: op.Story, Class: Specific, MaxLen: 2000, Name: "action.text"})
	ActionWho   = field[op.ID](Def{ID: 982, Entity: Action, Part: op.Story, Member: true, Name: "action.who"})
	ActionOther = field[string](Def{ID: 983, Entity: Action, Part: op.Story, Class: General, Name: "action.institution"})
	ActionDue   = field[Date](Def{ID: 984, Entity: Action, Part: op.Story, Name: "action.due"})
	ActionState = field[string](Def{ID: 985, Entity: Action, Part: op.Story, List: "action_state", Name: "action.state"})
	ActionDone  = field[string](Def{ID: 986, Entity: Action, Part: op.Story, Class: Specific, MaxLen: 2000, Name: "action.result"})
)

// ActionForm is an action of the plan.
var ActionForm = &Form{Name: "action", Kind: Action, Home: op.Story, Title: ActionText.Def, Asks: []Question{
	need(ActionGoal), need(ActionText), ask(ActionWho), ask(ActionOther), ask(ActionDue), ask(ActionState), ask(ActionDone),
}}

// Fields of the service agreement (F08).
var (
	AgreementAnswer = field[string](Def{ID: 990, Entity: Agreement, Part: op.Core, List: "agreement_answer", Name: "agreement.answer"})
	AgreementDay    = field[Date](Def{ID: 991, Entity: Agreement, Part: op.Core, Name: "agreement.day"})
	AgreementWho    = field[string](Def{ID: 992, Entity: Agreement, Part: op.Identity, Class: Specific, Name: "agreement.who"})
	AgreementText   = field[string](Def{ID: 993, Entity: Agreement, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "agreement.text"})
)

// AgreementForm is the service agreement, or the refusal of one.
var AgreementForm = &Form{Name: "agreement", Kind: Agreement, Home: op.Core, Title: AgreementAnswer.Def, When: AgreementDay.Def, Asks: []Question{
	need(AgreementAnswer), need(AgreementDay), ask(AgreementWho), ask(AgreementText),
}}
