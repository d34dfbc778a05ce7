package oplog_test

import (
	"context"
	"testing"

	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/civil"
	"damping/shared/domain"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// overtaken is a log on the way to which somebody else is always quicker: first happens after a call has begun and
// before its transaction does.
type overtaken struct {
	core.Store
	first func()
}

func (s overtaken) Update(ctx context.Context, fn func(core.Tx) error) error {
	s.first()
	return s.Store.Update(ctx, fn)
}

func (s overtaken) View(ctx context.Context, fn func(core.Reader) error) error {
	s.first()
	return s.Store.View(ctx, fn)
}

// TestEndedUnderWay ends an appointment while a call of its holder is under way, as the core's own test does over the
// memory twin.
func TestEndedUnderWay(t *testing.T) {
	ended := func(t *testing.T, test func(o *office, wati *phone, file op.ID)) {
		servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
			o := newOffice(t, db, clock)
			wati := o.phone("wati")
			file := wati.newCase("Bunga")
			wati.sync()
			o.core = core.New(overtaken{o.log, func() { o.end("wati") }}, o.Rand)
			test(o, wati, file)
		})
	}
	t.Run("nothing is taken", func(t *testing.T) {
		ended(t, func(o *office, wati *phone, file op.ID) {
			wati.note(file, "terlambat")
			batch, _ := wati.NextPush()
			ans, _, err := o.core.Push(o.TB.Context(), wati.actor, batch)
			if err != nil {
				o.TB.Fatal(err)
			}
			for _, a := range ans.Acks {
				if a.Verdict != op.Quarantined {
					o.TB.Errorf("%+v", a)
				}
			}
			o.View(func(ctx context.Context, tx *store.Tx) error {
				aside, err := tx.QuarantinedOn(ctx, file)
				if err == nil && len(aside) != len(batch.Ops) {
					o.TB.Errorf("%d ops are kept, want %d", len(aside), len(batch.Ops))
				}
				return err
			})
		})
	})
	t.Run("nothing is given", func(t *testing.T) {
		ended(t, func(o *office, wati *phone, file op.ID) {
			held := wati.parts(file)
			another := o.phone("wati")
			for _, p := range []*phone{wati, another} {
				ans, err := o.core.Pull(o.TB.Context(), p.actor, p.NextPull())
				if err != nil || len(ans.Snapshots) != 0 || len(ans.Ops) != 0 || p == wati && len(ans.Revoked) != len(held) {
					o.TB.Errorf("%d snapshots, %d ops, %d of %d parts revoked, %v", len(ans.Snapshots), len(ans.Ops), len(ans.Revoked), len(held), err)
				}
			}
		})
	})
	t.Run("nothing is done for them", func(t *testing.T) {
		ended(t, func(o *office, wati *phone, file op.ID) {
			ack, _, err := o.core.Act(o.TB.Context(), wati.actor, wati.as, o.ID(), func(core.Tx) ([]op.Draft, error) {
				return []op.Draft{domain.CaseDistrict.Set(file, file, "18.71.02", nil)}, nil
			})
			if err != nil || ack.Verdict != op.Quarantined {
				o.TB.Errorf("%+v %v", ack, err)
			}
		})
	})
}

// end has somebody's appointment end with yesterday.
func (o *office) end(name string) {
	o.TB.Helper()
	o.Update(func(ctx context.Context, tx *store.Tx) error {
		return tx.EndAppointment(ctx, o.people[name].ID, string(civil.DateAt(o.Now(), civil.WIB).AddDays(-1)))
	})
}

// waiting is a log whose head is not free at once: first happens after a transaction has begun and before it gets it.
type waiting struct {
	core.Store
	first func()
}

func (s waiting) Update(ctx context.Context, fn func(core.Tx) error) error {
	return s.Store.Update(ctx, func(tx core.Tx) error { return fn(waitingTx{tx, s.first}) })
}

type waitingTx struct {
	core.Tx
	first func()
}

func (tx waitingTx) Head() (core.Head, error) {
	tx.first()
	return tx.Tx.Head()
}

// TestEndedWhileWaiting ends an appointment while a batch of its holder waits for those before it. Only PostgreSQL lets
// anybody wait there: on SQLite a writing transaction begins when the one before it is done.
func TestEndedWhileWaiting(t *testing.T) {
	clock := servertest.NewClock()
	o := newOffice(t, servertest.Open(t, servertest.Postgres, store.Options{Now: clock.Now}), clock)
	wati := o.phone("wati")
	file := wati.newCase("Bunga")
	wati.sync()
	o.core = core.New(waiting{o.log, func() { o.end("wati") }}, o.Rand)
	wati.note(file, "terlambat")
	batch, _ := wati.NextPush()
	ans, _, err := o.core.Push(t.Context(), wati.actor, batch)
	if err != nil || len(ans.Acks) != 2 || ans.Acks[0].Verdict != op.Quarantined {
		t.Errorf("%+v %v", ans.Acks, err)
	}
}
