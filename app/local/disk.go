package local

import (
	"bytes"
	"io"
	"time"

	"damping/shared/errs"
)

// Disk is where the stores of this browser's accounts stand. It makes them and unlocks them; store names come from
// NameOf. It is not for concurrent use.
type Disk struct {
	shim shim
	now  func() time.Time
	rand io.Reader
	// beside derives a password's key without holding up the page. It is nil where there is no such place.
	beside func(how derivation, password []byte) ([]byte, error)
}

// Account is a store as it looks while it is locked.
type Account struct {
	Name       string
	Passkey    bool  // a passkey opens it
	WaitUntil  int64 // ms UTC by the device's clock: no try before this; 0 for none
	OnlineOnly bool  // tries on the device are used up
	Used       int64 // when it was last opened, ms UTC; 0 when the person has signed out since
	Elsewhere  bool  // another tab has it open
	Sealed     Sealed
}

// Names lists the stores there are, in no particular order.
func (d *Disk) Names() ([]string, error) { return d.shim.list() }

// Has reports whether there is a store of that name.
func (d *Disk) Has(name string) (bool, error) {
	names, err := d.shim.list()
	for _, n := range names {
		if n == name {
			return true, err
		}
	}
	return false, err
}

// Last is the store that was opened last. Error: not_found when there is none, or everybody has signed out. A store
// that cannot be read is the answer only when there is no other: the person must hear of it.
func (d *Disk) Last() (Account, error) {
	names, err := d.shim.list()
	if err != nil {
		return Account{}, err
	}

	last, broken, problem := Account{}, Account{}, error(errs.E(errs.NotFound, ""))
	for _, name := range names {
		a, err := d.Look(name)
		if err != nil {
			broken.Name, problem = name, err
			continue
		}
		if a.Used > last.Used {
			last = a
		}
	}
	if last.Used > 0 {
		return last, nil
	}
	return broken, problem
}

// Look tells how a locked store stands. Errors: not_found, store_corrupt.
func (d *Disk) Look(name string) (Account, error) {
	c, err := d.shim.slots(name)
	if err != nil {
		return Account{}, err
	}
	_, passkey := c.Slots[slotPasskey]
	sealed, _ := d.shim.sealed(name) // a count that fails must not keep anybody out
	return Account{Name: name, Passkey: passkey, WaitUntil: c.Tries.nextAt(d.millis()), OnlineOnly: c.Tries.onlineOnly(),
		Used: c.Used, Elsewhere: c.Elsewhere, Sealed: sealed}, nil
}

// Create makes a store that the password opens, and opens it. Errors: conflict when it exists, quota.
func (d *Disk) Create(name, password string) (*Store, error) {
	how, err := fromPassword(d.rand)
	if err != nil {
		return nil, err
	}
	kek, err := d.derive(how, []byte(password))
	if err != nil {
		return nil, err
	}
	if err := d.shim.create(name, bytes.Clone(kek), how.text()); err != nil {
		return nil, err
	}
	return d.unlock(name, slotPassword, kek)
}

// Unlock opens a store with the password. Errors: wrong_credentials; limited with the seconds to wait as its argument,
// and locked when only a sign-in over the network helps; conflict when another tab has it open; store_corrupt.
func (d *Disk) Unlock(name, password string) (*Store, error) {
	c, err := d.shim.slots(name)
	if err != nil {
		return nil, err
	}
	now := d.millis()
	if err := c.Tries.check(now); err != nil {
		return nil, err
	}
	var kek []byte
	var noKey error
	derived := make(chan struct{})
	go func() {
		defer close(derived)
		kek, noKey = d.key(c, slotPassword, []byte(password))
	}()
	// Counted before it is known to be wrong: ending the browser in between must not give a free try.
	uncounted := d.shim.setTries(name, tries{N: c.Tries.N + 1, At: now})
	<-derived
	if uncounted != nil {
		return nil, uncounted
	}

	store, err := (*Store)(nil), noKey
	if noKey == nil {
		store, err = d.unlock(name, slotPassword, kek)
	}
	if err != nil && errs.CodeOf(err) != errs.WrongCredentials {
		// It was not the password: give the try back. What stands in the way is the better answer if that fails, too.
		_ = d.shim.setTries(name, c.Tries)
	}
	return store, err
}

// unlock takes the count of tries away when the key is right.
func (d *Disk) unlock(name, slot string, kek []byte) (*Store, error) {
	if err := d.shim.unlock(name, slot, kek); err != nil {
		return nil, err
	}
	return &Store{shim: d.shim}, nil
}

// key makes a slot's key. Error: not_found when the store has no such slot.
func (d *Disk) key(c clearText, slot string, secret []byte) ([]byte, error) {
	text, ok := c.Slots[slot]
	if !ok {
		return nil, errs.E(errs.NotFound, "").At(slot)
	}
	how, err := readDerivation(text)
	if err != nil {
		return nil, err
	}
	return d.derive(how, secret)
}

// derive makes a key beside the page where it can, and in the page where that fails: a person must get in.
func (d *Disk) derive(how derivation, secret []byte) ([]byte, error) {
	if how.Alg == algArgon2id && d.beside != nil {
		if key, err := d.beside(how, secret); err == nil && len(key) == keyBytes {
			return key, nil
		}
	}
	return how.key(secret)
}

// ChangePassword wraps the key for a new password; the old one no longer opens the store. Errors as Unlock, but it
// counts no tries: the caller has just unlocked with the old password.
func (d *Disk) ChangePassword(name, old, password string) error {
	c, err := d.shim.slots(name)
	if err != nil {
		return err
	}
	how, err := fromPassword(d.rand)
	if err != nil {
		return err
	}
	return d.rewrap(name, c, old, slotPassword, how, []byte(password))
}

// rewrap puts a wrap beside the password's, or in its place.
func (d *Disk) rewrap(name string, c clearText, password, slot string, how derivation, secret []byte) error {
	old, err := d.key(c, slotPassword, []byte(password))
	if err != nil {
		return err
	}
	kek, err := d.derive(how, secret)
	if err != nil {
		return err
	}
	return d.shim.addSlot(name, slotPassword, old, slot, kek, how.text())
}

// Forgive takes the wrong tries away, after the server has taken the password.
func (d *Disk) Forgive(name string) error { return d.shim.setTries(name, tries{}) }

// Leave marks a store as one from which the person has signed out: it is no longer the one that Last finds.
func (d *Disk) Leave(name string) error { return d.shim.leave(name) }

// Seize locks the store in the tab that has it open, so that it can be unlocked here.
func (d *Disk) Seize(name string) error { return d.shim.seize(name) }

// Unsent counts the changes in a store that the server is not known to have, at most; it needs no password.
func (d *Disk) Unsent(name string) (int, error) { return d.shim.unsent(name) }

// Destroy deletes a store with everything in it, whether it can be read or not. The person was told what is lost.
func (d *Disk) Destroy(name string) error { return d.shim.destroy(name) }

func (d *Disk) millis() int64 { return d.now().UnixMilli() }
