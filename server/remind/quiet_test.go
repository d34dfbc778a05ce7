package remind_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"damping/server/push"
	"damping/server/remind"
	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/civil"
	"damping/shared/deadline"
	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/policy"
)

// erring takes messages down with the time, and fails as the test wants.
type erring struct {
	mu      sync.Mutex
	clock   *servertest.Clock
	outcome func() push.Outcome
	at      map[string][]int64 // by token
	taken   map[string]int
}

func (e *erring) Send(_ context.Context, _ store.PushSubscription, n push.Notice, _ push.Delivery) (push.Outcome, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	outcome := e.outcome()
	e.at[n.Token] = append(e.at[n.Token], e.clock.Now().UnixMilli())
	if outcome.Class == push.Taken {
		e.taken[n.Token]++
	}
	return outcome, nil
}

// Three zones, any quiet hours, push services in trouble, servers that come back at any time: nothing ordinary is even
// tried in the quiet hours, and everything is taken in the end, exactly once.
//
// The rule knows no engine, and PostgreSQL's own work is not slowed down by the race detector.
func TestQuietHoursHoldWhateverHappens(t *testing.T) {
	clock := servertest.NewClock()
	o := newOffice(t, servertest.Open(t, servertest.Postgres, store.Options{Now: clock.Now}), clock)
	rapid.Check(t, func(rt *rapid.T) { quietly(rt, o) })
}

// TestMain makes the daily run of the property shorter than the library's: each of its histories is days of sweeps on a
// database. A campaign says -rapid.checks.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "40"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

func quietly(rt *rapid.T, o *office) {
	zone := rapid.SampledFrom(civil.Zones()).Draw(rt, "zone")
	hours := rapid.Custom(func(rt *rapid.T) civil.Clock { return civil.Clock(rapid.IntRange(0, 24*4-1).Draw(rt, "quarter") * 15) })
	from, to := hours.Draw(rt, "from"), hours.Draw(rt, "to")
	o.move(zone, from, to)

	sender := &erring{clock: o.Clock, at: map[string][]int64{}, taken: map[string]int{}}
	troubles := rapid.SampledFrom([]push.Outcome{{Class: push.Taken}, {Class: push.Taken}, {Class: push.Later},
		{Class: push.Later, RetryAfter: time.Hour}})
	sender.outcome = func() push.Outcome { return troubles.Draw(rt, "answer") }

	var all []op.ID
	for range rapid.IntRange(1, 4).Draw(rt, "follow-ups") {
		in := time.Duration(rapid.IntRange(0, 36*60).Draw(rt, "minutes")) * time.Minute
		all = append(all, o.dewi.followUp(wall(o.Clock.Now().Add(in), zone)))
	}
	for range rapid.IntRange(3, 12).Draw(rt, "sweeps") {
		o.Clock.Advance(time.Duration(rapid.IntRange(1, 9*60).Draw(rt, "pause")) * time.Minute)
		if err := o.another(sender).Sweep(o.TB.Context()); err != nil {
			rt.Fatal(err)
		}
	}
	sender.outcome = func() push.Outcome { return push.Outcome{Class: push.Taken} }
	o.finish(rt, sender)

	for _, f := range all {
		token := o.dewi.phone.token(f)
		for _, at := range sender.at[token] {
			if deadline.Quiet(civil.ClockAt(at, zone), from, to) {
				rt.Fatalf("tried at %s %s, quiet is %s to %s", civil.ClockAt(at, zone), zone, from, to)
			}
		}
		rows := o.dewi.messages(f)
		if len(rows) != 1 || int(rows[0].Tries) != len(sender.at[token]) {
			rt.Fatalf("after all: %+v, tried %d times", rows, len(sender.at[token]))
		}
		// Taken once; or given up after a day of trouble.
		want := map[string]int{store.PushSent: 1, store.PushFailed: 0}
		if n, ended := want[rows[0].State]; !ended || n != sender.taken[token] {
			rt.Fatalf("is %s, taken %d times", rows[0].State, sender.taken[token])
		}
	}
}

// finish sweeps whenever the database names an hour, until it names none.
func (o *office) finish(rt *rapid.T, sender remind.Sender) {
	for range 200 {
		var next int64
		o.View(func(ctx context.Context, tx *store.Tx) (err error) {
			next, err = tx.NextReminder(ctx)
			return err
		})
		if next == 0 {
			return
		}
		o.Clock.Advance(max(time.Minute, time.Duration(next-o.Now())*time.Millisecond))
		if err := o.another(sender).Sweep(o.TB.Context()); err != nil {
			rt.Fatal(err)
		}
	}
	rt.Fatal("there is always something to do")
}

// move gives dewi a place at a new institution with these hours, and a case there.
func (o *office) move(zone civil.Zone, from, to civil.Clock) {
	o.unit = o.Found(string(zone), from.String(), to.String())
	o.dewi.appointment = o.Appoint(o.dewi.user, o.unit, policy.Companion)
	o.file = o.ID()
	o.dewi.act(domain.Begin(o.file, domain.Case, o.file))
}

// wall is an instant as a form in that zone has it.
func wall(at time.Time, zone civil.Zone) domain.Local {
	ms := at.UnixMilli()
	return domain.Local(fmt.Sprintf("%sT%s", civil.DateAt(ms, zone), civil.ClockAt(ms, zone)))
}

var _ remind.Sender = (*erring)(nil)
