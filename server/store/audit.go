package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// AuditRow is one act as server/audit has chained it.
type AuditRow struct {
	bun.BaseModel `bun:"table:audit"`

	Seq    int64 `bun:",pk"`
	At     int64
	Actor  op.ID `bun:",nullzero"`
	AsID   op.ID `bun:",nullzero"`
	Device op.ID `bun:",nullzero"`
	Act    string
	Denied bool
	// Objects is the ids of what it was about, 16 bytes each.
	Objects  []byte
	Previous []byte
	Hash     []byte
}

// AddAuditRow writes one link of the chain.
func (tx *Tx) AddAuditRow(ctx context.Context, row AuditRow) error { return tx.insert(ctx, &row) }

// AuditRows reads at most limit links after one number, in order.
func (tx *Tx) AuditRows(ctx context.Context, after int64, limit int) ([]AuditRow, error) {
	var rows []AuditRow
	err := tx.q.NewSelect().Model(&rows).Where("seq > ?", after).Order("seq").Limit(int64(limit)).Scan(ctx)
	return rows, translate(err)
}
