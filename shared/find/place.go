package find

import (
	"damping/shared/domain"
	"damping/shared/op"
)

// Place says where in a file words stand, as coarsely as a list may tell it: the part for what belongs to the file as a
// whole, otherwise the kind of record. It travels.
type Place uint8

// Identity is everything that names or reaches people, in whatever record.
const Identity = Place(op.Identity)

// placeOf is the place of what an entity holds in a part. Roots have low numbers, and so have parts; other kinds have not.
func placeOf(p op.Part, kind op.EntKind) Place {
	if p == op.Identity || domain.IsRoot(kind) {
		return Place(p)
	}
	return Place(kind)
}

// Kind is the kind of record at a place, 0 when it is a part.
func (p Place) Kind() op.EntKind {
	if p < Place(domain.Victim) {
		return 0
	}
	return op.EntKind(p)
}

// Names reports whether what names or reaches people was found.
func (p Place) Names() bool { return p == Identity }
