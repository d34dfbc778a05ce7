package domain

import (
	"slices"

	"damping/shared/errs"
	"damping/shared/op"
)

// Wrong is why a record cannot be as it is: the question whose answer is impossible or unlawful, the text that says so, and
// another question that belongs to it.
type Wrong struct {
	Field op.FieldID
	Key   string // i18n key, "rule.…"
	Other op.FieldID
}

// Bars lists what is impossible or unlawful about a record as it would stand: the phone says so before it is saved, the server refuses it whoever
// sends it. today keeps out what has not happened yet; without it that is not asked, because a phone's calendar may be wrong and the server takes
// the word of whoever was there.
func (f *Form) Bars(src Source, file, id op.ID, today Date) (out []Wrong) {
	if f.Kind != Case && !begun(src, homesOf(f.Kind), op.Ent{Kind: f.Kind, ID: id}) {
		return nil
	}
	bar := func(yes bool, field *Def, key string, other *Def) {
		if yes {
			w := Wrong{Field: field.ID, Key: key}
			if other != nil {
				w.Other = other.ID
			}
			out = append(out, w)
		}
	}
	for _, p := range inOrder {
		first, second := p[0].Read(src, id), p[1].Read(src, id)
		bar(f.asks(p[1]) && first != "" && second != "" && day(second) < day(first), p[1], "rule.order", p[0])
	}
	for _, d := range past {
		bar(f.asks(d) && today != "" && day(d.Read(src, id)) > today, d, "rule.future", nil)
	}
	switch f {
	case VictimForm, PerpetratorForm:
		numberBars(f, src, id, today, bar)
	case ContactForm:
		bar(accused(src, CaseContact.Get(src, id).V), CaseContact.Def, "rule.contactAccused", nil)
		bar(named(src, CaseContactWho.Get(src, id).V), CaseContactWho.Def, "rule.contactAccused", nil)
	case ConsentForm:
		consentBars(src, id, bar)
	case RelationForm:
		bar(doubled(src, id), RelationCode.Def, "rule.relationTwice", nil)
	case MediationForm:
		bar(MediationBar(src, file) != "", MediationAbout.Def, MediationBar(src, file), nil)
		free := MediationFree.Get(src, id)
		bar(free.Known && !free.V, MediationFree.Def, "rule.mediationForced", nil)
	case LowerForm:
		level := CaseLower.Get(src, id)
		bar(level.Known && CaseLowerWhy.Get(src, id).V == "", CaseLowerWhy.Def, "rule.lowerWhy", nil)
	}
	return out
}

// NewBars lists what became impossible or unlawful about a record by a change: what was so before must not keep anybody from
// putting something else right.
func (f *Form) NewBars(before, after Source, file, id op.ID, today Date) []Wrong {
	was := f.Bars(before, file, id, today)
	return slices.DeleteFunc(f.Bars(after, file, id, today), func(w Wrong) bool { return slices.Contains(was, w) })
}

// Ruled reports whether records of a kind have anything to be impossible or unlawful about.
func Ruled(kind op.EntKind) bool {
	return slices.ContainsFunc(Forms, func(f *Form) bool { return f.Kind == kind })
}

// Unlawful reports whether an act makes a record impossible or unlawful. The act is in after and not in before.
func Unlawful(ops []op.Op, before, after Source) bool {
	asked := map[op.Ent]bool{}
	for i := range ops {
		o := &ops[i]
		if o.Kind == op.Cmd || asked[o.Ent] {
			continue
		}
		asked[o.Ent] = true
		for _, f := range Forms {
			if f.Kind == o.Ent.Kind && len(f.NewBars(before, after, o.File, o.Ent.ID, "")) > 0 {
				return true
			}
		}
	}
	return false
}

// asks reports whether a form has a question.
func (f *Form) asks(d *Def) bool {
	return slices.ContainsFunc(f.Asks, func(a Question) bool { return a.Def == d })
}

// inOrder are pairs of days of which the second is never before the first; past are days that have been.
var (
	inOrder = [][2]*Def{{ServiceFrom.Def, ServiceTo.Def}, {StayFrom.Def, StayTo.Def}, {ConsentDay.Def, ConsentUntil.Def}, {ConsentDay.Def, ConsentWithdrawn.Def},
		{ConsentWithdrawn.Def, ConsentStopped.Def}, {LegalAt.Def, LegalNext.Def}, {LegalAt.Def, LegalUntil.Def}, {RequestAt.Def, RequestAnswered.Def}, {ReviewDay.Def, ReviewNext.Def}}
	past = []*Def{VictimBirth.Def, IncidentDay.Def, DangerAt.Def, EmergencyAt.Def, AssessmentDay.Def, ConsentDay.Def, AgreementDay.Def, AttemptAt.Def,
		VisitAt.Def, ConferenceAt.Def, ReviewDay.Def, RequestAt.Def, DutyExplained.Def, DutySent.Def, StayFrom.Def}
)

// day is the day of a date, or of a date and time.
func day(text string) Date {
	if len(text) > 10 {
		text = text[:10]
	}
	return Date(text)
}

// numberBars are those of the numbers of identity: one that cannot be is a slip of the pen.
func numberBars(f *Form, src Source, id op.ID, today Date, bar func(bool, *Def, string, *Def)) {
	if today == "" {
		return
	}
	nik := VictimNIK
	if f == PerpetratorForm {
		nik = PerpetratorNIK
	}
	if n := nik.Get(src, id).V; n != "" {
		_, err := ParseNIK(n, today)
		bar(err != nil, nik.Def, keyOf(err), nil)
	}
	if n := VictimKK.Get(src, id).V; n != "" && f == VictimForm {
		err := CheckKK(n, today)
		bar(err != nil, VictimKK.Def, keyOf(err), nil)
	}
}

func keyOf(err error) string {
	if e := errs.As(err); e != nil {
		return e.Key
	}
	return ""
}

// accused reports whether a member of the family is an alleged perpetrator: somebody said so, or the two have one name.
func accused(src Source, member op.ID) bool {
	return !member.IsZero() && (!MemberPerpetrator.Get(src, member).V.IsZero() || named(src, MemberName.Get(src, member).V))
}

// named reports whether a name is that of an alleged perpetrator of the case, in whatever spelling.
func named(src Source, name string) bool {
	if name = Fold(name); name == "" {
		return false
	}
	return slices.ContainsFunc(Perpetrators(src), func(p PerpetratorView) bool { return Fold(p.Name) == name })
}

// consentBars are the refusals of a consent (UU 27/2022 Ps 25; and nobody agrees for whom they are alleged to have hurt).
func consentBars(src Source, id op.ID, bar func(bool, *Def, string, *Def)) {
	signer, member := ConsentSigner.Get(src, id).V, ConsentMember.Get(src, id).V
	bar(accused(src, member), ConsentMember.Def, "rule.consentAccused", nil)
	bar(named(src, ConsentName.Get(src, id).V), ConsentName.Def, "rule.consentAccused", nil)
	if ConsentAnswer.Get(src, id).V != ConsentGiven {
		return
	}
	victim, _ := ReadVictim(src, ConsentOf.Get(src, id).V)
	bar(victim.Child() && signer == SignedByVictim, ConsentSigner.Def, "rule.consentChild", ConsentOf.Def)
	bar(!victim.Child() && victim.Age >= 0 && signer == SignedByParent, ConsentSigner.Def, "rule.consentAdult", ConsentOf.Def)
	bar(ConsentAssent.Get(src, id).V == ConsentRefused && signer != SignedByVictim, ConsentAssent.Def, "rule.consentAssent", ConsentAnswer.Def)
}

// doubled reports whether there is another relation of the same pair.
func doubled(src Source, id op.ID) bool {
	victim, perpetrator := RelationVictim.Get(src, id).V, RelationPerpetrator.Get(src, id).V
	return slices.ContainsFunc(Relations(src), func(r RelationView) bool { return r.ID != id && r.Victim == victim && r.Perpetrator == perpetrator })
}

// MediationBar is the text that says why a case must not be mediated, "" when it may be or the head of the office has
// decided so with a reason (UU 12/2022 Ps 23: no settlement of sexual violence but with a child as the perpetrator; Permen PPPA 2/2022:
// civil and labour disputes, and complaint offences when the victim does not want prosecution).
func MediationBar(src Source, file op.ID) string {
	if len(permits(src, file, PermitMediation)) > 0 {
		return ""
	}
	if SexualViolence(src) {
		return "rule.mediationSexual"
	}
	for _, v := range Victims(src) {
		if v.Child() && len(v.Forms) > 0 {
			return "rule.mediationChild"
		}
	}
	return ""
}
