package oplog_test

import (
	"context"
	"testing"

	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/civil"
	"damping/shared/domain"
	"damping/shared/op"
)

// TestWay goes through the log with the real client engine, from a case written on one phone to another person's.
func TestWay(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		o := newOffice(t, db, clock)
		wati, head, tini := o.phone("wati"), o.phone("head"), o.phone("tini")
		file := wati.newCase("Bunga")
		wati.write(domain.Advance(file, domain.AdvanceArgs{To: domain.StageIdentify}, nil))
		wati.note(file, "satu")
		wati.sync()
		head.sync()
		tini.sync()
		if v, _ := domain.ReadCase(head.parts(file), file); v.Number != "2026-000001" || v.Stage != domain.StageIdentify || v.Owner != wati.as {
			t.Errorf("%+v", v)
		}
		if len(tini.Cards()) != 0 {
			t.Error("a colleague without a grant sees the case")
		}

		wati.write(domain.Grant(file, domain.GrantArgs{Appointment: tini.as, Parts: []op.Part{op.Core, op.Story}}))
		wati.sync()
		tini.sync()
		if got := tini.parts(file); got.Part(op.Story) == nil || got.Part(op.Identity) != nil {
			t.Error("the grant gave", got)
		}

		wati.note(file, "dua") // without signal, while the case is handed over
		head.write(domain.Assign(file, domain.AssignArgs{Appointment: tini.as}, domain.CaseOwner.Get(head.parts(file), file).Heads))
		head.sync()
		wati.sync()
		tini.sync()
		if len(wati.Cards()) != 0 || len(wati.Refused()) != 1 || wati.Refused()[0].Verdict != op.Quarantined {
			t.Error("the former owner", wati.Cards(), wati.Refused())
		}
		if v, _ := domain.ReadCase(tini.parts(file), file); v.Owner != tini.as || len(domain.Victims(tini.parts(file))) != 1 {
			t.Errorf("the new owner sees %+v", v)
		}
		o.View(func(ctx context.Context, tx *store.Tx) error {
			aside, err := tx.QuarantinedOn(ctx, file)
			if err == nil && len(aside) != 2 {
				t.Error("set aside:", len(aside))
			}
			return err
		})
		o.verify()
	})
}

func TestProjections(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		o := newOffice(t, db, clock)
		wati, head, tini := o.phone("wati"), o.phone("head"), o.phone("tini")
		file := wati.newCase("Bunga")
		mine := wati.followUp(file, "2026-11-24T09:00", op.ID{})
		outsider := wati.followUp(file, "2026-11-25T09:00", o.people["partner"].ID) // may not read it
		nobody := wati.followUp(file, "2026-11-26T09:00", o.ID())                   // does not exist
		wati.sync()

		due := func() map[op.ID]store.DueInstance {
			open := map[op.ID]store.DueInstance{}
			o.View(func(ctx context.Context, tx *store.Tx) error {
				rows, err := tx.DueOn(ctx, file)
				for _, d := range rows {
					if d.State == store.DueOpen {
						open[d.Ent] = d
					}
				}
				return err
			})
			return open
		}
		nine, _ := civil.Instant("2026-11-24", 9*60, civil.WIB)
		if d := due()[mine]; d.DueAt != nine || d.RemindAt != nine || d.Appointment != wati.as || d.Kind != "telepon" || d.Part != op.Core {
			t.Errorf("%+v", d)
		}
		for _, f := range []op.ID{outsider, nobody} {
			if d := due()[f]; d.Appointment != wati.as {
				t.Errorf("an assignee who may not read: %+v", d)
			}
		}
		o.View(func(ctx context.Context, tx *store.Tx) error {
			row, err := tx.CaseRow(ctx, file)
			if row.Number != "2026-000001" || row.Month != "2026-10" || row.AgeBand != "6-12" || row.Sex != "perempuan" || row.Stage != "penerimaan" ||
				row.Status != "baru" || row.Owner != wati.as || row.NextDueAt != nine || row.District != "18.71.01" || row.Channel != "telepon" {
				t.Errorf("%+v", row)
			}
			codes, _ := tx.CaseCodes(ctx, file)
			if len(codes) != 2 || codes[0].Code != "rumah_tangga" || codes[1].List != "safe_now" {
				t.Errorf("%+v", codes)
			}
			f, _ := tx.File(ctx, file)
			if f.Number != row.Number || f.Kind != "case" {
				t.Errorf("%+v", f)
			}
			return err
		})

		t.Run("a sent reminder stays sent until the time is moved", func(t *testing.T) {
			o.Update(func(ctx context.Context, tx *store.Tx) error {
				d := due()[mine]
				d.SentAt = tx.Millis()
				return tx.SaveDue(ctx, d)
			})
			wati.note(file, "sesuatu")
			wati.sync()
			if due()[mine].SentAt == 0 {
				t.Error("another change of the case would send it again")
			}
			v := wati.find(file, mine)
			wati.write(domain.SnoozeFollowUp(file, v, "2026-11-24T10:00")...)
			wati.sync()
			if d := due()[mine]; d.SentAt != 0 || d.DueAt != nine+3_600_000 || d.RemindAt != d.DueAt {
				t.Errorf("%+v", d)
			}
		})
		t.Run("it goes with the case to the new owner", func(t *testing.T) {
			head.sync()
			head.write(domain.Assign(file, domain.AssignArgs{Appointment: tini.as}, domain.CaseOwner.Get(head.parts(file), file).Heads))
			head.sync()
			if got := due(); len(got) != 3 || got[mine].Appointment != tini.as || got[outsider].Appointment != tini.as {
				t.Errorf("%+v", got)
			}
			o.verify()
		})
		t.Run("done and cancelled follow", func(t *testing.T) {
			tini.sync()
			tini.write(domain.CloseFollowUp(file, tini.find(file, mine), "2026-11-23T08:00")...)
			tini.write(domain.FollowUpState.Set(file, nobody, domain.FollowUpCancelled, tini.find(file, nobody).Heads.State))
			tini.sync()
			if got := due(); len(got) != 1 {
				t.Errorf("%+v", got)
			}
			o.View(func(ctx context.Context, tx *store.Tx) error {
				rows, err := tx.DueOn(ctx, file)
				for _, d := range rows {
					if d.Ent == mine && d.Appointment == tini.as && (d.State != store.DueDone || d.ClosedAt == 0) {
						t.Errorf("%+v", d)
					}
				}
				return err
			})
			o.verify()
		})
	})
}

// TestNews proves that everybody with a reason to pull is told, and nobody else.
func TestNews(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		o := newOffice(t, db, clock)
		wati, head := o.phone("wati"), o.phone("head")
		file := wati.newCase("Bunga")
		wati.push()
		told := func() map[op.ID]bool {
			all := map[op.ID]bool{}
			for {
				select {
				case c := <-o.news:
					for _, id := range c.Readers {
						all[id] = true
					}
				default:
					return all
				}
			}
		}
		if got := told(); len(got) != 2 || !got[wati.as] || !got[head.as] {
			t.Error("told:", got)
		}
		head.sync()
		head.write(domain.Assign(file, domain.AssignArgs{Appointment: o.people["tini"].ID}, domain.CaseOwner.Get(head.parts(file), file).Heads))
		head.push()
		if got := told(); len(got) != 3 || !got[wati.as] || !got[o.people["tini"].ID] {
			t.Error("told of the hand-over:", got)
		}
		wati.pull()
		if got := told(); len(got) != 0 {
			t.Error("a download told", got)
		}
	})
}
