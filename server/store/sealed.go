package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// SealedAside is a sealed act that could not be taken, as it came.
type SealedAside struct {
	bun.BaseModel `bun:"table:sealed_aside"`

	Digest []byte `bun:",pk"`
	Device op.ID
	// Reason is a code of shared/errs.
	Reason string
	RecvAt int64
	Body   []byte
}

// AddSealedAside keeps a box unless it is kept already.
func (tx *Tx) AddSealedAside(ctx context.Context, row SealedAside) error {
	_, err := tx.insertNew(ctx, &row)
	return err
}

// CountSealedAside counts what is kept of a device.
func (tx *Tx) CountSealedAside(ctx context.Context, device op.ID) (int, error) {
	n, err := tx.q.NewSelect().Model((*SealedAside)(nil)).Where("device = ?", device).Count(ctx)
	return int(n), translate(err)
}

// HasSealedAside tells whether a box is kept.
func (tx *Tx) HasSealedAside(ctx context.Context, digest []byte) (bool, error) {
	found, err := tx.q.NewSelect().Model((*SealedAside)(nil)).Where("digest = ?", digest).Exists(ctx)
	return found, translate(err)
}
