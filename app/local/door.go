package local

import (
	"damping/app/state"
	"damping/shared/errs"
	"damping/shared/op"
)

// Start implements state.Desk: it looks at what is on the disk and waits for nobody.
func (d *Desk) Start() (state.Door, error) {
	d.opening.Lock()
	defer d.opening.Unlock()
	why := d.p.Wiper.Begin()
	if why != "" {
		d.p.Notices.Flush()
	}
	account, err := d.p.Disk.Last()
	waiting := d.waiting(account.Name)
	if waiting.Unsent+waiting.Orphans > 0 {
		d.p.Notices.Flush() // not every browser does it by itself
	}
	d.p.Notices.OnSent(d.recount)

	d.mu.Lock()
	defer d.mu.Unlock()
	d.name = account.Name
	switch errs.CodeOf(err) {
	case "":
		d.door = d.lockedDoor(account)
		go d.hear(account.Name)
	case errs.NotFound, errs.Unavailable:
		d.door = d.emptied(why, err)
	case errs.StoreCorrupt:
		d.door = state.Door{Stage: state.Broken, Problem: errs.StoreCorrupt}
	default:
		return d.door, err
	}
	d.door.Waiting = waiting
	return d.door, nil
}

func (d *Desk) lockedDoor(a Account) state.Door {
	door := state.Door{Stage: state.Locked, Passkey: a.Passkey && d.p.Passkeys.Possible(), WaitUntil: a.WaitUntil,
		OnlineOnly: a.OnlineOnly, Elsewhere: a.Elsewhere, Waiting: state.Waiting{Unsent: a.Sealed.Acts, Sent: a.Sealed.Sent}}
	if a.Elsewhere {
		door.WaitUntil = 0 // a try that counts as wrong until it is over may be going on there; Unlock still asks the count
	}
	return door
}

// Unlock implements state.Desk. After a sign-in that ended with unlock.changed it takes the old password, and the
// store opens with the new one from then on.
func (d *Desk) Unlock(password string) error {
	d.opening.Lock()
	defer d.opening.Unlock()
	store, err := d.p.Disk.Unlock(d.name, password)
	if err != nil {
		return d.stayLocked(err)
	}

	d.mu.Lock()
	await := d.awaiting
	d.awaiting = nil
	d.mu.Unlock()
	if await == nil {
		return d.enter(store, nil)
	}
	if err := d.p.Disk.ChangePassword(d.name, password, await.password); err != nil {
		store.Lock()
		return err
	}
	return d.enter(store, &await.session)
}

// UnlockWithPasskey implements state.Desk.
func (d *Desk) UnlockWithPasskey() error {
	d.opening.Lock()
	defer d.opening.Unlock()
	credential, err := d.p.Disk.Passkey(d.name)
	if err != nil {
		return d.stayLocked(err)
	}
	secret, err := d.p.Passkeys.Secret(credential.ID, credential.Salt)
	if err != nil {
		return err
	}
	store, err := d.p.Disk.UnlockPasskey(d.name, secret)
	clear(secret)
	if err != nil {
		return d.stayLocked(err)
	}
	return d.enter(store, nil)
}

// stayLocked shows at the door what a failed try changed.
func (d *Desk) stayLocked(err error) error {
	account, look := d.p.Disk.Look(d.name)

	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case errs.CodeOf(err) == errs.StoreCorrupt:
		d.door = state.Door{Stage: state.Broken, Problem: errs.StoreCorrupt}
	case look == nil:
		leaseOver := d.door.LeaseOver
		d.door = d.lockedDoor(account)
		d.door.LeaseOver = leaseOver
	}
	return err
}

// Lock implements state.Desk. On a shared computer there is nothing left to unlock.
func (d *Desk) Lock() {
	d.opening.Lock()
	defer d.opening.Unlock()
	d.close()
}

// close drops what is open and shows the door shut.
func (d *Desk) close() {
	d.mu.Lock()
	o := d.at
	d.at, d.awaiting = nil, nil
	name := d.name
	d.mu.Unlock()
	if o == nil {
		return
	}
	o.stop()
	o.shut()

	door := state.Door{Stage: state.SignedOut}
	if !o.shared {
		// When the store can no longer be looked at, unlocking will say why.
		account, _ := d.p.Disk.Look(name)
		door = d.lockedDoor(account)
		if account.Sealed.Acts > 0 {
			d.p.Notices.Later()
		}
	}
	d.mu.Lock()
	d.door = door
	d.mu.Unlock()
}

// TakeOver locks the store in the tab that has it open; that one finds Elsewhere at its door then. Unlock here next.
func (d *Desk) TakeOver() error {
	d.opening.Lock()
	defer d.opening.Unlock()
	if err := d.p.Disk.Seize(d.name); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.door.Elsewhere = false
	return nil
}

// StoreUnsent counts the changes in the store that are neither sent nor sealed, at most; it works while the store is locked
// or its records cannot be read.
func (d *Desk) StoreUnsent() (int, error) {
	d.opening.Lock()
	defer d.opening.Unlock()
	n, err := d.p.Disk.Unsent(d.name)
	if err != nil {
		return 0, err
	}
	sealed, err := d.p.Disk.Sealed(d.name)
	return max(0, n-sealed.Ops), err
}

// StartOver deletes the store that the door is about. What is sealed in it is in the worker's hands first, or nothing is
// deleted; the rest goes. Only a person who was told may ask.
func (d *Desk) StartOver() error {
	d.opening.Lock()
	defer d.opening.Unlock()
	d.close()
	if _, err := d.p.Disk.Surrender(d.name); err != nil {
		return err
	}
	if err := d.p.Disk.Destroy(d.name); err != nil {
		return err
	}
	d.p.Notices.Flush()
	d.p.Notices.Later()
	waiting := d.waiting("")
	d.mu.Lock()
	defer d.mu.Unlock()
	d.door, d.name, d.awaiting = state.Door{Stage: state.SignedOut, Waiting: waiting}, "", nil
	return nil
}

// lost is told when the store was taken away from this page.
func (d *Desk) lost(errs.Code) {
	d.mu.Lock()
	o := d.at
	d.at = nil
	if o != nil {
		d.door = state.Door{Stage: state.Locked}
	}
	watch := d.watch
	d.mu.Unlock()
	if o == nil {
		return
	}
	o.stop()
	go watch([]op.ID{}) // this is a JavaScript callback, which must not wait
}
