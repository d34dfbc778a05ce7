package remind

import (
	"context"
	"time"

	"damping/server/push"
	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/notify"
	"damping/shared/op"
)

// wipeAgain is when a device that was told to delete what is on it is told again, unless it said meanwhile that it has.
// The push service keeps one message at a time for it, and each lets the worker try anew to send what is left.
const wipeAgain = 24 * time.Hour

// wipe is one such message to be handed over.
type wipe struct {
	device op.ID
	to     store.PushSubscription
}

// tellWipes leases the messages by which devices learn that they are to delete what is on them, hands them over, and
// tells whether there were any. Their hour is any hour.
func (r *Reminder) tellWipes(ctx context.Context) (some bool, err error) {
	var wipes []wipe
	err = r.db.Update(ctx, func(tx *store.Tx) error {
		rows, err := tx.LeaseWipePushes(ctx, tx.Millis()+Lease.Milliseconds(), sendBatch)
		some, wipes = len(rows) > 0, nil
		for _, row := range rows {
			to, err := tx.PushSubscriptionOf(ctx, row.DeviceID)
			switch {
			case errs.CodeOf(err) == errs.NotFound, row.ExpiresAt <= tx.Millis():
				err = tx.DropWipePush(ctx, row.DeviceID) // it learns it at its next contact
			case err == nil:
				wipes = append(wipes, wipe{row.DeviceID, to})
			}
			if err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		return false, err
	}
	return some, each(context.WithoutCancel(ctx), wipes, r.tellWipe)
}

func (r *Reminder) tellWipe(ctx context.Context, w wipe) error {
	outcome, err := r.sender.Send(ctx, w.to, push.Notice{Lang: language, Wipe: true},
		push.Delivery{TTL: KeepFor, Topic: notify.WipeToken(w.device)})
	if err != nil {
		return err
	}
	return r.db.Update(ctx, func(tx *store.Tx) error {
		if err := push.Note(ctx, tx, w.to.ID, outcome); err != nil {
			return err
		}
		row, err := tx.LockWipePush(ctx, w.device)
		if err != nil { // not_found: the device was faster
			return quietly(err)
		}
		row.Tries++
		row.LeasedUntil = 0
		wait := wipeAgain
		switch outcome.Class {
		case push.Gone:
			return tx.DropWipePush(ctx, w.device)
		case push.Taken:
			row.Tries = 0
		case push.Later:
			wait = r.retryIn(row.Tries, outcome)
		}
		row.NextAt = tx.Millis() + wait.Milliseconds()
		return tx.SaveWipePush(ctx, row)
	})
}
