package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// CaseKey is a file's key, wrapped for one recipient.
type CaseKey struct {
	bun.BaseModel `bun:"table:case_key"`

	File op.ID `bun:",pk"`
	// KeyID counts the keys of one file from 1; the newest seals.
	KeyID uint32 `bun:",pk"`
	// Recipient names who can unwrap: "master:<id>", later a user.
	Recipient string `bun:",pk"`
	Wrapped   []byte
	MadeAt    int64
}

// AddCaseKey writes one wrap.
func (tx *Tx) AddCaseKey(ctx context.Context, row CaseKey) error { return tx.insert(ctx, &row) }

// CaseKeys reads all wraps of a file, the newest key first.
func (tx *Tx) CaseKeys(ctx context.Context, file op.ID) ([]CaseKey, error) {
	var rows []CaseKey
	err := tx.q.NewSelect().Model(&rows).Where("file = ?", file).Order("key_id DESC", "recipient").Scan(ctx)
	return rows, translate(err)
}

// CaseKeysOf reads all wraps of several files, by file, the newest key of each first.
func (tx *Tx) CaseKeysOf(ctx context.Context, files []op.ID) ([]CaseKey, error) {
	var rows []CaseKey
	if len(files) == 0 {
		return nil, nil
	}
	err := tx.q.NewSelect().Model(&rows).Where("file IN (?)", bun.List(files)).
		Order("file", "key_id DESC", "recipient").Scan(ctx)
	return rows, translate(err)
}

// CaseKeysNotFor reads at most limit wraps whose key has none for the recipient yet, for re-wrapping in batches.
func (tx *Tx) CaseKeysNotFor(ctx context.Context, recipient string, limit int) ([]CaseKey, error) {
	var rows []CaseKey
	theirs := tx.q.NewSelect().ModelTableExpr("case_key AS k").ColumnExpr("1").
		Where("k.file = case_key.file AND k.key_id = case_key.key_id AND k.recipient = ?", recipient)
	err := tx.q.NewSelect().Model(&rows).Where("NOT EXISTS (?)", theirs).
		Order("file", "key_id").Limit(int64(limit)).Scan(ctx)
	return rows, translate(err)
}

// CountCaseKeys counts the wraps for each recipient.
func (tx *Tx) CountCaseKeys(ctx context.Context) (map[string]int64, error) {
	var rows []struct {
		Recipient string
		N         int64
	}
	err := tx.q.NewSelect().Model((*CaseKey)(nil)).Column("recipient").ColumnExpr("count(*) AS n").
		Group("recipient").Scan(ctx, &rows)
	if err != nil {
		return nil, translate(err)
	}
	counts := make(map[string]int64, len(rows))
	for _, row := range rows {
		counts[row.Recipient] = row.N
	}
	return counts, nil
}

// DropCaseKey deletes one wrap.
func (tx *Tx) DropCaseKey(ctx context.Context, file op.ID, keyID uint32, recipient string) error {
	return changedOne(tx.q.NewDelete().Model((*CaseKey)(nil)).
		Where("file = ? AND key_id = ? AND recipient = ?", file, keyID, recipient).Exec(ctx))
}

// DropCaseKeysFor deletes the wraps for a recipient whose keys all have another one.
func (tx *Tx) DropCaseKeysFor(ctx context.Context, recipient string) error {
	others := tx.q.NewSelect().ModelTableExpr("case_key AS k").ColumnExpr("1").
		Where("k.file = case_key.file AND k.key_id = case_key.key_id AND k.recipient <> ?", recipient)
	_, err := tx.q.NewDelete().Model((*CaseKey)(nil)).Where("recipient = ? AND EXISTS (?)", recipient, others).Exec(ctx)
	return translate(err)
}

// DropCaseKeys deletes all wraps of a file: nothing sealed under them can be read again. It returns how many.
func (tx *Tx) DropCaseKeys(ctx context.Context, file op.ID) (int, error) {
	return changed(tx.q.NewDelete().Model((*CaseKey)(nil)).Where("file = ?", file).Exec(ctx))
}

// ServerKey is one of the server's own secrets, sealed.
type ServerKey struct {
	bun.BaseModel `bun:"table:server_key"`

	Name   string `bun:",pk"`
	Sealed []byte
	MadeAt int64
}

// ServerKey reads one secret.
func (tx *Tx) ServerKey(ctx context.Context, name string) (ServerKey, error) {
	var row ServerKey
	err := tx.q.NewSelect().Model(&row).Where("name = ?", name).Scan(ctx)
	return row, translate(err)
}

// ServerKeys reads all of them by name.
func (tx *Tx) ServerKeys(ctx context.Context) ([]ServerKey, error) {
	var rows []ServerKey
	err := tx.q.NewSelect().Model(&rows).Order("name").Scan(ctx)
	return rows, translate(err)
}

// AddServerKey writes a secret unless there is one of that name, and tells whether it did: of two nodes that start
// together one wins.
func (tx *Tx) AddServerKey(ctx context.Context, row ServerKey) (bool, error) {
	return tx.insertNew(ctx, &row)
}

// SaveServerKey overwrites a secret.
func (tx *Tx) SaveServerKey(ctx context.Context, row ServerKey) error { return tx.save(ctx, &row) }
