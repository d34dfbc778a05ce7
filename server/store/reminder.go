package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// What the scheduler of reminders asks across due instances, messages and subscriptions.

// NextReminder is the instant at which there is next a due instance to claim or a message to send, 0 for never. One
// that somebody has claimed counts when the claim ends.
func (tx *Tx) NextReminder(ctx context.Context) (int64, error) {
	var due, send, next int64
	err := tx.q.NewSelect().Model((*DueInstance)(nil)).
		ColumnExpr("coalesce(min(CASE WHEN claimed_until > remind_at THEN claimed_until ELSE remind_at END), 0)").
		Where("state = ? AND sent_at = 0", DueOpen).Scan(ctx, &due)
	if err != nil {
		return 0, translate(err)
	}
	err = tx.q.NewSelect().Model((*PushMessage)(nil)).
		ColumnExpr("coalesce(min(CASE WHEN leased_until > next_at THEN leased_until ELSE next_at END), 0)").
		Where("state = ?", PushWaiting).Scan(ctx, &send)
	if err != nil {
		return 0, translate(err)
	}
	wipe, err := tx.nextWipePush(ctx)
	for _, at := range []int64{due, send, wipe} {
		if at != 0 && (next == 0 || at < next) {
			next = at
		}
	}
	return next, err
}

// OpenDueOf reads the open instances of the appointments, the earliest first.
func (tx *Tx) OpenDueOf(ctx context.Context, appointments []op.ID) ([]DueInstance, error) {
	var rows []DueInstance
	if len(appointments) == 0 {
		return nil, nil
	}
	err := tx.q.NewSelect().Model(&rows).Where("appointment IN (?) AND state = ?", bun.List(appointments), DueOpen).
		Order("due_at", "id").Scan(ctx)
	return rows, translate(err)
}

// RemindAgain makes an open instance wait for another claim, not before an instant.
func (tx *Tx) RemindAgain(ctx context.Context, due op.ID, notBefore int64) error {
	_, err := tx.q.NewUpdate().Model((*DueInstance)(nil)).Set("sent_at = 0").Set("claimed_until = ?", notBefore).
		Where("id = ? AND state = ?", due, DueOpen).Exec(ctx)
	return translate(err)
}

// LockPushMessage reads a message and holds it to the end of the transaction: the sender's mark and the device's
// receipt meet here, and neither may overwrite the other.
func (tx *Tx) LockPushMessage(ctx context.Context, id op.ID) (PushMessage, error) {
	var row PushMessage
	err := tx.locked(tx.q.NewSelect().Model(&row).Where("id = ?", id)).Scan(ctx)
	return row, translate(err)
}

// LockPushMessageByToken is LockPushMessage by the token.
func (tx *Tx) LockPushMessageByToken(ctx context.Context, token string) (PushMessage, error) {
	var row PushMessage
	err := tx.locked(tx.q.NewSelect().Model(&row).Where("token = ?", token)).Scan(ctx)
	return row, translate(err)
}

// LockPushMessagesOf is LockPushMessage for all messages about one due instance, the oldest first.
func (tx *Tx) LockPushMessagesOf(ctx context.Context, due op.ID) ([]PushMessage, error) {
	var rows []PushMessage
	err := tx.locked(tx.q.NewSelect().Model(&rows).Where("due_id = ?", due).Order("id")).Scan(ctx)
	return rows, translate(err)
}

// NotePush writes how the push service answered: taken ends a run of failures, anything else begins or goes on with
// one. Not_found when the subscription is gone.
func (tx *Tx) NotePush(ctx context.Context, subscription op.ID, status int64, taken bool) error {
	q := tx.q.NewUpdate().Model((*PushSubscription)(nil)).Set("last_status = ?", status).Where("id = ?", subscription)
	if taken {
		q = q.Set("last_ok_at = ?", tx.Millis()).Set("failing_since = 0")
	} else {
		q = q.Set("failing_since = CASE WHEN failing_since = 0 THEN ? ELSE failing_since END", tx.Millis())
	}
	return changedOne(q.Exec(ctx))
}

// NotePushReceipt writes that the device has shown a notification. Not_found when the subscription is gone.
func (tx *Tx) NotePushReceipt(ctx context.Context, subscription op.ID) error {
	return changedOne(tx.q.NewUpdate().Model((*PushSubscription)(nil)).Set("last_receipt_at = ?", tx.Millis()).
		Where("id = ?", subscription).Exec(ctx))
}
