package local

import (
	"context"

	"damping/app/state"
	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/op"
)

// Wiper deletes what lies on this device; web/static/wipe.js says what goes and what is kept.
type Wiper interface {
	// Begin finishes what was interrupted, empties the stores that were out of touch for too long, and tells why there
	// may be nothing here: "wiped", "lease", or empty when there is no reason.
	Begin() (why string)
	// Obey empties the device because the server says so.
	Obey()
	// Renew notes that a store may be out of touch for so many ms from now.
	Renew(store string, left int64)
}

// wiped is told that the server answered a request with nothing but that this device has to be emptied. It may be called
// while the door is being moved, hence it waits for nobody.
func (d *Desk) wiped() {
	d.mu.Lock()
	again := d.wiping
	d.wiping = true
	d.mu.Unlock()
	if !again {
		go d.empty()
	}
}

// empty drops the key, deletes what is on the disk, and has the worker send what was sealed. A page that was open ends with
// this, and the next one has it sent.
func (d *Desk) empty() {
	d.mu.Lock()
	o := d.at
	d.at, d.awaiting = nil, nil
	d.mu.Unlock()
	if o != nil {
		o.stop()
		o.shut()
	}
	d.p.Wiper.Obey()
	if o == nil {
		d.p.Notices.Flush()
	}

	waiting := d.waiting("")
	d.mu.Lock()
	d.door, d.name, d.wiping = state.Door{Stage: state.SignedOut, Emptied: state.EmptiedWiped, Waiting: waiting}, "", false
	watch := d.watch
	d.mu.Unlock()
	watch([]op.ID{})
}

// hear asks the server about a device that nobody has opened yet: whether it has to be emptied, and how long it may be out
// of touch.
func (d *Desk) hear(store string) {
	var lease api.DeviceLease
	if d.remote().json(context.Background(), "GET", api.LeasePath, nil, &lease) == nil {
		d.p.Wiper.Renew(store, lease.Lease.WipeAt-lease.Now)
	}
}

// emptied is the door of a device on which nothing is, or nothing any more.
func (d *Desk) emptied(why string, err error) state.Door {
	door := state.Door{Stage: state.SignedOut, Emptied: why}
	if errs.CodeOf(err) == errs.Unavailable { // the browser has no storage for us; a shared computer's way still works
		door.Problem = errs.Unavailable
	}
	return door
}
