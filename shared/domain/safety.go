package domain

import (
	"slices"

	"damping/shared/op"
)

// How the victim may be reached: nobody calls or writes otherwise. It lies on the case itself, because one answer holds for
// everybody who works on it.
var (
	CaseContactWho = field[string](Def{ID: 232, Entity: Case, Part: op.Identity, Class: Specific, Name: "contact.who"})
	CaseContact    = field[op.ID](Def{ID: 233, Entity: Case, Part: op.Identity, Ref: Member, Class: Specific, Name: "contact.member"})
	CaseSafeNumber = field[string](Def{ID: 234, Entity: Case, Part: op.Identity, Class: Specific, MaxLen: 30, Name: "contact.number"})
	CaseSafeFrom   = field[string](Def{ID: 235, Entity: Case, Part: op.Identity, Class: Specific, MaxLen: 5, Name: "contact.from"})
	CaseSafeTo     = field[string](Def{ID: 236, Entity: Case, Part: op.Identity, Class: Specific, MaxLen: 5, Name: "contact.to"})
	CaseSafeWord   = field[string](Def{ID: 237, Entity: Case, Part: op.Identity, Class: Specific, Name: "contact.word"})
)

// ContactForm is how the victim may be reached.
var ContactForm = &Form{Name: "contact", Kind: Case, Home: op.Identity, Once: true, Asks: []Question{
	ask(CaseSafeNumber), ask(CaseContactWho), ask(CaseContact), ask(CaseSafeFrom), ask(CaseSafeTo), ask(CaseLeaveMessage), ask(CaseSafeWord), ask(CaseReach),
}}

// Fields of one look at the danger. What was seen sets the risk through the triggers of the case; the answers stay as they
// were given that day.
var (
	DangerAt      = field[Local](Def{ID: 920, Entity: Danger, Part: op.Core, Name: "danger.at"})
	DangerAnswers = field[string](Def{ID: 921, Entity: Danger, Part: op.Core, Shape: Many, List: "danger_question", Class: Specific, Name: "danger.answers"})
	DangerLevel   = field[string](Def{ID: 922, Entity: Danger, Part: op.Core, List: "risk_level", Name: "danger.level"})
	DangerNext    = field[Date](Def{ID: 923, Entity: Danger, Part: op.Core, Name: "danger.next"})
	DangerSigns   = field[string](Def{ID: 925, Entity: Danger, Part: op.Core, Shape: Many, List: "risk_trigger", Class: Specific, Name: "danger.signs"})
	DangerNote    = field[string](Def{ID: 924, Entity: Danger, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "danger.note"})
)

// DangerForm is one look at the danger (F03). The questions are prompts: none has to be asked, none is a score to hide behind.
var DangerForm = &Form{Name: "danger", Kind: Danger, Home: op.Core, Title: DangerLevel.Def, When: DangerAt.Def, Asks: []Question{
	need(DangerAt), ask(DangerAnswers), ask(DangerSigns), {Def: DangerLevel.Def, Told: true}, ask(DangerNext), ask(DangerNote),
}}

// dangerFollows are what a look at the danger means for its case: what was seen sets the risk at least as high, and the
// record keeps the level of that day.
func dangerFollows(src Source, file, id op.ID, answers map[string]string) (out []op.Draft) {
	seen, _ := CaseTriggers.Elements(src, file)
	signs := append(DangerTriggers(list(answers[DangerAnswers.Name])), list(answers[DangerSigns.Name])...)
	for i, s := range signs {
		if !slices.Contains(seen, s) && !slices.Contains(signs[:i], s) {
			out = append(out, CaseTriggers.Add(file, file, s))
		}
	}
	if level := Highest(Levels(signs)...); level != "" && level != DangerLevel.Get(src, id).V {
		out = append(out, DangerLevel.Set(file, id, level, DangerLevel.Get(src, id).Heads))
	}
	return out
}

// Fields of a safety plan (F07).
var (
	SafetyOf      = field[op.ID](Def{ID: 930, Entity: Safety, Part: op.Story, Ref: Victim, Name: "safety.of"})
	SafetyPlace   = field[string](Def{ID: 931, Entity: Safety, Part: op.Story, Class: Specific, MaxLen: 1000, Name: "safety.place"})
	SafetyTrusted = field[string](Def{ID: 932, Entity: Safety, Part: op.Story, Class: Specific, MaxLen: 1000, Name: "safety.trusted"})
	SafetyPapers  = field[string](Def{ID: 933, Entity: Safety, Part: op.Story, Class: Specific, MaxLen: 1000, Name: "safety.papers"})
	SafetyRoute   = field[string](Def{ID: 934, Entity: Safety, Part: op.Story, Class: Specific, MaxLen: 1000, Name: "safety.route"})
	SafetyKids    = field[string](Def{ID: 935, Entity: Safety, Part: op.Story, Class: Specific, MaxLen: 1000, Name: "safety.kids"})
	SafetyPhone   = field[string](Def{ID: 936, Entity: Safety, Part: op.Story, Class: Specific, MaxLen: 1000, Name: "safety.phone"})
	SafetyFound   = field[string](Def{ID: 937, Entity: Safety, Part: op.Story, Class: Specific, MaxLen: 1000, Name: "safety.found"})
	SafetyDay     = field[Date](Def{ID: 938, Entity: Safety, Part: op.Story, Name: "safety.day"})
)

// SafetyForm is a safety plan, made with the victim.
var SafetyForm = &Form{Name: "safety", Kind: Safety, Home: op.Story, Title: SafetyOf.Def, When: SafetyDay.Def, Asks: []Question{
	ask(SafetyOf), need(SafetyDay), ask(SafetyPlace), ask(SafetyTrusted), ask(SafetyPapers), ask(SafetyRoute), ask(SafetyKids), ask(SafetyPhone), ask(SafetyFound),
}}

// Fields of an emergency service or rescue, which stands beside the stages.
var (
	EmergencyAt   = field[Local](Def{ID: 940, Entity: Emergency, Part: op.Core, Name: "emergency.at"})
	EmergencyKind = field[string](Def{ID: 941, Entity: Emergency, Part: op.Core, Shape: Many, List: "emergency_kind", Name: "emergency.kind"})
	EmergencyWith = field[string](Def{ID: 942, Entity: Emergency, Part: op.Story, Class: Specific, MaxLen: 1000, Name: "emergency.with"})
	EmergencyText = field[string](Def{ID: 943, Entity: Emergency, Part: op.Story, Class: Specific, MaxLen: 4000, Name: "emergency.text"})
)

// EmergencyForm is an emergency service.
var EmergencyForm = &Form{Name: "emergency", Kind: Emergency, Home: op.Core, Title: EmergencyKind.Def, When: EmergencyAt.Def, Asks: []Question{
	need(EmergencyAt), need(EmergencyKind), ask(EmergencyWith), ask(EmergencyText),
}}
