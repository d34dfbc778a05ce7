package local

import (
	"context"
	"slices"

	"damping/shared/api"
	"damping/shared/client"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/outbox"
)

// Inbox implements state.Desk. What it answers is kept nowhere on the device.
func (d *Desk) Inbox() (box op.Inbox, err error) {
	o, err := d.opened()
	if err != nil {
		return box, err
	}
	ctx := context.Background()
	err = o.keeper.signedIn(ctx, func() error {
		answer, err := d.remote().ask(ctx, "GET", api.InboxPath, api.MediaCBOR, nil)
		if err != nil {
			return err
		}
		return op.Unmarshal(answer, &box)
	})
	return box, err
}

// part has this device go by another id. Copied says that another machine writes under the one it has, because a browser
// profile was copied: the server then makes this one a device of its own. Otherwise the server has done so already, and
// the device was stopped before it could take it in. What is unsent goes on under the new id.
func (o *open) part(ctx context.Context, why errs.Code) error {
	if why != errs.Copied {
		var me api.Me
		if err := o.keeper.signedIn(ctx, func() error { return o.keeper.remote.json(ctx, "GET", api.MePath, nil, &me) }); err != nil {
			return err
		}
		return o.become(me.Device.ID)
	}
	var session api.Session
	if err := o.keeper.signedIn(ctx, func() error { return o.keeper.remote.json(ctx, "POST", api.NewDevicePath, nil, &session) }); err != nil {
		return err
	}
	if err := o.become(session.Device.ID); err != nil {
		return err
	}
	return o.renew(session)
}

// become takes on a device id.
func (o *open) become(device string) error {
	return o.sync.With(func(e *client.Engine) error {
		if err := rename(e, device); err != nil {
			return err
		}
		o.mu.Lock()
		defer o.mu.Unlock()
		o.dev = e.Device()
		return nil
	})
}

// rename has what is unsent go on under the id that the server gave.
func rename(e *client.Engine, device string) error {
	dev, err := op.ParseID(device)
	if err != nil {
		return errs.E(errs.BadRequest, "err.bad_request")
	}
	return e.Rename(dev)
}

// Export implements state.Desk. The file says what it is of by a random id alone.
func (d *Desk) Export(group op.ID) error {
	o, err := d.opened()
	if err != nil {
		return err
	}
	var keys api.Outbox
	if err := o.readJSON(noteOutbox, &keys); err != nil {
		return err
	}
	if len(keys.Key) == 0 {
		return errs.E(errs.NotFound, "inbox.noKey")
	}
	var ops []op.Op
	_ = o.sync.With(func(e *client.Engine) error {
		for _, r := range e.Refused() {
			if r.Group == group {
				ops = r.Ops
			}
		}
		return nil
	})
	if len(ops) == 0 {
		return errs.E(errs.NotFound, "")
	}
	ops = slices.Clone(ops)
	for i := range ops {
		ops[i].Dev = o.dev // it may have had another id then; by its own ids the server knows it all the same
	}
	sealer, err := outbox.NewSealer(keys.Key, o.dev, keys.MAC)
	if err != nil {
		return errs.E(errs.BadRequest, "err.bad_request")
	}
	box, err := sealer.Seal(op.ID{}, ops)
	if err != nil {
		return err
	}
	file := d.p.Pages.Begin()
	if _, err := file.Write(box); err != nil {
		return err
	}
	file.Save("catatan-"+group.String()[24:]+".damping", "application/octet-stream")
	return nil
}
