package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// Institution is an office, an organisation or a partner. Its zone and quiet hours hold for everything it owns.
type Institution struct {
	bun.BaseModel `bun:"table:institution"`

	ID   op.ID `bun:",pk"`
	Name string
	// Kind is a code: what sort of institution it is.
	Kind string
	// Zone is WIB, WITA or WIT.
	Zone string
	// QuietFrom and QuietTo bound the hours without ordinary reminders, as HH:MM of the zone.
	QuietFrom string
	QuietTo   string
	CreatedAt int64
}

// AddInstitution writes a new institution.
func (tx *Tx) AddInstitution(ctx context.Context, row Institution) error { return tx.insert(ctx, &row) }

// Institution reads one institution.
func (tx *Tx) Institution(ctx context.Context, id op.ID) (Institution, error) {
	var row Institution
	err := tx.q.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	return row, translate(err)
}

// Institutions reads all of them by name.
func (tx *Tx) Institutions(ctx context.Context) ([]Institution, error) {
	var rows []Institution
	err := tx.q.NewSelect().Model(&rows).Order("name", "id").Scan(ctx)
	return rows, translate(err)
}

// Unit is a part of an institution: the team whose supervisor sees its cases.
type Unit struct {
	bun.BaseModel `bun:"table:unit"`

	ID            op.ID `bun:",pk"`
	InstitutionID op.ID
	Name          string
	CreatedAt     int64
}

// AddUnit writes a new unit.
func (tx *Tx) AddUnit(ctx context.Context, row Unit) error { return tx.insert(ctx, &row) }

// Unit reads one unit.
func (tx *Tx) Unit(ctx context.Context, id op.ID) (Unit, error) {
	var row Unit
	err := tx.q.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	return row, translate(err)
}

// Units reads the units of an institution by name.
func (tx *Tx) Units(ctx context.Context, institution op.ID) ([]Unit, error) {
	var rows []Unit
	err := tx.q.NewSelect().Model(&rows).Where("institution_id = ?", institution).Order("name", "id").Scan(ctx)
	return rows, translate(err)
}
