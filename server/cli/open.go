package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"damping/server/auth"
	"damping/server/config"
	"damping/server/seam"
	"damping/server/store"
	"damping/server/vault"
	"damping/shared/errs"
)

// databaseName is the embedded database's file in the data folder.
const databaseName = "damping.db"

// openStore opens the database that the configuration names, as it is.
func openStore(c *config.Config) (*store.DB, error) {
	options := store.Options{Now: seam.Now}
	if c.DatabaseURL != "" {
		at, err := config.ParsePostgres(string(c.DatabaseURL))
		if err != nil {
			return nil, err
		}
		return store.Open(store.Source{Postgres: &store.Postgres{
			Host: at.Host, Port: at.Port, User: at.User, Password: at.Password, Database: at.Database, TLS: at.TLS,
		}}, options)
	}
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	return store.Open(store.Source{SQLite: filepath.Join(c.DataDir, databaseName)}, options)
}

// openMigrated opens the database and brings it up to date.
func openMigrated(ctx context.Context, c *config.Config) (db *store.DB, applied []string, err error) {
	db, err = openStore(c)
	if err != nil {
		return nil, nil, err
	}
	if applied, err = db.Migrate(ctx); err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	if err := keepLedger(ctx, c, db); err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return db, applied, nil
}

// openVault reads the master key. A demo makes itself one: nothing that anybody must keep is sealed with it.
func openVault(c *config.Config) (*vault.Vault, error) {
	_, err := os.Stat(c.KeyFile)
	if errors.Is(err, os.ErrNotExist) {
		if !c.Demo {
			return nil, fmt.Errorf("there is no master key at %s: make one with damping keys init, and keep a copy of it elsewhere", c.KeyFile)
		}
		if err := vault.CreateMasterFile(c.KeyFile, rand.Reader); err != nil {
			return nil, err
		}
	}
	master, err := vault.OpenMasterFile(c.KeyFile)
	if err != nil {
		return nil, err
	}
	return vault.New(master, rand.Reader), nil
}

// openAuth opens the room that knows people.
func openAuth(db *store.DB, c *config.Config) (*auth.Service, error) {
	options := auth.Options{Idle: c.SessionIdle, Devices: c.DevicesPerPerson}
	if c.Demo {
		options.Devices = 0 // its people are everybody's
	}
	return auth.New(db, rand.Reader, options)
}

// errNotADemo and errADemo keep invented people and real ones apart.
var (
	errNotADemo = errors.New("demo: this database is in real use; give another data folder with --data")
	errADemo    = errors.New("this is the database of a demo, whose passwords everybody knows: start with --demo, or give another data folder with --data")
)

// checkDemo refuses a demo on a database in use, and real use of a demo's database. An empty one becomes what was
// asked for.
func checkDemo(ctx context.Context, db *store.DB, demo bool) error {
	return db.Update(ctx, func(tx *store.Tx) error {
		mark, err := tx.Setting(ctx, store.SettingDemo)
		if err != nil && errs.CodeOf(err) != errs.NotFound {
			return err
		}
		isDemo := mark == "yes"
		empty, err := tx.Empty(ctx)
		if err != nil {
			return err
		}
		switch {
		case isDemo && !demo:
			return errADemo
		case demo && !isDemo && !empty:
			return errNotADemo
		case demo && !isDemo:
			return tx.SetSetting(ctx, store.SettingDemo, "yes")
		}
		return nil
	})
}
