package servertest

import (
	"os"
	"testing"

	"damping/server/store"
)

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
