package push

import (
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"strings"

	"damping/server/store"
	"damping/shared/api"
	"damping/shared/errs"
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
	if err := device.Wiped(); err != nil {
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

// checkKeys refuses what is no subscription's keys: invalid.
func checkKeys(p256dh, auth string) error {
	point, err := decode(p256dh)
	if err != nil || !onCurve(point) {
		return errs.E(errs.Invalid, "").At("p256dh")
	}
	secret, err := decode(auth)
	if err != nil || len(secret) != 16 {
		return errs.E(errs.Invalid, "").At("auth")
	}
	return nil
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
