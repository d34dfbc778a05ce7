package cli

import (
	"context"
	"crypto/rand"
	"fmt"

	"damping/server/audit"
	"damping/server/auth"
	"damping/server/config"
	"damping/server/oplog"
	"damping/server/store"
	"damping/shared/civil"
	"damping/shared/op"
	"damping/shared/policy"
)

type officeCmd struct {
	Add        officeAddCmd        `cmd:"" help:"Add an institution, a unit or an appointment."`
	List       officeListCmd       `cmd:"" help:"List institutions, units and appointments with their ids."`
	Letterhead officeLetterheadCmd `cmd:"" help:"Say what stands above and below the letters of an institution, and how they are numbered."`
}

type officeAddCmd struct {
	Institution officeInstitutionCmd `cmd:"" help:"Add an institution."`
	Unit        officeUnitCmd        `cmd:"" help:"Add a unit to an institution."`
	Appointment officeAppointmentCmd `cmd:"" help:"Appoint a person to a role."`
}

type officeInstitutionCmd struct {
	Name      string `arg:"" help:"Name of the institution."`
	Kind      string `default:"uptd_ppa" help:"Code of what sort it is."`
	Zone      string `default:"WIB" enum:"WIB,WITA,WIT" help:"Time zone: WIB, WITA or WIT."`
	QuietFrom string `default:"20:00" help:"From when only urgent reminders are sent."`
	QuietTo   string `default:"07:00" help:"Until when."`
}

// Run adds an institution and prints its id.
func (cmd officeInstitutionCmd) Run(ctx context.Context, c *config.Config, t terminal) error {
	return add(ctx, c, t, func(tx *store.Tx) (op.ID, error) {
		return addInstitution(ctx, tx, store.Institution{
			Name: cmd.Name, Kind: cmd.Kind, Zone: cmd.Zone, QuietFrom: cmd.QuietFrom, QuietTo: cmd.QuietTo,
		})
	})
}

// addInstitution writes an institution, with the usual quiet hours when it names none.
func addInstitution(ctx context.Context, tx *store.Tx, row store.Institution) (op.ID, error) {
	if row.QuietFrom == "" && row.QuietTo == "" {
		row.QuietFrom, row.QuietTo = "20:00", "07:00"
	}
	for _, hour := range []*string{&row.QuietFrom, &row.QuietTo} {
		clock, err := civil.ParseClock(*hour)
		if err != nil {
			return op.ID{}, fmt.Errorf("quiet hours: %q is not a time such as 20:00", *hour)
		}
		*hour = clock.String()
	}
	row.ID, row.CreatedAt = op.NewID(tx.Millis(), rand.Reader), tx.Millis()
	audit.Append(tx, audit.Entry{Act: audit.AddInstitution, Objects: []op.ID{row.ID}})
	return row.ID, tx.AddInstitution(ctx, row)
}

type officeUnitCmd struct {
	Institution string `arg:"" help:"Id of the institution."`
	Name        string `arg:"" help:"Name of the unit."`
}

// Run adds a unit and prints its id.
func (cmd officeUnitCmd) Run(ctx context.Context, c *config.Config, t terminal) error {
	institution, err := parseID("institution", cmd.Institution)
	if err != nil {
		return err
	}
	return add(ctx, c, t, func(tx *store.Tx) (op.ID, error) {
		if _, err := tx.Institution(ctx, institution); err != nil {
			return op.ID{}, fmt.Errorf("institution %s: %w", institution, err)
		}
		row := store.Unit{ID: op.NewID(tx.Millis(), rand.Reader), InstitutionID: institution, Name: cmd.Name, CreatedAt: tx.Millis()}
		audit.Append(tx, audit.Entry{Act: audit.AddUnit, Objects: []op.ID{row.ID}})
		return row.ID, tx.AddUnit(ctx, row)
	})
}

type officeAppointmentCmd struct {
	Login       string `arg:"" help:"Name that the person signs in with."`
	Role        string `arg:"" help:"Code of the role, such as pendamping."`
	Institution string `arg:"" help:"Id of the institution."`
	Unit        string `help:"Id of the unit; without it the appointment is to the whole institution."`
	From        string `help:"First day, YYYY-MM-DD. Default today."`
	Until       string `help:"Last day, YYYY-MM-DD. Default open-ended."`
}

// Run appoints somebody and prints the appointment's id.
func (cmd officeAppointmentCmd) Run(ctx context.Context, c *config.Config, t terminal) error {
	row := store.Appointment{Role: cmd.Role, FromOn: cmd.From, UntilOn: cmd.Until}
	var err error
	if row.InstitutionID, err = parseID("institution", cmd.Institution); err != nil {
		return err
	}
	if cmd.Unit != "" {
		if row.UnitID, err = parseID("unit", cmd.Unit); err != nil {
			return err
		}
	}
	return add(ctx, c, t, func(tx *store.Tx) (op.ID, error) {
		account, err := accountOf(ctx, tx, cmd.Login)
		if err != nil {
			return op.ID{}, err
		}
		row.UserID = account.ID
		return appoint(ctx, tx, row)
	})
}

// appoint writes an appointment, from today when it names no day.
func appoint(ctx context.Context, tx *store.Tx, row store.Appointment) (op.ID, error) {
	if !policy.Role(row.Role).Known() {
		return op.ID{}, fmt.Errorf("there is no role %q; one of %v", row.Role, policy.Roles())
	}
	institution, err := tx.Institution(ctx, row.InstitutionID)
	if err != nil {
		return op.ID{}, fmt.Errorf("institution %s: %w", row.InstitutionID, err)
	}
	if !row.UnitID.IsZero() {
		unit, err := tx.Unit(ctx, row.UnitID)
		if err != nil {
			return op.ID{}, fmt.Errorf("unit %s: %w", row.UnitID, err)
		}
		if unit.InstitutionID != row.InstitutionID {
			return op.ID{}, fmt.Errorf("unit %s belongs to another institution", row.UnitID)
		}
	}
	if row.FromOn == "" {
		row.FromOn = string(civil.DateAt(tx.Millis(), civil.Zone(institution.Zone)))
	}
	for _, day := range []string{row.FromOn, row.UntilOn} {
		if day == "" {
			continue
		}
		if _, err := civil.ParseDate(day); err != nil {
			return op.ID{}, fmt.Errorf("%q is not a day such as 2026-11-23", day)
		}
	}
	if row.UntilOn != "" && row.UntilOn < row.FromOn {
		return op.ID{}, fmt.Errorf("the last day %s is before the first, %s", row.UntilOn, row.FromOn)
	}

	row.ID, row.CreatedAt = op.NewID(tx.Millis(), rand.Reader), tx.Millis()
	audit.Append(tx, audit.Entry{Act: audit.Appoint, Objects: []op.ID{row.ID, row.UserID}})
	if err := tx.AddAppointment(ctx, row); err != nil {
		return op.ID{}, err
	}
	return row.ID, oplog.Stand(ctx, tx, row)
}

type officeListCmd struct{}

// Run lists everything with its id.
func (officeListCmd) Run(ctx context.Context, c *config.Config, t terminal) error {
	return withPeople(ctx, c, func(db *store.DB, _ *auth.Service) error {
		return db.View(ctx, func(tx *store.Tx) error { return listOffice(ctx, tx, t) })
	})
}

func listOffice(ctx context.Context, tx *store.Tx, t terminal) error {
	institutions, err := tx.Institutions(ctx)
	if err != nil {
		return err
	}
	for _, institution := range institutions {
		t.printf("%s  %s (%s, %s)\n", institution.ID, institution.Name, institution.Kind, institution.Zone)
		units, err := tx.Units(ctx, institution.ID)
		if err != nil {
			return err
		}
		for _, unit := range units {
			t.printf("  %s  unit %s\n", unit.ID, unit.Name)
		}
		appointments, err := tx.AppointmentsAt(ctx, []op.ID{institution.ID})
		if err != nil {
			return err
		}
		for _, row := range appointments {
			account, err := tx.Account(ctx, row.UserID)
			if err != nil {
				return err
			}
			t.printf("  %s  %s is %s, %s to %s\n", row.ID, account.Login, row.Role, row.FromOn, row.UntilOn)
		}
	}
	return nil
}

// add runs one addition in one transaction and prints the id.
func add(ctx context.Context, c *config.Config, t terminal, write func(*store.Tx) (op.ID, error)) error {
	return withPeople(ctx, c, func(db *store.DB, _ *auth.Service) error {
		var id op.ID
		err := db.Update(ctx, func(tx *store.Tx) (err error) {
			id, err = write(tx)
			return err
		})
		if err == nil {
			t.printf("%s\n", id)
		}
		return err
	})
}

func parseID(what, text string) (op.ID, error) {
	id, err := op.ParseID(text)
	if err != nil {
		return id, fmt.Errorf("%s: %q is not an id; damping office list shows them", what, text)
	}
	return id, nil
}
