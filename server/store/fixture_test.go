package store_test

import (
	"context"
	"crypto/rand"
	"testing"

	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/op"
)

func newID() op.ID { return op.NewID(servertest.Start.UnixMilli(), rand.Reader) }

// office is one of everything that other rows refer to.
type office struct {
	institution, unit, user, appointment, device, file op.ID
}

// seed writes an office.
func seed(t *testing.T, db *store.DB) office {
	t.Helper()
	o := office{newID(), newID(), newID(), newID(), newID(), newID()}
	update(t, db, func(ctx context.Context, tx *store.Tx) error {
		at := tx.Millis()
		return first(
			tx.AddInstitution(ctx, store.Institution{ID: o.institution, Name: "UPTD", Kind: "uptd_ppa", Zone: "WIB", QuietFrom: "20:00", QuietTo: "07:00", CreatedAt: at}),
			tx.AddUnit(ctx, store.Unit{ID: o.unit, InstitutionID: o.institution, Name: "Tindak lanjut", CreatedAt: at}),
			tx.AddAccount(ctx, store.Account{ID: o.user, Login: "dewi", DisplayName: "Dewi", CreatedAt: at}),
			tx.AddAppointment(ctx, store.Appointment{ID: o.appointment, UserID: o.user, InstitutionID: o.institution, UnitID: o.unit, Role: "pendamping", FromOn: "2026-01-01", CreatedAt: at}),
			tx.AddDevice(ctx, store.Device{ID: o.device, UserID: o.user, Label: "HP", CreatedAt: at, LastSeenAt: at}),
			tx.AddFile(ctx, store.File{ID: o.file, Kind: "case", InstitutionID: o.institution, UnitID: o.unit, CreatedAt: at, CreatedBy: o.user}),
		)
	})
	return o
}

// update runs fn in a transaction that must succeed.
func update(t *testing.T, db *store.DB, fn func(context.Context, *store.Tx) error) {
	t.Helper()
	if err := db.Update(t.Context(), func(tx *store.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// view runs fn in a transaction that must succeed.
func view(t *testing.T, db *store.DB, fn func(context.Context, *store.Tx) error) {
	t.Helper()
	if err := db.View(t.Context(), func(tx *store.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// first is the first error of a list.
func first(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

func wantCode(t *testing.T, err error, want errs.Code) {
	t.Helper()
	if got := errs.CodeOf(err); got != want {
		t.Errorf("code is %q, want %q (%v)", got, want, err)
	}
}
