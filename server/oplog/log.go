package oplog

import (
	"context"
	"fmt"

	"damping/server/store"
	"damping/server/vault"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// Log is the log of operations in the database. It is safe for concurrent use.
type Log struct {
	db      *store.DB
	vault   *vault.Vault
	house   *vault.FileKey
	changed func(Change)
}

// Change is what one transaction did, for those who wait for news.
type Change struct {
	// From is the log's last number before it, Seq the one after it.
	From, Seq uint64
	// Readers are the appointments that may read something now that they could not before, and those that lost
	// something: all whose next pull is not empty.
	Readers []op.ID
	// Files are the files concerned: none when somebody's looks were noted.
	Files []op.ID
}

// Open prepares the log on a migrated database. changed is called after each commit that moved the log, in no
// particular order and possibly from several goroutines; it must not block. It may be nil.
func Open(ctx context.Context, db *store.DB, v *vault.Vault, changed func(Change)) (*Log, error) {
	house, err := v.House(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("open the log: %w", err)
	}
	if changed == nil {
		changed = func(Change) {}
	}
	return &Log{db: db, vault: v, house: house, changed: changed}, nil
}

// Update implements shared/oplog.Store.
func (l *Log) Update(ctx context.Context, fn func(core.Tx) error) error {
	return l.db.Update(ctx, func(s *store.Tx) error {
		w := newWriter(l.reader(ctx, s))
		if err := fn(w); err != nil {
			return err
		}
		return w.flush()
	})
}

// View implements shared/oplog.Store.
func (l *Log) View(ctx context.Context, fn func(core.Reader) error) error {
	return l.db.View(ctx, func(s *store.Tx) error { return fn(l.reader(ctx, s)) })
}

// Under is the database transaction beneath one of the core's, for a use-case that has rows of its own and judges by the
// log.
func Under(r core.Reader) *store.Tx {
	if w, writes := r.(*writer); writes {
		return w.s
	}
	return r.(*reader).s
}

type batchKey struct{}

// WithBatch tells a coming Update which operations it will be asked about, so that it asks the database once.
func WithBatch(ctx context.Context, ops []op.Op) context.Context {
	return context.WithValue(ctx, batchKey{}, ops)
}
