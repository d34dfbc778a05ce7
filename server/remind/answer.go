package remind

import (
	"context"
	"slices"

	"damping/server/oplog"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/civil"
	"damping/shared/deadline"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/notify"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// Receipt hears that a device has shown a notification. The device is the one whose credential came with it. A second
// receipt changes nothing; one for an unknown token is taken without a word, so that nobody learns which exist.
func (r *Reminder) Receipt(ctx context.Context, device op.ID, token string) error {
	return r.db.Update(ctx, func(tx *store.Tx) error {
		to, err := tx.PushSubscriptionOf(ctx, device)
		if err != nil {
			return quietly(err)
		}
		if token == notify.TestToken(device) {
			return quietly(tx.NotePushReceipt(ctx, to.ID))
		}
		row, err := tx.LockPushMessageByToken(ctx, hashed(token))
		if err != nil || row.SubscriptionID != to.ID {
			return quietly(err)
		}
		// A message that nobody has begun to send yet cannot have been shown: this is about the one before it.
		late := row.State == store.PushWaiting && row.LeasedUntil == 0
		if row.ReceiptAt == 0 && !late {
			row.ReceiptAt = tx.Millis()
			if row.State == store.PushWaiting { // shown, hence sent, whatever became of the mark
				row.State, row.SentAt, row.LeasedUntil = store.PushSent, tx.Millis(), 0
			}
			if err := tx.SavePushMessage(ctx, row); err != nil {
				return err
			}
		}
		tx.AfterCommit(func() { r.counts.receipts.Add(1) })
		return quietly(tx.NotePushReceipt(ctx, to.ID))
	})
}

// quietly takes the absence of something for nothing to do.
func quietly(err error) error {
	if errs.CodeOf(err) == errs.NotFound {
		return nil
	}
	return err
}

// Action carries out what was tapped on a notification, under the rights of the person whose device it is: done closes
// the follow-up, snooze puts it off by a day. The same action id again changes nothing, and so does an action about
// something that is no longer open, no longer theirs, or unknown.
//
// Errors: invalid at "act" or "action_id".
func (r *Reminder) Action(ctx context.Context, device op.ID, a api.PushAction) error {
	action, err := op.ParseID(a.ActionID)
	if err != nil || action.IsZero() {
		return errs.E(errs.Invalid, "").At("action_id")
	}
	if a.Act != api.ActDone && a.Act != api.ActSnooze {
		return errs.E(errs.Invalid, "").At("act")
	}
	tap, err := r.tapped(ctx, device, a)
	if err != nil {
		return quietly(err)
	}

	_, _, err = r.log.Act(ctx, tap.actor, tap.as, action, func(tx core.Tx) ([]op.Draft, error) {
		s := oplog.Under(tx)
		at := min(max(a.At+tap.offset, 0), s.Millis())
		first, err := s.AddPushAction(ctx, store.PushAction{
			ActionID: action, OutboxID: tap.message, DueID: tap.due.ID, DeviceID: device, Act: a.Act, ActedAt: at, RecvAt: s.Millis(),
		})
		if err != nil || !first {
			return nil, err
		}
		s.AfterCommit(func() { r.counts.actions.Add(1) })
		state, err := tx.State(op.Scope{File: tap.due.File, Part: op.Core})
		if err != nil {
			return nil, err
		}
		return drafts(domain.Parts{op.Core: state}, tap.due, a.Act, at, tap.zone), nil
	})
	if err != nil || tap.message.IsZero() {
		return err
	}
	return r.db.Update(ctx, func(tx *store.Tx) error { return quietly(opened(ctx, tx, tap.message)) })
}

// opened marks a message as answered, and hence as shown: the receipt may be lost. It has a transaction of its own, so
// that nobody who holds the log's head waits for a message.
func opened(ctx context.Context, tx *store.Tx, message op.ID) error {
	row, err := tx.LockPushMessage(ctx, message)
	if err != nil || row.OpenedAt != 0 || row.State == store.PushWaiting { // waiting: put off, and written anew meanwhile
		return err
	}
	row.OpenedAt = tx.Millis()
	if row.ReceiptAt == 0 {
		row.ReceiptAt = tx.Millis()
	}
	return tx.SavePushMessage(ctx, row)
}

// drafts are the operations of an action; none when there is nothing left to do.
func drafts(core domain.Parts, due store.DueInstance, act string, at int64, zone civil.Zone) []op.Draft {
	all := domain.FollowUps(core)
	i := slices.IndexFunc(all, func(v domain.FollowUpView) bool { return v.ID == due.Ent })
	if i < 0 || all[i].State != domain.FollowUpOpen {
		return nil
	}
	if act == api.ActDone {
		return domain.CloseFollowUp(due.File, all[i], local(at, zone))
	}
	return domain.SnoozeFollowUp(due.File, all[i], local(deadline.Snooze(due.DueAt, at, 1, zone), zone))
}

// local is the civil time of an instant on the walls of a zone.
func local(instant int64, zone civil.Zone) domain.Local {
	return domain.Local(string(civil.DateAt(instant, zone)) + "T" + civil.ClockAt(instant, zone).String())
}

// tap is what an action is about and who acts.
type tap struct {
	actor   core.Actor
	as      op.ID
	due     store.DueInstance
	message op.ID // zero when the message is no longer there
	zone    civil.Zone
	offset  int64 // server clock minus device clock, ms
}

// tapped finds out what a token is about; not_found when it is about nothing that the device's owner has to do.
func (r *Reminder) tapped(ctx context.Context, device op.ID, a api.PushAction) (t tap, err error) {
	err = r.db.View(ctx, func(tx *store.Tx) error {
		row, err := tx.Device(ctx, device)
		if err != nil {
			return err
		}
		t.offset = row.ClockOffset
		t.actor = core.Actor{User: row.UserID, Dev: device}
		d := newDesk(ctx, tx)
		if t.due, t.message, err = r.meant(d, t.actor, a.ID); err != nil {
			return err
		}
		if t.as, err = d.holder(t.due); err != nil {
			return err
		}
		user, _, err := d.userOf(t.as) // not_found when nobody has to do it any more
		if err != nil {
			return err
		}
		if user != row.UserID {
			return errs.E(errs.NotFound, "")
		}
		office, err := d.office(t.due.File)
		t.zone = office.zone
		return err
	})
	return t, err
}

// meant finds the due instance of a token: by the message that was sent, or, when that went away with a subscription
// that was replaced, among all that the person has to do.
func (r *Reminder) meant(d *desk, actor core.Actor, token string) (store.DueInstance, op.ID, error) {
	message, err := d.tx.PushMessageByToken(d.ctx, hashed(token))
	if err == nil {
		due, err := d.tx.Due(d.ctx, message.DueID)
		if err != nil || token == notify.Token(actor.Dev, due.Ent) {
			return due, message.ID, err
		}
		return store.DueInstance{}, op.ID{}, errs.E(errs.NotFound, "") // another device's
	}
	if errs.CodeOf(err) != errs.NotFound {
		return store.DueInstance{}, op.ID{}, err
	}
	mine, err := oplog.AppointmentsOf(d.ctx, d.tx, actor.User)
	if err != nil {
		return store.DueInstance{}, op.ID{}, err
	}
	open, err := d.tx.OpenDueOf(d.ctx, ids(mine))
	for _, due := range open {
		if token == notify.Token(actor.Dev, due.Ent) {
			return due, op.ID{}, nil
		}
	}
	if err == nil {
		err = errs.E(errs.NotFound, "")
	}
	return store.DueInstance{}, op.ID{}, err
}
