// Package client is the sync client: what a device knows, what its owner wrote that the server has not yet taken, and
// the two made into one view. It is a step function over a small store: no goroutines, no clock, no network and no
// randomness of its own, so that a simulation can drive the very engine that runs on the phone.
//
// The view of a file is base ⊕ own work. The base is what the server sent; own work is laid over it until the base
// holds it, not merely until the server has acknowledged it: otherwise a person's own note would vanish for the length
// of one round trip. Nothing that was written is ever dropped here: it is in the outbox, or the server has said what
// became of it.
//
// An Engine is not safe for concurrent use.
package client

import (
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"slices"
	"sort"
	"strings"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
)

// Engine is the sync client of one person on one device.
type Engine struct {
	store Store
	rand  io.Reader

	meta    Meta
	held    map[op.Scope]uint64 // grant number
	digest  []byte              // of held; nil when it must be made
	bases   map[op.Scope]*base  // cache of what was opened; never the only copy
	own     []own               // in order of N
	refused []Refused
	cards   map[op.ID]domain.Card
	blobs   map[op.ID]*Blob     // replaced, never changed
	sums    map[op.ID]hash.Hash // of blobs whose chunks are coming in
	up      *upload             // the blob on its way; nil before the server was asked what it has
	passed  map[op.ID]bool      // blobs to be offered another time
	reserve int                 // rows of it

	sealing sealing

	sendHeld bool // the server asked for the whole list of holdings
	behind   bool // the server was restored: pull before anything else is sent
	copied   bool // another machine writes under this device's id
	batch    int  // most ops in the next push
}

// base is what the server said of one scope.
type base struct {
	AsOf   uint64 `cbor:"0,keyasint"` // everything of the scope up to here is in
	Bundle []byte `cbor:"1,keyasint"`

	state *fold.State
}

// own is an op of this device that the base does not hold yet, or whose verdict is not known yet.
type own struct {
	Op      op.Op  `cbor:"0,keyasint"`
	Acked   bool   `cbor:"1,keyasint,omitempty"` // the server has it
	Seq     uint64 `cbor:"2,keyasint,omitempty"`
	Eff     op.HLC `cbor:"3,keyasint,omitempty"`
	Covered bool   `cbor:"4,keyasint,omitempty"` // the base has it
	Hidden  bool   `cbor:"5,keyasint,omitempty"` // its scope was taken away: still to be sent, no longer to be shown
}

// Refused is an act of this device that the server set aside. Quarantined acts keep no content here: they are the new
// owner's to read.
type Refused struct {
	Group   op.ID      `cbor:"0,keyasint"`
	File    op.ID      `cbor:"1,keyasint"`
	Verdict op.Verdict `cbor:"2,keyasint"`
	Code    errs.Code  `cbor:"3,keyasint,omitempty"`
	Ops     []op.Op    `cbor:"4,keyasint,omitempty"`
	Bytes   bool       `cbor:"5,keyasint,omitempty"` // not an act: the bytes of the attachment Group, whose words were taken
}

const (
	keyMeta = "meta"
	keyHeld = "held"
)

// Open reads the store. A store that was never used gives an engine without a device: call Enrol. Errors are the
// store's own, or store_corrupt when a record cannot be read; nothing is deleted then.
func Open(store Store, rand io.Reader) (*Engine, error) {
	e := &Engine{store: store, rand: rand, held: map[op.Scope]uint64{}, bases: map[op.Scope]*base{},
		cards: map[op.ID]domain.Card{}, blobs: map[op.ID]*Blob{}, sums: map[op.ID]hash.Hash{}, batch: op.MaxBatchOps}
	records, err := store.Load(KindMeta, KindCard, KindPending, KindRefused)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		if err := e.load(r); err != nil {
			return nil, errs.E(errs.StoreCorrupt, "err.store_corrupt")
		}
	}
	sort.Slice(e.own, func(i, j int) bool { return e.own[i].Op.N < e.own[j].Op.N })
	if err := e.cleanBlobs(); err != nil {
		return nil, err
	}
	return e, e.renew()
}

// renew lets go of bases that another version of the reducer made (model M13): the next pull brings them anew. Own
// work and list rows stay.
func (e *Engine) renew() error {
	if e.meta.RV == fold.Version || e.meta.Dev.IsZero() {
		return nil
	}
	meta := e.meta
	meta.RV = fold.Version
	records := []Record{record(KindMeta, keyMeta, meta), record(KindMeta, keyHeld, []op.Holding{})}
	for s := range e.held {
		records = append(records, drop(KindBase, scopeKey(s)))
	}
	if err := e.store.Commit(true, records...); err != nil {
		return err
	}
	e.meta, e.held, e.digest, e.sendHeld = meta, map[op.Scope]uint64{}, nil, true
	return nil
}

func (e *Engine) load(r Record) error {
	switch {
	case strings.HasPrefix(r.Key, blobPrefix):
		var b Blob
		if err := op.Unmarshal(r.Val, &b); err != nil {
			return err
		}
		e.blobs[b.ID] = &b
	case r.Kind == KindMeta && r.Key == keyReserve:
		return op.Unmarshal(r.Val, &e.reserve)
	case r.Kind == KindMeta && r.Key == keyMeta:
		return op.Unmarshal(r.Val, &e.meta)
	case r.Kind == KindMeta && r.Key == keyHeld:
		var list []op.Holding
		if err := op.Unmarshal(r.Val, &list); err != nil {
			return err
		}
		for _, h := range list {
			e.held[h.Scope] = h.GrantSeq
		}
	case r.Kind == KindCard:
		var c domain.Card
		if err := op.Unmarshal(r.Val, &c); err != nil {
			return err
		}
		e.cards[c.File] = c
	case r.Kind == KindPending:
		var o own
		if err := op.Unmarshal(r.Val, &o); err != nil {
			return err
		}
		e.own = append(e.own, o)
	case r.Kind == KindRefused:
		var f Refused
		if err := op.Unmarshal(r.Val, &f); err != nil {
			return err
		}
		e.refused = append(e.refused, f)
	}
	return nil
}

// Enrol gives the engine the device id that the server issued. It refuses with conflict when the store already belongs
// to another device: a person's unsent work must not change hands.
func (e *Engine) Enrol(dev op.ID) error {
	if !e.meta.Dev.IsZero() && e.meta.Dev != dev {
		return errs.E(errs.Conflict, "err.conflict").At("dev")
	}
	meta := e.meta
	meta.Dev, meta.RV = dev, fold.Version
	if err := e.store.Commit(true, record(KindMeta, keyMeta, meta)); err != nil {
		return err
	}
	e.meta = meta
	return nil
}

// Device returns the device id, zero before Enrol.
func (e *Engine) Device() op.ID { return e.meta.Dev }

// Offset is the server's clock minus the device's, in milliseconds, as last measured. Above 5 minutes either way the
// person should be told.
func (e *Engine) Offset() int64 { return e.meta.Offset }

// Now returns the server's time for a device time, both ms UTC.
func (e *Engine) Now(deviceNow int64) int64 { return deviceNow + e.meta.Offset }

// Synced reports whether anything was ever pulled.
func (e *Engine) Synced() bool { return e.meta.Pulled }

// Cards returns the list rows in no particular order.
func (e *Engine) Cards() []domain.Card {
	out := make([]domain.Card, 0, len(e.cards))
	for _, c := range e.cards {
		out = append(out, c)
	}
	return out
}

// Refused returns the acts of this device that the server set aside, oldest first.
func (e *Engine) Refused() []Refused { return slices.Clone(e.refused) }

// Dismiss takes an act off the list of the refused, words and all: its author has read it or written it anew. The
// server keeps its own copy. Errors: not_found, and the store's own.
func (e *Engine) Dismiss(group op.ID) error {
	t := e.begin()
	if !t.dismiss(group) {
		return errs.E(errs.NotFound, "err.not_found")
	}
	_, err := t.commit(true)
	return err
}

// Note returns a small record of the app's own, nil when there is none. Keys that begin with a file id and a slash
// belong to that file and vanish with it.
func (e *Engine) Note(key string) ([]byte, error) {
	vals, err := e.store.Get(KindNote, key)
	if err != nil {
		return nil, err
	}
	return vals[0], nil
}

// PutNote writes such a record, durably; nil deletes it.
func (e *Engine) PutNote(key string, val []byte) error {
	return e.store.Commit(true, Record{Kind: KindNote, Key: key, Val: val})
}

func record(kind Kind, key string, v any) Record {
	return Record{Kind: kind, Key: key, Val: op.Marshal(v)}
}

func drop(kind Kind, key string) Record { return Record{Kind: kind, Key: key} }

func scopeKey(s op.Scope) string {
	return hex.EncodeToString(s.File[:]) + fmt.Sprintf("-%02x", uint8(s.Part))
}

func ownKey(n uint64) string { return fmt.Sprintf("%014x", n) }

func retainKey(o *op.Op) string { return scopeKey(o.Scope()) + "-" + ownKey(o.N) }

func groupKey(g op.ID) string { return hex.EncodeToString(g[:]) }

func fileKey(f op.ID) string { return hex.EncodeToString(f[:]) }
