package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/server/ledger"
	"damping/shared/errs"
	"damping/shared/op"
)

// File is a complaint, a case, a user's own space, an institution's data or a referral copy: its head in clear.
type File struct {
	bun.BaseModel `bun:"table:file"`

	ID op.ID `bun:",pk"`
	// Kind is a code: what sort of file it is.
	Kind string
	// InstitutionID owns it; zero for what belongs to a person alone.
	InstitutionID op.ID `bun:",nullzero"`
	UnitID        op.ID `bun:",nullzero"`
	// Number is such as 2026-000123, empty until the server has given one.
	Number    string
	CreatedAt int64
	CreatedBy op.ID `bun:",nullzero"`
	// ErasedAt is when its keys were destroyed.
	ErasedAt int64
}

// AddFile writes a new file; conflict when the id is taken.
func (tx *Tx) AddFile(ctx context.Context, row File) error { return tx.insert(ctx, &row) }

// SaveFile overwrites the head of a file.
func (tx *Tx) SaveFile(ctx context.Context, row File) error { return tx.save(ctx, &row) }

// File reads the head of one file.
func (tx *Tx) File(ctx context.Context, id op.ID) (File, error) {
	var row File
	err := tx.q.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	return row, translate(err)
}

// Files reads the heads of those of the files that exist.
func (tx *Tx) Files(ctx context.Context, ids []op.ID) ([]File, error) {
	var rows []File
	if len(ids) == 0 {
		return nil, nil
	}
	err := tx.q.NewSelect().Model(&rows).Where("id IN (?)", bun.List(ids)).Order("id").Scan(ctx)
	return rows, translate(err)
}

// FilesAt reads the files of one kind that an institution owns, or one of its units when unit is not zero.
func (tx *Tx) FilesAt(ctx context.Context, institution, unit op.ID, kind string) ([]File, error) {
	var rows []File
	q := tx.q.NewSelect().Model(&rows).Where("institution_id = ? AND kind = ?", institution, kind)
	if !unit.IsZero() {
		q = q.Where("unit_id = ?", unit)
	}
	err := q.Order("id").Scan(ctx)
	return rows, translate(err)
}

// counter is the last number given out for one kind of file at one institution in one year.
type counter struct {
	bun.BaseModel `bun:"table:number_counter"`

	InstitutionID op.ID  `bun:",pk"`
	Kind          string `bun:",pk"`
	Year          int64  `bun:",pk"`
	Last          int64
}

// NextNumber gives a file the next number for its kind at one institution in one year, from 1. A transaction that fails
// gives it back, so that there are no gaps. A file that was lost with a restore and comes back gets the number it had:
// it stands on paper.
func (tx *Tx) NextNumber(ctx context.Context, file, institution op.ID, kind string, year int) (int64, error) {
	if !tx.write {
		return 0, errs.E(errs.Internal, "")
	}
	n, err := tx.nextNumber(ctx, file, institution, kind, year)
	tx.outlives(ledger.Entry{Act: ledger.Number, File: file, Institution: institution, Kind: kind, Year: int64(year), N: n})
	return n, err
}

func (tx *Tx) nextNumber(ctx context.Context, file, institution op.ID, kind string, year int) (int64, error) {
	kept, err := tx.keptNumber(ctx, file, institution, kind, year)
	if err != nil || kept > 0 {
		return kept, err
	}
	row := counter{InstitutionID: institution, Kind: kind, Year: int64(year), Last: 1}
	err = tx.q.NewInsert().Model(&row).On("CONFLICT (institution_id, kind, year) DO UPDATE").
		Set("last = counter.last + 1").Returning("last").Scan(ctx, &row.Last)
	return row.Last, translate(err)
}
