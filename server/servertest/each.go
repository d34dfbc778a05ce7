package servertest

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"damping/server/store"
)

// Engine is one of the two databases.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Engines lists both, in the order in which Each takes them.
var Engines = []Engine{SQLite, Postgres}

// patience is long in tests: on a machine that also runs other tests a second's pause proves nothing.
const patience = 30 * time.Second

// Each runs a test on both engines, on an empty database with all tables, whose clock stands at Start.
func Each(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	EachAt(t, func() *Clock { return NewClock() }, func(t *testing.T, db *store.DB, _ *Clock) { test(t, db) })
}

// EachClock is Each for a test that moves the clock.
func EachClock(t *testing.T, test func(t *testing.T, db *store.DB, clock *Clock)) {
	t.Helper()
	EachAt(t, NewClock, test)
}

// EachAt is Each with clocks that the test makes, one for each engine.
func EachAt(t *testing.T, clock func() *Clock, test func(t *testing.T, db *store.DB, clock *Clock)) {
	t.Helper()
	for _, engine := range Engines {
		t.Run(string(engine), func(t *testing.T) {
			c := clock()
			test(t, Open(t, engine, store.Options{Now: c.Now}), c)
		})
	}
}

// Open gives an empty database with all tables, closed and removed after the test.
func Open(tb testing.TB, engine Engine, options store.Options) *store.DB {
	tb.Helper()
	return open(tb, Source(tb, engine), options)
}

// OpenBare gives a database without any table.
func OpenBare(tb testing.TB, engine Engine, options store.Options) *store.DB {
	tb.Helper()
	return open(tb, BareSource(tb, engine), options)
}

// Source gives the place of an empty database with all tables, for tests that open it themselves, or twice.
func Source(tb testing.TB, engine Engine) store.Source {
	tb.Helper()
	if engine == SQLite {
		path := filepath.Join(tb.TempDir(), "damping.db")
		if err := os.WriteFile(path, sqliteTemplate(tb), 0o600); err != nil {
			tb.Fatal(err)
		}
		return store.Source{SQLite: path}
	}
	return newPostgres(tb, postgresTemplate(tb))
}

// Backup gives a copy of a database as it is, as a restored backup would be. Nobody may have it open.
func Backup(tb testing.TB, source store.Source) store.Source {
	tb.Helper()
	if source.Postgres != nil {
		return newPostgres(tb, source.Postgres.Database)
	}
	all, err := os.ReadFile(source.SQLite)
	if err != nil {
		tb.Fatal(err)
	}
	path := filepath.Join(tb.TempDir(), "damping.db")
	if err := os.WriteFile(path, all, 0o600); err != nil {
		tb.Fatal(err)
	}
	return store.Source{SQLite: path}
}

// BareSource gives the place of a database without any table.
func BareSource(tb testing.TB, engine Engine) store.Source {
	tb.Helper()
	if engine == SQLite {
		return store.Source{SQLite: filepath.Join(tb.TempDir(), "damping.db")}
	}
	return newPostgres(tb, "template0")
}

func open(tb testing.TB, source store.Source, options store.Options) *store.DB {
	tb.Helper()
	options.Patience = cmp.Or(options.Patience, patience)
	db, err := store.Open(source, options)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Error(err)
		}
	})
	return db
}

// The migrations run once for each engine and test process; after that tests get copies.
var (
	sqliteOnce  sync.Once
	sqliteBytes []byte
	sqliteErr   error

	postgresOnce sync.Once
	postgresName string
	postgresErr  error
)

func sqliteTemplate(tb testing.TB) []byte {
	tb.Helper()
	sqliteOnce.Do(func() {
		folder, err := os.MkdirTemp("", "damping-template-")
		if err != nil {
			sqliteErr = err
			return
		}
		defer os.RemoveAll(folder)
		path := filepath.Join(folder, "template.db")
		if sqliteErr = migrate(tb, store.Source{SQLite: path}); sqliteErr == nil {
			sqliteBytes, sqliteErr = os.ReadFile(path) // closing has brought the write-ahead log home
		}
	})
	if sqliteErr != nil {
		tb.Fatalf("servertest: SQLite template: %v", sqliteErr)
	}
	return sqliteBytes
}

func postgresTemplate(tb testing.TB) string {
	tb.Helper()
	postgresOnce.Do(func() {
		c, err := theCluster()
		if err != nil {
			postgresErr = err
			return
		}
		postgresName = "template_" + randomName()
		if postgresErr = c.exec("CREATE DATABASE " + postgresName + " TEMPLATE template0"); postgresErr == nil {
			postgresErr = migrate(tb, c.source(postgresName))
		}
	})
	if postgresErr != nil {
		tb.Fatalf("servertest: PostgreSQL template: %v", postgresErr)
	}
	return postgresName
}

func newPostgres(tb testing.TB, template string) store.Source {
	tb.Helper()
	c, err := theCluster()
	if err != nil {
		tb.Fatalf("servertest: PostgreSQL: %v", err)
	}
	name := "test_" + randomName()
	if err := c.exec("CREATE DATABASE " + name + " TEMPLATE " + template); err != nil {
		tb.Fatalf("servertest: PostgreSQL: %v", err)
	}
	tb.Cleanup(func() {
		if err := c.exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err != nil {
			tb.Errorf("servertest: PostgreSQL: %v", err)
		}
	})
	return c.source(name)
}

func migrate(tb testing.TB, source store.Source) error {
	db, err := store.Open(source, store.Options{Now: NewClock().Now, Patience: patience})
	if err != nil {
		return err
	}
	if _, err := db.Migrate(tb.Context()); err != nil {
		_ = db.Close()
		return fmt.Errorf("migrate: %w", err)
	}
	return db.Close()
}

func randomName() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	return hex.EncodeToString(b[:])
}
