package client

import (
	"slices"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
)

// card takes a list row as the server has made it. It says which parts of the file may be read: what is kept of own work
// in others goes, and what was hidden in these is seen again.
func (t *tx) card(s *op.Snapshot) error {
	var c domain.Card
	if err := op.Unmarshal(s.Bundle, &c); err != nil {
		return err
	}
	file := s.Holding.Scope.File
	if c.File != file {
		return errs.E(errs.BadRequest, "err.bad_request")
	}
	t.hold(s.Holding)
	t.list(c, bitsOf(s.Reads))
	return t.tidy(file)
}

// list puts the card of a file into the list. It is found by its number alone.
func (t *tx) list(c domain.Card, reads uint8) {
	c.Find = domain.Fold(c.File.Provisional()) + "\n"
	if c.Number != "" {
		c.Find += domain.Fold(c.Number) + "\n"
	}
	x := t.entry(c.File).withRow(&c)
	x.reads = reads
	t.files[c.File] = x
}

// tidy takes away what is kept of own work in parts of a file that may not be read, and shows again what was hidden of the
// others.
func (t *tx) tidy(file op.ID) error {
	traced, err := t.traced(file)
	if err != nil || !traced {
		return err
	}
	x := t.entry(file)
	for _, p := range op.Parts {
		part := op.Scope{File: file, Part: p}
		if !x.mayRead(p) {
			if err := t.takeAway(part); err != nil {
				return err
			}
			continue
		}
		t.showAgain(part)
	}
	return nil
}

// showAgain brings back into sight what was hidden of a scope.
func (t *tx) showAgain(s op.Scope) {
	t.regain(s)
	for i := range t.own {
		if o := t.own[i]; o.Hidden && o.Op.Scope() == s {
			o.Hidden = false
			t.put(i, o)
		}
	}
}

// snapshot takes a scope as the server has it. Own work that the server had folded by then is in it.
func (t *tx) snapshot(s *op.Snapshot) error {
	if s.Holding.Scope.Part == op.CardPart {
		return t.card(s)
	}
	state, err := fold.Open(s.Bundle)
	if err != nil {
		return err
	}
	scope := s.Holding.Scope
	t.hold(s.Holding)
	t.bases[scope] = &base{AsOf: s.AsOf, Bundle: s.Bundle, state: state}
	t.regain(scope)
	for i := 0; i < len(t.own); i++ {
		o := t.own[i]
		if o.Op.Scope() != scope {
			continue
		}
		o.Hidden = false
		if o.Acked && o.Seq <= s.AsOf {
			t.settle(i, o)
			i--
			continue
		}
		o.Covered = o.Covered || o.Op.Dev == t.meta.Dev && o.Op.N <= s.FoldedN
		t.put(i, o)
	}
	return nil
}

// apply folds one op of the log into the base of its scope, unless the base has it already.
func (t *tx) apply(o *op.Op) error {
	scope := o.Scope()
	if !t.holds(scope) {
		return nil
	}
	b, err := t.base(scope)
	if err != nil {
		return err
	}
	if o.Seq <= b.AsOf {
		return nil
	}
	b.state.Apply(o)
	b.Bundle = nil
	b.AsOf = o.Seq
	t.meta.HLC = max(t.meta.HLC, o.Eff)
	t.touch(o.File)
	if i := slices.IndexFunc(t.own, func(w own) bool { return w.Op.ID == o.ID }); i >= 0 {
		w := t.own[i]
		w.Covered = true
		if w.Acked {
			t.settle(i, w)
		} else {
			t.put(i, w)
		}
	}
	return nil
}
