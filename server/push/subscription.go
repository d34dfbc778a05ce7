package push

import (
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"strings"
	"time"

	"damping/server/store"
	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/i18n"
	"damping/shared/notify"
	"damping/shared/op"
)

// Subscribe keeps where a device gets its notifications, in place of what was known before. What is on its way to the
// device stays on its way.
//
// Errors: not_found while push is off or when the device has ended; forbidden on a shared device, where a notification
// would be read by whoever comes next; invalid at "endpoint", "p256dh" or "auth".
func (s *Service) Subscribe(ctx context.Context, device op.ID, sub api.PushSubscription) error {
	if s.Off() {
		return errs.E(errs.NotFound, "")
	}
	if err := s.guard.check(sub.Endpoint); err != nil {
		return err
	}
	if err := checkKeys(sub.Keys.P256DH, sub.Keys.Auth); err != nil {
		return err
	}

	err := s.db.Update(ctx, func(tx *store.Tx) error {
		if err := mayListen(ctx, tx, device); err != nil {
			return err
		}
		row, err := tx.PushSubscriptionOf(ctx, device)
		if errs.CodeOf(err) == errs.NotFound {
			return tx.SavePushSubscription(ctx, s.fresh(tx, device, sub))
		}
		if err != nil {
			return err
		}
		if row.Endpoint == sub.Endpoint && row.P256DH == sub.Keys.P256DH && row.Auth == sub.Keys.Auth {
			return nil
		}
		row.Endpoint, row.P256DH, row.Auth = sub.Endpoint, sub.Keys.P256DH, sub.Keys.Auth
		row.CreatedAt, row.FailingSince, row.LastStatus = tx.Millis(), 0, 0
		return tx.UpdatePushSubscription(ctx, row)
	})
	if errs.CodeOf(err) != errs.Conflict {
		return err
	}
	// The browser was enrolled anew and brings the endpoint of its former device: that one has lost it.
	return s.db.Update(ctx, func(tx *store.Tx) error {
		return tx.SavePushSubscription(ctx, s.fresh(tx, device, sub))
	})
}

// mayListen refuses devices that get no notifications.
func mayListen(ctx context.Context, tx *store.Tx, id op.ID) error {
	device, err := tx.Device(ctx, id)
	if err != nil {
		return err
	}
	if device.EndedAt != 0 {
		return errs.E(errs.NotFound, "")
	}
	if device.Shared {
		return errs.E(errs.Forbidden, "")
	}
	return nil
}

func (s *Service) fresh(tx *store.Tx, device op.ID, sub api.PushSubscription) store.PushSubscription {
	return store.PushSubscription{
		ID: op.NewID(tx.Millis(), s.random), DeviceID: device,
		Endpoint: sub.Endpoint, P256DH: sub.Keys.P256DH, Auth: sub.Keys.Auth, CreatedAt: tx.Millis(),
	}
}

// Unsubscribe forgets where a device gets its notifications. Nothing happens when it gets none.
func (s *Service) Unsubscribe(ctx context.Context, device op.ID) error {
	return s.db.Update(ctx, func(tx *store.Tx) error { return tx.DropPushSubscriptionOf(ctx, device) })
}

// Listener is what is known of one device's notifications.
type Listener struct {
	Device op.ID
	// LastReceipt is when the device last said that it showed one, 0 for never.
	LastReceipt int64
	// FailingSince is when its push service began to refuse, 0 while it takes them.
	FailingSince int64
}

// Listeners lists a person's devices that get notifications, by device.
func (s *Service) Listeners(ctx context.Context, user op.ID) (map[op.ID]Listener, error) {
	found := map[op.ID]Listener{}
	err := s.db.View(ctx, func(tx *store.Tx) error {
		rows, err := tx.PushSubscriptionsOfUser(ctx, user)
		for _, row := range rows {
			found[row.DeviceID] = Listener{Device: row.DeviceID, LastReceipt: row.LastReceiptAt, FailingSince: row.FailingSince}
		}
		return err
	})
	return found, err
}

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

// Note writes down what came of a message: the subscription is forgotten when nobody listens there any more, and
// otherwise learns how its push service answered.
func Note(ctx context.Context, tx *store.Tx, subscription op.ID, outcome Outcome) error {
	var err error
	if outcome.Class == Gone {
		err = tx.DropPushSubscription(ctx, subscription)
	} else {
		err = tx.NotePush(ctx, subscription, int64(outcome.Status), outcome.Class == Taken)
	}
	if errs.CodeOf(err) == errs.NotFound { // the person turned notifications off meanwhile
		return nil
	}
	return err
}

// decode reads base64url, with or without padding.
func decode(text string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
}

// onCurve tells whether a browser's key is a point of P-256.
func onCurve(point []byte) bool {
	_, err := ecdh.P256().NewPublicKey(point)
	return err == nil
}
