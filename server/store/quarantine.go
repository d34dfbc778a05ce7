package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// Quarantined is an operation set aside for a person to look at, whole and sealed.
type Quarantined struct {
	bun.BaseModel `bun:"table:quarantine"`

	OpID  op.ID `bun:",pk"`
	Dev   op.ID
	N     uint64
	G     op.ID
	File  op.ID
	Part  op.Part
	Actor op.ID
	AsID  op.ID
	// Reason is a code of shared/errs.
	Reason string
	RecvAt int64
	SeenAt int64
	// KeyFile is the file whose key seals Body; zero when the server's own key does, because the file is unknown.
	KeyFile op.ID `bun:",nullzero"`
	Body    []byte
}

// AddQuarantined sets operations aside.
func (tx *Tx) AddQuarantined(ctx context.Context, rows []Quarantined) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.insert(ctx, &rows)
}

// QuarantinedOn reads what was set aside on one file, in the order of arrival.
func (tx *Tx) QuarantinedOn(ctx context.Context, file op.ID) ([]Quarantined, error) {
	var rows []Quarantined
	err := tx.q.NewSelect().Model(&rows).Where("file = ?", file).Order("recv_at", "dev", "n").Scan(ctx)
	return rows, translate(err)
}

// CountQuarantined counts what was set aside.
func (tx *Tx) CountQuarantined(ctx context.Context) (int64, error) {
	n, err := tx.q.NewSelect().Model((*Quarantined)(nil)).Count(ctx)
	return int64(n), translate(err)
}
