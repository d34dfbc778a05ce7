package oplog_test

import (
	"context"
	"testing"

	"damping/server/oplog"
	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/policy"
)

// annex adds a second unit to the office, with somebody who looks after it.
func (o *office) annex() {
	o.TB.Helper()
	user, unit := o.Account("chief"), servertest.Unit{ID: o.ID(), Institution: o.people["wati"].Institution}
	o.Update(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddUnit(ctx, store.Unit{ID: unit.ID, InstitutionID: unit.Institution, Name: "Pengaduan", CreatedAt: tx.Millis()})
	})
	o.Appoint(user, unit, policy.FollowUpChief)
	o.View(func(ctx context.Context, tx *store.Tx) error {
		list, err := oplog.AppointmentsOf(ctx, tx, user)
		if err == nil {
			o.people["chief"] = list[0]
		}
		return err
	})
}

// TestCourse takes a case through approval, closing, merging and another unit in a real database: what stands in clear
// about it follows, and the audit trail knows every step.
func TestCourse(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		o := newOffice(t, db, clock)
		o.annex()
		wati, head, chief := o.phone("wati"), o.phone("head"), o.phone("chief")
		one, two := wati.newCase("Bunga"), wati.newCase("Melati")
		wati.followUp(one, "2026-12-01T09:00", wati.as)
		wati.write(domain.Ask(one, "mandiri", "", seen(wati.parts(one), one))...)
		wati.sync()
		head.sync()
		expect := func(why string, file op.ID, status string, unit op.ID) {
			t.Helper()
			o.verify()
			o.View(func(ctx context.Context, tx *store.Tx) error {
				row, err := tx.CaseRow(ctx, file)
				if err == nil && (row.Status != status || row.UnitID != unit) {
					t.Errorf("%s: status %s in unit %s", why, row.Status, row.UnitID)
				}
				return err
			})
		}
		remind := func(why string, file op.ID, want int) {
			t.Helper()
			o.View(func(ctx context.Context, tx *store.Tx) error {
				all, err := tx.DueOn(ctx, file)
				open := 0
				for _, d := range all {
					if d.State == store.DueOpen {
						open++
					}
				}
				if open != want {
					t.Errorf("%s: %d reminders wait, want %d", why, open, want)
				}
				return err
			})
		}
		step := func(p *phone, why string, d op.Draft) {
			t.Helper()
			p.write(d)
			p.sync()
			if got := p.Refused(); len(got) != 0 {
				t.Fatalf("%s: %+v", why, got)
			}
			wati.sync()
			head.sync()
		}
		north := o.people["head"].Unit
		step(head, "approved", domain.Approve(one, domain.ApproveArgs{Yes: true}, domain.AskedHeads(one, head.parts(one))))
		expect("approved", one, "baru", north)
		step(wati, "closed", domain.Close(domain.Case, one, domain.CloseArgs{As: "mandiri"}, domain.CourseHeads(domain.Case, one, wati.parts(one))))
		expect("closed", one, "selesai", north)
		remind("closed", one, 0)
		if card, _ := wati.Card(one); len(card.Due) != 0 {
			t.Error("a closed case is on today's list", card.Due)
		}
		step(wati, "a note of the last visit, written without signal", domain.Begin(one, domain.Note, o.ID()))
		if len(domain.Notes(wati.parts(one))) != 1 {
			t.Error("what came late was lost")
		}
		step(head, "reopened", domain.Reopen(domain.Case, one, domain.ReopenArgs{Reason: "kembali"}, domain.CourseHeads(domain.Case, one, head.parts(one))))
		expect("reopened", one, "baru", north)
		remind("reopened", one, 1)
		if card, _ := wati.Card(one); len(card.Due) != 1 {
			t.Error("an open case is not on today's list")
		}
		step(wati, "merged", domain.Merge(domain.Case, two, domain.MergeArgs{Into: one, Reason: "sama"}, domain.CourseHeads(domain.Case, two, wati.parts(two))))
		expect("merged", two, "duplikat", north)
		step(wati, "parted", domain.Unmerge(domain.Case, two, domain.ReopenArgs{Reason: "lain"}, domain.CourseHeads(domain.Case, two, wati.parts(two))))
		expect("parted", two, "baru", north)
		step(head, "moved", domain.Transfer(domain.Case, one, domain.TransferArgs{Head: chief.as, Reason: "pindah"}, domain.CaseOwner.Get(head.parts(one), one).Heads))
		expect("moved", one, "baru", o.people["chief"].Unit)
		chief.sync()
		if len(chief.parts(one)) == 0 || len(head.parts(one)) != 0 || len(wati.parts(one)) != 0 {
			t.Errorf("after the move %d, %d and %d parts are held", len(chief.parts(one)), len(head.parts(one)), len(wati.parts(one)))
		}
		o.View(func(ctx context.Context, tx *store.Tx) error {
			due, err := tx.DueOn(ctx, one)
			for _, d := range due {
				if d.State == store.DueOpen && d.Appointment != chief.as {
					t.Errorf("somebody of the former unit is reminded: %+v", d)
				}
			}
			return err
		})
	})
}

// seen gives the heads of a case's fields as somebody sees them.
func seen(parts domain.Parts, file op.ID) func(op.FieldID) []op.ID {
	return func(f op.FieldID) (heads []op.ID) {
		def, _ := domain.Lookup(f)
		if reg := parts.Part(def.Part).Find(op.Ent{Kind: domain.Case, ID: file}).Register(f); reg != nil {
			for _, h := range reg.Sibs {
				heads = append(heads, h.ID)
			}
		}
		return heads
	}
}
