package local

import (
	"damping/shared/client"
	"damping/shared/errs"
)

// The wraps a store can have.
const (
	slotPassword = "password"
	slotPasskey  = "passkey"
)

// clearText is what a store shows without a key.
type clearText struct {
	Slots map[string]string `json:"slots"` // derivations by slot
	Tries tries             `json:"tries"`
	Used  int64             `json:"used"` // when it was last opened, ms UTC; 0 after a sign-out
	// Elsewhere tells that another tab has it open.
	Elsewhere bool `json:"elsewhere"`
}

// shim is store.js, and outbox.js beside it, as Go sees them, call by call; its own comments say what each does. Keys (kek) are wiped by who takes
// them. One store can be open at a time.
type shim interface {
	list() ([]string, error)
	create(name string, kek []byte, params string) error
	slots(name string) (clearText, error)
	setTries(name string, t tries) error
	leave(name string) error
	addSlot(name, oldSlot string, oldKEK []byte, slot string, kek []byte, params string) error
	removeSlot(name, slot string) error

	unlock(name, slot string, kek []byte) error
	lock()
	mayWrap() error
	wrapHere(slot string, kek []byte, params string) error
	seize(name string) error
	onLost(tell func(errs.Code))
	unsent(name string) (int, error)
	sealed(name string) (Sealed, error)
	surrender(name string) (int, error)
	orphans() (int, error)
	destroy(name string) error

	load(kinds []client.Kind) ([]client.Record, error)
	get(kind client.Kind, keys []string) ([][]byte, error)
	commit(durable bool, records []client.Record) error
}
