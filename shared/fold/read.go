package fold

import (
	"slices"

	"damping/shared/errs"
	"damping/shared/op"
)

// Find returns the entity, or nil when nothing of it is in the state.
func (s *State) Find(ent op.Ent) *Entity {
	if s == nil {
		return nil
	}
	at, found := slices.BinarySearchFunc(s.Ents, ent, func(e *Entity, ent op.Ent) int { return compareEnt(e.Ent, ent) })
	if !found {
		return nil
	}
	return s.Ents[at]
}

// Each returns the entities of one kind that are not hidden, in order of id, which for ids made by one device is the
// order in which they were made.
func (s *State) Each(kind op.EntKind) []*Entity {
	if s == nil {
		return nil
	}
	var out []*Entity
	for _, e := range s.Ents {
		if e.Ent.Kind == kind && !e.Hidden() {
			out = append(out, e)
		}
	}
	return out
}

// Register returns the register of a field, or nil when it was never set.
func (e *Entity) Register(f op.FieldID) *Register {
	if e == nil {
		return nil
	}
	for i := range e.Regs {
		if e.Regs[i].Field == f {
			return &e.Regs[i]
		}
	}
	return nil
}

// Set returns the live elements of a set field.
func (e *Entity) Set(f op.FieldID) []Head {
	return items(e, func(e *Entity) []Bag { return e.Sets }, f)
}

// List returns the items of a list field.
func (e *Entity) List(f op.FieldID) []Head {
	return items(e, func(e *Entity) []Bag { return e.Lists }, f)
}

func items(e *Entity, bags func(*Entity) []Bag, f op.FieldID) []Head {
	if e == nil {
		return nil
	}
	for _, b := range bags(e) {
		if b.Field == f {
			return b.Items
		}
	}
	return nil
}

// Heads returns the ids of everything live in the entity: what a tomb must list to hide it.
func (e *Entity) Heads() []op.ID {
	var ids []op.ID
	e.eachHead(func(h *Head) bool { ids = append(ids, h.ID); return true })
	return ids
}

// Hidden reports whether the entity was removed: it has a tomb, and every live head was seen by some tomb's author. A
// change that no tomb's author saw brings the entity back, so that nobody's work vanishes.
func (e *Entity) Hidden() bool {
	if len(e.Tombs) == 0 {
		return false
	}
	hidden := true
	e.eachHead(func(h *Head) bool {
		hidden = slices.ContainsFunc(e.Tombs, func(t Tomb) bool {
			_, found := slices.BinarySearchFunc(t.Sup, h.ID, op.ID.Compare)
			return found
		})
		return hidden
	})
	return hidden
}

// eachHead calls f for every live head until it returns false.
func (e *Entity) eachHead(f func(*Head) bool) {
	lists := [][]Head{e.Born}
	for _, r := range e.Regs {
		lists = append(lists, r.Sibs)
	}
	for _, b := range e.Sets {
		lists = append(lists, b.Items)
	}
	for _, b := range e.Lists {
		lists = append(lists, b.Items)
	}
	for _, hs := range lists {
		for i := range hs {
			if !f(&hs[i]) {
				return
			}
		}
	}
}

// Bundle encodes the state; equal states give equal bytes.
func (s *State) Bundle() []byte { return op.Marshal(s) }

// Open decodes a bundle. A bundle of another reducer version gives the code stale_client: take a new snapshot.
func Open(bundle []byte) (*State, error) {
	if len(bundle) == 0 {
		return New(), nil
	}
	s := new(State)
	if err := op.Unmarshal(bundle, s); err != nil {
		return nil, errs.E(errs.StoreCorrupt, "err.store_corrupt")
	}
	if s.RV != Version {
		return nil, errs.E(errs.StaleClient, "err.stale_client")
	}
	return s, nil
}

// Clone returns a copy that can be applied to without touching s. Values are shared: nobody writes into them.
func (s *State) Clone() *State {
	c := &State{RV: s.RV, Ents: make([]*Entity, len(s.Ents))}
	for i, e := range s.Ents {
		d := *e
		d.Born = slices.Clone(e.Born)
		d.Regs = slices.Clone(e.Regs)
		for j := range d.Regs {
			d.Regs[j].Sibs = slices.Clone(d.Regs[j].Sibs)
		}
		d.Sets, d.Lists = cloneBags(e.Sets), cloneBags(e.Lists)
		d.Tombs = slices.Clone(e.Tombs)
		c.Ents[i] = &d
	}
	return c
}

func cloneBags(bags []Bag) []Bag {
	out := slices.Clone(bags)
	for i := range out {
		out[i].Items = slices.Clone(out[i].Items)
	}
	return out
}
