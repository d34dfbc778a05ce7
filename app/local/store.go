package local

import (
	"sync/atomic"

	"damping/shared/client"
	"damping/shared/errs"
)

// Store is an unlocked device store, the client.Store of the engine. After Lock, or after it was lost to another tab,
// every method answers locked.
type Store struct {
	shim   shim
	locked atomic.Bool
}

// Load implements client.Store.
func (s *Store) Load(kinds ...client.Kind) ([]client.Record, error) {
	if s.locked.Load() {
		return nil, errLocked
	}
	return s.shim.load(kinds)
}

// Get implements client.Store.
func (s *Store) Get(kind client.Kind, keys ...string) ([][]byte, error) {
	if s.locked.Load() {
		return nil, errLocked
	}
	return s.shim.get(kind, keys)
}

// Commit implements client.Store. Durable writes ask the browser for strict durability: they are on the disk when it
// returns.
func (s *Store) Commit(durable bool, records ...client.Record) error {
	if s.locked.Load() {
		return errLocked
	}
	return s.shim.commit(durable, records)
}

// Lock forgets the key.
func (s *Store) Lock() {
	if s.locked.CompareAndSwap(false, true) {
		s.shim.lock()
	}
}

// mayAddPasskey reports, by the error locked, that too long has passed since the password opened the store.
func (s *Store) mayAddPasskey() error {
	if s.locked.Load() {
		return errLocked
	}
	return s.shim.mayWrap()
}

// addPasskey lets a passkey open the store, in place of one before, without the password being typed again.
func (s *Store) addPasskey(p Passkey, secret []byte) error {
	how := fromPasskey(p)
	kek, err := how.key(secret)
	if err != nil {
		return err
	}
	return s.shim.wrapHere(slotPasskey, kek, how.text())
}

// OnLost sets who is told when the store was taken away from this page: conflict when another tab took it over, gone
// when it was destroyed. It is locked by then. tell is called from a JavaScript callback and must not block.
func (s *Store) OnLost(tell func(errs.Code)) {
	s.shim.onLost(func(code errs.Code) {
		if s.locked.CompareAndSwap(false, true) {
			tell(code)
		}
	})
}

var (
	errLocked    = errs.E(errs.Locked, "")
	errNoPasskey = errs.E(errs.NotFound, "").At(slotPasskey)
)
