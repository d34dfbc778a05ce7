package work

import (
	"context"

	"damping/server/audit"
	"damping/server/auth"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/outbox"
)

// Inbox answers what was set aside and waits for this person. That its words were read is in the audit trail.
func (o *Office) Inbox(ctx context.Context, who auth.Actor) (op.Inbox, error) {
	box, err := o.core.Inbox(ctx, actor(who))
	if err != nil {
		return box, err
	}
	var read []op.ID
	for _, i := range box.Items {
		if len(i.Ops) > 0 {
			read = append(read, i.Group)
		}
	}
	if len(read) == 0 {
		return box, nil
	}
	err = o.db.Update(ctx, func(tx *store.Tx) error {
		audit.Append(tx, audit.Entry{Actor: who.User, Device: who.Device, Act: audit.ReadInbox, Objects: read})
		return nil
	})
	return box, err
}

// NewDevice gives this browser a device id of its own, because another writes under the one it has.
func (o *Office) NewDevice(ctx context.Context, who auth.Actor) (auth.SignedIn, api.Session, error) {
	in, err := o.auth.NewDevice(ctx, who)
	if err != nil {
		return in, api.Session{}, err
	}
	s, err := o.session(ctx, in)
	return in, s, err
}

// Import takes an act that somebody carried here as a sealed file, as the device and the person that wrote it: what a
// device's own sending would have come to comes of it. The same file again changes nothing.
//
// Errors: bad_request for what is no sealed act of ours, forbidden when the device was wiped as known to be wrong.
func (o *Office) Import(ctx context.Context, box []byte) (outbox.Answer, error) {
	head, err := outbox.ReadHead(box)
	if err != nil {
		return outbox.Answer{}, err
	}
	var who auth.DeviceActor
	err = o.db.View(ctx, func(tx *store.Tx) error {
		device, err := tx.Device(ctx, head.Dev)
		who = auth.DeviceActor{User: device.UserID, Device: device.ID}
		return err
	})
	if errs.CodeOf(err) == errs.NotFound {
		return outbox.Answer{}, errs.E(errs.BadRequest, "")
	}
	if err != nil {
		return outbox.Answer{}, err
	}
	if _, _, err := o.opener.Open(box); err != nil {
		return outbox.Answer{}, err // not kept: the file is
	}
	answers, err := o.Sealed(ctx, who, outbox.Batch{Boxes: [][]byte{box}, Orphan: true})
	if err != nil {
		return outbox.Answer{}, err
	}
	if answers[0].Code == errs.Forbidden && !answers[0].Taken {
		return answers[0], errs.E(errs.Forbidden, "")
	}
	return answers[0], nil
}
