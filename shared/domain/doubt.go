package domain

import (
	"slices"

	"damping/shared/fold"
	"damping/shared/op"
)

// Doubt is a contradiction: two answers of which one is probably a slip. It warns, naming both, and refuses nothing: life is
// stranger than forms.
type Doubt struct {
	Key  string // i18n key, "doubt.…"
	Of   op.ID  // record
	A, B op.FieldID
}

// NewDoubts lists the contradictions that a change brings in.
func NewDoubts(before, after Source, file op.ID, today Date) []Doubt {
	was := Doubts(before, file, today)
	return slices.DeleteFunc(Doubts(after, file, today), func(d Doubt) bool { return slices.Contains(was, d) })
}

// Doubts lists the contradictions in a case.
func Doubts(src Source, file op.ID, today Date) (out []Doubt) {
	doubt := func(yes bool, key string, of op.ID, a, b *Def) {
		if yes {
			out = append(out, Doubt{key, of, a.ID, b.ID})
		}
	}
	received := CaseReceived.Get(src, file).V.Date()
	each(src, Victim, func(e *fold.Entity) {
		id := e.Ent.ID
		birth, age := VictimBirth.Get(src, id).V, VictimAge.Get(src, id)
		at := received
		if at == "" {
			at = today
		}
		if birth != "" && age.Known && at != "" && VictimBirthHow.Get(src, id).V != "tidak_tahu" {
			years := int64(birth.YearsAt(at))
			doubt(years-age.V > 1 || age.V-years > 1, "doubt.age", id, VictimAge.Def, VictimBirth.Def)
		}
		least, known := leastAge[VictimEducation.Get(src, id).V]
		doubt(known && age.Known && age.V < least, "doubt.school", id, VictimAge.Def, VictimEducation.Def)
		children := VictimChildren.Get(src, id)
		doubt(children.V > 0 && age.Known && age.V < 11, "doubt.children", id, VictimAge.Def, VictimChildren.Def)
		nikDoubts(src, id, today, doubt)
		each(src, Incident, func(e *fold.Entity) {
			day := IncidentDay.Get(src, e.Ent.ID).V
			doubt(day != "" && birth != "" && day < birth, "doubt.beforeBirth", e.Ent.ID, IncidentDay.Def, VictimBirth.Def)
		})
	})
	each(src, Incident, func(e *fold.Entity) {
		day := IncidentDay.Get(src, e.Ent.ID).V
		doubt(day != "" && received != "" && day > received, "doubt.afterReport", e.Ent.ID, IncidentDay.Def, CaseReceived.Def)
	})
	return out
}

// leastAge is the age below which a level of education is unlikely, in years.
var leastAge = map[string]int64{"sd": 5, "sltp": 10, "slta": 13, "perguruan_tinggi": 15}

// nikDoubts are those between a NIK, which tells sex and day of birth, and what was written beside it.
func nikDoubts(src Source, id op.ID, today Date, doubt func(bool, string, op.ID, *Def, *Def)) {
	nik, err := ParseNIK(VictimNIK.Get(src, id).V, today)
	if err != nil {
		return
	}
	sex, birth := VictimSex.Get(src, id).V, VictimBirth.Get(src, id).V
	doubt(sex != "" && nik.Sex != sex, "doubt.nikSex", id, VictimNIK.Def, VictimSex.Def)
	doubt(birth != "" && nik.Birth != birth, "doubt.nikBirth", id, VictimNIK.Def, VictimBirth.Def)
}

// Imagine is a file as it would be after some drafts, for asking the rules before anything is written.
func Imagine(src Parts, drafts []op.Draft) Parts {
	out := Parts{}
	for part, st := range src {
		out[part] = st
	}
	eff := op.HLC(1)<<62 - op.HLC(len(drafts)) // later than whatever was written
	cloned := map[op.Part]bool{}
	for i, d := range drafts {
		if !cloned[d.Part] {
			cloned[d.Part] = true
			if st := out[d.Part]; st != nil {
				out[d.Part] = st.Clone()
			} else {
				out[d.Part] = fold.New()
			}
		}
		id := op.ID{15: byte(i + 1), 14: byte((i + 1) >> 8)}
		out[d.Part].Apply(&op.Op{ID: id, File: d.File, Part: d.Part, Ent: d.Ent, Kind: d.Kind, Field: d.Field, SV: d.SV, Val: d.Val, Sup: d.Sup, Eff: eff + op.HLC(i)})
	}
	return out
}
