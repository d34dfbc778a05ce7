package client

import (
	"cmp"
	"maps"
	"slices"

	"damping/shared/op"
)

// tx gathers one local transaction: what will be written, and what the engine will be once it is. Until commit the
// engine is as before, so that a store that refuses leaves nothing half-taken. It costs what it changes, not what the
// device holds: a first download is many pages.
type tx struct {
	e        *Engine
	meta     Meta
	files    map[op.ID]*entry // changed entries
	wants    map[op.ID]want   // all of them; nil while unchanged
	own      []own
	refused  []Refused
	bases    map[op.Scope]*base // changed bases; nil for dropped ones
	blobs    map[op.ID]*Blob    // changed blobs; nil for dropped ones
	lost     []op.Scope         // revoked by this page
	records  []Record
	touched  []op.ID
	known    map[op.ID]bool     // of touched
	sealed   map[op.ID]sealedAs // whose sealed copy is written
	unsealed []op.ID            // whose copy goes

	serverNow int64 // ms UTC, as the answer says
	dropBases bool  // forget every opened base
	erase     bool  // what goes may not be read any more
	shelves   map[Kind][]Record
	traces    map[string]bool
}

func (e *Engine) begin() *tx {
	e.evict()
	return &tx{e: e, meta: e.meta, files: map[op.ID]*entry{}, own: slices.Clone(e.own), refused: slices.Clone(e.refused),
		bases: map[op.Scope]*base{}, blobs: map[op.ID]*Blob{}, sealed: map[op.ID]sealedAs{}, known: map[op.ID]bool{}}
}

// entry is what is at hand of a file as this transaction has it; never nil.
func (t *tx) entry(file op.ID) *entry {
	if x := t.files[file]; x != nil {
		return x
	}
	return t.e.files.get(file)
}

func (t *tx) holds(s op.Scope) bool { return t.entry(s.File).holds(s.Part) }

// hold and unhold change what is held.
func (t *tx) hold(h op.Holding) {
	t.files[h.Scope.File] = t.entry(h.Scope.File).with(h.Scope.Part, h.GrantSeq)
	t.touch(h.Scope.File)
}

func (t *tx) unhold(s op.Scope) {
	t.files[s.File] = t.entry(s.File).without(s.Part)
	t.touch(s.File)
}

func (t *tx) touch(file op.ID) {
	if !t.known[file] {
		t.known[file] = true
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
	was := t.own[i].Acked
	t.own[i] = o
	t.touch(o.Op.File)
	t.keep(o, was)
}

// keep writes an op under the key that tells whether the server has it, and nothing under the other. Before there were two
// such keys, all were under the first.
func (t *tx) keep(o own, was bool) {
	switch {
	case o.Acked:
		t.records = append(t.records, record(KindPending, takenKey(o.Op.N), o), drop(KindPending, ownKey(o.Op.N)))
	case was:
		t.records = append(t.records, record(KindPending, ownKey(o.Op.N), o), drop(KindPending, takenKey(o.Op.N)))
	default:
		t.records = append(t.records, record(KindPending, ownKey(o.Op.N), o))
	}
}

func (t *tx) dropKept(o own) {
	t.records = append(t.records, drop(KindPending, ownKey(o.Op.N)))
	if o.Acked {
		t.records = append(t.records, drop(KindPending, takenKey(o.Op.N)))
	}
}

func (t *tx) remove(i int) {
	o := t.own[i]
	t.erase = t.erase || o.Hidden
	t.own = slices.Delete(t.own, i, i+1)
	t.touch(o.Op.File)
	t.dropKept(o)
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
	e.meta, e.own, e.refused = t.meta, t.own, t.refused
	if t.wants != nil {
		e.wants = t.wants
		t.records = append(t.records, wantsRecords(t.wants)...)
	}
	was := make(map[op.ID]*entry, len(t.files))
	for f, x := range t.files {
		was[f] = e.put(f, x)
	}
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
		t.records = append(t.records, record(KindBase, scopeKey(s), base{AsOf: b.AsOf, Bundle: b.bundle()}))
		b.Bundle = nil
	}
	if t.meta != before.meta {
		t.records = append(t.records, record(KindMeta, keyMeta, t.meta))
	}
	err := t.rows(was)
	if err == nil {
		err = t.seal()
	}
	if err == nil {
		t.records = append(t.records, e.bucketsOf(was)...)
		if t.erase {
			t.records = append(t.records, Record{Kind: KindErase})
		}
		if len(t.records) > 0 {
			err = e.store.Commit(durable, t.records...)
		}
	}
	if err != nil {
		for f, x := range was {
			e.files.put(f, x)
		}
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
	return t.touched, nil
}

// bundle is the bytes of a base: as they came when nothing was folded since.
func (b *base) bundle() []byte {
	if b.Bundle != nil {
		return b.Bundle
	}
	return b.state.Bundle()
}

// bucketsOf makes anew the records of all buckets in which something has changed.
func (e *Engine) bucketsOf(was map[op.ID]*entry) []Record {
	var changed [buckets]bool
	for f, x := range was {
		if e.files.get(f) != x {
			changed[bucketOf(f)] = true
		}
	}
	var out []Record
	for i := range changed {
		if changed[i] {
			out = append(out, e.files.bucket(i))
		}
	}
	return out
}

// rows makes the list rows of the touched files anew. That of a file of which only the card is here is the server's. After
// a new beginning the rows of before stay until a whole pull has told which are to be seen.
func (t *tx) rows(was map[op.ID]*entry) error {
	e := t.e
	for _, f := range t.touched {
		x := e.files.get(f)
		if x.holds(op.CardPart) && !x.holds(op.Core) {
			continue
		}
		c, ok, err := e.card(f)
		if err != nil {
			return err
		}
		switch {
		case ok:
			x = x.withRow(&c)
		case x.row && !t.meta.Stale:
			x = x.withRow(nil)
		default:
			continue
		}
		if old := e.put(f, x); was[f] == nil {
			was[f] = old
		}
	}
	return nil
}
