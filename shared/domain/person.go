package domain

import "damping/shared/op"

// More fields of a victim, asked when there is time for them: those of the ministry's register and of the local complaint
// forms (F01). Names, places and papers lie in the identity, what is counted lies in the core.
var (
	VictimAlias       = field[string](Def{ID: 308, Entity: Victim, Part: op.Identity, Class: Specific, Name: "victim.alias"})
	VictimKK          = field[string](Def{ID: 309, Entity: Victim, Part: op.Identity, Class: Specific, MaxLen: 16, Name: "victim.kk"})
	VictimBirthPlace  = field[string](Def{ID: 310, Entity: Victim, Part: op.Identity, Class: Specific, Name: "victim.birth_place"})
	VictimBirthHow    = field[string](Def{ID: 311, Entity: Victim, Part: op.Identity, List: "date_precision", Class: Specific, Name: "victim.birth_how"})
	VictimCitizenship = field[string](Def{ID: 312, Entity: Victim, Part: op.Core, List: "citizenship", Class: General, Name: "victim.citizenship"})
	VictimReligion    = field[string](Def{ID: 313, Entity: Victim, Part: op.Identity, List: "religion", Class: General, Name: "victim.religion"})
	VictimEducation   = field[string](Def{ID: 314, Entity: Victim, Part: op.Core, List: "education", Class: Specific, Name: "victim.education"})
	VictimOccupation  = field[string](Def{ID: 315, Entity: Victim, Part: op.Core, List: "occupation", Class: Specific, Name: "victim.occupation"})
	VictimMarital     = field[string](Def{ID: 316, Entity: Victim, Part: op.Core, List: "marital_status", Class: General, Name: "victim.marital"})
	VictimChildren    = field[int64](Def{ID: 317, Entity: Victim, Part: op.Core, Class: Specific, Name: "victim.children"})
	VictimDisability  = field[string](Def{ID: 318, Entity: Victim, Part: op.Core, Shape: Many, List: "disability", Class: Specific, Name: "victim.disability"})
	VictimVillage     = field[string](Def{ID: 319, Entity: Victim, Part: op.Identity, List: "village", Class: Specific, Name: "victim.village"})
	VictimSchool      = field[string](Def{ID: 350, Entity: Victim, Part: op.Identity, Class: Specific, Name: "victim.school"})
	VictimParents     = field[string](Def{ID: 351, Entity: Victim, Part: op.Identity, Class: Specific, Name: "victim.parents"})
	VictimParentsHome = field[string](Def{ID: 352, Entity: Victim, Part: op.Identity, Class: Specific, MaxLen: 1000, Name: "victim.parents_home"})
	VictimParentsJob  = field[string](Def{ID: 353, Entity: Victim, Part: op.Identity, Class: Specific, Name: "victim.parents_job"})
	VictimSiblings    = field[int64](Def{ID: 354, Entity: Victim, Part: op.Core, Class: Specific, Name: "victim.siblings"})

	VictimSchooling = field[string](Def{ID: 360, Entity: Victim, Part: op.Core, List: "school_state", Class: Specific, Name: "victim.schooling"})
	VictimDetail    = field[string](Def{ID: 361, Entity: Victim, Part: op.Core, Shape: Many, List: "violence_detail", Class: Specific, Name: "victim.detail"})
	VictimAMPK      = field[string](Def{ID: 355, Entity: Victim, Part: op.Core, Shape: Many, List: "ampk", Class: Specific, Name: "victim.ampk"})
	VictimTPKS      = field[string](Def{ID: 356, Entity: Victim, Part: op.Core, Shape: Many, List: "tpks", Class: Specific, Name: "victim.tpks"})
	VictimTPKSOther = field[string](Def{ID: 357, Entity: Victim, Part: op.Core, Shape: Many, List: "tpks_other", Class: Specific, Name: "victim.tpks_other"})
	VictimKDRT      = field[string](Def{ID: 358, Entity: Victim, Part: op.Core, Shape: Many, List: "kdrt", Class: Specific, Name: "victim.kdrt"})
	VictimTPPO      = field[string](Def{ID: 359, Entity: Victim, Part: op.Core, Shape: Many, List: "tppo_purpose", Class: Specific, Name: "victim.tppo"})
)

// VictimForm is a victim, whole.
var VictimForm = &Form{Name: "victim", Kind: Victim, Home: op.Core, Title: VictimSex.Def, Asks: []Question{
	ask(VictimName), ask(VictimAlias), ask(VictimSex), ask(VictimAge), ask(VictimBirth), ask(VictimBirthHow), ask(VictimBirthPlace),
	ask(VictimNIK), ask(VictimKK), ask(VictimPhone), ask(VictimAddress), ask(VictimVillage), ask(VictimCitizenship), ask(VictimReligion),
	ask(VictimEducation), ask(VictimSchooling), ask(VictimSchool), ask(VictimOccupation), ask(VictimMarital), ask(VictimChildren), ask(VictimDisability),
	ask(VictimParents), ask(VictimParentsHome), ask(VictimParentsJob), ask(VictimSiblings),
	ask(VictimForms), ask(VictimDetail), ask(VictimAMPK), ask(VictimTPKS).when(VictimForms.Def, "seksual"), ask(VictimTPKSOther).when(VictimForms.Def, "seksual"),
	ask(VictimKDRT), ask(VictimTPPO).when(VictimForms.Def, "trafficking", "eksploitasi"),
}}

// More fields of an alleged perpetrator.
var (
	PerpetratorAge         = field[int64](Def{ID: 323, Entity: Perpetrator, Part: op.Core, Class: Specific, Name: "perpetrator.age"})
	PerpetratorAlias       = field[string](Def{ID: 324, Entity: Perpetrator, Part: op.Identity, Class: Specific, Name: "perpetrator.alias"})
	PerpetratorPhone       = field[string](Def{ID: 325, Entity: Perpetrator, Part: op.Identity, Class: Specific, Name: "perpetrator.phone"})
	PerpetratorAddress     = field[string](Def{ID: 326, Entity: Perpetrator, Part: op.Identity, Class: Specific, MaxLen: 1000, Name: "perpetrator.address"})
	PerpetratorEducation   = field[string](Def{ID: 327, Entity: Perpetrator, Part: op.Core, List: "education", Class: Specific, Name: "perpetrator.education"})
	PerpetratorOccupation  = field[string](Def{ID: 328, Entity: Perpetrator, Part: op.Core, List: "occupation", Class: Specific, Name: "perpetrator.occupation"})
	PerpetratorMarital     = field[string](Def{ID: 329, Entity: Perpetrator, Part: op.Core, List: "marital_status", Class: General, Name: "perpetrator.marital"})
	PerpetratorCitizenship = field[string](Def{ID: 330, Entity: Perpetrator, Part: op.Core, List: "citizenship", Class: General, Name: "perpetrator.citizenship"})
	PerpetratorNIK         = field[string](Def{ID: 331, Entity: Perpetrator, Part: op.Identity, Class: Specific, MaxLen: 16, Name: "perpetrator.nik"})
	PerpetratorOfficial    = field[bool](Def{ID: 332, Entity: Perpetrator, Part: op.Core, Class: Specific, Name: "perpetrator.official"})
)

// PerpetratorForm is an alleged perpetrator, whole.
var PerpetratorForm = &Form{Name: "perpetrator", Kind: Perpetrator, Home: op.Core, Title: PerpetratorSex.Def, Asks: []Question{
	ask(PerpetratorName), ask(PerpetratorAlias), ask(PerpetratorSex), ask(PerpetratorAge), ask(PerpetratorNIK), ask(PerpetratorPhone), ask(PerpetratorAddress),
	ask(PerpetratorCitizenship), ask(PerpetratorEducation), ask(PerpetratorOccupation), ask(PerpetratorMarital), ask(PerpetratorOfficial), ask(PerpetratorNote),
}}

// RelationTogether says whether the two live under one roof.
var RelationTogether = field[bool](Def{ID: 343, Entity: Relation, Part: op.Core, Name: "relation.together"})

// RelationForm is what an alleged perpetrator is to a victim: one for each pair.
var RelationForm = &Form{Name: "relation", Kind: Relation, Home: op.Core, Title: RelationCode.Def, Asks: []Question{
	need(RelationVictim), need(RelationPerpetrator), need(RelationCode), ask(RelationTogether),
}}

// Fields of somebody of the household or family, for help and for the genogram. One who is also an alleged perpetrator says
// so: they neither agree for the victim nor are they called.
var (
	MemberName        = field[string](Def{ID: 860, Entity: Member, Part: op.Identity, Class: Specific, Name: "member.name"})
	MemberOf          = field[op.ID](Def{ID: 861, Entity: Member, Part: op.Identity, Ref: Victim, Class: Specific, Name: "member.of"})
	MemberTie         = field[string](Def{ID: 862, Entity: Member, Part: op.Identity, List: "family_relation", Class: General, Name: "member.tie"})
	MemberSex         = field[string](Def{ID: 863, Entity: Member, Part: op.Identity, List: "sex", Class: General, Name: "member.sex"})
	MemberAge         = field[int64](Def{ID: 864, Entity: Member, Part: op.Identity, Class: Specific, Name: "member.age"})
	MemberTogether    = field[bool](Def{ID: 865, Entity: Member, Part: op.Identity, Class: General, Name: "member.together"})
	MemberAlive       = field[string](Def{ID: 871, Entity: Member, Part: op.Identity, List: "member_alive", Class: General, Name: "member.alive"})
	MemberBond        = field[string](Def{ID: 866, Entity: Member, Part: op.Identity, List: "family_bond", Class: Specific, Name: "member.bond"})
	MemberSafe        = field[bool](Def{ID: 867, Entity: Member, Part: op.Identity, Show: Min, Class: Specific, Name: "member.safe"})
	MemberPerpetrator = field[op.ID](Def{ID: 868, Entity: Member, Part: op.Identity, Ref: Perpetrator, Class: Specific, Name: "member.perpetrator"})
	MemberPhone       = field[string](Def{ID: 869, Entity: Member, Part: op.Identity, Class: Specific, Name: "member.phone"})
	MemberNote        = field[string](Def{ID: 870, Entity: Member, Part: op.Identity, Class: Specific, MaxLen: 1000, Name: "member.note"})
)

// MemberForm is somebody of the household or family.
var MemberForm = &Form{Name: "member", Kind: Member, Home: op.Identity, Title: MemberTie.Def, Asks: []Question{
	ask(MemberName), ask(MemberOf), need(MemberTie), ask(MemberSex), ask(MemberAge), ask(MemberAlive), ask(MemberTogether), ask(MemberBond),
	ask(MemberPerpetrator), ask(MemberSafe), ask(MemberPhone), ask(MemberNote),
}}
