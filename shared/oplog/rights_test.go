package oplog_test

import (
	"context"
	"testing"

	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/oplog"
)

// overtaken is a store on the way to which somebody else is always quicker: first happens after a call has begun and
// before its transaction does.
type overtaken struct {
	oplog.Store
	first func()
}

func (s overtaken) Update(ctx context.Context, fn func(oplog.Tx) error) error {
	s.first()
	return s.Store.Update(ctx, fn)
}

func (s overtaken) View(ctx context.Context, fn func(oplog.Reader) error) error {
	s.first()
	return s.Store.View(ctx, fn)
}

// TestEndedUnderWay ends an appointment while a call of its holder is under way. What counts is what holds when the
// transaction begins, not when the call did.
func TestEndedUnderWay(t *testing.T) {
	begin := func(t *testing.T) (o *office, wati *phone, file op.ID) {
		o = newOffice(t)
		wati = o.phone("wati")
		file = wati.newCase()
		wati.sync()
		o.core = oplog.New(overtaken{o.store, func() { o.end("wati") }}, o.r)
		return o, wati, file
	}
	t.Run("nothing is taken", func(t *testing.T) {
		o, wati, file := begin(t)
		wati.note(file, "terlambat")
		batch, _ := wati.NextPush()
		before := len(o.store.Log())
		ans, _, err := o.core.Push(context.Background(), wati.actor, batch)
		if err != nil || len(o.store.Log()) != before || len(o.store.Aside()) != len(batch.Ops) || ans.Acks[0].Verdict != op.Quarantined {
			t.Errorf("%d ops taken, %d set aside, %+v %v", len(o.store.Log())-before, len(o.store.Aside()), ans.Acks, err)
		}
	})
	t.Run("nothing is given", func(t *testing.T) {
		o, wati, file := begin(t)
		held := wati.parts(file)
		another := o.phone("wati")
		for _, p := range []*phone{wati, another} {
			ans, err := o.core.Pull(context.Background(), p.actor, p.NextPull())
			if err != nil || len(ans.Snapshots) != 0 || len(ans.Ops) != 0 || p == wati && len(ans.Revoked) != len(held) {
				t.Errorf("%d snapshots, %d ops, %d of %d parts revoked, %v", len(ans.Snapshots), len(ans.Ops), len(ans.Revoked), len(held), err)
			}
		}
	})
	t.Run("nothing is done for them", func(t *testing.T) {
		o, wati, file := begin(t)
		ack, _, err := o.core.Act(context.Background(), wati.actor, wati.as, o.id(), func(oplog.Tx) ([]op.Draft, error) {
			return []op.Draft{domain.CaseDistrict.Set(file, file, "kedaton", nil)}, nil
		})
		if err != nil || ack.Verdict != op.Quarantined {
			t.Errorf("%+v %v", ack, err)
		}
	})
}
