package remind

import (
	"context"
	"crypto/sha256"
	"encoding/base64"

	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/notify"
)

// claim makes messages for a batch of open instances whose hour has come, and tells whether there may be more.
func (r *Reminder) claim(ctx context.Context) (full bool, err error) {
	err = r.db.Update(ctx, func(tx *store.Tx) error {
		rows, err := tx.ClaimDue(ctx, tx.Millis()+unheardAfter.Milliseconds(), claimBatch)
		if err != nil {
			return err
		}
		full = len(rows) == claimBatch
		d := newDesk(ctx, tx)
		for _, due := range rows {
			if err := r.claimOne(d, due); err != nil {
				return err
			}
		}
		return nil
	})
	return full, err
}

// claimOne writes the messages about one instance and marks it, or leaves it claimed until it is worth another look.
func (r *Reminder) claimOne(d *desk, due store.DueInstance) error {
	now := d.tx.Millis()
	office, err := d.office(due.File)
	if err != nil {
		return err
	}
	if morning := office.nextAllowed(now, due.Urgent); morning > now {
		due.ClaimedUntil = morning
		return d.tx.SaveDue(d.ctx, due)
	}

	who, err := d.listeners(due)
	if err != nil {
		return err
	}
	if len(who.devices) == 0 {
		// Somebody who turns notifications on today is told of today's things, not of last month's.
		if now-due.RemindAt < KeepFor.Milliseconds() {
			return nil
		}
		due.SentAt, due.ClaimedUntil = now, 0
		return d.tx.SaveDue(d.ctx, due)
	}
	for i, to := range who.devices {
		next := now
		if i > 0 && !due.Urgent {
			next = office.nextAllowed(now+SecondAfter.Milliseconds(), false)
		}
		if err := r.write(d, due, to, next); err != nil {
			return err
		}
	}
	due.SentAt, due.ClaimedUntil = now, 0
	if err := d.tx.SaveDue(d.ctx, due); err != nil {
		return err
	}
	d.tx.AfterCommit(func() { r.counts.claimed.Add(1) })
	return nil
}

// write puts a message into the outbox. One device has one message about one follow-up: when it was reminded of that
// before, the old message is used again.
func (r *Reminder) write(d *desk, due store.DueInstance, to store.PushSubscription, next int64) error {
	fresh := store.PushMessage{
		DueID: due.ID, SubscriptionID: to.ID, Token: hashed(notify.Token(to.DeviceID, due.Ent)), State: store.PushWaiting,
		NextAt: next, ExpiresAt: next + KeepFor.Milliseconds(),
	}
	old, err := d.tx.LockPushMessageByToken(d.ctx, fresh.Token)
	if err == nil {
		fresh.ID = old.ID
		return d.tx.SavePushMessage(d.ctx, fresh)
	}
	if errs.CodeOf(err) != errs.NotFound {
		return err
	}
	fresh.ID = r.newID(d.tx)
	_, err = d.tx.AddPushMessage(d.ctx, fresh)
	return err
}

// hashed is how a token is stored: who reads the table cannot tell which of a push service's messages was which.
func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
