package domain

import (
	"damping/shared/fold"
	"damping/shared/op"
)

// Fields of the people in a case. They live in one file; there is no register of persons.
var (
	VictimSex       = field[string](Def{ID: 300, Entity: Victim, Part: op.Core, List: "sex", Class: General, Clear: "sex", Name: "victim.sex"})
	VictimAge       = field[int64](Def{ID: 301, Entity: Victim, Part: op.Core, Class: Specific, Name: "victim.age"})
	VictimForms     = field[string](Def{ID: 302, Entity: Victim, Part: op.Core, Shape: Many, List: "violence_form", Name: "victim.forms"})
	VictimName      = field[string](Def{ID: 303, Entity: Victim, Part: op.Identity, Class: Specific, Name: "victim.name"})
	VictimBirth     = field[Date](Def{ID: 304, Entity: Victim, Part: op.Identity, Class: Specific, Name: "victim.birth"})
	VictimPhone     = field[string](Def{ID: 305, Entity: Victim, Part: op.Identity, Class: Specific, Name: "victim.phone"})
	VictimAddress   = field[string](Def{ID: 306, Entity: Victim, Part: op.Identity, Class: Specific, MaxLen: 1000, Name: "victim.address"})
	VictimNIK       = field[string](Def{ID: 307, Entity: Victim, Part: op.Identity, Class: Specific, MaxLen: 16, Name: "victim.nik"})
	PerpetratorSex  = field[string](Def{ID: 320, Entity: Perpetrator, Part: op.Core, List: "sex", Class: General, Name: "perpetrator.sex"})
	PerpetratorName = field[string](Def{ID: 321, Entity: Perpetrator, Part: op.Identity, Class: Specific, Name: "perpetrator.name"})
	PerpetratorNote = field[string](Def{ID: 322, Entity: Perpetrator, Part: op.Identity, Class: Specific, MaxLen: 1000, Name: "perpetrator.note"})
)

// Fields of what one is to the other, on the pair.
var (
	RelationVictim      = field[op.ID](Def{ID: 340, Entity: Relation, Part: op.Core, Ref: Victim, Name: "relation.victim"})
	RelationPerpetrator = field[op.ID](Def{ID: 341, Entity: Relation, Part: op.Core, Ref: Perpetrator, Name: "relation.perpetrator"})
	RelationCode        = field[string](Def{ID: 342, Entity: Relation, Part: op.Core, List: "perpetrator_relation", Name: "relation.code"})
)

// VictimView is a victim as a screen shows it.
type VictimView struct {
	ID      op.ID
	Sex     string
	Age     int64 // years at the report, estimated; -1 when unknown
	Forms   []string
	Name    string
	Birth   Date
	Phone   string
	Address string
	NIK     string
}

// Child reports whether the victim is known to be under 18 at the report (UU 35/2014 Ps 1).
func (v VictimView) Child() bool { return v.Age >= 0 && v.Age < 18 }

// ReadVictim reads one victim and the conflicts in it.
func ReadVictim(src Source, id op.ID) (VictimView, []Conflict) {
	r := reader{src: src, id: id}
	v := VictimView{ID: id, Sex: get(&r, VictimSex), Age: -1, Name: get(&r, VictimName), Birth: get(&r, VictimBirth),
		Phone: get(&r, VictimPhone), Address: get(&r, VictimAddress), NIK: get(&r, VictimNIK)}
	if age := VictimAge.Get(src, id); age.Known {
		v.Age = age.V
	}
	v.Forms, _ = VictimForms.Elements(src, id)
	return v, r.conflicts
}

// Victims reads every victim of a case.
func Victims(src Source) (out []VictimView) {
	each(src, Victim, func(e *fold.Entity) { v, _ := ReadVictim(src, e.Ent.ID); out = append(out, v) })
	return out
}

// PerpetratorView is an alleged perpetrator as a screen shows it.
type PerpetratorView struct {
	ID              op.ID
	Sex, Name, Note string
}

// ReadPerpetrator reads one alleged perpetrator and the conflicts in it.
func ReadPerpetrator(src Source, id op.ID) (PerpetratorView, []Conflict) {
	r := reader{src: src, id: id}
	v := PerpetratorView{ID: id, Sex: get(&r, PerpetratorSex), Name: get(&r, PerpetratorName), Note: get(&r, PerpetratorNote)}
	return v, r.conflicts
}

// Perpetrators reads every alleged perpetrator of a case.
func Perpetrators(src Source) (out []PerpetratorView) {
	each(src, Perpetrator, func(e *fold.Entity) { v, _ := ReadPerpetrator(src, e.Ent.ID); out = append(out, v) })
	return out
}

// RelationView is what an alleged perpetrator is to a victim; it belongs to the pair.
type RelationView struct {
	ID, Victim, Perpetrator op.ID
	Code                    string
}

// Relations reads every relation of a case.
func Relations(src Source) (out []RelationView) {
	each(src, Relation, func(e *fold.Entity) {
		id := e.Ent.ID
		out = append(out, RelationView{ID: id, Victim: RelationVictim.Get(src, id).V,
			Perpetrator: RelationPerpetrator.Get(src, id).V, Code: RelationCode.Get(src, id).V})
	})
	return out
}
