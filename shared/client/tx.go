package client

import (
	"cmp"
	"maps"
	"slices"

	"damping/shared/domain"
	"damping/shared/op"
)

// tx gathers one local transaction: what will be written, and what the engine will be once it is. Until commit the
// engine is as before, so that a store that refuses leaves nothing half-taken.
type tx struct {
	e       *Engine
	meta    Meta
	held    map[op.Scope]uint64 // the engine's own until changeHeld
	own     []own
	refused []Refused
	bases   map[op.Scope]*base // changed bases; nil for dropped ones
	blobs   map[op.ID]*Blob    // changed blobs; nil for dropped ones
	records []Record
	touched []op.ID
	// acts whose sealed copy is written, and those whose copy goes
	sealed, unsealed []op.ID

	serverNow   int64 // ms UTC, as the answer says
	heldChanged bool
	dropBases   bool // forget every opened base
}

func (e *Engine) begin() *tx {
	e.evict()
	return &tx{e: e, meta: e.meta, held: e.held, own: slices.Clone(e.own), refused: slices.Clone(e.refused), bases: map[op.Scope]*base{}, blobs: map[op.ID]*Blob{}}
}

// changeHeld makes the list of holdings this transaction's own: it is long, and most transactions leave it alone.
func (t *tx) changeHeld() {
	if !t.heldChanged {
		t.held, t.heldChanged = maps.Clone(t.held), true
	}
}

func (t *tx) touch(file op.ID) {
	if !slices.Contains(t.touched, file) {
		t.touched = append(t.touched, file)
	}
}

// base returns a copy of a scope's base that this transaction may change.
func (t *tx) base(s op.Scope) (*base, error) {
	if b := t.bases[s]; b != nil {
		return b, nil
	}
	b, err := t.e.base(s)
	if err != nil {
		return nil, err
	}
	c := &base{AsOf: b.AsOf, state: b.state.Clone()}
	t.bases[s] = c
	return c, nil
}

func (t *tx) put(i int, o own) {
	t.own[i] = o
	t.touch(o.Op.File)
	t.records = append(t.records, record(KindPending, ownKey(o.Op.N), o))
}

func (t *tx) remove(i int) {
	o := t.own[i]
	t.own = slices.Delete(t.own, i, i+1)
	t.touch(o.Op.File)
	t.records = append(t.records, drop(KindPending, ownKey(o.Op.N)))
}

func (t *tx) insert(o own) {
	i, found := slices.BinarySearchFunc(t.own, o, func(a, b own) int { return cmp.Compare(a.Op.N, b.Op.N) })
	if !found {
		t.own = slices.Insert(t.own, i, o)
		t.put(i, o)
	}
}

// commit writes everything at once, the list rows of touched files included: a row must not outlive its file. The
// engine takes on the new state first, because rows are made from it, and goes back when the store refuses.
func (t *tx) commit(durable bool) ([]op.ID, error) {
	e := t.e
	before := *e
	e.meta, e.held, e.own, e.refused = t.meta, t.held, t.own, t.refused
	e.bases = map[op.Scope]*base{}
	if !t.dropBases {
		maps.Copy(e.bases, before.bases)
	}
	for s, b := range t.bases {
		if b == nil {
			delete(e.bases, s)
			continue
		}
		e.bases[s] = b
		t.records = append(t.records, record(KindBase, scopeKey(s), base{AsOf: b.AsOf, Bundle: b.state.Bundle()}))
	}
	if t.heldChanged {
		list := e.holdings(t.held)
		e.digest = op.DigestOf(list)
		t.records = append(t.records, record(KindMeta, keyHeld, list))
	}
	if t.meta != before.meta {
		t.records = append(t.records, record(KindMeta, keyMeta, t.meta))
	}
	rows, err := t.rows()
	if err == nil {
		err = t.seal()
	}
	if err == nil && len(t.records) > 0 {
		err = e.store.Commit(durable, t.records...)
	}
	if err != nil {
		*e = before
		return nil, err
	}
	for id, b := range t.blobs {
		if b == nil {
			delete(e.blobs, id)
			continue
		}
		e.blobs[id] = b
	}
	t.resealed()
	for f, c := range rows {
		if c == nil {
			delete(e.cards, f)
			continue
		}
		e.cards[f] = *c
	}
	return t.touched, nil
}

// rows makes the list rows of the touched files anew; nil for a row that goes.
func (t *tx) rows() (map[op.ID]*domain.Card, error) {
	rows := make(map[op.ID]*domain.Card, len(t.touched))
	for _, f := range t.touched {
		c, ok, err := t.e.card(f)
		if err != nil {
			return nil, err
		}
		_, had := t.e.cards[f]
		switch {
		case ok:
			rows[f] = &c
			t.records = append(t.records, record(KindCard, fileKey(f), c))
		case had:
			rows[f] = nil
			t.records = append(t.records, drop(KindCard, fileKey(f)))
		}
	}
	return rows, nil
}
