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
	files   catalogue          // what is held, and the list rows
	sum     op.Digest          // of what is held
	wants   map[op.ID]want     // replaced, never changed
	bases   map[op.Scope]*base // cache of what was opened; never the only copy
	own     []own              // in order of N
	refused []Refused
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
	Lent    bool       `cbor:"6,keyasint,omitempty"` // written in what a server had given that was restored since: it goes unless that comes back
}

const (
	keyMeta = "meta"
	keyHeld = "held" // of a store of before the buckets
)

// Open reads the store. A store that was never used gives an engine without a device: call Enrol. Errors are the
// store's own, or store_corrupt when a record cannot be read; nothing is deleted then.
func Open(store Store, rand io.Reader) (*Engine, error) {
	e := &Engine{store: store, rand: rand, wants: map[op.ID]want{}, bases: map[op.Scope]*base{}, blobs: map[op.ID]*Blob{}, sums: map[op.ID]hash.Hash{}, batch: op.MaxBatchOps}
	records, err := store.Load(KindMeta, KindCard, KindPending, KindRefused)
	if err != nil {
		return nil, err
	}
	var old []Record
	for _, r := range records {
		if err := e.load(r); err != nil {
			return nil, errs.E(errs.StoreCorrupt, "err.store_corrupt")
		}
		if r.Kind == KindMeta && r.Key == keyHeld || r.Kind == KindCard && len(r.Key) > len(bucketKey(0)) {
			old = append(old, drop(r.Kind, r.Key))
		}
	}
	e.files.each(func(file op.ID, x *entry) {
		for _, h := range x.holdings(file) {
			e.sum.Add(h)
		}
	})
	sort.Slice(e.own, func(i, j int) bool { return e.own[i].Op.N < e.own[j].Op.N })
	if err := e.cleanBlobs(); err != nil {
		return nil, err
	}
	if err := e.moveOver(old); err != nil {
		return nil, err
	}
	return e, e.renew()
}

// moveOver puts what an older version kept in a record for each file, and in one long list, into the buckets.
func (e *Engine) moveOver(old []Record) error {
	if len(old) == 0 {
		return nil
	}
	return e.store.Commit(true, append(e.allBuckets(), old...)...)
}

func (e *Engine) allBuckets() []Record {
	out := make([]Record, 0, buckets)
	for i := range buckets {
		out = append(out, e.files.bucket(i))
	}
	return out
}

// renew lets go of bases that another version of the reducer made (model M13): the next pull brings them anew. Own
// work and list rows stay. What was held is still named, under no grant: the server sends it again, or says that it was
// taken away meanwhile, so that nothing of it is left.
func (e *Engine) renew() error {
	if e.meta.RV == fold.Version || e.meta.Dev.IsZero() {
		return nil
	}
	meta := e.meta
	meta.RV = fold.Version
	var records []Record
	under := map[op.ID]*entry{}
	e.files.each(func(file op.ID, x *entry) {
		n := *x
		n.held = nil
		for _, h := range x.held {
			n.held = append(n.held, holding{part: h.part})
			if h.part != op.CardPart {
				records = append(records, drop(KindBase, scopeKey(op.Scope{File: file, Part: h.part})))
			}
		}
		under[file] = &n
	})
	for file, x := range under {
		e.put(file, x)
	}
	records = append(append(records, record(KindMeta, keyMeta, meta)), e.allBuckets()...)
	if err := e.store.Commit(true, records...); err != nil {
		return err
	}
	e.meta, e.sendHeld = meta, true
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
			e.files.put(h.Scope.File, e.files.get(h.Scope.File).with(h.Scope.Part, h.GrantSeq))
		}
	case r.Kind == KindMeta && r.Key == keyWants:
		return e.loadWants(r.Val)
	case r.Kind == KindMeta && r.Key == keyShed:
		return e.loadShed(r.Val)
	case r.Kind == KindCard && len(r.Key) == len(bucketKey(0)):
		return e.files.read(r.Val)
	case r.Kind == KindCard:
		var c domain.Card
		if err := op.Unmarshal(r.Val, &c); err != nil {
			return err
		}
		e.files.put(c.File, e.files.get(c.File).withRow(&c))
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
	n := 0
	for _, m := range e.files {
		n += len(m)
	}
	out := make([]domain.Card, 0, n)
	e.files.each(func(_ op.ID, x *entry) {
		if x.row {
			out = append(out, x.card)
		}
	})
	return out
}

// Card returns the list row of a file; false when there is none.
func (e *Engine) Card(file op.ID) (domain.Card, bool) {
	x := e.files.get(file)
	return x.card, x.row
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

// TakenKey ends the key of an op that waits for its base alone: the server has it. Keys are not sealed, so that who cannot
// open a store can yet tell what would be lost with it.
const TakenKey = "-taken"

func takenKey(n uint64) string { return ownKey(n) + TakenKey }

func retainKey(o *op.Op) string { return scopeKey(o.Scope()) + "-" + ownKey(o.N) }

func groupKey(g op.ID) string { return hex.EncodeToString(g[:]) }

func fileKey(f op.ID) string { return hex.EncodeToString(f[:]) }
