package local

import (
	"context"
	"errors"

	"damping/app/state"
	"damping/shared/api"
	"damping/shared/client"
	"damping/shared/errs"
)

// SignIn implements state.Desk. It is also how somebody whose session has ended, or whose tries are used up, goes on. A
// password that the server takes and the store does not was changed elsewhere: the error is then locked with the text
// unlock.changed, and Unlock takes the old one. Without a network a store that is here is unlocked instead.
func (d *Desk) SignIn(name, password string, shared bool) error {
	d.opening.Lock()
	defer d.opening.Unlock()
	store := NameOf(name)

	request := api.SignIn{Name: name, Password: password, Device: api.DeviceInfo{Label: d.p.Label, Shared: shared, Fresh: d.fresh(store, shared)}}
	session, err := d.askIn(request)
	if errors.Is(err, errOffline) && !shared {
		return d.signInOffline(store, password, err)
	}
	if err != nil {
		return err
	}

	if o, err := d.opened(); err == nil {
		if d.name == store && !shared && session.Device.ID == o.dev.String() {
			return d.signedInAgain(o, session)
		}
		d.close()
	}
	if shared {
		d.mu.Lock()
		d.name = ""
		d.mu.Unlock()
		return d.enter(client.NewMemory(), &session)
	}
	return d.enterStore(store, request, session)
}

// fresh reports whether a store will be made for who signs in.
func (d *Desk) fresh(store string, shared bool) bool {
	if shared {
		return false
	}
	has, err := d.p.Disk.Has(store)
	return err == nil && !has
}

// askIn asks the server to let somebody in.
func (d *Desk) askIn(request api.SignIn) (session api.Session, err error) {
	err = d.remote().json(context.Background(), "POST", api.SessionPath, request, &session)
	return session, err
}

// signInOffline opens the store of that name when there is one; otherwise the network's failure is the answer.
func (d *Desk) signInOffline(store, password string, offline error) error {
	if has, err := d.p.Disk.Has(store); err != nil || !has {
		return offline
	}
	d.close()
	d.mu.Lock()
	d.name = store
	d.mu.Unlock()
	opened, err := d.p.Disk.Unlock(store, password)
	if err != nil {
		return d.stayLocked(err)
	}
	return d.enter(opened, nil)
}

// enterStore opens the store of an account that the server knows, or makes it.
func (d *Desk) enterStore(name string, request api.SignIn, session api.Session) error {
	password := request.Password
	d.mu.Lock()
	d.name = name
	d.mu.Unlock()

	store, err := d.openOrMake(name, password)
	if errs.CodeOf(err) == errs.WrongCredentials {
		d.mu.Lock()
		d.awaiting = &changed{session: session, password: password}
		d.mu.Unlock()
		if err := d.p.Disk.Forgive(name); err != nil { // it was no guess
			return err
		}
		return d.stayLocked(errs.E(errs.Locked, "unlock.changed"))
	}
	if err != nil {
		return d.stayLocked(err)
	}

	err = d.enter(store, &session)
	if errors.Is(err, errOtherDevice) {
		return d.reclaim(name, request)
	}
	return err
}

// reclaim has the server know this browser by the id that its store was written under: its cookie was lost, or the server
// was restored from a backup that is older. Where the server does not agree, what is unsent goes on under the new id.
func (d *Desk) reclaim(name string, request api.SignIn) (err error) {
	var session api.Session
	store, err := d.p.Disk.Unlock(name, request.Password)
	if err != nil {
		return d.stayLocked(err)
	}
	engine, err := client.Open(store, d.p.Rand)
	if err == nil {
		request.Device.ID = engine.Device().String()
		session, err = d.askIn(request)
	}
	if err == nil {
		err = rename(engine, session.Device.ID)
	}
	store.Lock()
	if err == nil {
		store, err = d.p.Disk.Unlock(name, request.Password)
	}
	if err != nil {
		return d.stayLocked(err)
	}
	return d.enter(store, &session)
}

// openOrMake opens the store of an account whose password the server has just taken, or makes it.
func (d *Desk) openOrMake(name, password string) (*Store, error) {
	has, err := d.p.Disk.Has(name)
	if err != nil {
		return nil, err
	}
	if !has {
		return d.p.Disk.Create(name, password)
	}
	if err := d.p.Disk.Forgive(name); err != nil {
		return nil, err
	}
	return d.p.Disk.Unlock(name, password)
}

// errOtherDevice says that the server knows this browser under another device id than the store does: its long cookie
// was lost, or somebody else signed in here in between.
var errOtherDevice = errs.E(errs.Conflict, "store.foreign").At("device")

// signedInAgain goes on with an open store after its session had ended.
func (d *Desk) signedInAgain(o *open, session api.Session) error {
	if err := o.renew(session); err != nil {
		return err
	}
	o.keeper.signIn()
	o.sync.Kick()
	return nil
}

// SignOut implements state.Desk. The server may be out of reach: the session then ends by itself, and the store is
// locked all the same.
func (d *Desk) SignOut() error {
	err := d.ask("DELETE", api.SessionPath, nil, nil)
	if err != nil && errs.CodeOf(err) == errs.Locked {
		return err
	}

	d.opening.Lock()
	defer d.opening.Unlock()
	d.mu.Lock()
	name := d.name
	d.mu.Unlock()
	d.close()
	if name != "" {
		if err := d.p.Disk.Leave(name); err != nil {
			return err
		}
	}
	d.mu.Lock()
	d.door, d.name = state.Door{Stage: state.SignedOut}, ""
	d.mu.Unlock()
	return nil
}

// Welcome implements state.Desk.
func (d *Desk) Welcome(token, password string) (string, error) {
	var answer api.Welcomed
	request := api.Welcome{Token: token, Password: password}
	err := d.remote().json(context.Background(), "POST", api.WelcomePath, request, &answer)
	return answer.Login, err
}
