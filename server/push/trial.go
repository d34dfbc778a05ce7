package push

import (
	"context"
	"time"

	"damping/server/store"
	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/i18n"
	"damping/shared/notify"
	"damping/shared/op"
)

// trialEvery is how often a device may ask for a trial notification.
const trialEvery = 10 * time.Second

// trialTTL is how long a trial is worth delivering: the person is looking at the phone.
const trialTTL = 5 * time.Minute

// Trial sends a notification about nothing to one device, for somebody who wants to know whether they arrive. Its
// receipt comes like any other.
//
// Errors: conflict when the device has no subscription, or has none any more; limited when it asks too often;
// unavailable when the push service did not take it.
func (s *Service) Trial(ctx context.Context, device op.ID) (api.PushTest, error) {
	var to store.PushSubscription
	err := s.db.View(ctx, func(tx *store.Tx) error {
		var err error
		to, err = tx.PushSubscriptionOf(ctx, device)
		return err
	})
	if errs.CodeOf(err) == errs.NotFound || (err == nil && s.Off()) {
		return api.PushTest{}, errs.E(errs.Conflict, "")
	}
	if err != nil {
		return api.PushTest{}, err
	}
	if !s.mayTry(device) {
		return api.PushTest{}, errs.E(errs.Limited, "")
	}

	token := notify.TestToken(device)
	outcome, err := s.Send(ctx, to, Notice{Lang: i18n.ID, Token: token, Trial: true}, Delivery{TTL: trialTTL, Topic: token})
	if err != nil {
		return api.PushTest{}, err
	}
	if err := s.db.Update(ctx, func(tx *store.Tx) error { return Note(ctx, tx, to.ID, outcome) }); err != nil {
		return api.PushTest{}, err
	}
	switch outcome.Class {
	case Taken:
		return api.PushTest{ID: token}, nil
	case Gone:
		return api.PushTest{}, errs.E(errs.Conflict, "")
	}
	return api.PushTest{}, errs.E(errs.Unavailable, "")
}

// mayTry notes a wish for a trial and tells whether it comes too soon after the last.
func (s *Service) mayTry(device op.ID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	for id, at := range s.trials {
		if now.Sub(at) >= trialEvery || now.Before(at) {
			delete(s.trials, id)
		}
	}
	if _, recent := s.trials[device]; recent {
		return false
	}
	s.trials[device] = now
	return true
}
