package servertest

import (
	"os"
	"path/filepath"
	"testing"

	"damping/server/store"
)

// Copy gives a copy of a database that nobody has open: a backup, or what comes of one.
func Copy(tb testing.TB, of store.Source) store.Source {
	tb.Helper()
	if of.Postgres != nil {
		return newPostgres(tb, of.Postgres.Database)
	}
	b, err := os.ReadFile(of.SQLite) // closing has brought the write-ahead log home
	path := filepath.Join(tb.TempDir(), "damping.db")
	if err == nil {
		err = os.WriteFile(path, b, 0o600)
	}
	if err != nil {
		tb.Fatalf("servertest: copy: %v", err)
	}
	return store.Source{SQLite: path}
}

// Remove takes a database away before the test ends, for tests that use up many.
func Remove(tb testing.TB, source store.Source) {
	tb.Helper()
	if p := source.Postgres; p != nil {
		c, err := theCluster()
		if err == nil {
			err = c.exec("DROP DATABASE " + p.Database + " WITH (FORCE)")
		}
		if err != nil {
			tb.Errorf("servertest: PostgreSQL: %v", err)
		}
		return
	}
	if err := os.Remove(source.SQLite); err != nil {
		tb.Errorf("servertest: %v", err)
	}
}
