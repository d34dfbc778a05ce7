package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// readable is what appointments may read now.
const readable = "g.appointment IN (?) AND (g.until_at = 0 OR g.until_at > ?)"

// NewestReadable lists the complaints and cases of which appointments may read anything, what was changed last first.
func (tx *Tx) NewestReadable(ctx context.Context, appointments []op.ID, limit int) ([]op.ID, error) {
	var files []op.ID
	if len(appointments) == 0 {
		return nil, nil
	}
	granted := tx.q.NewSelect().TableExpr("part_grant AS g").ColumnExpr("g.file").Where(readable, bun.List(appointments), tx.Millis())
	err := tx.q.NewSelect().TableExpr("case_row AS c").ColumnExpr("c.file").Where("c.file IN (?)", granted).
		OrderExpr("c.updated_at DESC, c.file").Limit(int64(limit)).Scan(ctx, &files)
	return files, translate(err)
}

// ReadableStates reads of some files the parts that appointments may read, in order of file and part.
func (tx *Tx) ReadableStates(ctx context.Context, appointments, files []op.ID) ([]PartState, error) {
	var rows []PartState
	if len(appointments) == 0 || len(files) == 0 {
		return nil, nil
	}
	err := tx.q.NewSelect().Model(&rows).Where("part_state.file IN (?)", bun.List(files)).
		Where("EXISTS (SELECT 1 FROM part_grant AS g WHERE g.file = part_state.file AND g.part = part_state.part AND "+readable+")",
			bun.List(appointments), tx.Millis()).
		Order("file", "part").Scan(ctx)
	return rows, translate(err)
}
