package domain

import (
	"slices"
	"testing"

	"damping/shared/op"
)

// house is a case with a girl of eleven, a woman of thirty, an alleged perpetrator, the mother and the stepfather.
type house struct {
	*desk
	girl, woman, suspect, mother, stepfather op.ID
}

func newHouse() house {
	h := house{desk: newDesk(Case)}
	h.girl, h.woman, h.suspect = h.id(), h.id(), h.id()
	h.do(Begin(h.file, Victim, h.girl), VictimAge.Set(h.file, h.girl, 11, nil), Begin(h.file, Victim, h.woman), VictimAge.Set(h.file, h.woman, 30, nil),
		Begin(h.file, Perpetrator, h.suspect), PerpetratorName.Set(h.file, h.suspect, "Moch. Soekarno", nil))
	h.mother = h.fill(MemberForm, map[string]string{"member.name": "Melati", "member.tie": "ibu"})
	h.stepfather = h.fill(MemberForm, map[string]string{"member.name": "Ayah", "member.tie": "ayah_tiri", "member.perpetrator": h.suspect.String()})
	return h
}

// bars are the keys of what is refused about a new record.
func (h house) bars(f *Form, answers map[string]string) (keys []string) {
	id := h.fill(f, answers)
	for _, w := range f.Bars(h, h.file, id, "2026-11-24") {
		keys = append(keys, w.Key)
	}
	h.do(Remove(h.file, op.Ent{Kind: f.Kind, ID: id}, h)...)
	return keys
}

func TestConsentIsRefused(t *testing.T) {
	h := newHouse()
	girl, woman := h.girl.String(), h.woman.String()
	for _, c := range []struct {
		name    string
		answers map[string]string
		key     string
	}{
		{"by the mother it is taken", map[string]string{"consent.of": girl, "consent.answer": "setuju", "consent.signer": "orang_tua_wali", "consent.member": h.mother.String(), "consent.assent": "setuju"}, ""},
		{"by the stepfather who is accused", map[string]string{"consent.of": girl, "consent.answer": "setuju", "consent.signer": "orang_tua_wali", "consent.member": h.stepfather.String()}, "rule.consentAccused"},
		{"by somebody with the name of the accused, spelt otherwise", map[string]string{"consent.of": girl, "consent.answer": "setuju", "consent.signer": "wali_pengganti", "consent.name": "Muhammad Sukarno"}, "rule.consentAccused"},
		{"by a child alone", map[string]string{"consent.of": girl, "consent.answer": "setuju", "consent.signer": "korban"}, "rule.consentChild"},
		{"by a child it is refused, which a child may", map[string]string{"consent.of": girl, "consent.answer": "menolak", "consent.signer": "korban"}, ""},
		{"against the will of the child", map[string]string{"consent.of": girl, "consent.answer": "setuju", "consent.signer": "orang_tua_wali", "consent.assent": "menolak"}, "rule.consentAssent"},
		{"by a parent of an adult", map[string]string{"consent.of": woman, "consent.answer": "setuju", "consent.signer": "orang_tua_wali"}, "rule.consentAdult"},
		{"by an adult herself it is taken", map[string]string{"consent.of": woman, "consent.answer": "setuju", "consent.signer": "korban", "consent.day": "2026-11-24"}, ""},
		{"of tomorrow", map[string]string{"consent.of": woman, "consent.answer": "setuju", "consent.signer": "korban", "consent.day": "2026-11-25"}, "rule.future"},
		{"that ends before it begins", map[string]string{"consent.of": woman, "consent.answer": "setuju", "consent.signer": "korban", "consent.day": "2026-11-24", "consent.until": "2026-11-01"}, "rule.order"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := h.bars(ConsentForm, c.answers); (c.key == "") != (len(got) == 0) || c.key != "" && !slices.Contains(got, c.key) {
				t.Errorf("refused for %v, want %q", got, c.key)
			}
		})
	}
}

func TestConsentHolds(t *testing.T) {
	h := newHouse()
	holds := func() bool { return Consents(h, h.woman, "rujuk", "2026-11-24") }
	if holds() {
		t.Error("before anybody was asked")
	}
	id := h.fill(ConsentForm, map[string]string{"consent.of": h.woman.String(), "consent.answer": "setuju", "consent.purposes": "simpan,rujuk", "consent.day": "2026-11-01", "consent.until": "2026-12-31"})
	if !holds() {
		t.Error("given, it does not hold")
	}
	if Consents(h, h.woman, "foto", "2026-11-24") || Consents(h, h.girl, "rujuk", "2026-11-24") || Consents(h, h.woman, "rujuk", "2027-01-01") {
		t.Error("it holds for another purpose, another victim, or after its end")
	}
	h.do(ConsentAnswer.Set(h.file, id, "menolak", nil))
	if holds() {
		t.Error("while people disagree about it, it holds")
	}
	h.do(ConsentAnswer.Set(h.file, id, "setuju", ConsentAnswer.Get(h, id).Heads), ConsentWithdrawn.Set(h.file, id, "2026-11-20T08:00", nil))
	if holds() {
		t.Error("withdrawn, it holds")
	}
}

func TestMediationIsRefused(t *testing.T) {
	answers := map[string]string{"mediation.about": "tanggung_jawab", "mediation.free": Yes}
	for _, c := range []struct {
		name   string
		change func(h house)
		key    string
	}{
		{"a dispute between adults is mediated", func(h house) {}, ""},
		{"sexual violence is not", func(h house) { h.do(VictimForms.Add(h.file, h.woman, Sexual)) }, "rule.mediationSexual"},
		{"nor what the sexual violence act names", func(h house) { h.do(VictimTPKS.Add(h.file, h.woman, "ksbe")) }, "rule.mediationSexual"},
		{"nor a crime with a child as the victim", func(h house) { h.do(VictimForms.Add(h.file, h.girl, "fisik")) }, "rule.mediationChild"},
		{"but by the head's decision", func(h house) {
			h.do(VictimForms.Add(h.file, h.girl, "fisik"), CasePermits.Add(h.file, h.file, PermitMediation))
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse()
			c.change(h)
			if got := h.bars(MediationForm, answers); (c.key == "") != (len(got) == 0) || c.key != "" && got[0] != c.key {
				t.Errorf("refused for %v, want %q", got, c.key)
			}
		})
	}
	if got := newHouse().bars(MediationForm, map[string]string{"mediation.about": "perdata", "mediation.free": No}); !slices.Contains(got, "rule.mediationForced") {
		t.Error("under pressure it is mediated", got)
	}
}

// What is barred for a whole case is barred for a new record, too: by the phone before it is saved, and by the server.
func TestNewMediationIsRefused(t *testing.T) {
	h := newHouse()
	h.do(VictimForms.Add(h.file, h.woman, Sexual))
	ent := op.Ent{Kind: Mediation, ID: h.id()}
	after := Imagine(h.Parts, []op.Draft{Begin(h.file, Mediation, ent.ID), MediationFree.Set(h.file, ent.ID, true, nil)})
	if got := MediationForm.NewBars(h, after, h.file, ent.ID, ""); len(got) != 1 || got[0].Key != "rule.mediationSexual" {
		t.Errorf("%+v", got)
	}
	if !Unlawful([]op.Op{{File: h.file, Ent: ent, Kind: op.Create}}, h, after) {
		t.Error("the server takes it")
	}
}

func TestOtherBars(t *testing.T) {
	h := newHouse()
	rel := map[string]string{"relation.victim": h.girl.String(), "relation.perpetrator": h.suspect.String(), "relation.code": "ayah_tiri"}
	if got := h.bars(RelationForm, rel); len(got) != 0 {
		t.Error(got)
	}
	h.fill(RelationForm, rel)
	if got := h.bars(RelationForm, rel); !slices.Contains(got, "rule.relationTwice") {
		t.Error("a pair has two relations", got)
	}
	h.do(CaseContact.Set(h.file, h.file, h.stepfather, nil))
	if got := ContactForm.Bars(h, h.file, h.file, ""); len(got) != 1 || got[0].Key != "rule.contactAccused" {
		t.Errorf("the accused is called: %+v", got)
	}
	h.do(CaseLower.Set(h.file, h.file, RiskLow, nil))
	if got := LowerForm.Bars(h, h.file, h.file, ""); len(got) != 1 || got[0].Key != "rule.lowerWhy" {
		t.Errorf("the risk is lowered without a reason: %+v", got)
	}
	if got := h.bars(VictimForm, map[string]string{"victim.nik": "123"}); len(got) != 1 {
		t.Error("a number of three digits is a NIK", got)
	}
}

// What was unlawful before must not keep anybody from putting something else right.
func TestNewBars(t *testing.T) {
	h := newHouse()
	id := h.fill(ConsentForm, map[string]string{"consent.of": h.girl.String(), "consent.answer": "setuju", "consent.signer": "orang_tua_wali", "consent.member": h.stepfather.String()})
	withdraw := []op.Draft{ConsentWithdrawn.Set(h.file, id, "2026-11-20T08:00", nil)}
	if got := ConsentForm.NewBars(h, Imagine(h.Parts, withdraw), h.file, id, ""); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	again := []op.Draft{ConsentName.Set(h.file, id, "Soekarno Moch", nil), ConsentDay.Set(h.file, id, "2026-11-20", nil), ConsentUntil.Set(h.file, id, "2026-11-01", nil)}
	if got := ConsentForm.NewBars(h, Imagine(h.Parts, again), h.file, id, ""); len(got) != 1 || got[0].Key != "rule.order" {
		t.Errorf("%+v", got)
	}
	ops := []op.Op{{File: h.file, Ent: op.Ent{Kind: Consent, ID: id}, Kind: op.Set}}
	if Unlawful(ops, h, Imagine(h.Parts, withdraw)) || !Unlawful(ops, h, Imagine(h.Parts, again)) {
		t.Error("the server judges otherwise")
	}
}

func TestDoubts(t *testing.T) {
	d := newDesk(Case)
	v, i := d.id(), d.id()
	d.do(CaseReceived.Set(d.file, d.file, "2026-11-20T09:00", nil), Begin(d.file, Victim, v), VictimAge.Set(d.file, v, 11, nil), VictimSex.Set(d.file, v, Female, nil),
		Begin(d.file, Incident, i), IncidentDay.Set(d.file, i, "2026-11-19", nil))
	for _, c := range []struct {
		name, key string
		change    []op.Draft
	}{
		{"nothing is strange", "", []op.Draft{VictimBirth.Set(d.file, v, "2015-03-02", nil)}},
		{"a birth date of another age", "doubt.age", []op.Draft{VictimBirth.Set(d.file, v, "2001-03-02", nil)}},
		{"a child at university", "doubt.school", []op.Draft{VictimEducation.Set(d.file, v, "perguruan_tinggi", nil)}},
		{"a child with children", "doubt.children", []op.Draft{VictimAge.Set(d.file, v, 8, VictimAge.Get(d, v).Heads), VictimChildren.Set(d.file, v, 2, nil)}},
		{"a NIK of another sex", "doubt.nikSex", []op.Draft{VictimNIK.Set(d.file, v, "1871011203150001", nil)}},
		{"a NIK of another day", "doubt.nikBirth", []op.Draft{VictimNIK.Set(d.file, v, "1871015203150001", nil), VictimBirth.Set(d.file, v, "2015-03-13", nil)}},
		{"what happened after it was reported", "doubt.afterReport", []op.Draft{IncidentDay.Set(d.file, i, "2026-11-21", IncidentDay.Get(d, i).Heads)}},
		{"what happened before birth", "doubt.beforeBirth", []op.Draft{VictimBirth.Set(d.file, v, "2015-03-02", nil), IncidentDay.Set(d.file, i, "2014-01-01", IncidentDay.Get(d, i).Heads)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := NewDoubts(d, Imagine(d.Parts, c.change), d.file, "2026-11-24")
			if (c.key == "") != (len(got) == 0) || c.key != "" && !slices.ContainsFunc(got, func(x Doubt) bool { return x.Key == c.key && x.A != 0 && x.B != 0 }) {
				t.Errorf("%+v", got)
			}
		})
	}
}
