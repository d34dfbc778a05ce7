package client

import (
	"slices"

	"damping/shared/domain"
	"damping/shared/op"
)

// entry is what the engine has at hand of one file without opening it: which of its scopes are held, and its list row. It
// is replaced, never changed.
type entry struct {
	held  []holding // in order of part
	reads uint8     // of a card: the parts that may be read
	row   bool
	card  domain.Card
}

// holding is a held part and the number of the grant.
type holding struct {
	part op.Part
	seq  uint64
}

var nothing entry

func (x *entry) empty() bool { return !x.row && len(x.held) == 0 }

func (x *entry) holds(p op.Part) bool {
	for i := range x.held {
		if x.held[i].part == p {
			return true
		}
	}
	return false
}

// mayRead reports whether the right to a part stands, whether it is held or, as of a card, not.
func (x *entry) mayRead(p op.Part) bool {
	return x.holds(p) || x.holds(op.CardPart) && x.reads&partBit(p) != 0
}

// with returns the entry with a part held; without, the entry without it.
func (x *entry) with(p op.Part, seq uint64) *entry {
	n := x.without(p)
	n.held = append(n.held, holding{p, seq})
	slices.SortFunc(n.held, func(a, b holding) int { return int(a.part) - int(b.part) })
	return n
}

func (x *entry) without(p op.Part) *entry {
	n := *x
	n.held = nil
	for _, h := range x.held {
		if h.part != p {
			n.held = append(n.held, h)
		}
	}
	return &n
}

// unread returns the entry without a card's word that a part may be read.
func (x *entry) unread(p op.Part) *entry {
	n := *x
	if p != op.CardPart {
		n.reads &^= partBit(p)
	}
	return &n
}

// withRow returns the entry with a list row; nil takes it away.
func (x *entry) withRow(c *domain.Card) *entry {
	n := *x
	n.row, n.card = c != nil, domain.Card{}
	if c != nil {
		n.card = *c
	}
	return &n
}

// holdings lists what is held of a file.
func (x *entry) holdings(file op.ID) []op.Holding {
	out := make([]op.Holding, 0, len(x.held))
	for _, h := range x.held {
		out = append(out, op.Holding{Scope: op.Scope{File: file, Part: h.part}, GrantSeq: h.seq})
	}
	return out
}

// partBit is the bit of a part among those that may be read.
func partBit(p op.Part) uint8 {
	if p == op.Copy {
		return 1 << 7
	}
	return 1 << (p - 1) & 0x7f
}

// bitsOf makes bits of a list of parts.
func bitsOf(parts []op.Part) (bits uint8) {
	for _, p := range parts {
		bits |= partBit(p)
	}
	return bits
}

// holds reports whether a scope is held.
func (e *Engine) holds(s op.Scope) bool { return e.files.get(s.File).holds(s.Part) }

// put replaces what is at hand of a file. It returns what was, for one who must go back.
func (e *Engine) put(file op.ID, x *entry) (was *entry) {
	was = e.files.get(file)
	for _, h := range was.holdings(file) {
		e.sum.Remove(h)
	}
	for _, h := range x.holdings(file) {
		e.sum.Add(h)
	}
	e.files.put(file, x)
	return was
}
