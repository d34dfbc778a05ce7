package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/uptrace/bun/migrate"

	"damping/shared/op"
)

//go:embed migrations/*.tx.up.sql
var migrationFiles embed.FS

// Schema is how far the database's tables are.
type Schema struct {
	// Applied and Pending are the names of our migrations, in order.
	Applied, Pending []string
	// Unknown are migrations of a newer program. With any, this program must not touch the database.
	Unknown []string
}

// ErrNewer says that a newer program has changed the database; going back is how data gets lost.
var ErrNewer = errors.New("the database belongs to a newer version of this program: install that version, or restore a backup")

// ErrMigrationLocked says that another process is migrating, or died while it did.
var ErrMigrationLocked = errors.New("the migrations are locked: another process is migrating, " +
	"or one died while it did, and then: damping migrate unlock")

// migrator builds a migrator on connections of its own, which may take their time: an index on a large table needs
// more than a request's patience.
func (db *DB) migrator() (m *migrate.Migrator, done func() error, err error) {
	pool, done := db.write, func() error { return nil }
	if db.source.Postgres != nil {
		pool = db.source.Postgres.pool(10 * time.Minute)
		done = pool.Close
	}

	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, nil, err
	}
	found := migrate.NewMigrations()
	if err := found.Discover(files); err != nil {
		return nil, nil, err
	}
	return migrate.NewMigrator(pool, found,
		migrate.WithTemplateData(db.engine.columnTypes()),
		// By default one that fails stays recorded as done.
		migrate.WithMarkAppliedOnSuccess(true),
	), done, nil
}

// Schema reports which migrations are applied.
func (db *DB) Schema(ctx context.Context) (Schema, error) {
	m, done, err := db.migrator()
	if err != nil {
		return Schema{}, err
	}
	defer done()
	if err := m.Init(ctx); err != nil {
		return Schema{}, translate(err)
	}
	return schema(ctx, m)
}

func schema(ctx context.Context, m *migrate.Migrator) (Schema, error) {
	var s Schema
	ours, err := m.MigrationsWithStatus(ctx)
	if err != nil {
		return s, translate(err)
	}
	for _, one := range ours {
		if one.IsApplied() {
			s.Applied = append(s.Applied, one.String())
			continue
		}
		s.Pending = append(s.Pending, one.String())
	}

	missing, err := m.MissingMigrations(ctx)
	if err != nil {
		return s, translate(err)
	}
	for _, one := range missing {
		s.Unknown = append(s.Unknown, one.Name)
	}
	return s, nil
}

// Migrate brings the tables up to date, forward only, and returns the names of what it applied. It returns ErrNewer
// or ErrMigrationLocked when it must not.
func (db *DB) Migrate(ctx context.Context) (applied []string, err error) {
	m, done, err := db.migrator()
	if err != nil {
		return nil, err
	}
	defer done()
	if err := m.Init(ctx); err != nil {
		return nil, translate(err)
	}
	before, err := schema(ctx, m)
	if err != nil {
		return nil, err
	}
	if len(before.Unknown) > 0 {
		return nil, ErrNewer
	}
	seed := func() error {
		return db.Update(ctx, func(tx *Tx) error { return tx.seedHeads(ctx, op.NewID(tx.Millis(), db.random)) })
	}
	if len(before.Pending) == 0 {
		return nil, seed() // one that was killed between the two
	}

	if err := m.Lock(ctx); err != nil { // Migrate itself does not lock
		return nil, fmt.Errorf("%w (%w)", ErrMigrationLocked, translate(err))
	}
	defer func() { err = errors.Join(err, m.Unlock(context.WithoutCancel(ctx))) }()
	group, err := m.Migrate(ctx)
	for _, one := range group.Migrations {
		if one.IsApplied() {
			applied = append(applied, one.String())
		}
	}
	if err != nil {
		return applied, fmt.Errorf("migrate: %w", err)
	}
	return applied, seed()
}

// Unlock removes the lock that a migration left which died.
func (db *DB) Unlock(ctx context.Context) error {
	m, done, err := db.migrator()
	if err != nil {
		return err
	}
	defer done()
	if err := m.Init(ctx); err != nil {
		return translate(err)
	}
	return translate(m.Unlock(ctx))
}
