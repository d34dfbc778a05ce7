package domain

import (
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

// each reads every entity of a kind that is not removed. Its head lies in the core part; a change that the remover had not
// seen brings it back whatever part it lies in.
func each(src Source, kind op.EntKind, f func(e *fold.Entity)) {
	core := src.Part(op.Core)
	if core == nil {
		return
	}
	for _, e := range core.Ents {
		if e.Ent.Kind == kind && !(e.Hidden() && gone(src, e.Ent)) {
			f(e)
		}
	}
}

// author returns who began an entity, and when by the effective clock.
func author(e *fold.Entity) (as op.ID, at int64) {
	if len(e.Born) == 0 {
		return op.ID{}, 0
	}
	return e.Born[0].As, e.Born[0].Eff.Millis()
}
