package work

import (
	"context"

	"damping/server/auth"
	"damping/shared/api"
)

// PushKey is the public key with which a browser subscribes to notifications; not_found while they are turned off.
func (o *Office) PushKey(ctx context.Context) (api.PushKey, error) { return o.push.Key(ctx) }

// Subscribe keeps where the actor's device gets its notifications.
func (o *Office) Subscribe(ctx context.Context, who auth.Actor, sub api.PushSubscription) error {
	return o.push.Subscribe(ctx, who.Device, sub)
}

// Unsubscribe forgets where the actor's device gets its notifications.
func (o *Office) Unsubscribe(ctx context.Context, who auth.Actor) error {
	return o.push.Unsubscribe(ctx, who.Device)
}

// PushTest sends a notification about nothing to the actor's device.
func (o *Office) PushTest(ctx context.Context, who auth.Actor) (api.PushTest, error) {
	return o.push.Trial(ctx, who.Device)
}
