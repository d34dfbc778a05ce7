package local

import (
	"io"

	"damping/app/device"
	"damping/app/state"
	"damping/shared/api"
	"damping/shared/errs"
)

// Passkey implements state.Desk.
func (d *Desk) Passkey() state.Ability {
	o, err := d.opened()
	if err != nil || o.shared || !d.p.Passkeys.Possible() {
		return state.Ability{}
	}
	_, err = d.p.Disk.Passkey(o.name)
	return state.Ability{Possible: true, On: err == nil}
}

// AddPasskey implements state.Desk. It works in the first five minutes after the store was opened by password: who
// merely holds an unlocked phone must not make their own finger a key. Later the error is locked at "password".
func (d *Desk) AddPasskey() error {
	o, err := d.opened()
	if err != nil {
		return err
	}
	store, ok := o.store.(*Store)
	if !ok {
		return device.ErrUnsupported // nothing is kept on a shared computer
	}
	if err := store.mayAddPasskey(); err != nil {
		return err
	}

	salt := make([]byte, 32)
	if _, err := io.ReadFull(d.p.Rand, salt); err != nil {
		return err
	}
	id, secret, err := d.p.Passkeys.New(salt)
	if err != nil {
		return err
	}
	defer clear(secret)
	return store.addPasskey(Passkey{ID: id, Salt: salt}, secret)
}

// RemovePasskey implements state.Desk.
func (d *Desk) RemovePasskey() error {
	o, err := d.opened()
	if err != nil {
		return err
	}
	if o.shared {
		return nil
	}
	return d.p.Disk.RemovePasskey(o.name)
}

// sentPush is the subscription that the server has, and the server's key it was made with.
type sentPush struct {
	Endpoint string `json:"endpoint"`
	Key      string `json:"key"`
}

// Push implements state.Desk.
func (d *Desk) Push() state.Ability {
	o, err := d.opened()
	if err != nil || o.shared {
		return state.Ability{}
	}
	var a state.Ability
	a.Possible, a.Denied = d.p.Notices.Stands()
	var sent sentPush
	if current, err := d.p.Notices.Current(); err == nil && current != nil && o.readJSON(notePush, &sent) == nil {
		a.On = sent.Endpoint == current.Endpoint
	}
	o.mu.Lock()
	a.Last = o.me.Device.LastReceipt
	o.mu.Unlock()
	return a
}

// EnablePush implements state.Desk.
func (d *Desk) EnablePush() error {
	o, err := d.opened()
	if err != nil {
		return err
	}
	if o.shared {
		return device.ErrUnsupported
	}
	// First of all: the tap that allows the browser to ask grows stale while a server is waited for.
	if err := d.p.Notices.Ask(); err != nil {
		return err
	}
	key, err := d.pushKey()
	if err != nil {
		return err
	}
	return d.subscribe(o, key)
}

func (d *Desk) pushKey() (string, error) {
	var key api.PushKey
	err := d.ask("GET", api.PushKeyPath, nil, &key)
	return key.Key, err
}

// subscribe subscribes with the server's key and hands the subscription to the server.
func (d *Desk) subscribe(o *open, key string) error {
	s, err := d.p.Notices.Subscribe(key)
	if err != nil {
		return err
	}
	if err := d.ask("PUT", api.PushSubscriptionPath, s.PushSubscription, nil); err != nil {
		return err
	}
	return o.putJSON(notePush, sentPush{Endpoint: s.Endpoint, Key: key})
}

// renewPush runs whenever the server is reached again, for who has turned notifications on: browsers end subscriptions
// and say nothing. When the browser's is not the one that the server has, or was made with another key of the server's,
// a new one goes there.
func (d *Desk) renewPush(o *open) {
	var sent sentPush
	if err := o.readJSON(notePush, &sent); err != nil || sent.Endpoint == "" {
		return
	}
	if possible, denied := d.p.Notices.Stands(); !possible || denied {
		return
	}
	key, err := d.pushKey()
	if err != nil {
		return
	}
	current, err := d.p.Notices.Current()
	if err != nil {
		return
	}
	if current != nil && current.Endpoint == sent.Endpoint && current.ServerKey == key {
		return
	}
	if current != nil && current.ServerKey != key {
		// A subscription cannot change its key.
		if err := d.p.Notices.Unsubscribe(); err != nil {
			return
		}
	}
	_ = d.subscribe(o, key) // the next time tries again
}

// DisablePush implements state.Desk.
func (d *Desk) DisablePush() error {
	o, err := d.opened()
	if err != nil {
		return err
	}
	if err := d.p.Notices.Unsubscribe(); err != nil {
		return err
	}
	if err := o.putNote(notePush, nil); err != nil {
		return err
	}
	err = d.ask("DELETE", api.PushSubscriptionPath, nil, nil)
	if errs.CodeOf(err) == errs.NotFound {
		return nil
	}
	return err
}

// TestPush implements state.Desk.
func (d *Desk) TestPush() error {
	var sent api.PushTest
	return d.ask("POST", api.PushTestPath, nil, &sent)
}
