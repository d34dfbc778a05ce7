package servertest

import (
	"context"
	"crypto/rand"
	"io"
	"testing"

	"damping/server/store"
	"damping/shared/op"
	"damping/shared/policy"
)

// Office puts institutions and the people who work in them into a database.
type Office struct {
	TB    testing.TB
	DB    *store.DB
	Clock *Clock
	// Rand makes the ids; a test that wants the same ones each time sets another.
	Rand io.Reader
}

// NewOffice is an Office in which nobody works yet.
func NewOffice(tb testing.TB, db *store.DB, clock *Clock) *Office {
	return &Office{TB: tb, DB: db, Clock: clock, Rand: rand.Reader}
}

// Now is the clock in milliseconds UTC.
func (o *Office) Now() int64 { return o.Clock.Now().UnixMilli() }

// ID makes an id.
func (o *Office) ID() op.ID { return op.NewID(o.Now(), o.Rand) }

// Update writes to the database, which must succeed.
func (o *Office) Update(fn func(context.Context, *store.Tx) error) {
	o.TB.Helper()
	if err := o.DB.Update(o.TB.Context(), func(tx *store.Tx) error { return fn(o.TB.Context(), tx) }); err != nil {
		o.TB.Fatal(err)
	}
}

// View reads from the database, which must succeed.
func (o *Office) View(fn func(context.Context, *store.Tx) error) {
	o.TB.Helper()
	if err := o.DB.View(o.TB.Context(), func(tx *store.Tx) error { return fn(o.TB.Context(), tx) }); err != nil {
		o.TB.Fatal(err)
	}
}

// Unit is where people work.
type Unit struct{ ID, Institution op.ID }

// Found founds an institution with one unit. It lies in a zone ("WIB") and is quiet from one time of day to another.
func (o *Office) Found(zone, quietFrom, quietTo string) Unit {
	o.TB.Helper()
	u := Unit{ID: o.ID(), Institution: o.ID()}
	o.Update(func(ctx context.Context, tx *store.Tx) error {
		err := tx.AddInstitution(ctx, store.Institution{ID: u.Institution, Name: "Kantor", Kind: "uptd_ppa", Zone: zone, QuietFrom: quietFrom,
			QuietTo: quietTo, CreatedAt: tx.Millis()})
		if err != nil {
			return err
		}
		return tx.AddUnit(ctx, store.Unit{ID: u.ID, InstitutionID: u.Institution, Name: "Tindak lanjut", CreatedAt: tx.Millis()})
	})
	return u
}

// Account gives somebody an account under a name.
func (o *Office) Account(login string) (user op.ID) {
	o.TB.Helper()
	user = o.ID()
	o.Update(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddAccount(ctx, store.Account{ID: user, Login: login, DisplayName: login, CreatedAt: tx.Millis()})
	})
	return user
}

// Appoint gives somebody a role in a unit, since long and without an end.
func (o *Office) Appoint(user op.ID, u Unit, role policy.Role) (appointment op.ID) {
	o.TB.Helper()
	appointment = o.ID()
	o.Update(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddAppointment(ctx, store.Appointment{ID: appointment, UserID: user, InstitutionID: u.Institution, UnitID: u.ID, Role: string(role),
			FromOn: "2026-01-01", CreatedAt: tx.Millis()})
	})
	return appointment
}

// Device gives somebody a phone.
func (o *Office) Device(user op.ID) (device op.ID) {
	o.TB.Helper()
	device = o.ID()
	o.Update(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddDevice(ctx, store.Device{ID: device, UserID: user, Label: "HP", CreatedAt: tx.Millis(), LastSeenAt: tx.Millis()})
	})
	return device
}
