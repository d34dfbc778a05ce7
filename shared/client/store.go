package client

import "damping/shared/op"

// Kind is a shelf of the device store.
type Kind uint8

// The shelves. Everything on them is sealed by the store before it touches the disk, except what comes to it sealed.
const (
	KindMeta    Kind = 1 // one record: Meta
	KindBase    Kind = 2 // per scope: base state
	KindCard    Kind = 3 // per bucket of files: what is held of each, and its list row
	KindPending Kind = 4 // per own op without a place in a base yet
	KindRetain  Kind = 5 // own acknowledged ops, kept for a restored server
	KindRefused Kind = 6 // own ops that the server set aside
	KindNote    Kind = 7 // small things of the app: who I am, colleagues, drafts of forms
	KindSealed  Kind = 8 // per unsent group or attachment: a copy sealed to the server, to be sent while the store is locked; kept as it is
	KindBlob    Kind = 9 // chunks of attachments, sealed under keys of their own; kept as they are
)

// KindErase is the kind of a record without key and value. In a commit it asks that nothing of what was deleted or overwritten
// up to and with that commit can be opened from the disk afterwards, not even by who has the password.
const KindErase Kind = 10

// Record is one value under a random key. A nil Val deletes.
type Record struct {
	Kind Kind
	Key  string // hex of ids and numbers only: keys are not sealed
	Val  []byte
}

// Store keeps records. It is a phone's IndexedDB with encryption, or a memory twin in tests and in shared-PC mode.
type Store interface {
	// Load returns every record of the kinds, in order of key.
	Load(kinds ...Kind) ([]Record, error)
	// Get returns the values of the keys, nil where there is none.
	Get(kind Kind, keys ...string) ([][]byte, error)
	// Commit writes all records in one transaction or none. With durable it returns only when the write will survive
	// the end of the browser. Its errors have the codes quota, locked or store_corrupt.
	Commit(durable bool, records ...Record) error
}

// Meta is what the engine must remember apart from the data.
type Meta struct {
	Dev    op.ID     `cbor:"0,keyasint"`
	N      uint64    `cbor:"1,keyasint"` // last counter used
	HLC    op.HLC    `cbor:"2,keyasint"` // last clock used or seen
	Offset int64     `cbor:"3,keyasint"` // server clock minus device clock, ms
	Cursor op.Cursor `cbor:"4,keyasint"`
	RV     uint8     `cbor:"5,keyasint"` // reducer version of the bases
	Pulled bool      `cbor:"6,keyasint,omitempty"`
	Pruned int64     `cbor:"7,keyasint,omitempty"`  // when what is kept for a restored server was last looked through, ms UTC
	Stale  bool      `cbor:"8,keyasint,omitempty"`  // list rows are of before a new beginning: those that nothing stands behind go with the next whole pull
	Inbox  int       `cbor:"16,keyasint,omitempty"` // how much of others' waits for this person, as last told
	Fate   op.Fate   `cbor:"17,keyasint"`           // what became of what this person wrote and was set aside
	Least  uint16    `cbor:"18,keyasint,omitempty"` // the least program that may write anew, as last told
}
