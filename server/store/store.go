package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/uptrace/bun"

	"damping/server/ledger"
)

// DefaultPatience is how long a caller waits for a database that does not answer. With what the rest of a
// request needs, people hear "unavailable" within two seconds.
const DefaultPatience = 1500 * time.Millisecond

// Source says where the database is: a SQLite file, or PostgreSQL when that is set.
type Source struct {
	// SQLite is the path of the database file; its folder must exist.
	SQLite string
	// Postgres wins over SQLite when set.
	Postgres *Postgres
}

// Options are what a DB needs besides its source. The zero value is what production uses.
type Options struct {
	// Now is the clock that transactions read once, at their start. Default time.Now.
	Now func() time.Time
	// Random makes the server's own device id at the first migration. Default crypto/rand.
	Random io.Reader
	// Patience bounds the wait for the database's first answer and for each statement. Default DefaultPatience.
	Patience time.Duration
}

// DB is the database. It is safe for concurrent use.
type DB struct {
	engine   engine
	source   Source
	write    *bun.DB // on SQLite one connection, since there is one writer
	read     *bun.DB // on PostgreSQL the same pool
	now      func() time.Time
	random   io.Reader
	patience time.Duration
	ledger   *ledger.Ledger // nil where nothing is restored, as in tests
}

// Open prepares the database. It does not wait for PostgreSQL to be there, so that a server can start before it;
// Ping tells.
func Open(source Source, options Options) (*DB, error) {
	db := &DB{
		source:   source,
		now:      options.Now,
		random:   options.Random,
		patience: cmp.Or(options.Patience, DefaultPatience),
	}
	if db.now == nil {
		db.now = time.Now
	}
	if db.random == nil {
		db.random = rand.Reader
	}

	if source.Postgres != nil {
		db.openPostgres(*source.Postgres)
		return db, nil
	}
	if source.SQLite == "" {
		return nil, errors.New("store: neither a SQLite file nor PostgreSQL is named")
	}
	if err := db.openSQLite(source.SQLite); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	return db, nil
}

// Close ends all connections. Transactions still under way fail.
func (db *DB) Close() error {
	err := db.write.Close()
	if db.read != db.write {
		err = errors.Join(err, db.read.Close())
	}
	if db.ledger != nil {
		err = errors.Join(err, db.ledger.Close())
	}
	return err
}

// Ping returns unavailable when the database does not answer within the patience.
func (db *DB) Ping(ctx context.Context) error {
	return db.View(ctx, func(tx *Tx) error {
		var one int
		return translate(tx.q.NewSelect().ColumnExpr("1").Scan(ctx, &one))
	})
}

// Engine names the engine for logs and tables: "sqlite" or "postgres".
func (db *DB) Engine() string { return db.engine.String() }
