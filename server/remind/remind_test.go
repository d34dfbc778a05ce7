package remind_test

import (
	"context"
	"testing"
	"time"

	"damping/server/remind"
	"damping/server/store"
	"damping/shared/domain"
	"damping/shared/op"
)

// The clock of every office starts on Monday 2026-11-23 at 08:00 in Jakarta.

func TestADueFollowUpIsTold(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-24T09:00")
		o.sweepAt(1, "08:59")
		o.dewi.phone.wantGot()

		o.sweepAt(1, "09:00")
		o.dewi.phone.wantGot(o.dewi.phone.token(f))
		o.tini.phone.wantGot()
		m := o.fake.Taken()[0]
		if m.Shown.Notification.AppBadge != "1" || m.TTL != int(remind.KeepFor/time.Second) || m.Topic != o.dewi.phone.token(f) {
			t.Errorf("came as %+v", m)
		}
		row := o.dewi.messages(f)[0]
		if row.State != store.PushSent || row.SentAt != o.Now() || row.Tries != 1 || row.Token == o.dewi.phone.token(f) {
			t.Errorf("is kept as %+v", row)
		}

		for range 3 {
			o.Clock.Advance(time.Hour)
			o.sweep()
		}
		o.dewi.phone.wantGot(o.dewi.phone.token(f))
	})
}

func TestTheBadgeCountsAllThatIsDue(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.dewi.followUp("2026-11-23T09:00")
		o.dewi.followUp("2026-11-23T10:00")
		o.dewi.followUp("2026-11-30T10:00")
		o.sweepAt(0, "09:00")
		o.sweepAt(0, "10:00")
		for i, want := range []string{"1", "2"} {
			if got := o.fake.Taken()[i].Shown.Notification; got.AppBadge != want || got.Body != "Anda punya "+want+" pengingat" {
				t.Errorf("message %d says %s, %s", i, got.AppBadge, got.Body)
			}
		}
	})
}

func TestQuietHours(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-23T21:00")
		for _, at := range []string{"21:00", "23:59"} {
			o.sweepAt(0, at)
		}
		o.sweepAt(1, "06:59")
		o.dewi.phone.wantGot()
		o.View(func(ctx context.Context, tx *store.Tx) error {
			next, err := tx.NextReminder(ctx)
			if next != o.Now()+time.Minute.Milliseconds() {
				t.Errorf("the next look is in %d ms", next-o.Now())
			}
			return err
		})
		o.sweepAt(1, "07:00")
		o.dewi.phone.wantGot(o.dewi.phone.token(f))
	})
}

func TestAnUrgentOneSoundsAtNightOnAllDevices(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		pc := o.dewi.device()
		f := o.dewi.followUp("2026-11-23T21:00")
		o.Update(func(ctx context.Context, tx *store.Tx) error {
			row := o.dewi.due(f)
			row.Urgent = true
			return tx.SaveDue(ctx, row)
		})
		o.sweepAt(0, "21:00")
		o.dewi.phone.wantGot(o.dewi.phone.token(f))
		pc.wantGot(pc.token(f))
	})
}

// What the push service did not take by day is not tried again by night.
func TestARetryRespectsTheQuietHours(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-23T19:59")
		o.answering(503, "")
		o.sweepAt(0, "19:59")
		o.taking()
		o.sweepAt(0, "22:00")
		o.sweepAt(1, "06:30")
		o.dewi.phone.wantGot()
		o.sweepAt(1, "07:00")
		o.dewi.phone.wantGot(o.dewi.phone.token(f))
	})
}

func TestAPushServiceInTrouble(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-23T09:00")
		o.answering(503, "")
		o.sweepAt(0, "09:00")
		first := o.dewi.messages(f)[0].NextAt - o.Now()
		if first < 30_000 || first > 45_000 {
			t.Errorf("tries again in %d ms", first)
		}
		o.sweep()
		if n := len(o.fake.Messages()); n != 1 {
			t.Errorf("asked %d times at once", n)
		}

		o.Clock.Advance(time.Minute)
		o.answering(429, "600")
		o.sweep()
		if next := o.dewi.messages(f)[0].NextAt - o.Now(); next < 600_000 {
			t.Errorf("comes back in %d ms, though asked for 10 minutes", next)
		}

		o.Clock.Advance(20 * time.Minute)
		o.taking()
		o.sweep()
		o.dewi.phone.wantGot(o.dewi.phone.token(f))
	})
}

// It is tried for a day and given up, and nothing is forgotten of it.
func TestADayOfTrouble(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-23T09:00")
		o.answering(500, "")
		for range 6 * 30 {
			o.Clock.Advance(10 * time.Minute)
			o.sweep()
		}
		row := o.dewi.messages(f)[0]
		if row.State != store.PushFailed || row.Tries < 20 || row.Tries > 60 {
			t.Errorf("after a day: %+v", row)
		}
		if o.dewi.due(f).State != store.DueOpen {
			t.Error("the follow-up is closed")
		}
	})
}

func TestABrowserThatIsGone(t *testing.T) {
	for _, status := range []int{404, 410} {
		each(t, func(t *testing.T, o *office) {
			f := o.dewi.followUp("2026-11-23T09:00")
			o.answering(status, "")
			o.sweepAt(0, "09:00")
			if left, err := o.push.Listeners(t.Context(), o.dewi.user); err != nil || len(left) != 0 {
				t.Errorf("it is still listed: %v, %v", left, err)
			}

			o.taking()
			o.dewi.phone.subscribe() // the worker does so by itself
			o.Clock.Advance(20 * time.Minute)
			o.sweep()
			o.dewi.phone.wantGot(o.dewi.phone.token(f))
		})
	}
}

func TestARefusalIsKeptAndTheOtherDeviceTold(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		pc := o.dewi.device()
		o.Update(func(ctx context.Context, tx *store.Tx) error { // the phone is the proven one
			row, err := tx.PushSubscriptionOf(ctx, o.dewi.phone.id)
			if err != nil {
				return err
			}
			return tx.NotePushReceipt(ctx, row.ID)
		})
		f := o.dewi.followUp("2026-11-23T09:00")
		o.answering(403, "")
		o.sweepAt(0, "09:00")
		if n := len(o.fake.Messages()); n != 2 {
			t.Errorf("%d devices were tried", n)
		}
		left, err := o.push.Listeners(t.Context(), o.dewi.user)
		if err != nil || len(left) != 2 || left[pc.id].FailingSince != o.Now() {
			t.Errorf("%v, %v", left, err)
		}
		for _, m := range o.dewi.messages(f) {
			if m.State != store.PushFailed {
				t.Errorf("%+v", m)
			}
		}
	})
}

func TestTheSecondDevice(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.Clock.Advance(time.Second)
		pc := o.dewi.device() // subscribed last, hence told first
		silent := o.dewi.followUp("2026-11-23T09:00")
		heard := o.dewi.followUp("2026-11-23T11:00")

		o.sweepAt(0, "09:00")
		o.sweepAt(0, "09:09")
		pc.wantGot(pc.token(silent))
		o.dewi.phone.wantGot()
		o.sweepAt(0, "09:10")
		o.dewi.phone.wantGot(o.dewi.phone.token(silent))

		// The phone has shown it, so next time the phone is the first.
		if err := o.Receipt(t.Context(), o.dewi.phone.id, o.dewi.phone.token(silent)); err != nil {
			t.Fatal(err)
		}
		o.sweepAt(0, "11:00")
		o.dewi.phone.wantGot(o.dewi.phone.token(silent), o.dewi.phone.token(heard))
		if err := o.Receipt(t.Context(), o.dewi.phone.id, o.dewi.phone.token(heard)); err != nil {
			t.Fatal(err)
		}
		o.sweepAt(0, "11:30")
		pc.wantGot(pc.token(silent))
	})
}

// Whoever has no device is waited for, a day.
func TestNobodyToTell(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		if err := o.push.Unsubscribe(t.Context(), o.dewi.phone.id); err != nil {
			t.Fatal(err)
		}
		old := o.dewi.followUp("2026-11-23T09:00")
		fresh := o.dewi.followUp("2026-11-24T09:00")
		o.sweepAt(0, "09:00")
		o.sweepAt(1, "09:01")
		o.dewi.phone.subscribe()
		o.sweepAt(1, "09:30")
		o.dewi.phone.wantGot(o.dewi.phone.token(fresh))
		if o.dewi.due(old).SentAt == 0 {
			t.Error("yesterday's is still waiting")
		}
	})
}

func TestReassignmentGoesToWhoeverHasItNow(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-23T09:00")
		night := o.dewi.followUp("2026-11-23T21:00")
		o.answering(503, "")
		o.sweepAt(0, "09:00") // under way to dewi
		o.taking()

		owner := domain.CaseOwner.Get(o.parts(), o.file).Heads
		o.head.act(domain.Assign(o.file, domain.AssignArgs{Appointment: o.tini.appointment}, owner))
		o.sweepAt(0, "10:00")
		o.sweepAt(1, "07:00")
		o.dewi.phone.wantGot()
		o.tini.phone.wantGot(o.tini.phone.token(f), o.tini.phone.token(night))
		if row := o.dewi.messages(f)[0]; row.State != store.PushDropped {
			t.Errorf("dewi's message is %s", row.State)
		}
	})
}

// An appointment that ends tells the log nothing: the scheduler must see it.
func TestAnAppointmentThatEnded(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		owner := domain.CaseOwner.Get(o.parts(), o.file).Heads
		f := o.ID()
		o.head.act(domain.Begin(o.file, domain.FollowUp, f), domain.FollowUpDue.Set(o.file, f, "2026-11-25T09:00", nil))
		o.head.act(domain.Assign(o.file, domain.AssignArgs{Appointment: o.tini.appointment}, owner))
		o.Update(func(ctx context.Context, tx *store.Tx) error {
			return tx.EndAppointment(ctx, o.head.appointment, "2026-11-24")
		})
		o.sweepAt(2, "09:00")
		o.head.phone.wantGot()
		o.tini.phone.wantGot(o.tini.phone.token(f))

		// And she may close it, too.
		o.tini.phone.tap(f, "done")
		if o.find(f).State != domain.FollowUpClosed {
			t.Error("it is still open")
		}
	})
}

func TestAClosedAccountHearsNothing(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.dewi.followUp("2026-11-23T09:00")
		o.Update(func(ctx context.Context, tx *store.Tx) error { return tx.SetDisabled(ctx, o.dewi.user, tx.Millis()) })
		o.sweepAt(0, "09:00")
		o.dewi.phone.wantGot()
	})
}

// Two follow-ups whose kind was changed are one to the phone, and one device has one message about it.
func TestAFollowUpOfAnotherKindNow(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-23T09:00")
		o.sweepAt(0, "09:00")
		kind := domain.FollowUpKind.Get(o.parts(), f).Heads
		o.dewi.act(domain.FollowUpKind.Set(o.file, f, "surat", kind), domain.FollowUpDue.Set(o.file, f, "2026-11-23T10:00", o.find(f).Heads.Due))
		o.sweepAt(0, "10:00")
		o.dewi.phone.wantGot(o.dewi.phone.token(f), o.dewi.phone.token(f))
	})
}

func TestOneThatWasMovedIsToldAtItsNewHour(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-23T09:00")
		o.answering(503, "")
		o.sweepAt(0, "09:00")
		o.taking()
		o.dewi.act(domain.SnoozeFollowUp(o.file, o.find(f), "2026-11-23T14:00")...)
		o.sweepAt(0, "13:59")
		o.dewi.phone.wantGot()
		o.sweepAt(0, "14:00")
		o.dewi.phone.wantGot(o.dewi.phone.token(f))
	})
}

// Several servers on one database share the work and do none of it twice.
func TestManyNodes(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		const many = 60
		var all []op.ID
		for range many {
			all = append(all, o.dewi.followUp("2026-11-23T09:00"))
		}
		o.Clock.Advance(time.Hour)
		ended := make(chan error)
		for range 4 {
			go func() { ended <- o.another(o.push).Sweep(context.Background()) }()
		}
		for range 4 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
		o.sweep()
		told := map[string]int{}
		for _, token := range o.dewi.phone.got() {
			told[token]++
		}
		for _, f := range all {
			if told[o.dewi.phone.token(f)] != 1 {
				t.Fatalf("told %d times", told[o.dewi.phone.token(f)])
			}
		}
	})
}

func TestRunWaitsForTheHourAndIsWoken(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { o.Run(ctx); close(ended) }()

		f := o.dewi.followUp("2026-11-23T09:00")
		o.Wake()
		o.Clock.Advance(time.Hour)
		o.Wake()
		waiting, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		o.fake.Eventually(waiting, 1)
		o.dewi.phone.wantGot(o.dewi.phone.token(f))
		stop()
		<-ended
	})
}
