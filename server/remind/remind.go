package remind

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"damping/server/push"
	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/i18n"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// How reminding behaves [proposal].
const (
	// SecondAfter is how long the first device may be silent before the others are told.
	SecondAfter = 10 * time.Minute
	// KeepFor is how long a message is worth delivering, and how long somebody without any device to tell is waited for.
	KeepFor = 24 * time.Hour
	// Lease is how long a sender may take over what it leased: longer than a batch takes when every push service is
	// silent until the timeout.
	Lease = 2 * time.Minute

	// leaseMargin is the end of a lease in which no message is begun: a send may take as long as push waits for an answer.
	leaseMargin = 15 * time.Second
	// look is the longest time without looking at the database.
	look = time.Minute
	// comeBack is when to ask a database again that was away.
	comeBack = 5 * time.Second
	// pause is the shortest: news come in swarms, and one look is enough for a swarm.
	pause = 50 * time.Millisecond
	// unheardAfter is when somebody is looked for again who has no device to tell.
	unheardAfter = 15 * time.Minute
	// claimBatch and sendBatch bound one transaction and one lease, workers the messages under way at a time.
	claimBatch = 100
	sendBatch  = 32
	workers    = 8
	// firstRetry doubles with each try up to lastRetry.
	firstRetry = 30 * time.Second
	lastRetry  = 30 * time.Minute
)

// language is that of every notification: an account has none of its own yet.
const language = i18n.ID

// Sender hands one notice to one push service. *push.Service is the one that does.
type Sender interface {
	Send(ctx context.Context, to store.PushSubscription, notice push.Notice, how push.Delivery) (push.Outcome, error)
}

// Log carries out an act for a person, under that person's rights. *oplog.Core of damping/shared is one.
type Log interface {
	Act(ctx context.Context, actor core.Actor, as, group op.ID, drafts func(core.Tx) ([]op.Draft, error)) (op.Ack, []op.ID, error)
}

// Options are the twins of tests. The zero value is what production uses.
type Options struct {
	// Now is the clock; it must be the database's. Default time.Now.
	Now func() time.Time
	// Random makes ids and spreads retries. Default crypto/rand.
	Random io.Reader
	// Log is told of trouble. Default slog.Default.
	Log *slog.Logger
}

// Reminder claims, sends and hears answers. It is safe for concurrent use, also by several processes on one database.
type Reminder struct {
	db     *store.DB
	sender Sender
	log    Log
	now    func() time.Time
	random io.Reader
	logger *slog.Logger
	wake   chan struct{}
	one    sync.Mutex // one sweep at a time in this process
	counts counts
}

// counts is what this process has done since it began.
type counts struct{ claimed, sent, later, failed, dropped, receipts, actions atomic.Int64 }

// New returns a reminder. Run makes it work.
func New(db *store.DB, sender Sender, log Log, o Options) *Reminder {
	r := &Reminder{db: db, sender: sender, log: log, now: o.Now, random: o.Random, logger: o.Log, wake: make(chan struct{}, 1)}
	if r.now == nil {
		r.now = time.Now
	}
	if r.random == nil {
		r.random = rand.Reader
	}
	if r.logger == nil {
		r.logger = slog.Default()
	}
	return r
}

// Wake makes Run look at once. It never blocks; call it after the commit of whatever may be due earlier than all that
// was known.
func (r *Reminder) Wake() {
	select {
	case r.wake <- struct{}{}:
	default: // it is going to look anyway
	}
}

// Run sweeps when something is due, until the context ends; then it finishes what is under way and returns. A database
// that is away is waited for.
func (r *Reminder) Run(ctx context.Context) {
	told := false
	for {
		wait, err := r.turn(ctx)
		if err != nil && ctx.Err() == nil && !told { // once, not once a minute
			r.logger.Error("reminding failed", slog.String("code", string(errs.CodeOf(err))), slog.Any("error", err))
		}
		told = err != nil

		if !sleep(ctx, pause, nil) || !sleep(ctx, wait-pause, r.wake) {
			return
		}
	}
}

// turn sweeps if anything is due and says how long there is nothing to do then, at most look.
func (r *Reminder) turn(ctx context.Context) (time.Duration, error) {
	next, err := r.next(ctx)
	if err == nil && next != 0 && next <= r.now().UnixMilli() {
		if err = r.Sweep(ctx); err == nil {
			next, err = r.next(ctx)
		}
	}
	if err != nil {
		return comeBack, err
	}
	if next == 0 {
		return look, nil
	}
	// What is still due now is held by another node, or came due since: a second's patience.
	return min(look, max(time.Second, time.UnixMilli(next).Sub(r.now()))), nil
}

// next is when there is something to do, 0 for never.
func (r *Reminder) next(ctx context.Context) (at int64, err error) {
	err = r.db.View(ctx, func(tx *store.Tx) error {
		at, err = tx.NextReminder(ctx)
		return err
	})
	return at, err
}

// sleep waits, until it is woken; false when the context ends first.
func sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-wake:
	case <-timer.C:
	}
	return true
}

// Sweep claims and sends all that is due now.
func (r *Reminder) Sweep(ctx context.Context) error {
	r.one.Lock()
	defer r.one.Unlock()
	for full := true; full; {
		var err error
		if full, err = r.claim(ctx); err != nil {
			return err
		}
	}
	for _, send := range []func(context.Context) (bool, error){r.tellWipes, r.send} {
		for some := true; some && ctx.Err() == nil; { // a failure brings another device's message forward
			var err error
			if some, err = send(ctx); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// Counts is what this process has done since it began, by name.
func (r *Reminder) Counts() map[string]int64 {
	return map[string]int64{
		"claimed": r.counts.claimed.Load(), "sent": r.counts.sent.Load(), "later": r.counts.later.Load(),
		"failed": r.counts.failed.Load(), "dropped": r.counts.dropped.Load(),
		"receipts": r.counts.receipts.Load(), "actions": r.counts.actions.Load(),
	}
}

// newID makes an id for a row.
func (r *Reminder) newID(tx *store.Tx) op.ID { return op.NewID(tx.Millis(), r.random) }
