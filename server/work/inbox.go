package work

import (
	"context"

	"damping/server/audit"
	"damping/server/auth"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/op"
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
