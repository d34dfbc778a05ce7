package domain

import (
	"slices"

	"damping/shared/fold"
	"damping/shared/op"
)

// Conflicts finds everything in a file that waits for a person's decision, whatever its kind: every register whose
// values mean different things, and every entity that somebody removed while somebody else was changing it. It looks at
// the states and not at views, so that no field can be forgotten. Sets and lists are in no conflict: they keep what each
// person put in.
func Conflicts(src Source) (out []Conflict) {
	for _, p := range op.Parts {
		st := src.Part(p)
		if st == nil {
			continue
		}
		for _, e := range st.Ents {
			if gone(src, e.Ent) {
				continue
			}
			if t, open := removal(e); open {
				out = append(out, Conflict{Ent: e.Ent, Part: p, Sibs: []fold.Head{t.Head}})
			}
			for i := range e.Regs {
				d, known := Lookup(e.Regs[i].Field)
				if known && disagree(d, e.Regs[i].Sibs) {
					out = append(out, Conflict{Ent: e.Ent, Part: p, Field: d.ID, Sibs: e.Regs[i].Sibs})
				}
			}
		}
	}
	return out
}

// gone reports whether an entity was removed in its file: no part holds anything of it that its remover had not seen.
func gone(src Source, ent op.Ent) bool {
	hidden := false
	for _, p := range op.Parts {
		e := src.Part(p).Find(ent)
		if e == nil || len(e.Tombs) == 0 {
			continue
		}
		if !e.Hidden() {
			return false
		}
		hidden = true
	}
	return hidden
}

// removal is the last removal of an entity that did not hide it, unless somebody has said since that it stays: by
// beginning it once more.
func removal(e *fold.Entity) (fold.Tomb, bool) {
	if len(e.Tombs) == 0 || e.Hidden() {
		return fold.Tomb{}, false
	}
	t := e.Tombs[len(e.Tombs)-1]
	kept := slices.ContainsFunc(e.Born, func(h fold.Head) bool { return h.Eff > t.Head.Eff && !slices.Contains(t.Sup, h.ID) })
	return t, !kept
}

// Keep drafts that an entity stays which somebody wanted to remove, in a part where it is in dispute.
func Keep(file op.ID, part op.Part, ent op.Ent) op.Draft {
	return op.Draft{File: file, Part: part, Ent: ent, Kind: op.Create}
}

// Remove drafts the removal of an entity from every part that shows something of it.
func Remove(file op.ID, ent op.Ent, src Source) (out []op.Draft) {
	for _, p := range op.Parts {
		if e := src.Part(p).Find(ent); e != nil {
			if heads := e.Heads(); len(heads) > 0 {
				out = append(out, op.Draft{File: file, Part: p, Ent: ent, Kind: op.Tomb, Sup: heads})
			}
		}
	}
	return out
}
