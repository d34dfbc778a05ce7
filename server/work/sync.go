package work

import (
	"context"

	"damping/server/auth"
	"damping/server/oplog"
	"damping/server/store"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// Push takes a batch from a device: every op gets a verdict, a group that is refused does not hold up the next.
//
// Errors say that nothing of the batch was taken: forbidden when it is not the device's own, too_large over the limits.
func (o *Office) Push(ctx context.Context, who auth.Actor, p op.Push) (op.PushAnswer, error) {
	actor, err := o.actor(ctx, who)
	if err != nil {
		return op.PushAnswer{}, err
	}
	ans, _, err := o.core.Push(oplog.WithBatch(ctx, p.Ops), actor, p)
	return ans, err
}

// Pull answers what a device may read and does not have.
func (o *Office) Pull(ctx context.Context, who auth.Actor, p op.Pull) (op.PullAnswer, error) {
	actor, err := o.actor(ctx, who)
	if err != nil {
		return op.PullAnswer{}, err
	}
	return o.core.Pull(ctx, actor, p)
}

// actor is who acts, as the log wants it: with all appointments, so that work under one that has ended is kept for
// whoever is there now, and a forged one is told apart.
func (o *Office) actor(ctx context.Context, who auth.Actor) (core.Actor, error) {
	actor := core.Actor{User: who.User, Dev: who.Device}
	err := o.db.View(ctx, func(tx *store.Tx) error {
		var err error
		actor.Appointments, err = oplog.AppointmentsOf(ctx, tx, who.User)
		return err
	})
	return actor, err
}
