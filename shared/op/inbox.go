package op

import (
	"crypto/sha256"

	"damping/shared/errs"
)

// Inbox is what was set aside because of access and waits for somebody: what they write into the file it was meant for
// themselves they decide on. It is asked for online and kept by no device.
type Inbox struct {
	Items []InboxItem `cbor:"0,keyasint"`
	Now   int64       `cbor:"1,keyasint"` // ms UTC
}

// InboxItem is one group set aside.
type InboxItem struct {
	Group  ID        `cbor:"0,keyasint"`           // the id of its first op, by which the commands name it: only that is sure to be no other's
	File   ID        `cbor:"1,keyasint"`           //
	Kind   EntKind   `cbor:"2,keyasint"`           // of the file
	Actor  ID        `cbor:"3,keyasint"`           // who wrote it, proved by the session
	As     ID        `cbor:"4,keyasint"`           // as what
	Made   int64     `cbor:"5,keyasint"`           // when, by the author's clock, ms UTC
	Came   int64     `cbor:"6,keyasint"`           // when the server received it, ms UTC
	After  bool      `cbor:"7,keyasint,omitempty"` // it was written after the file went to its present owner
	Parts  []Part    `cbor:"8,keyasint,omitempty"`
	Ops    []Op      `cbor:"9,keyasint,omitempty"`  // none when the reader may not read every part
	Others []ID      `cbor:"10,keyasint,omitempty"` // the appointments that may, when the reader may not
	By     ID        `cbor:"11,keyasint,omitempty"` // the reader's appointment under which it may be decided on
	May    bool      `cbor:"12,keyasint,omitempty"` // and taken into the file
	Begins bool      `cbor:"13,keyasint,omitempty"` // it begins the file, which nobody has
	Code   errs.Code `cbor:"14,keyasint,omitempty"` // why it was set aside
}

// Fate tells an author what became of what was set aside: how many groups in all.
type Fate struct {
	_     struct{} `cbor:",toarray"`
	Waits int      // nobody has decided
	Taken int      // now in the file
	Left  int      // read, and not taken
}

// Adopted is the id under which an op that was set aside enters the log when somebody takes it in. It follows from the
// first one, so that it cannot enter twice, and so that what replaced the op can be told from what did not.
func Adopted(id ID) ID {
	sum := sha256.Sum256(append([]byte("adopted"), id[:]...))
	out := id // the instant stays
	copy(out[6:], sum[:])
	out[6] = out[6]&0x0f | 0x70
	out[8] = out[8]&0x3f | 0x80
	return out
}
