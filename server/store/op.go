package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// OpRow is one accepted operation. Body is sealed {value, superseded, context}; the rest stands in clear because the
// server sorts, joins and deduplicates by it.
type OpRow struct {
	bun.BaseModel `bun:"table:op"`

	Seq     uint64 `bun:",pk"`
	ID      op.ID
	V       uint8
	Dev     op.ID
	N       uint64
	G       op.ID
	GI      uint8
	GN      uint8
	File    op.ID
	Part    op.Part
	EntKind op.EntKind
	Ent     op.ID
	Kind    op.Kind
	Field   op.FieldID
	// Version is the schema version of the value.
	Version uint8
	HLC     op.HLC
	Eff     op.HLC
	RecvAt  int64
	Actor   op.ID
	AsID    op.ID
	Body    []byte
}

// AddOps appends operations to the log. The caller holds the log head and has numbered them.
func (tx *Tx) AddOps(ctx context.Context, rows []OpRow) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.insert(ctx, &rows)
}

// Op reads one operation by its id.
func (tx *Tx) Op(ctx context.Context, id op.ID) (OpRow, error) {
	var row OpRow
	err := tx.q.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	return row, translate(err)
}

// OpsByID reads those of the operations that are in the log, in its order.
func (tx *Tx) OpsByID(ctx context.Context, ids []op.ID) ([]OpRow, error) {
	var rows []OpRow
	if len(ids) == 0 {
		return nil, nil
	}
	err := tx.q.NewSelect().Model(&rows).Where("id IN (?)", bun.List(ids)).Order("seq").Scan(ctx)
	return rows, translate(err)
}

// OpsAfter reads at most limit operations after a number, in the order of the log, whatever their scope.
func (tx *Tx) OpsAfter(ctx context.Context, seq uint64, limit int) ([]OpRow, error) {
	var rows []OpRow
	err := tx.q.NewSelect().Model(&rows).Where("seq > ?", seq).Order("seq").Limit(int64(limit)).Scan(ctx)
	return rows, translate(err)
}

// OpsOfScope reads at most limit operations of one part of one file after a number, in the order of the log.
func (tx *Tx) OpsOfScope(ctx context.Context, scope op.Scope, seq uint64, limit int) ([]OpRow, error) {
	var rows []OpRow
	err := tx.q.NewSelect().Model(&rows).
		Where("file = ? AND part = ? AND seq > ?", scope.File, scope.Part, seq).
		Order("seq").Limit(int64(limit)).Scan(ctx)
	return rows, translate(err)
}

// EffsOf reads the effective clocks of those of the operations that are in the log.
func (tx *Tx) EffsOf(ctx context.Context, ids []op.ID) (map[op.ID]op.HLC, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []OpRow
	err := tx.q.NewSelect().Model(&rows).Column("id", "eff").Where("id IN (?)", bun.List(ids)).Scan(ctx)
	if err != nil {
		return nil, translate(err)
	}
	effs := make(map[op.ID]op.HLC, len(rows))
	for _, row := range rows {
		effs[row.ID] = row.Eff
	}
	return effs, nil
}

// CountOps counts the log.
func (tx *Tx) CountOps(ctx context.Context) (int64, error) {
	n, err := tx.q.NewSelect().Model((*OpRow)(nil)).Count(ctx)
	return int64(n), translate(err)
}
