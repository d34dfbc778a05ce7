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

// appoint gives somebody new a role in the unit of whom, as the command line does, from a day on.
func (o *office) appoint(name string, role policy.Role, like, from string) {
	o.TB.Helper()
	at := o.people[like]
	o.Update(func(ctx context.Context, tx *store.Tx) error {
		row := store.Appointment{ID: o.ID(), UserID: o.ID(), InstitutionID: at.Institution, UnitID: at.Unit, Role: string(role), FromOn: from, CreatedAt: tx.Millis()}
		if err := tx.AddAccount(ctx, store.Account{ID: row.UserID, Login: name, DisplayName: name, CreatedAt: tx.Millis()}); err != nil {
			return err
		}
		if err := tx.AddAppointment(ctx, row); err != nil {
			return err
		}
		if err := oplog.Stand(ctx, tx, row); err != nil {
			return err
		}
		list, err := oplog.AppointmentsOf(ctx, tx, row.UserID)
		o.people[name] = list[0]
		return err
	})
}

func TestWhoComesLaterStandsBesideWhatIsThere(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		o := newOffice(t, db, clock)
		wati := o.phone("wati")
		kase, complaint := wati.newCase("Bunga"), o.ID()
		wati.write(domain.Begin(complaint, domain.Complaint, complaint), domain.ComplaintWho.Set(complaint, complaint, "Bunga", nil))
		wati.sync()

		o.appoint("chief", policy.UPTDHead, "wati", "2026-01-01")
		o.appoint("desk", policy.IntakeOfficer, "wati", "2026-01-01")
		o.appoint("helper", policy.Companion, "wati", "2026-01-01")
		o.appoint("stranger", policy.UPTDHead, "partner", "2026-01-01")
		for name, want := range map[string]struct{ kase, complaint []op.Part }{
			"chief":    {[]op.Part{op.Core, op.Identity, op.Story, op.Legal, op.Shelter, op.Supervision}, []op.Part{op.Core, op.Identity, op.Story}},
			"desk":     {nil, []op.Part{op.Core, op.Identity, op.Story}},
			"helper":   {nil, nil},
			"stranger": {nil, nil},
		} {
			p := o.phone(name)
			p.sync()
			if got := p.parts(kase); len(got) != len(want.kase) {
				t.Errorf("%s holds %d parts of the case, want %d", name, len(got), len(want.kase))
			}
			if got := p.parts(complaint); len(got) != len(want.complaint) {
				t.Errorf("%s holds %d parts of the complaint, want %d", name, len(got), len(want.complaint))
			}
		}

		t.Run("and who is to begin later holds, from that day, also what was begun in between", func(t *testing.T) {
			o.appoint("successor", policy.Supervisor, "wati", "2099-01-01")
			between := wati.newCase("Melur")
			wati.sync()
			p := o.phone("successor")
			p.sync()
			if len(p.Cards()) != 0 {
				t.Error("before the day there are cards", p.Cards())
			}
			o.View(func(ctx context.Context, tx *store.Tx) error {
				for _, file := range []op.ID{kase, between} {
					if _, err := tx.Granted(ctx, op.Scope{File: file, Part: op.Story}, p.as); err != nil {
						t.Error("no grant waits for the day:", err)
					}
				}
				return nil
			})
		})
		o.verify()
	})
}
