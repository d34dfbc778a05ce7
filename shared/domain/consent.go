package domain

import "damping/shared/op"

// Fields of a consent (F04): what for, to whom, explained by whom, given by whom. It is never changed into its opposite:
// somebody who no longer agrees withdraws it on a day, and everything before that day stays what it was.
var (
	ConsentOf        = field[op.ID](Def{ID: 1000, Entity: Consent, Part: op.Core, Ref: Victim, Name: "consent.of"})
	ConsentPurposes  = field[string](Def{ID: 1001, Entity: Consent, Part: op.Core, Shape: Many, List: "consent_purpose", Name: "consent.purposes"})
	ConsentTo        = field[string](Def{ID: 1002, Entity: Consent, Part: op.Story, Class: General, MaxLen: 1000, Name: "consent.to"})
	ConsentText      = field[string](Def{ID: 1003, Entity: Consent, Part: op.Core, List: "consent_text", Name: "consent.text"})
	ConsentExplained = field[op.ID](Def{ID: 1004, Entity: Consent, Part: op.Core, Member: true, Name: "consent.explained"})
	ConsentSigner    = field[string](Def{ID: 1005, Entity: Consent, Part: op.Core, List: "consent_signer", Name: "consent.signer"})
	ConsentMember    = field[op.ID](Def{ID: 1006, Entity: Consent, Part: op.Identity, Ref: Member, Class: Specific, Name: "consent.member"})
	ConsentName      = field[string](Def{ID: 1007, Entity: Consent, Part: op.Identity, Class: Specific, Name: "consent.name"})
	ConsentAssent    = field[string](Def{ID: 1008, Entity: Consent, Part: op.Core, List: "child_assent", Name: "consent.assent"})
	ConsentAnswer    = field[string](Def{ID: 1009, Entity: Consent, Part: op.Core, List: "consent_answer", Name: "consent.answer"})
	ConsentDay       = field[Date](Def{ID: 1010, Entity: Consent, Part: op.Core, Name: "consent.day"})
	ConsentUntil     = field[Date](Def{ID: 1011, Entity: Consent, Part: op.Core, Name: "consent.until"})
	ConsentWithdrawn = field[Local](Def{ID: 1012, Entity: Consent, Part: op.Core, Name: "consent.withdrawn"})
	ConsentStopped   = field[Local](Def{ID: 1013, Entity: Consent, Part: op.Core, Name: "consent.stopped"})
	ConsentWitness   = field[string](Def{ID: 1014, Entity: Consent, Part: op.Identity, Class: Specific, Name: "consent.witness"})
)

// The answers to a request for consent, and who may give one.
const (
	ConsentGiven   = "setuju"
	ConsentRefused = "menolak"

	SignedByVictim     = "korban"
	SignedByParent     = "orang_tua_wali"
	SignedBySubstitute = "wali_pengganti"
)

// PurposeKeep is the purpose without which no case goes on but on another legal basis: that data are kept.
const PurposeKeep = "simpan"

// ConsentForm is a consent or a refusal.
var ConsentForm = &Form{Name: "consent", Kind: Consent, Home: op.Core, Title: ConsentAnswer.Def, When: ConsentDay.Def, Asks: []Question{
	need(ConsentOf), need(ConsentAnswer), need(ConsentPurposes), ask(ConsentTo).when(ConsentPurposes.Def, "bagi", "rujuk"), ask(ConsentText), ask(ConsentExplained),
	need(ConsentSigner), ask(ConsentMember).when(ConsentSigner.Def, SignedByParent, SignedBySubstitute), ask(ConsentName), ask(ConsentAssent), need(ConsentDay), ask(ConsentUntil),
	ask(ConsentWitness), ask(ConsentWithdrawn), ask(ConsentStopped),
}}

// Consents reports whether a victim's consent for a purpose holds on a day: given, not run out, not withdrawn, and nobody
// disagrees about it. The latest one decides.
func Consents(src Source, victim op.ID, purpose string, today Date) bool {
	holds, latest := false, Date("")
	for _, r := range ConsentForm.Records(src) {
		a := r.Answers
		if a[ConsentOf.Name] != victim.String() || !contains(a[ConsentPurposes.Name], purpose) || Date(a[ConsentDay.Name]) < latest {
			continue
		}
		latest = Date(a[ConsentDay.Name])
		until := Date(a[ConsentUntil.Name])
		holds = a[ConsentAnswer.Name] == ConsentGiven && a[ConsentWithdrawn.Name] == "" && (until == "" || today <= until) &&
			!ConsentAnswer.Get(src, r.ID).Conflict && !ConsentWithdrawn.Get(src, r.ID).Conflict
	}
	return holds
}
