package remind_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"damping/server/push"
	"damping/server/remind"
	"damping/server/store"
)

var errKilled = errors.New("killed")

// dying hands messages over until it has none left to give, and then the server is gone: nothing is marked any more.
type dying struct {
	remind.Sender
	after bool // whether the message went out before
}

func (d dying) Send(ctx context.Context, to store.PushSubscription, n push.Notice, how push.Delivery) (push.Outcome, error) {
	if d.after {
		if _, err := d.Sender.Send(ctx, to, n, how); err != nil {
			return push.Outcome{}, err
		}
	}
	return push.Outcome{}, errKilled
}

func TestAServerThatDies(t *testing.T) {
	for name, after := range map[string]bool{"before the message went out": false, "before the mark": true} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, o *office) {
				f := o.dewi.followUp("2026-11-23T09:00")
				o.Clock.Advance(time.Hour)
				if err := o.another(dying{o.push, after}).Sweep(t.Context()); !errors.Is(err, errKilled) {
					t.Fatal(err)
				}
				before := len(o.dewi.phone.got())

				o.sweep() // another server, at once: the lease is the dead one's
				if n := len(o.dewi.phone.got()); n != before {
					t.Errorf("%d messages within the lease", n)
				}
				o.Clock.Advance(remind.Lease)
				o.sweep()
				o.Clock.Advance(remind.Lease)
				o.sweep()

				shown := map[string]bool{} // a phone shows one for each tag
				for _, m := range o.fake.Taken() {
					if m.Topic != m.Shown.Notification.Tag {
						t.Error("the push service would not replace it")
					}
					shown[m.Shown.Notification.Tag] = true
				}
				if len(shown) != 1 || !shown[o.dewi.phone.token(f)] || len(o.dewi.phone.got()) != before+1 {
					t.Errorf("%d shown of %d sent", len(shown), len(o.dewi.phone.got()))
				}
			})
		})
	}
}

// The phone's receipt says that the message went out, whatever became of the mark.
func TestAReceiptTakesThePlaceOfTheMark(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-23T09:00")
		o.Clock.Advance(time.Hour)
		if err := o.another(dying{o.push, true}).Sweep(t.Context()); !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
		if err := o.Receipt(t.Context(), o.dewi.phone.id, o.dewi.phone.token(f)); err != nil {
			t.Fatal(err)
		}
		o.Clock.Advance(remind.Lease)
		o.sweep()
		o.dewi.phone.wantGot(o.dewi.phone.token(f))
		if row := o.dewi.messages(f)[0]; row.State != store.PushSent {
			t.Errorf("kept as %+v", row)
		}
	})
}

// quick has the phone answer while the sender still waits for the push service's answer.
type quick struct {
	remind.Sender
	shown func(push.Notice)
}

func (q quick) Send(ctx context.Context, to store.PushSubscription, n push.Notice, how push.Delivery) (push.Outcome, error) {
	outcome, err := q.Sender.Send(ctx, to, n, how)
	q.shown(n)
	return outcome, err
}

func TestAReceiptThatIsFasterThanTheMark(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-23T09:00")
		o.Clock.Advance(time.Hour)
		err := o.another(quick{o.push, func(n push.Notice) {
			if err := o.Receipt(context.Background(), o.dewi.phone.id, n.Token); err != nil {
				t.Error(err)
			}
		}}).Sweep(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if row := o.dewi.messages(f)[0]; row.ReceiptAt != o.Now() || row.State != store.PushSent {
			t.Errorf("kept as %+v", row)
		}
		left, err := o.push.Listeners(t.Context(), o.dewi.user)
		if err != nil || left[o.dewi.phone.id].LastReceipt != o.Now() {
			t.Errorf("%v, %v", left, err)
		}
	})
}

// What is under way when the server is told to stop is finished: its answer is heard and marked.
func TestStoppingFinishesWhatIsUnderWay(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		f := o.dewi.followUp("2026-11-23T09:00")
		o.Clock.Advance(time.Hour)
		ctx, stop := context.WithCancel(t.Context())
		err := o.another(quick{o.push, func(push.Notice) { stop() }}).Sweep(ctx)
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		if row := o.dewi.messages(f)[0]; row.State != store.PushSent {
			t.Errorf("left as %+v", row)
		}
	})
}
