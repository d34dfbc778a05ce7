package remind_test

import (
	"testing"
	"time"

	"damping/server/store"
	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/notify"
	"damping/shared/op"
)

func TestDoneFromANotification(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-23T09:00")
		o.sweepAt(0, "09:00")
		o.Clock.Advance(5 * time.Minute)
		tapped := o.dewi.phone.tap(f, api.ActDone)

		v := o.find(f)
		if v.State != domain.FollowUpClosed || v.Done != "2026-11-23T09:05" {
			t.Errorf("became %+v", v)
		}
		if row := o.dewi.due(f); row.State != store.DueDone {
			t.Errorf("the instance is %s", row.State)
		}

		if m := o.dewi.messages(f)[0]; m.OpenedAt != o.Now() || m.ReceiptAt != o.Now() {
			t.Errorf("the message is %+v", m)
		}

		// The worker had no answer and sends it again; meanwhile somebody has opened it anew.
		o.dewi.act(domain.FollowUpState.Set(o.file, f, domain.FollowUpOpen, v.Heads.State))
		if err := o.Action(t.Context(), o.dewi.phone.id, tapped); err != nil {
			t.Fatal(err)
		}
		if o.find(f).State != domain.FollowUpOpen {
			t.Error("an action was carried out twice")
		}
	})
}

func TestAnActionAboutSomethingClosedIsRemembered(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-23T09:00")
		o.sweepAt(0, "09:00")
		o.dewi.act(domain.CloseFollowUp(o.file, o.find(f), "2026-11-23T08:30")...)
		tapped := o.dewi.phone.tap(f, api.ActDone)
		v := o.find(f)
		if v.Done != "2026-11-23T08:30" {
			t.Errorf("closed anew at %s", v.Done)
		}
		o.dewi.act(domain.FollowUpState.Set(o.file, f, domain.FollowUpOpen, v.Heads.State))
		if err := o.Action(t.Context(), o.dewi.phone.id, tapped); err != nil {
			t.Fatal(err)
		}
		if o.find(f).State != domain.FollowUpOpen {
			t.Error("an action that had come before was carried out")
		}
	})
}

func TestSnoozeFromANotification(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-23T09:00")
		o.sweepAt(0, "09:00")
		tapped := o.dewi.phone.tap(f, api.ActSnooze)
		if v := o.find(f); v.Due != "2026-11-24T09:00" || v.State != domain.FollowUpOpen {
			t.Errorf("became %+v", v)
		}
		if err := o.Action(t.Context(), o.dewi.phone.id, tapped); err != nil {
			t.Fatal(err)
		}
		if v := o.find(f); v.Due != "2026-11-24T09:00" {
			t.Errorf("put off twice, to %s", v.Due)
		}

		o.sweepAt(1, "08:59")
		o.dewi.phone.wantGot(o.dewi.phone.token(f))
		o.sweepAt(1, "09:00") // the same word, so that it replaces yesterday's if that still stands there
		o.dewi.phone.wantGot(o.dewi.phone.token(f), o.dewi.phone.token(f))
	})
}

// A tap in the night without signal arrives in the morning and counts for when it was made.
func TestATapThatComesLate(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-23T09:00")
		g := o.dewi.followUp("2026-11-23T10:00")
		o.sweepAt(0, "10:00")
		at := o.Now()
		o.Clock.Advance(20 * time.Hour)
		for id, act := range map[op.ID]string{f: api.ActDone, g: api.ActSnooze} {
			a := api.PushAction{ID: o.dewi.phone.token(id), Act: act, At: at, ActionID: o.ID().String()}
			if err := o.Action(t.Context(), o.dewi.phone.id, a); err != nil {
				t.Fatal(err)
			}
		}
		if v := o.find(f); v.Done != "2026-11-23T10:00" {
			t.Errorf("closed at %s", v.Done)
		}
		if v := o.find(g); v.Due != "2026-11-24T10:00" {
			t.Errorf("put off to %s", v.Due)
		}
	})
}

func TestATapInTheFutureCountsAsNow(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-23T09:00")
		o.sweepAt(0, "09:00")
		a := api.PushAction{ID: o.dewi.phone.token(f), Act: api.ActDone, At: o.Now() + 1e9, ActionID: o.ID().String()}
		if err := o.Action(t.Context(), o.dewi.phone.id, a); err != nil {
			t.Fatal(err)
		}
		if v := o.find(f); v.Done != "2026-11-23T09:00" {
			t.Errorf("closed at %s", v.Done)
		}
	})
}

// The browser got a new subscription while the old notification stood on the screen.
func TestATapAfterTheSubscriptionWentAway(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-23T09:00")
		o.sweepAt(0, "09:00")
		if err := o.push.Unsubscribe(t.Context(), o.dewi.phone.id); err != nil {
			t.Fatal(err)
		}
		o.dewi.phone.tap(f, api.ActDone)
		if v := o.find(f); v.State != domain.FollowUpClosed {
			t.Error("the tap was lost")
		}
	})
}

func TestWhoMayNotAct(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-23T09:00")
		o.sweepAt(0, "09:00")
		pc := o.dewi.device()

		for name, c := range map[string]struct {
			device op.ID
			token  string
		}{
			"a colleague with the word":         {o.tini.phone.id, o.dewi.phone.token(f)},
			"a colleague with the word she has": {o.tini.phone.id, notify.Token(o.tini.phone.id, f)},
			"another device with the first's":   {pc.id, o.dewi.phone.token(f)},
			"a device that nobody knows":        {o.ID(), o.dewi.phone.token(f)},
			"a word that nobody knows":          {o.dewi.phone.id, notify.Token(o.dewi.phone.id, o.ID())},
			"the word of a trial":               {o.dewi.phone.id, notify.TestToken(o.dewi.phone.id)},
		} {
			t.Run(name, func(t *testing.T) {
				a := api.PushAction{ID: c.token, Act: api.ActDone, At: o.Now(), ActionID: o.ID().String()}
				if err := o.Action(t.Context(), c.device, a); err != nil {
					t.Errorf("the answer tells something: %v", err)
				}
				if o.find(f).State != domain.FollowUpOpen {
					t.Error("it was carried out")
				}
			})
		}
		t.Run("nonsense", func(t *testing.T) {
			for _, a := range []api.PushAction{
				{ID: o.dewi.phone.token(f), Act: api.ActDone, ActionID: "x"},
				{ID: o.dewi.phone.token(f), Act: api.ActDone, ActionID: op.ID{}.String()},
				{ID: o.dewi.phone.token(f), Act: "close", ActionID: o.ID().String()},
			} {
				if err := o.Action(t.Context(), o.dewi.phone.id, a); errs.CodeOf(err) != errs.Invalid {
					t.Errorf("%+v: %v", a, err)
				}
			}
		})
	})
}

func TestReceipts(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		f := o.dewi.followUp("2026-11-23T09:00")
		o.sweepAt(0, "09:00")
		o.Clock.Advance(2 * time.Second)
		first := o.Now()
		for range 2 {
			if err := o.Receipt(ctx, o.dewi.phone.id, o.dewi.phone.token(f)); err != nil {
				t.Fatal(err)
			}
			o.Clock.Advance(time.Second)
		}
		if row := o.dewi.messages(f)[0]; row.ReceiptAt != first || row.State != store.PushSent {
			t.Errorf("kept as %+v", row)
		}

		for _, c := range []struct {
			device op.ID
			token  string
		}{{o.tini.phone.id, o.dewi.phone.token(f)}, {o.ID(), o.dewi.phone.token(f)}, {o.dewi.phone.id, "AAAAAAAAAAAAAAAAAAAAAA"}} {
			if err := o.Receipt(ctx, c.device, c.token); err != nil {
				t.Errorf("the answer tells something: %v", err)
			}
		}
		if left, err := o.push.Listeners(ctx, o.tini.user); err != nil || left[o.tini.phone.id].LastReceipt != 0 {
			t.Errorf("a foreign receipt counts: %v, %v", left, err)
		}

		if _, err := o.push.Trial(ctx, o.tini.phone.id); err != nil {
			t.Fatal(err)
		}
		if err := o.Receipt(ctx, o.tini.phone.id, notify.TestToken(o.tini.phone.id)); err != nil {
			t.Fatal(err)
		}
		if left, err := o.push.Listeners(ctx, o.tini.user); err != nil || left[o.tini.phone.id].LastReceipt != o.Now() {
			t.Errorf("the receipt of a trial: %v, %v", left, err)
		}
	})
}

// Yesterday's receipt, held up by a weak signal, must not take away today's reminder.
func TestAReceiptThatComesADayLate(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-23T09:00")
		o.sweepAt(0, "09:00")
		o.dewi.phone.tap(f, api.ActSnooze)
		o.answering(503, "")
		o.sweepAt(1, "09:00")
		if err := o.Receipt(t.Context(), o.dewi.phone.id, o.dewi.phone.token(f)); err != nil {
			t.Fatal(err)
		}
		o.taking()
		o.sweepAt(1, "09:05")
		o.dewi.phone.wantGot(o.dewi.phone.token(f), o.dewi.phone.token(f))
	})
}
