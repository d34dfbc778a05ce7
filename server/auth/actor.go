package auth

import (
	"context"

	"damping/server/store"
	"damping/shared/civil"
	"damping/shared/errs"
	"damping/shared/op"
)

// Actor is somebody who is signed in.
type Actor struct {
	User    op.ID
	Device  op.ID
	Session op.ID
	// Login and Name are how to address them.
	Login, Name string
	// Shared says that the device is a shared computer.
	Shared bool
	// Appointments are those that hold today, in the order of their making. It can be empty.
	Appointments []Appointment
}

// Appointment is one role of the actor in one institution, holding now.
type Appointment struct {
	ID          op.ID
	Institution op.ID
	// Unit is zero when it is to the whole institution.
	Unit op.ID
	// Role is a code of the list of roles.
	Role string
	Zone civil.Zone
}

// As is the actor's appointment with an id. It returns forbidden for one that is not theirs or does not hold today.
func (a Actor) As(id op.ID) (Appointment, error) {
	for _, one := range a.Appointments {
		if one.ID == id {
			return one, nil
		}
	}
	return Appointment{}, errs.E(errs.Forbidden, "")
}

// Has reports whether one of the actor's appointments is of a role.
func (a Actor) Has(role string) bool {
	for _, one := range a.Appointments {
		if one.Role == role {
			return true
		}
	}
	return false
}

// DeviceActor is a device that showed its credential, and nothing more: good for receipts, notification actions and
// what it has sealed to the server.
type DeviceActor struct {
	User   op.ID
	Device op.ID
	// Wiped says that its contents are to be deleted.
	Wiped bool
	// Renewed says that the credential's end was moved, so that the cookie's must be, too.
	Renewed bool
}

// Holds reports whether an appointment holds on the day that it is now in its institution.
func Holds(row store.Appointment, zone civil.Zone, millis int64) bool {
	today := string(civil.DateAt(millis, zone))
	return row.FromOn <= today && (row.UntilOn == "" || today <= row.UntilOn)
}

// appointments reads those of a person that hold now.
func appointments(ctx context.Context, tx *store.Tx, user op.ID) ([]Appointment, error) {
	rows, err := tx.AppointmentsOf(ctx, user)
	if err != nil {
		return nil, err
	}
	var held []Appointment
	zones := map[op.ID]civil.Zone{}
	for _, row := range rows {
		zone, known := zones[row.InstitutionID]
		if !known {
			institution, err := tx.Institution(ctx, row.InstitutionID)
			if err != nil {
				return nil, err
			}
			zone = civil.Zone(institution.Zone)
			zones[row.InstitutionID] = zone
		}
		if Holds(row, zone, tx.Millis()) {
			held = append(held, Appointment{ID: row.ID, Institution: row.InstitutionID, Unit: row.UnitID, Role: row.Role, Zone: zone})
		}
	}
	return held, nil
}

func unauthenticated() error { return errs.E(errs.Unauthenticated, "") }
