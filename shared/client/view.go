package client

import (
	"damping/shared/domain"
	"damping/shared/fold"
	"damping/shared/op"
)

// File returns the view of a file: every part held, with own work laid over it. A file that is not known gives no
// parts. The states are the caller's to read, not to change.
func (e *Engine) File(file op.ID) (domain.Parts, error) {
	e.evict()
	return e.file(file)
}

func (e *Engine) file(file op.ID) (domain.Parts, error) {
	parts := domain.Parts{}
	for _, p := range op.Parts {
		s, err := e.view(op.Scope{File: file, Part: p})
		if err != nil {
			return nil, err
		}
		if s != nil {
			parts[p] = s
		}
	}
	return parts, nil
}

// view returns base ⊕ own of a scope, nil when neither is there.
func (e *Engine) view(s op.Scope) (*fold.State, error) {
	var state *fold.State
	if e.holds(s) {
		b, err := e.base(s)
		if err != nil {
			return nil, err
		}
		state = b.state
	}
	cloned := false
	for i := range e.own {
		o := &e.own[i]
		if o.Op.Scope() != s || o.Covered || o.Hidden {
			continue
		}
		if !cloned {
			if state == nil {
				state = fold.New()
			} else {
				state = state.Clone()
			}
			cloned = true
		}
		shown := o.Op
		shown.Eff = o.Eff
		if !o.Acked {
			shown.Eff = o.Op.HLC
		}
		state.Apply(&shown)
	}
	return state, nil
}

// mostBases bounds the cache of opened bases: some 50 files of what a list of thousands never needs.
const mostBases = 256

// evict empties a full cache. It must not run within a transaction, whose new bases are in the cache before they are in
// the store.
func (e *Engine) evict() {
	if len(e.bases) > mostBases {
		clear(e.bases)
	}
}

// base opens what the server said of a held scope.
func (e *Engine) base(s op.Scope) (*base, error) {
	if b := e.bases[s]; b != nil {
		return b, nil
	}
	vals, err := e.store.Get(KindBase, scopeKey(s))
	if err != nil {
		return nil, err
	}
	b, err := openBase(vals[0])
	if err == nil {
		e.bases[s] = b
	}
	return b, err
}

// openBase reads a base as it lies in the store; nil is an empty one.
func openBase(val []byte) (*base, error) {
	b := &base{}
	if val != nil {
		if err := op.Unmarshal(val, b); err != nil {
			return nil, err
		}
	}
	state, err := fold.Open(b.Bundle)
	if err != nil {
		return nil, err
	}
	b.state, b.Bundle = state, nil
	return b, nil
}

// Unsent counts the acts that the server has not yet taken or set aside, and the attachments whose bytes it does not have. What a person looked at is sent too, but is
// no work of theirs and is not counted.
func (e *Engine) Unsent() int {
	n, last := 0, op.ID{}
	for i := range e.own { // the ops of an act follow one another
		if o := &e.own[i]; !o.Acked && o.Op.Ent.Kind != domain.UserSpace && o.Op.G != last {
			n, last = n+1, o.Op.G
		}
	}
	return n + e.UnsentBlobs()
}

// Pending reports whether an entity has own work that the server has not taken yet.
func (e *Engine) Pending(ent op.ID) bool {
	for i := range e.own {
		if o := &e.own[i]; o.Op.Ent.ID == ent && !o.Acked {
			return true
		}
	}
	return false
}

// AllPending returns every entity that has.
func (e *Engine) AllPending() map[op.ID]bool {
	out := map[op.ID]bool{}
	for i := range e.own {
		if o := &e.own[i]; !o.Acked {
			out[o.Op.Ent.ID] = true
		}
	}
	return out
}

// Waiting returns the commands on a file whose outcome is not here yet: those the server has not judged, and those it
// has taken whose effects the next pull brings.
func (e *Engine) Waiting(file op.ID) []op.Op {
	var out []op.Op
	for i := range e.own {
		if o := &e.own[i]; o.Op.File == file && o.Op.Kind == op.Cmd {
			out = append(out, o.Op)
		}
	}
	return out
}

// card makes the list row of a file; false when the file has none.
func (e *Engine) card(file op.ID) (domain.Card, bool, error) {
	parts, err := e.file(file)
	if err != nil {
		return domain.Card{}, false, err
	}
	for _, kind := range []op.EntKind{domain.Case, domain.Complaint} {
		if parts.Part(op.Core).Find(op.Ent{Kind: kind, ID: file}) != nil {
			return domain.CardOf(parts, kind, file), true, nil
		}
	}
	return domain.Card{}, false, nil
}
