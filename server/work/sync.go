package work

import (
	"context"

	"damping/server/auth"
	"damping/server/oplog"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// Push takes a batch from a device: every op gets a verdict, a group that is refused does not hold up the next.
//
// Errors say that nothing of the batch was taken: forbidden when it is not the device's own, too_large over the limits.
func (o *Office) Push(ctx context.Context, who auth.Actor, p op.Push) (op.PushAnswer, error) {
	ans, _, err := o.core.Push(oplog.WithBatch(ctx, p.Ops), actor(who), p)
	return ans, err
}

// Pull answers what a device may read and does not have.
func (o *Office) Pull(ctx context.Context, who auth.Actor, p op.Pull) (op.PullAnswer, error) {
	return o.core.Pull(ctx, actor(who), p)
}

// actor is who acts, as the log wants it. What the session knew of their appointments is left behind: the log asks
// anew, in the transaction that judges.
func actor(who auth.Actor) core.Actor { return core.Actor{User: who.User, Dev: who.Device} }
