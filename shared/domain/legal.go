package domain

import "damping/shared/op"

// Fields of the record that UU 12/2022 Ps 41 makes necessary: an office that learns of sexual violence reports it to the
// police within 3×24 hours, while many victims do not want that. What was explained, what the victim wishes, what was sent
// by whom and when, or why the head decided otherwise: nobody must be able to say later that it was not thought of. What
// runs or stops the clock lies in the core, where who looks after the unit sees it in the list.
var (
	DutyExplained = field[Local](Def{ID: 1060, Entity: Duty, Part: op.Core, Name: "duty.explained"})
	DutyBy        = field[op.ID](Def{ID: 1061, Entity: Duty, Part: op.Core, Member: true, Name: "duty.by"})
	DutyWish      = field[string](Def{ID: 1062, Entity: Duty, Part: op.Core, List: "police_wish", Class: Specific, Name: "duty.wish"})
	DutyWords     = field[string](Def{ID: 1063, Entity: Duty, Part: op.Legal, Class: Specific, MaxLen: 4000, Name: "duty.words"})
	DutySent      = field[Local](Def{ID: 1064, Entity: Duty, Part: op.Core, Name: "duty.sent"})
	DutyWhat      = field[string](Def{ID: 1065, Entity: Duty, Part: op.Legal, Class: Specific, MaxLen: 2000, Name: "duty.what"})
	DutySender    = field[op.ID](Def{ID: 1066, Entity: Duty, Part: op.Core, Member: true, Name: "duty.sender"})
	DutyNumber    = field[string](Def{ID: 1067, Entity: Duty, Part: op.Legal, Class: Specific, Name: "duty.number"})
)

// DutyForm is the record of the duty to report. That the head decides otherwise is a command with a reason (PermitNoReport).
var DutyForm = &Form{Name: "duty", Kind: Duty, Home: op.Core, Once: true, Title: DutyWish.Def, When: DutyExplained.Def, Asks: []Question{
	ask(DutyExplained), ask(DutyBy), ask(DutyWish), ask(DutyWords), ask(DutySent), ask(DutyWhat), ask(DutySender), ask(DutyNumber),
}}

// Fields of a step of the legal track.
var (
	LegalKind   = field[string](Def{ID: 1080, Entity: LegalStep, Part: op.Legal, List: "legal_step", Name: "legal.kind"})
	LegalAt     = field[Local](Def{ID: 1081, Entity: LegalStep, Part: op.Legal, Name: "legal.at"})
	LegalWhere  = field[string](Def{ID: 1082, Entity: LegalStep, Part: op.Legal, Class: General, Name: "legal.where"})
	LegalNumber = field[string](Def{ID: 1083, Entity: LegalStep, Part: op.Legal, Class: Specific, Name: "legal.number"})
	LegalUntil  = field[Date](Def{ID: 1084, Entity: LegalStep, Part: op.Legal, Name: "legal.until"})
	LegalNext   = field[Local](Def{ID: 1085, Entity: LegalStep, Part: op.Legal, Name: "legal.next"})
	LegalNote   = field[string](Def{ID: 1086, Entity: LegalStep, Part: op.Legal, Class: Specific, MaxLen: 4000, Name: "legal.note"})
)

// The steps that start or stop a clock.
const (
	StepPoliceReport = "laporan_polisi"
	StepPoliceGuards = "perlindungan_polisi"
	StepOrderAsked   = "permintaan_penetapan"
	StepOrder        = "penetapan_pengadilan"
	StepHeadDecided  = "keputusan_kepala"
)

// LegalForm is a step of the legal track.
var LegalForm = &Form{Name: "legal", Kind: LegalStep, Home: op.Legal, Title: LegalKind.Def, When: LegalAt.Def, Asks: []Question{
	need(LegalKind), need(LegalAt), ask(LegalWhere), ask(LegalNumber), ask(LegalUntil).when(LegalKind.Def, StepPoliceGuards, StepOrder), ask(LegalNext), ask(LegalNote),
}}
