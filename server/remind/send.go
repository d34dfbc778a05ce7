package remind

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"sync"
	"time"

	"damping/server/push"
	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/notify"
	"damping/shared/op"
)

// job is one message to be handed over.
type job struct {
	message, due op.ID
	until        int64 // end of the lease
	urgent       bool
	office       office
	to           store.PushSubscription
	notice       push.Notice
	how          push.Delivery
}

// send leases a batch of messages whose turn has come, hands them over, and tells whether there were any.
func (r *Reminder) send(ctx context.Context) (some bool, err error) {
	var jobs []job
	err = r.db.Update(ctx, func(tx *store.Tx) error {
		rows, err := tx.LeasePushMessages(ctx, tx.Millis()+Lease.Milliseconds(), sendBatch)
		if err != nil {
			return err
		}
		some, jobs = len(rows) > 0, nil
		d := newDesk(ctx, tx)
		for _, row := range rows {
			j, ok, err := r.judge(d, row)
			if err != nil {
				return err
			}
			if ok {
				jobs = append(jobs, j)
			}
		}
		return nil
	})
	if err != nil {
		return false, err
	}

	// What is under way is finished when the server is asked to stop: a message whose answer nobody hears is sent twice.
	return some, each(context.WithoutCancel(ctx), jobs, r.handOver)
}

// judge looks again at a message that was leased. Much may have happened since it was written.
func (r *Reminder) judge(d *desk, row store.PushMessage) (job, bool, error) {
	now := d.tx.Millis()
	due, err := d.tx.Due(d.ctx, row.DueID)
	if err != nil {
		return job{}, false, err
	}
	office, err := d.office(due.File)
	if err != nil {
		return job{}, false, err
	}
	who, err := d.listeners(due)
	if err != nil {
		return job{}, false, err
	}
	at := slices.IndexFunc(who.devices, func(s store.PushSubscription) bool { return s.ID == row.SubscriptionID })
	seen, err := r.seen(d, due, row)
	if err != nil {
		return job{}, false, err
	}

	row.LeasedUntil = 0
	switch morning := office.nextAllowed(now, due.Urgent); {
	case due.State != store.DueOpen, due.SentAt == 0, at < 0, seen:
		// Done, put off and to be claimed anew, given to somebody else, or seen on another device.
		row.State = store.PushDropped
		d.tx.AfterCommit(func() { r.counts.dropped.Add(1) })
		return job{}, false, d.tx.SavePushMessage(d.ctx, row)
	case morning > now:
		row.NextAt = morning
		row.ExpiresAt = max(row.ExpiresAt, morning+time.Hour.Milliseconds())
		return job{}, false, d.tx.SavePushMessage(d.ctx, row)
	}

	token := notify.Token(who.devices[at].DeviceID, due.Ent)
	// A message that this server was too late for is still worth its time.
	expires := max(row.ExpiresAt, now+time.Hour.Milliseconds())
	return job{
		message: row.ID, due: due.ID, until: now + Lease.Milliseconds(), urgent: due.Urgent, office: office, to: who.devices[at],
		notice: push.Notice{Lang: language, Token: token, Due: max(who.waiting, 1)},
		how:    push.Delivery{TTL: time.Duration(expires-now) * time.Millisecond, Topic: token},
	}, true, nil
}

// seen reports whether another device has shown the same since the claim.
func (r *Reminder) seen(d *desk, due store.DueInstance, row store.PushMessage) (bool, error) {
	all, err := d.tx.PushMessagesOf(d.ctx, due.ID)
	return slices.ContainsFunc(all, func(m store.PushMessage) bool {
		return m.ID != row.ID && m.ReceiptAt > 0 && m.ReceiptAt >= due.SentAt
	}), err
}

// each does one thing with every job, several at a time.
func each[J any](ctx context.Context, jobs []J, do func(context.Context, J) error) error {
	var (
		wait sync.WaitGroup
		mu   sync.Mutex
		all  error
		next = make(chan J)
	)
	for range min(workers, len(jobs)) {
		wait.Go(func() {
			for j := range next {
				if err := do(ctx, j); err != nil {
					mu.Lock()
					all = errors.Join(all, err)
					mu.Unlock()
				}
			}
		})
	}
	for _, j := range jobs {
		next <- j
	}
	close(next)
	wait.Wait()
	return all
}

// handOver sends one message and marks it as soon as the push service has answered.
func (r *Reminder) handOver(ctx context.Context, j job) error {
	if r.now().UnixMilli() > j.until-leaseMargin.Milliseconds() {
		return nil // the lease is about to end, and another sender to begin
	}
	outcome, err := r.sender.Send(ctx, j.to, j.notice, j.how)
	if err != nil {
		return err
	}
	// Two who mark at a time may stand in each other's way; the mark must not be lost for that.
	for range 3 {
		err = r.db.Update(ctx, func(tx *store.Tx) error { return r.mark(ctx, tx, j, outcome) })
		if code := errs.CodeOf(err); code != errs.Unavailable && code != errs.Conflict {
			break
		}
	}
	return err
}

// mark writes down what came of a message.
func (r *Reminder) mark(ctx context.Context, tx *store.Tx, j job, outcome push.Outcome) error {
	row, err := tx.LockPushMessage(ctx, j.message)
	if errs.CodeOf(err) == errs.NotFound { // the subscription went away meanwhile, and the message with it
		return push.Note(ctx, tx, j.to.ID, outcome)
	}
	if err != nil {
		return err
	}
	if err := push.Note(ctx, tx, j.to.ID, outcome); err != nil {
		return err
	}
	if outcome.Class == push.Gone {
		tx.AfterCommit(func() { r.counts.failed.Add(1) })
		return r.others(ctx, tx, j.due, true)
	}
	if row.State != store.PushWaiting { // the device's receipt was faster
		return nil
	}

	now := tx.Millis()
	row.Tries++
	row.LeasedUntil = 0
	counted := &r.counts.failed
	switch next := j.office.nextAllowed(now+r.retryIn(row.Tries, outcome).Milliseconds(), j.urgent); {
	case outcome.Class == push.Taken:
		row.State, row.SentAt = store.PushSent, now
		counted = &r.counts.sent
	case outcome.Class == push.Later && next < row.ExpiresAt:
		row.NextAt = next
		counted = &r.counts.later
	default:
		row.State = store.PushFailed
	}
	tx.AfterCommit(func() { counted.Add(1) })
	if err := tx.SavePushMessage(ctx, row); err != nil || row.State != store.PushFailed {
		return err
	}
	return r.others(ctx, tx, j.due, false)
}

// others brings forward the messages to the person's other devices when one of them cannot be reached. When there is
// none and the browser itself is gone, the instance waits for a new one.
func (r *Reminder) others(ctx context.Context, tx *store.Tx, due op.ID, gone bool) error {
	rows, err := tx.LockPushMessagesOf(ctx, due)
	if err != nil {
		return err
	}
	hope := false
	for _, row := range rows {
		hope = hope || row.State == store.PushWaiting || row.State == store.PushSent
		if row.State != store.PushWaiting || row.Tries > 0 || row.NextAt <= tx.Millis() {
			continue
		}
		row.NextAt = tx.Millis()
		if err := tx.SavePushMessage(ctx, row); err != nil {
			return err
		}
	}
	if hope || !gone {
		return nil
	}
	return tx.RemindAgain(ctx, due, tx.Millis()+unheardAfter.Milliseconds())
}

// retryIn is how long to leave a push service alone: as long as it asks, else doubling with each try, and spread so
// that what failed together does not come back together.
func (r *Reminder) retryIn(tries int64, outcome push.Outcome) time.Duration {
	wait := lastRetry
	if tries < 7 {
		wait = min(firstRetry<<(tries-1), lastRetry)
	}
	wait = max(wait, outcome.RetryAfter)

	var b [8]byte
	if _, err := io.ReadFull(r.random, b[:]); err != nil {
		return wait
	}
	return wait + time.Duration(binary.BigEndian.Uint64(b[:])%uint64(wait/2+1))
}
