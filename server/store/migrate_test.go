package store_test

import (
	"errors"
	"testing"

	"damping/server/servertest"
	"damping/server/store"
)

func eachBare(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	for _, engine := range servertest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			test(t, servertest.OpenBare(t, engine, store.Options{Now: servertest.NewClock().Now}))
		})
	}
}

func TestMigrate(t *testing.T) {
	eachBare(t, func(t *testing.T, db *store.DB) {
		before, err := db.Schema(t.Context())
		if err != nil || len(before.Applied) != 0 || len(before.Pending) == 0 {
			t.Fatalf("a new database has %+v, %v", before, err)
		}
		applied, err := db.Migrate(t.Context())
		if err != nil || len(applied) != len(before.Pending) {
			t.Fatalf("applied %v, %v", applied, err)
		}
		again, err := db.Migrate(t.Context())
		if err != nil || len(again) != 0 {
			t.Errorf("applied again %v, %v", again, err)
		}
		after, err := db.Schema(t.Context())
		if err != nil || len(after.Pending) != 0 || len(after.Applied) != len(applied) {
			t.Errorf("then %+v, %v", after, err)
		}
		seed(t, db)
	})
}

func TestADatabaseOfANewerProgramIsRefused(t *testing.T) {
	eachBare(t, func(t *testing.T, db *store.DB) {
		if _, err := db.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := db.Exec(t.Context(), "INSERT INTO bun_migrations (name, group_id) VALUES ('9999', 99)"); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Migrate(t.Context()); !errors.Is(err, store.ErrNewer) {
			t.Errorf("answered %v", err)
		}
		if schema, err := db.Schema(t.Context()); err != nil || len(schema.Unknown) != 1 {
			t.Errorf("schema %+v, %v", schema, err)
		}
	})
}

func TestAMigrationThatDiedLeavesALockThatCanBeRemoved(t *testing.T) {
	eachBare(t, func(t *testing.T, db *store.DB) {
		if _, err := db.Schema(t.Context()); err != nil { // makes the lock's table
			t.Fatal(err)
		}
		if err := db.Exec(t.Context(), "INSERT INTO bun_migration_locks (table_name) VALUES ('bun_migrations')"); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Migrate(t.Context()); !errors.Is(err, store.ErrMigrationLocked) {
			t.Errorf("answered %v", err)
		}
		if err := db.Unlock(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Migrate(t.Context()); err != nil {
			t.Errorf("after the unlock: %v", err)
		}
	})
}

func TestSQLiteSettings(t *testing.T) {
	db := servertest.Open(t, servertest.SQLite, store.Options{})
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "foreign_keys": "1", "synchronous": "2", "secure_delete": "1", "trusted_schema": "0", "temp_store": "2",
	} {
		if got, err := db.Ask(t.Context(), "PRAGMA "+pragma); err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", pragma, got, want, err)
		}
	}
}
