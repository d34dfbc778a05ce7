package outbox

import (
	"damping/shared/errs"
	"damping/shared/op"
)

// Batch is what a service worker sends: boxes in the order in which they were written. Orphan says that the store which they
// come from is gone, so that nobody else will ever send what is in them.
type Batch struct {
	_      struct{} `cbor:",toarray"`
	Orphan bool
	Boxes  [][]byte
}

// Answer is what became of one box. Taken says that the server has it and it need not be sent again: it is in the log, or
// was set aside for the reason in Code. A box that was not taken stays where it is; Code says what it waits for.
type Answer struct {
	_     struct{} `cbor:",toarray"`
	Group op.ID
	Taken bool
	Code  errs.Code
}
