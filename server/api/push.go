package api

import (
	"context"

	"damping/shared/api"
)

func (s *server) pushKey(ctx context.Context, _ *empty) (*with[api.PushKey], error) {
	key, err := s.office.PushKey(ctx)
	return &with[api.PushKey]{key}, err
}

func (s *server) subscribe(ctx context.Context, in *with[api.PushSubscription]) (*empty, error) {
	return &empty{}, s.office.Subscribe(ctx, actorOf(ctx), in.Body)
}

func (s *server) unsubscribe(ctx context.Context, _ *empty) (*empty, error) {
	return &empty{}, s.office.Unsubscribe(ctx, actorOf(ctx))
}

func (s *server) pushTest(ctx context.Context, _ *empty) (*with[api.PushTest], error) {
	out, err := s.office.PushTest(ctx, actorOf(ctx))
	return &with[api.PushTest]{out}, err
}

func (s *server) pushReceipt(ctx context.Context, in *with[api.PushReceipt]) (*empty, error) {
	return &empty{}, s.reminders.Receipt(ctx, deviceOf(ctx).Device, in.Body.ID)
}

func (s *server) pushAction(ctx context.Context, in *with[api.PushAction]) (*empty, error) {
	return &empty{}, s.reminders.Action(ctx, deviceOf(ctx).Device, in.Body)
}
