package remind_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"damping/server/push/pushtest"
	"damping/server/store"
	"damping/shared/domain"
	"damping/shared/notify"
	"damping/shared/op"
)

// wipe asks that a phone be emptied, as auth does.
func (p *phone) wipe() {
	p.o.TB.Helper()
	p.o.Update(func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.WipeDevice(ctx, p.id); err != nil {
			return err
		}
		_, err := tx.AddWipePush(ctx, store.WipePush{DeviceID: p.id, NextAt: tx.Millis(), ExpiresAt: tx.Millis() + 30*86_400_000})
		return err
	})
}

func (p *phone) erased() {
	p.o.TB.Helper()
	p.o.Update(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.EraseDevice(ctx, p.id)
		return err
	})
}

// wipes are the messages that told a phone to empty itself.
func (p *phone) wipes() (found []pushtest.Message) {
	for _, m := range p.o.fake.Messages() {
		if m.Path == p.path && m.Shown.Wipe {
			found = append(found, m)
		}
	}
	return found
}

func (p *phone) wantWipes(n int, when string) {
	p.o.TB.Helper()
	if got := len(p.wipes()); got != n {
		p.o.TB.Errorf("%s: told %d times, want %d", when, got, n)
	}
}

func TestAWipedPhoneIsToldAtOnceAndEveryDay(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		phone := o.dewi.phone
		o.sweepAt(0, "23:30") // quiet hours are no reason to wait
		phone.wipe()
		o.sweep()
		o.sweep()
		phone.wantWipes(1, "at once")
		m := phone.wipes()[0]
		if m.Topic != notify.WipeToken(phone.id) || m.TTL != int((24*time.Hour).Seconds()) || len(m.Plain) != 1024 {
			t.Errorf("topic %q, ttl %d, %d bytes", m.Topic, m.TTL, len(m.Plain))
		}
		o.Clock.Advance(24 * time.Hour)
		o.sweep()
		phone.wantWipes(2, "the next day")
		phone.erased()
		phone.erased()
		o.Clock.Advance(24 * time.Hour)
		o.sweep()
		phone.wantWipes(2, "when it is empty")
	})
}

func TestAWipedPhoneIsToldNothingElse(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sweepAt(0, "09:00")
		o.dewi.followUp(domain.LocalAt(o.Clock.Now().Add(time.Hour).UnixMilli(), 7*60))
		o.dewi.phone.wipe()
		o.sweepAt(0, "10:30")
		for _, m := range o.fake.Messages() {
			if m.Path == o.dewi.phone.path && m.Shown.Notification.Data.ID != "" {
				t.Error("a wiped phone was reminded")
			}
		}
		o.dewi.phone.wantWipes(1, "meanwhile")
	})
}

func TestAPushServiceThatIsAway(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		phone := o.dewi.phone
		o.answering(http.StatusServiceUnavailable, "")
		phone.wipe()
		o.sweep()
		o.taking()
		o.Clock.Advance(20 * time.Second)
		o.sweep()
		phone.wantWipes(1, "before the retry")
		o.Clock.Advance(40 * time.Second)
		o.sweep()
		phone.wantWipes(2, "after it")
	})
}

func TestAPhoneThatListensNoMore(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.answering(http.StatusGone, "")
		o.dewi.phone.wipe()
		o.sweep()
		o.taking()
		o.Clock.Advance(48 * time.Hour)
		o.sweep()
		o.dewi.phone.wantWipes(1, "after 410")

		deaf := o.Device(o.tini.user) // never had a subscription
		(&phone{o: o, id: deaf}).wipe()
		o.sweep()
		o.Update(func(ctx context.Context, tx *store.Tx) error {
			for _, id := range []op.ID{deaf, o.dewi.phone.id} {
				if row, err := tx.LockWipePush(ctx, id); err == nil {
					t.Errorf("a message stays on its way to nobody: %+v", row)
				}
			}
			return nil
		})
	})
}

func TestTwoServersTellOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		other := o.another(o.push)
		o.dewi.phone.wipe()
		done := make(chan error, 2)
		go func() { done <- o.Sweep(t.Context()) }()
		go func() { done <- other.Sweep(t.Context()) }()
		for range 2 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		o.dewi.phone.wantWipes(1, "by both")
	})
}
