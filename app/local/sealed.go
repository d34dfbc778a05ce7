package local

import (
	"damping/app/state"
	"damping/shared/api"
	"damping/shared/client"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/outbox"
)

// noteOutbox keeps the server's public key and what this device proves itself by. The key is the server's until a session
// brings another: nothing else can change it.
const noteOutbox = "desk-outbox" // api.Outbox

// keepOutbox takes what a session brought.
func (o *open) keepOutbox(session api.Session) error {
	if o.shared || len(session.Outbox.Key) == 0 {
		return nil
	}
	if err := o.putJSON(noteOutbox, session.Outbox); err != nil {
		return err
	}
	dev, err := op.ParseID(session.Device.ID)
	if err != nil {
		return errs.E(errs.BadRequest, "err.bad_request")
	}
	return o.sealWith(dev, session.Outbox)
}

// resumeOutbox takes what earlier sessions brought.
func (o *open) resumeOutbox() error {
	var keys api.Outbox
	if err := o.readJSON(noteOutbox, &keys); err != nil || len(keys.Key) == 0 {
		return err
	}
	return o.sealWith(o.dev, keys)
}

// sealWith has everything unsent sealed from now on. On a full disk the work goes on without copies of it: they are made
// with the next session.
func (o *open) sealWith(dev op.ID, keys api.Outbox) error {
	sealer, err := outbox.NewSealer(keys.Key, dev, keys.MAC)
	if err != nil {
		return errs.E(errs.BadRequest, "err.bad_request")
	}
	err = o.sync.With(func(e *client.Engine) error { return e.SealWith(sealer) })
	if errs.CodeOf(err) == errs.Quota {
		return nil
	}
	return err
}

// waiting tells what of this device's work is on its way while nobody is in: that of a store, and that of stores which are
// gone. What cannot be counted is not told.
func (d *Desk) waiting(store string) (w state.Waiting) {
	if store != "" {
		c, _ := d.p.Disk.Sealed(store)
		w.Unsent, w.Sent = c.Acts, c.Sent
	}
	w.Orphans, _ = d.p.Disk.Orphans()
	return w
}

// recount is told when the worker has sent something.
func (d *Desk) recount() {
	d.opening.Lock()
	defer d.opening.Unlock()
	d.mu.Lock()
	shut, name := d.at == nil, d.name
	d.mu.Unlock()
	if !shut {
		return
	}
	w := d.waiting(name)
	d.mu.Lock()
	d.door.Waiting = w
	d.mu.Unlock()
	d.tell([]op.ID{})
}

// sendLater has the browser send what is left when the page is gone, where it can.
func (d *Desk) sendLater(o *open) {
	unsent := 0
	_ = o.sync.With(func(e *client.Engine) error {
		unsent = e.Unsent()
		return nil
	})
	if unsent > 0 && !o.shared {
		d.p.Notices.Later()
	}
}

// Sealed is how the unsent work of a locked store stands.
type Sealed struct {
	Acts int `json:"acts"` // sealed and waiting
	Sent int `json:"sent"` // sent by the worker since
	Ops  int `json:"ops"`  // how many operations both are
}

// Sealed tells of a store how its unsent work stands; it needs no password.
func (d *Disk) Sealed(name string) (Sealed, error) { return d.shim.sealed(name) }

// Surrender moves what a store has not sent into the worker's own outbox, sealed to the server as it is. It answers how
// many acts it moved.
func (d *Disk) Surrender(name string) (int, error) { return d.shim.surrender(name) }

// Orphans counts the acts in the worker's own outbox, whose stores are gone.
func (d *Disk) Orphans() (int, error) { return d.shim.orphans() }
