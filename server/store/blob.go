package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// Blob is the row of an attachment's bytes.
type Blob struct {
	bun.BaseModel `bun:"table:blob"`

	// ID is the attachment's.
	ID   op.ID `bun:",pk"`
	File op.ID
	Part op.Part
	// Shelf names the folder in which the chunks lie.
	Shelf op.ID
	// Content is a keyed hash of the bytes within the part.
	Content []byte
	Size    int64
	// Manifest is sealed.
	Manifest []byte
	Device   op.ID
	State    string
	// OfferedAt is when a device last asked how far it came.
	OfferedAt int64
}

// SaveBlob writes a row, new or not.
func (tx *Tx) SaveBlob(ctx context.Context, row Blob) error {
	_, err := tx.q.NewInsert().Model(&row).On("CONFLICT (id) DO UPDATE").Set("shelf = EXCLUDED.shelf").Set("content = EXCLUDED.content").
		Set("size = EXCLUDED.size").Set("manifest = EXCLUDED.manifest").Set("device = EXCLUDED.device").Set("state = EXCLUDED.state").
		Set("offered_at = EXCLUDED.offered_at").Exec(ctx)
	return translate(err)
}

// Blob reads one row.
func (tx *Tx) Blob(ctx context.Context, id op.ID) (Blob, error) {
	var row Blob
	err := tx.q.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	return row, translate(err)
}

// BlobLike reads a row of a part with this content that is in a state; not_found when there is none.
func (tx *Tx) BlobLike(ctx context.Context, scope op.Scope, content []byte, state string) (Blob, error) {
	var row Blob
	err := tx.q.NewSelect().Model(&row).Where("file = ? AND part = ? AND content = ? AND state = ?", scope.File, scope.Part, content, state).
		Order("id").Limit(1).Scan(ctx)
	return row, translate(err)
}

// BlobBytes sums what the shelves of a file hold or will hold, each shelf once, without those in a state.
func (tx *Tx) BlobBytes(ctx context.Context, file op.ID, without string) (n int64, err error) {
	shelves := tx.q.NewSelect().Model((*Blob)(nil)).Column("shelf").ColumnExpr("max(size) AS size").
		Where("file = ? AND state <> ?", file, without).Group("shelf")
	err = tx.q.NewSelect().TableExpr("(?) AS shelves", shelves).ColumnExpr("coalesce(sum(size), 0)").Scan(ctx, &n)
	return n, translate(err)
}

// BlobBytesOf sums the sizes of a device's rows in a state.
func (tx *Tx) BlobBytesOf(ctx context.Context, device op.ID, state string) (n int64, err error) {
	err = tx.q.NewSelect().Model((*Blob)(nil)).ColumnExpr("coalesce(sum(size), 0)").
		Where("state = ? AND device = ?", state, device).Scan(ctx, &n)
	return n, translate(err)
}

// DropBlob deletes a row.
func (tx *Tx) DropBlob(ctx context.Context, id op.ID) error {
	return changedOne(tx.q.NewDelete().Model((*Blob)(nil)).Where("id = ?", id).Exec(ctx))
}

// DropBlobsOf deletes the rows of a file and returns the shelves that they named.
func (tx *Tx) DropBlobsOf(ctx context.Context, file op.ID) ([]op.ID, error) {
	var shelves []op.ID
	err := tx.q.NewSelect().Model((*Blob)(nil)).ColumnExpr("DISTINCT shelf").Where("file = ?", file).Scan(ctx, &shelves)
	if err != nil {
		return nil, translate(err)
	}
	_, err = tx.q.NewDelete().Model((*Blob)(nil)).Where("file = ?", file).Exec(ctx)
	return shelves, translate(err)
}

// DropBlobsBefore deletes the rows in a state that nobody has asked about since an instant, and counts them.
func (tx *Tx) DropBlobsBefore(ctx context.Context, state string, instant int64) (int, error) {
	return changed(tx.q.NewDelete().Model((*Blob)(nil)).Where("state = ? AND offered_at < ?", state, instant).Exec(ctx))
}

// ShelvesAmong tells which of the shelves some row names.
func (tx *Tx) ShelvesAmong(ctx context.Context, shelves []op.ID) (map[op.ID]bool, error) {
	named := map[op.ID]bool{}
	if len(shelves) == 0 {
		return named, nil
	}
	var rows []op.ID
	err := tx.q.NewSelect().Model((*Blob)(nil)).ColumnExpr("DISTINCT shelf").Where("shelf IN (?)", bun.List(shelves)).Scan(ctx, &rows)
	for _, id := range rows {
		named[id] = true
	}
	return named, translate(err)
}
