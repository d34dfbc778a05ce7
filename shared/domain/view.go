package domain

import (
	"slices"

	"damping/shared/fold"
	"damping/shared/op"
)

// Conflict is a field whose value a person must decide: two or more versions, each with its author and time. Without a
// field it is the removal of the entity, whose author had not seen all that is in it.
type Conflict struct {
	Ent   op.Ent
	Part  op.Part
	Field op.FieldID
	Sibs  []fold.Head
}

// reader collects the conflicts met while a view is read.
type reader struct {
	src       Source
	id        op.ID
	conflicts []Conflict
}

func get[T Value](r *reader, f Field[T]) T {
	v := f.Get(r.src, r.id)
	if v.Conflict {
		r.conflicts = append(r.conflicts, Conflict{Ent: op.Ent{Kind: f.Entity, ID: r.id}, Part: f.Part, Field: f.ID, Sibs: v.Sibs})
	}
	return v.V
}

// each reads every entity of a kind that is not removed, in the order of their ids. Its head lies in one of the parts where
// such an entity may begin; a change that a remover had not seen brings it back whatever part it lies in.
func each(src Source, kind op.EntKind, f func(e *fold.Entity)) {
	homes := homesOf(kind)
	for i, part := range homes {
		st := src.Part(part)
		if st == nil {
			continue
		}
		for _, e := range st.Ents {
			switch {
			case e.Ent.Kind != kind, e.Hidden() && gone(src, e.Ent):
			case len(homes) > 1 && (len(e.Born) == 0 || begun(src, homes[:i], e.Ent)): // fields of one that begins elsewhere
			default:
				f(e)
			}
		}
	}
}

// begun reports whether an entity begins in one of the parts.
func begun(src Source, parts []op.Part, ent op.Ent) bool {
	return slices.ContainsFunc(parts, func(p op.Part) bool { e := src.Part(p).Find(ent); return e != nil && len(e.Born) > 0 })
}

// author returns who began an entity, and when by the effective clock.
func author(e *fold.Entity) (as op.ID, at int64) {
	if len(e.Born) == 0 {
		return op.ID{}, 0
	}
	return e.Born[0].As, e.Born[0].Eff.Millis()
}
