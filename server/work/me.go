package work

import (
	"context"
	"time"

	"damping/server/auth"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/op"
)

// How long a device may go on without contact [proposal].
const (
	lockAfter = 7 * 24 * time.Hour
	wipeAfter = 30 * 24 * time.Hour
)

// Me tells who is signed in, on what, and as what.
func (o *Office) Me(ctx context.Context, who auth.Actor) (api.Me, error) {
	me := api.Me{User: api.User{ID: who.User.String(), Login: who.Login, Name: who.Name},
		Appointments: []api.Appointment{}, Institutions: []api.Institution{}}
	listening, err := o.push.Listeners(ctx, who.User)
	if err != nil {
		return me, err
	}
	err = o.db.View(ctx, func(tx *store.Tx) error {
		me.Now = tx.Millis()
		me.Lease = lease(tx.Now())
		row, err := tx.Device(ctx, who.Device)
		if err != nil {
			return err
		}
		heard, listens := listening[row.ID]
		me.Device = device(row)
		me.Device.Push, me.Device.LastReceipt, me.Device.Current = listens, heard.LastReceipt, true

		names := naming{tx: tx, units: map[op.ID]string{}}
		all, err := tx.AppointmentsOf(ctx, who.User)
		if err != nil {
			return err
		}
		for _, row := range all {
			if _, err := who.As(row.ID); err != nil {
				continue // not today
			}
			a, err := names.appointment(ctx, row)
			if err != nil {
				return err
			}
			me.Appointments = append(me.Appointments, a)
		}
		if me.Institutions, err = institutions(ctx, tx, who); err != nil {
			return err
		}
		last, err := tx.LastAs(ctx, who.Device)
		first(me.Appointments, func(a api.Appointment) bool { return a.ID == last.String() })
		return err
	})
	return me, err
}

// Lease is how long a device that has just been heard of may go on without contact.
func (o *Office) Lease(ctx context.Context) (out api.DeviceLease, err error) {
	err = o.db.View(ctx, func(tx *store.Tx) error {
		out = api.DeviceLease{Lease: lease(tx.Now()), Now: tx.Millis()}
		return nil
	})
	return out, err
}

func lease(now time.Time) api.Lease {
	return api.Lease{LockAt: now.Add(lockAfter).UnixMilli(), WipeAt: now.Add(wipeAfter).UnixMilli()}
}

// Directory lists the colleagues of the actor's institutions, former ones too: their names stand under what they wrote.
func (o *Office) Directory(ctx context.Context, who auth.Actor) (api.Directory, error) {
	d := api.Directory{People: []api.Colleague{}}
	err := o.db.View(ctx, func(tx *store.Tx) error {
		var err error
		if d.Institutions, err = institutions(ctx, tx, who); err != nil {
			return err
		}
		places := placesOf(who)
		people, err := tx.Colleagues(ctx, places)
		if err != nil {
			return err
		}
		rows, err := tx.AppointmentsAt(ctx, places)
		if err != nil {
			return err
		}
		names := naming{tx: tx, units: map[op.ID]string{}}
		of := map[op.ID][]api.Appointment{}
		for _, row := range rows {
			a, err := names.appointment(ctx, row)
			if err != nil {
				return err
			}
			of[row.UserID] = append(of[row.UserID], a)
		}
		for _, p := range people {
			d.People = append(d.People, api.Colleague{ID: p.ID.String(), Name: p.DisplayName, Appointments: of[p.ID]})
		}
		return nil
	})
	return d, err
}

// placesOf lists the institutions in which an actor is appointed now.
func placesOf(who auth.Actor) []op.ID {
	var out []op.ID
	seen := map[op.ID]bool{}
	for _, a := range who.Appointments {
		if !seen[a.Institution] {
			seen[a.Institution] = true
			out = append(out, a.Institution)
		}
	}
	return out
}

func institutions(ctx context.Context, tx *store.Tx, who auth.Actor) ([]api.Institution, error) {
	out := []api.Institution{}
	for _, id := range placesOf(who) {
		row, err := tx.Institution(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, api.Institution{ID: row.ID.String(), Name: row.Name, Zone: row.Zone, QuietFrom: row.QuietFrom, QuietTo: row.QuietTo})
	}
	return out, nil
}

// naming remembers the names of units for the length of a transaction.
type naming struct {
	tx    *store.Tx
	units map[op.ID]string
}

func (n naming) appointment(ctx context.Context, row store.Appointment) (api.Appointment, error) {
	a := api.Appointment{ID: row.ID.String(), User: row.UserID.String(), Institution: row.InstitutionID.String(), Role: row.Role,
		From: row.FromOn, Until: row.UntilOn}
	if row.UnitID.IsZero() {
		return a, nil
	}
	a.Unit = row.UnitID.String()
	name, known := n.units[row.UnitID]
	if !known {
		unit, err := n.tx.Unit(ctx, row.UnitID)
		if err != nil {
			return a, err
		}
		name = unit.Name
		n.units[row.UnitID] = name
	}
	a.UnitName = name
	return a, nil
}
