package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/server/ledger"
	"damping/shared/op"
)

// Appointment is one person in one role at one unit of one institution. Everything anybody does is done as one.
type Appointment struct {
	bun.BaseModel `bun:"table:appointment"`

	ID            op.ID `bun:",pk"`
	UserID        op.ID
	InstitutionID op.ID
	// UnitID is zero when the appointment is to the whole institution.
	UnitID op.ID `bun:",nullzero"`
	// Role is a code of the list of roles.
	Role string
	// FromOn and UntilOn are civil dates of the institution's zone, both included; UntilOn is empty when open-ended.
	FromOn    string
	UntilOn   string
	CreatedAt int64
}

// AddAppointment writes a new appointment; conflict when the person, institution or unit does not exist.
func (tx *Tx) AddAppointment(ctx context.Context, row Appointment) error { return tx.insert(ctx, &row) }

// Appointment reads one appointment.
func (tx *Tx) Appointment(ctx context.Context, id op.ID) (Appointment, error) {
	var row Appointment
	err := tx.q.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	return row, translate(err)
}

// AppointmentsOf reads all appointments of a person, past and coming ones too, in the order of their making.
func (tx *Tx) AppointmentsOf(ctx context.Context, user op.ID) ([]Appointment, error) {
	var rows []Appointment
	err := tx.q.NewSelect().Model(&rows).Where("user_id = ?", user).Order("created_at", "id").Scan(ctx)
	return rows, translate(err)
}

// AppointmentsAt reads all appointments at the institutions, in the order of their making.
func (tx *Tx) AppointmentsAt(ctx context.Context, institutions []op.ID) ([]Appointment, error) {
	var rows []Appointment
	if len(institutions) == 0 {
		return nil, nil
	}
	err := tx.q.NewSelect().Model(&rows).Where("institution_id IN (?)", bun.List(institutions)).
		Order("created_at", "id").Scan(ctx)
	return rows, translate(err)
}

// EndAppointment sets the last day of an appointment.
func (tx *Tx) EndAppointment(ctx context.Context, id op.ID, untilOn string) error {
	tx.outlives(ledger.Entry{Act: ledger.EndAppointment, Appointment: id, On: untilOn})
	return changedOne(tx.q.NewUpdate().Model((*Appointment)(nil)).Set("until_on = ?", untilOn).Where("id = ?", id).Exec(ctx))
}
