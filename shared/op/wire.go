package op

import (
	"crypto/sha256"

	"damping/shared/errs"
)

// Verdict says what became of an op. Once given it never changes.
type Verdict uint8

// The verdicts, append-only because they travel.
const (
	Accepted    Verdict = 1 // in the log
	Quarantined Verdict = 2 // set aside because of access; the file's owner or a supervisor decides
	Rejected    Verdict = 3 // set aside because of a rule; the author decides
	Torn        Verdict = 4 // not taken and not kept: the rest of its group was missing; send the group again
)

// Ack is the server's answer to one op.
type Ack struct {
	ID      ID        `cbor:"0,keyasint"`
	Verdict Verdict   `cbor:"1,keyasint"`
	Seq     uint64    `cbor:"2,keyasint,omitempty"` // place in the log; for a command that of its last effect
	Eff     HLC       `cbor:"3,keyasint,omitempty"`
	Code    errs.Code `cbor:"4,keyasint,omitempty"` // why not
	Effects []ID      `cbor:"5,keyasint,omitempty"` // ops that a command made
}

// Push is a batch of whole groups, in order of N.
type Push struct {
	Dev   ID   `cbor:"0,keyasint"`
	Ops   []Op `cbor:"1,keyasint"`
	Epoch ID   `cbor:"2,keyasint"` // of the device's cursor; zero before the first contact
}

// PushAnswer has one Ack for every op of the batch. It has none when Epoch is not For: the server was restored, and
// takes nothing until the device has pulled and knows what must be offered again.
type PushAnswer struct {
	Acks  []Ack `cbor:"0,keyasint"`
	Now   int64 `cbor:"1,keyasint"` // ms UTC
	Epoch ID    `cbor:"2,keyasint"` // the server's
	For   ID    `cbor:"3,keyasint"` // the Epoch that was asked with: how a device knows an answer come too late
}

// Holding is a scope that a device holds, and the number of the grant by which it does. A changed number means that
// the right was given anew: the device drops what it has and takes a snapshot. The number of a card stands for every
// right on its file: it changes with any of them.
type Holding struct {
	_        struct{} `cbor:",toarray"`
	Scope    Scope
	GrantSeq uint64
}

// Cursor is how far a device has read. It is opaque to the device but for the equality of Epoch.
type Cursor struct {
	_     struct{} `cbor:",toarray"`
	Epoch ID       // changes when the server was restored from a backup
	Seq   uint64
}

// Pull asks for what is new. Digest is DigestOf the held list; the list itself goes along only when the server asked
// for it, because the server remembers per device what it last delivered.
type Pull struct {
	Dev    ID        `cbor:"0,keyasint"`
	Cursor Cursor    `cbor:"1,keyasint"`
	Digest []byte    `cbor:"2,keyasint"`
	Held   []Holding `cbor:"3,keyasint,omitempty"`
	Full   bool      `cbor:"4,keyasint,omitempty"` // Held is the whole list, even when empty
	Limit  int       `cbor:"5,keyasint,omitempty"` // most bytes wanted, about; 0 leaves it to the server
	Want   []ID      `cbor:"6,keyasint,omitempty"` // files to be held in full from now on; MaxWant at most
	Shed   []ID      `cbor:"7,keyasint,omitempty"` // files that there was no room to hold in full any more; MaxWant at most
}

// MaxWant is how many files one Pull may ask for, and how many it may give up.
const MaxWant = 100

// WantFor is how long a file that was asked for is given in full after it was last asked for, in ms.
const WantFor = int64(14 * 24 * 3_600_000)

// Mark stands for what the asking device held and had read. The answer repeats it: a page changes a device only when
// it answers the device as it is. What the device wants is no part of that: a person may open another file meanwhile. What
// it has shed it holds no longer, and that is.
func (p *Pull) Mark() []byte {
	sum := sha256.Sum256(Marshal([]any{p.Dev, p.Cursor, p.Digest}))
	return sum[:16]
}

// Snapshot is a scope as it stands at AsOf. That of a card has the domain.Card in its bundle, and tells which parts of the
// file may be read: what a device keeps of its own work in the others must go.
type Snapshot struct {
	Holding Holding `cbor:"0,keyasint"`
	AsOf    uint64  `cbor:"1,keyasint"`
	FoldedN uint64  `cbor:"2,keyasint"` // highest N of the asking device that is folded in
	Bundle  []byte  `cbor:"3,keyasint"`
	Reads   []Part  `cbor:"4,keyasint,omitempty"`
}

// PullAnswer is one page. The device applies it in this order, in one local transaction with the cursor: Reset, Revoked,
// Snapshots, Released, Ops, Shed, Wanted, Cursor.
type PullAnswer struct {
	NeedHeld  bool       `cbor:"0,keyasint,omitempty"` // nothing else is in the answer: ask again with Full
	Reset     bool       `cbor:"1,keyasint,omitempty"` // another epoch: drop what is held, offer the retained ops again; before Revoked
	Revoked   []Scope    `cbor:"2,keyasint,omitempty"`
	Snapshots []Snapshot `cbor:"3,keyasint,omitempty"`
	Ops       []Op       `cbor:"4,keyasint,omitempty"`
	Cursor    Cursor     `cbor:"5,keyasint"`
	More      bool       `cbor:"6,keyasint,omitempty"`
	Now       int64      `cbor:"7,keyasint"`
	For       []byte     `cbor:"8,keyasint"`            // Mark of the Pull
	Released  []Scope    `cbor:"9,keyasint,omitempty"`  // not held any more though the right stands; own unsent work stays
	Wanted    []ID       `cbor:"10,keyasint,omitempty"` // what the Pull wanted: it is remembered
	Shed      []ID       `cbor:"11,keyasint,omitempty"` // what the Pull has shed: that it was ever wanted is forgotten
	Inbox     int        `cbor:"16,keyasint,omitempty"` // groups set aside that wait for this person to decide
	Fate      *Fate      `cbor:"17,keyasint,omitempty"` // of what this person wrote and was set aside; nil when nothing was
	MinClient uint16     `cbor:"18,keyasint,omitempty"` // the least Client that may write anew; what was written is taken from all
}
