// Package fold is the reducer: it turns the operations of one scope into that scope's state. The same code runs on the
// phone and on the server, and a bundle of one equals a bundle of the other byte for byte.
//
// It has no clock, no randomness, no field rules and no I/O. It keeps everything that nobody replaced: two people who
// changed the same field without seeing one another's change are both in the state, as siblings, until a person
// settles it. Which sibling a screen shows meanwhile is a matter of the view (shared/domain), never of what is stored.
package fold

import (
	"slices"
	"sort"

	"damping/shared/op"
)

// Version is the reducer's version, written into every bundle. A client whose version differs takes new snapshots.
const Version = 1

// Head is one live value: what was written, by whom and when.
type Head struct {
	_     struct{} `cbor:",toarray"`
	ID    op.ID    // the op
	Dev   op.ID
	N     uint64
	Eff   op.HLC
	Actor op.ID // user
	As    op.ID // appointment
	SV    uint8
	Val   []byte
}

// Register is a multi-value register. One sibling is the ordinary case; several with different values are a conflict.
type Register struct {
	_     struct{} `cbor:",toarray"`
	Field op.FieldID
	Sibs  []Head // in order of (Eff, Dev, N), the latest last
}

// Conflict reports whether the siblings differ in value.
func (r *Register) Conflict() bool {
	for i := 1; i < len(r.Sibs); i++ {
		if r.Sibs[i].SV != r.Sibs[0].SV || !slices.Equal(r.Sibs[i].Val, r.Sibs[0].Val) {
			return true
		}
	}
	return false
}

// Bag holds the elements of an add-wins set or the items of a grow-only list, in order of (Eff, Dev, N).
type Bag struct {
	_     struct{} `cbor:",toarray"`
	Field op.FieldID
	Items []Head
}

// Tomb is one act of hiding an entity, with the heads that its author saw.
type Tomb struct {
	_    struct{} `cbor:",toarray"`
	Head Head
	Sup  []op.ID
}

// Entity is the state of one entity.
type Entity struct {
	_     struct{} `cbor:",toarray"`
	Ent   op.Ent
	Born  []Head     // create ops
	Regs  []Register // by field
	Sets  []Bag      // by field
	Lists []Bag      // by field
	Tombs []Tomb
}

// State is the state of one scope: entities in order of kind and id.
type State struct {
	_    struct{} `cbor:",toarray"`
	RV   uint8
	Ents []*Entity
}

// New returns the state of a scope in which nothing happened yet.
func New() *State { return &State{RV: Version} }

// Apply folds o into s. Commands change nothing, nor do kinds this version does not know. Ops of one history may be
// applied in any order in which no op comes before one it lists in Sup; the result is the same. Applying an op twice
// is the caller's mistake: callers know by Seq what a state already holds.
func (s *State) Apply(o *op.Op) {
	if o.Kind < op.Create || o.Kind >= op.Cmd {
		return
	}
	e := s.entity(o.Ent)
	h := Head{ID: o.ID, Dev: o.Dev, N: o.N, Eff: o.Eff, Actor: o.Actor, As: o.As, SV: o.SV, Val: o.Val}
	switch o.Kind {
	case op.Create:
		e.Born = insert(e.Born, h)
	case op.Set:
		r := register(&e.Regs, o.Field)
		r.Sibs = insert(without(r.Sibs, o.Sup), h)
	case op.Add:
		b := bag(&e.Sets, o.Field)
		b.Items = insert(b.Items, h)
	case op.Rem:
		b := bag(&e.Sets, o.Field)
		b.Items = without(b.Items, o.Sup)
	case op.Append:
		b := bag(&e.Lists, o.Field)
		b.Items = insert(b.Items, h)
	case op.Tomb:
		at, _ := slices.BinarySearchFunc(e.Tombs, h, func(t Tomb, h Head) int { return compare(t.Head, h) })
		sup := slices.Clone(o.Sup)
		sort.Slice(sup, func(i, j int) bool { return sup[i].Compare(sup[j]) < 0 })
		e.Tombs = slices.Insert(e.Tombs, at, Tomb{Head: h, Sup: sup})
	}
}

// entity finds or makes the entity.
func (s *State) entity(ent op.Ent) *Entity {
	at, found := slices.BinarySearchFunc(s.Ents, ent, func(e *Entity, ent op.Ent) int { return compareEnt(e.Ent, ent) })
	if !found {
		s.Ents = slices.Insert(s.Ents, at, &Entity{Ent: ent})
	}
	return s.Ents[at]
}

func register(regs *[]Register, f op.FieldID) *Register {
	at, found := slices.BinarySearchFunc(*regs, f, func(r Register, f op.FieldID) int { return int(r.Field) - int(f) })
	if !found {
		*regs = slices.Insert(*regs, at, Register{Field: f})
	}
	return &(*regs)[at]
}

func bag(bags *[]Bag, f op.FieldID) *Bag {
	at, found := slices.BinarySearchFunc(*bags, f, func(b Bag, f op.FieldID) int { return int(b.Field) - int(f) })
	if !found {
		*bags = slices.Insert(*bags, at, Bag{Field: f})
	}
	return &(*bags)[at]
}

// insert puts h at its place in order; without leaves out the ids in sup.
func insert(hs []Head, h Head) []Head {
	at, _ := slices.BinarySearchFunc(hs, h, compare)
	return slices.Insert(hs, at, h)
}

func without(hs []Head, sup []op.ID) []Head {
	return slices.DeleteFunc(hs, func(h Head) bool { return slices.Contains(sup, h.ID) })
}

// compare orders heads by effective clock, then device, then its counter: total, and the same everywhere.
func compare(a, b Head) int {
	if a.Eff != b.Eff {
		if a.Eff < b.Eff {
			return -1
		}
		return 1
	}
	if c := a.Dev.Compare(b.Dev); c != 0 {
		return c
	}
	switch {
	case a.N < b.N:
		return -1
	case a.N > b.N:
		return 1
	}
	return a.ID.Compare(b.ID)
}

func compareEnt(a, b op.Ent) int {
	if a.Kind != b.Kind {
		return int(a.Kind) - int(b.Kind)
	}
	return a.ID.Compare(b.ID)
}
