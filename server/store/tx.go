package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"damping/server/ledger"
	"damping/shared/errs"
	"damping/shared/op"
)

// Tx is one transaction. It is for one goroutine, and void when the function it was given to returns.
type Tx struct {
	q      bun.Tx
	engine engine
	now    time.Time
	write  bool
	before []func(context.Context) error
	after  []func()

	outlive []ledger.Entry
	marked  map[op.ID]bool // appointments whose grants this transaction changes
	epoch   int64          // of the log, when this transaction has read it
	chain   int64          // where the audit chain ends with this transaction; 0 when it adds nothing
}

// Now is the instant at which the transaction began, to the millisecond, in UTC. All of one transaction happens then.
func (tx *Tx) Now() time.Time { return tx.now }

// Millis is Now in Unix milliseconds.
func (tx *Tx) Millis() int64 { return tx.now.UnixMilli() }

// BeforeCommit has fn run as the last thing inside the transaction, in the order of the calls. What takes a lock that
// everybody needs belongs here: the audit chain is taken after the log's head, always, and so the two cannot wait for
// each other. An error undoes the transaction.
func (tx *Tx) BeforeCommit(fn func(context.Context) error) { tx.before = append(tx.before, fn) }

// AfterCommit has fn run after the transaction is durable, in the order of the calls, and not at all when it failed.
// Waking others and sending belong here; fn cannot fail the transaction any more.
func (tx *Tx) AfterCommit(fn func()) { tx.after = append(tx.after, fn) }

// Update runs fn in a transaction that may write. It commits when fn returns nil and otherwise undoes everything.
// An error of fn comes back as it is.
func (db *DB) Update(ctx context.Context, fn func(*Tx) error) error {
	return db.run(ctx, db.write, true, fn)
}

// View runs fn in a transaction that sees one unchanging state and cannot write.
func (db *DB) View(ctx context.Context, fn func(*Tx) error) error {
	return db.run(ctx, db.read, false, fn)
}

func (db *DB) run(ctx context.Context, pool *bun.DB, write bool, fn func(*Tx) error) error {
	conn, q, err := db.begin(ctx, pool, write)
	if err != nil {
		return translate(err)
	}
	tx := &Tx{q: q, engine: db.engine, now: db.now().UTC().Truncate(time.Millisecond), write: write}

	committed := false
	defer func() {
		if !committed { // also when fn panics
			_ = q.Rollback()
			_ = conn.Close()
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	for i := 0; i < len(tx.before); i++ { // one may add another
		if err := tx.before[i](ctx); err != nil {
			return err
		}
	}
	if err := db.remember(ctx, tx); err != nil {
		return err
	}
	if err := q.Commit(); err != nil {
		return translate(fmt.Errorf("commit: %w", err))
	}
	committed = true
	_ = conn.Close()
	db.reached(tx)

	for _, hook := range tx.after {
		hook()
	}
	return nil
}

// begin takes a connection and opens a transaction on it, and gives up when that takes longer than the patience.
func (db *DB) begin(ctx context.Context, pool *bun.DB, write bool) (bun.Conn, bun.Tx, error) {
	deadline := time.Now().Add(db.patience)
	wait, cancel := context.WithTimeout(ctx, db.patience/2)
	defer cancel()
	conn, err := pool.Conn(wait)
	if err != nil {
		if ctx.Err() == nil && wait.Err() != nil {
			err = errs.E(errs.Unavailable, "")
		}
		return conn, bun.Tx{}, err
	}

	// The deadline is for BEGIN alone: a timeout on its context would end the whole transaction.
	q, err := conn.BeginTx(beginContext{ctx, deadline}, db.txOptions(write))
	if err != nil {
		_ = conn.Close()
	}
	return conn, q, err
}

// txOptions asks PostgreSQL for one snapshot in a View; SQLite gives it anyway and knows no levels.
func (db *DB) txOptions(write bool) *sql.TxOptions {
	if db.engine == postgresEngine && !write {
		return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	return nil
}

// beginContext has a deadline for the driver, which sets it on the socket, and none for database/sql, which would
// roll back when it passes.
type beginContext struct {
	context.Context
	deadline time.Time
}

func (c beginContext) Deadline() (time.Time, bool) {
	if d, ok := c.Context.Deadline(); ok && d.Before(c.deadline) {
		return d, true
	}
	return c.deadline, true
}
