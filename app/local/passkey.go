package local

// Passkey names a credential of this device and what its secret is asked with. Both are public; the secret is what the
// authenticator answers, and it never leaves the page.
type Passkey struct {
	ID   []byte // credential id
	Salt []byte // input of the PRF, 32 bytes
}

// Passkey tells which credential opens a store. Errors: not_found when none does, store_corrupt.
func (d *Disk) Passkey(name string) (Passkey, error) {
	c, err := d.shim.slots(name)
	if err != nil {
		return Passkey{}, err
	}
	text, ok := c.Slots[slotPasskey]
	if !ok {
		return Passkey{}, errNoPasskey
	}
	how, err := readDerivation(text)
	if err != nil {
		return Passkey{}, err
	}
	return Passkey{ID: how.Cred, Salt: how.Salt}, nil
}

// UnlockPasskey opens a store with the secret of its passkey. Wrong tries are not counted, because nobody can guess 32
// bytes; but when the passwords' are used up, this way is shut, too. Errors as Unlock.
func (d *Disk) UnlockPasskey(name string, secret []byte) (*Store, error) {
	c, err := d.shim.slots(name)
	if err != nil {
		return nil, err
	}
	if c.Tries.onlineOnly() {
		return nil, c.Tries.check(d.millis())
	}
	kek, err := d.key(c, slotPasskey, secret)
	if err != nil {
		return nil, err
	}
	return d.unlock(name, slotPasskey, kek)
}

// AddPasskey lets a passkey open a store, in place of one before. The password is given again: an open store holds its
// key in a form that nothing can take out. Errors: wrong_credentials, store_corrupt.
func (d *Disk) AddPasskey(name, password string, p Passkey, secret []byte) error {
	c, err := d.shim.slots(name)
	if err != nil {
		return err
	}
	return d.rewrap(name, c, password, slotPasskey, fromPasskey(p), secret)
}

// RemovePasskey forgets the passkey; the password still opens the store.
func (d *Disk) RemovePasskey(name string) error { return d.shim.removeSlot(name, slotPasskey) }
