package servertest

import (
	"database/sql"
	"testing"

	"github.com/uptrace/bun/driver/sqliteshim"

	"damping/server/config"
	"damping/server/store"
)

// Raw opens a database past the store, as a thief or a vandal would: tests look for what must not be in it, and break
// what must be noticed.
func Raw(tb testing.TB, source store.Source) *sql.DB {
	tb.Helper()
	var db *sql.DB
	if p := source.Postgres; p != nil {
		db = connect(config.Postgres{Host: p.Host, Port: p.Port, User: p.User, Password: p.Password, Database: p.Database, TLS: p.TLS}).admin
	} else {
		var err error
		if db, err = sql.Open(sqliteshim.ShimName, "file:"+source.SQLite+"?_pragma=busy_timeout(10000)"); err != nil {
			tb.Fatal(err)
		}
	}
	tb.Cleanup(func() { _ = db.Close() })
	return db
}

// Vandalise runs one statement past the store.
func Vandalise(tb testing.TB, source store.Source, statement string) {
	tb.Helper()
	if _, err := Raw(tb, source).Exec(statement); err != nil {
		tb.Fatal(err)
	}
}
