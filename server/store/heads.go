package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// LogHead is where the log of operations ends. There is one.
type LogHead struct {
	bun.BaseModel `bun:"table:log_head"`

	One int64 `bun:",pk"`
	// Epoch changes when the log was restored or compacted: devices then take everything anew.
	Epoch int64
	// Seq is the number of the newest operation or grant.
	Seq uint64
	// ServerDevice and ServerN are the identity under which the server itself writes, and its counter.
	ServerDevice op.ID
	ServerN      uint64 `bun:"server_n"`
}

// LogHead reads the head without holding it.
func (tx *Tx) LogHead(ctx context.Context) (LogHead, error) {
	var row LogHead
	err := tx.q.NewSelect().Model(&row).Where("one = 1").Scan(ctx)
	return row, translate(err)
}

// LockLogHead reads the head and holds it until the transaction ends. Whoever gives out a sequence number does this
// first, so that the sequence equals the order of commits.
func (tx *Tx) LockLogHead(ctx context.Context) (LogHead, error) {
	var row LogHead
	err := tx.locked(tx.q.NewSelect().Model(&row).Where("one = 1")).Scan(ctx)
	tx.epoch = row.Epoch
	return row, translate(err)
}

// SaveLogHead writes the head back.
func (tx *Tx) SaveLogHead(ctx context.Context, row LogHead) error {
	row.One, tx.epoch = 1, row.Epoch
	_, err := tx.q.NewUpdate().Model(&row).WherePK().Exec(ctx)
	return translate(err)
}

// AuditHead is the end of the audit chain: the number and hash of its last row.
type AuditHead struct {
	bun.BaseModel `bun:"table:audit_head"`

	One  int64 `bun:",pk"`
	Seq  int64
	Hash []byte
}

// AuditHead reads the end of the chain without holding it.
func (tx *Tx) AuditHead(ctx context.Context) (AuditHead, error) {
	var row AuditHead
	err := tx.q.NewSelect().Model(&row).Where("one = 1").Scan(ctx)
	return row, translate(err)
}

// LockAuditHead reads the end of the chain and holds it until the transaction ends.
func (tx *Tx) LockAuditHead(ctx context.Context) (AuditHead, error) {
	var row AuditHead
	err := tx.locked(tx.q.NewSelect().Model(&row).Where("one = 1")).Scan(ctx)
	return row, translate(err)
}

// SaveAuditHead writes the end of the chain back.
func (tx *Tx) SaveAuditHead(ctx context.Context, row AuditHead) error {
	row.One, tx.chain = 1, row.Seq
	_, err := tx.q.NewUpdate().Model(&row).WherePK().Exec(ctx)
	return translate(err)
}

// seedHeads puts the two heads of an empty database in their places.
func (tx *Tx) seedHeads(ctx context.Context, serverDevice op.ID) error {
	head := LogHead{One: 1, Epoch: 1, ServerDevice: serverDevice}
	if _, err := tx.q.NewInsert().Model(&head).On("CONFLICT (one) DO NOTHING").Exec(ctx); err != nil {
		return translate(err)
	}
	audit := AuditHead{One: 1, Hash: make([]byte, 32)}
	_, err := tx.q.NewInsert().Model(&audit).On("CONFLICT (one) DO NOTHING").Exec(ctx)
	return translate(err)
}
