package sim

import (
	"damping/shared/domain"
	"damping/shared/op"
)

// tussle is two people at the same thing who do not see one another: one changes what the other removes, or both change
// one field. Left to chance alone, they would hardly ever meet.
func (d *device) tussle() {
	w := d.w
	f, parts := d.known()
	o := w.devices[w.rng.IntN(len(w.devices))]
	if parts == nil || o == d || w.kinds[f] != domain.Case {
		return
	}
	theirs, err := o.e.File(f)
	if err != nil {
		panic(err)
	}
	if theirs.Part(op.Core).Find(op.Ent{Kind: domain.Case, ID: f}) == nil {
		return
	}
	for _, n := range domain.Notes(theirs) {
		ent := op.Ent{Kind: domain.Note, ID: n.ID}
		if e := parts.Part(op.Core).Find(ent); e != nil && !e.Hidden() && w.chance(70) {
			o.write("change of what is removed", o.of.as[0], domain.NoteText.Set(f, n.ID, o.words(f, op.Story), domain.NoteText.Get(theirs, n.ID).Heads))
			d.hide(f, parts, ent)
			return
		}
	}
	for _, at := range []struct {
		d     *device
		parts domain.Parts
	}{{d, parts}, {o, theirs}} {
		at.d.write("change by two", at.d.of.as[0], domain.CaseDistrict.Set(f, f, at.d.words(f, op.Core), domain.CaseDistrict.Get(at.parts, f).Heads))
	}
}

// settle decides between values that are in conflict: it names all of them.
func (d *device) settle(f op.ID, parts domain.Parts) {
	for _, field := range []domain.Field[string]{domain.CaseDistrict, domain.CaseRaise, domain.CaseWish, domain.CaseReporterName} {
		if seen := field.Get(parts, f); seen.Conflict && d.write("settling", d.as(), field.Set(f, f, seen.V, seen.Heads)) {
			d.w.counted["conflict settled"]++
		}
	}
}
