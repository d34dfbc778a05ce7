package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// PartState is what the log of one part folds to: the sealed bytes that a snapshot carries.
type PartState struct {
	bun.BaseModel `bun:"table:part_state"`

	File op.ID   `bun:",pk"`
	Part op.Part `bun:",pk"`
	// AsOf is the number of the newest operation in it.
	AsOf uint64
	// RV is the version of the reducer that made it.
	RV     uint64
	Bundle []byte
}

// PartState reads the state of one part; not_found before its first operation.
func (tx *Tx) PartState(ctx context.Context, scope op.Scope) (PartState, error) {
	var row PartState
	err := tx.q.NewSelect().Model(&row).Where("file = ? AND part = ?", scope.File, scope.Part).Scan(ctx)
	return row, translate(err)
}

// PartStatesOf reads all parts of a file in order.
func (tx *Tx) PartStatesOf(ctx context.Context, file op.ID) ([]PartState, error) {
	var rows []PartState
	err := tx.q.NewSelect().Model(&rows).Where("file = ?", file).Order("part").Scan(ctx)
	return rows, translate(err)
}

// PartStatesIn reads the state of one part of each of many files, in order of file.
func (tx *Tx) PartStatesIn(ctx context.Context, files []op.ID, part op.Part) ([]PartState, error) {
	var rows []PartState
	if len(files) == 0 {
		return nil, nil
	}
	err := tx.q.NewSelect().Model(&rows).Where("file IN (?) AND part = ?", bun.List(files), part).Order("file").Scan(ctx)
	return rows, translate(err)
}

// PartStatesAfter walks all parts in the order of file and part, at most limit after the given one.
func (tx *Tx) PartStatesAfter(ctx context.Context, after op.Scope, limit int) ([]PartState, error) {
	var rows []PartState
	err := tx.q.NewSelect().Model(&rows).
		Where("file > ? OR (file = ? AND part > ?)", after.File, after.File, after.Part).
		Order("file", "part").Limit(int64(limit)).Scan(ctx)
	return rows, translate(err)
}

// SavePartState writes the state of one part, new or not.
func (tx *Tx) SavePartState(ctx context.Context, row PartState) error {
	_, err := tx.q.NewInsert().Model(&row).On("CONFLICT (file, part) DO UPDATE").
		Set("as_of = EXCLUDED.as_of").Set("rv = EXCLUDED.rv").Set("bundle = EXCLUDED.bundle").Exec(ctx)
	return translate(err)
}
