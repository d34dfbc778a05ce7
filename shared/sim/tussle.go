package sim

import (
	"damping/shared/domain"
	"damping/shared/op"
)

// tussle is two people at the same thing who do not see one another: one changes what the other removes, or both change
// one field; then they meet, and one of them may settle it. Left to chance alone, this would hardly ever happen.
func (d *device) tussle() {
	w := d.w
	f, _ := d.known()
	o := w.devices[w.rng.IntN(4)] // of those who work on cases
	if f.IsZero() || o == d || w.kinds[f] != domain.Case {
		return
	}
	both := func(do func(at *device, parts domain.Parts)) bool {
		for _, at := range []*device{d, o} {
			parts, err := at.e.File(f)
			if err != nil {
				panic(err)
			}
			if parts.Part(op.Core).Find(op.Ent{Kind: domain.Case, ID: f}) == nil {
				return false
			}
			do(at, parts)
		}
		return true
	}
	meet := func() {
		for _, at := range []*device{d, o, d} {
			w.pass(2)
			at.cycle()
		}
	}
	if !both(func(*device, domain.Parts) {}) {
		meet()
	}
	remove := w.chance(50)
	if remove {
		d.note(f, nil)
		meet()
	}
	w.pass(2)
	if !both(func(at *device, parts domain.Parts) {
		notes := domain.Notes(parts)
		switch {
		case !remove || len(notes) == 0:
			at.write("change by two", at.of.as[0], domain.CaseDistrict.Set(f, f, at.words(f, op.Core), domain.CaseDistrict.Get(parts, f).Heads))
		case at == o:
			at.write("change of what is removed", at.of.as[0], domain.NoteText.Set(f, notes[0].ID, at.words(f, op.Story), domain.NoteText.Get(parts, notes[0].ID).Heads))
		default:
			at.hide(f, parts, op.Ent{Kind: domain.Note, ID: notes[0].ID})
		}
	}) {
		return
	}
	if w.chance(50) {
		meet()
		w.pass(2)
		both(func(at *device, parts domain.Parts) { at.settle(f, parts) })
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
