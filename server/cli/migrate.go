package cli

import (
	"context"
	"errors"
	"strings"

	"damping/server/config"
)

type migrateCmd struct {
	Status migrateStatusCmd `cmd:"" help:"List what is applied and what is not."`
	Up     migrateUpCmd     `cmd:"" help:"Apply what is not."`
	Unlock migrateUnlockCmd `cmd:"" help:"Remove the lock that a migration left which died."`
}

type migrateStatusCmd struct{}

// Run lists the migrations, one a line.
func (migrateStatusCmd) Run(ctx context.Context, c *config.Config, t terminal) (err error) {
	db, err := openStore(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	schema, err := db.Schema(ctx)
	if err != nil {
		return err
	}
	for _, list := range []struct {
		word  string
		names []string
	}{{"applied", schema.Applied}, {"pending", schema.Pending}, {"unknown", schema.Unknown}} {
		for _, name := range list.names {
			t.printf("%s  %s\n", list.word, name)
		}
	}
	return nil
}

type migrateUpCmd struct{}

// Run applies what is pending.
func (migrateUpCmd) Run(ctx context.Context, c *config.Config, t terminal) error {
	db, applied, err := openMigrated(ctx, c)
	if err != nil {
		return err
	}
	if len(applied) == 0 {
		t.printf("up to date\n")
	} else {
		t.printf("applied %s\n", strings.Join(applied, ", "))
	}
	return db.Close()
}

type migrateUnlockCmd struct{}

// Run removes the lock. Whoever types it has made sure that no other process is migrating.
func (migrateUnlockCmd) Run(ctx context.Context, c *config.Config, t terminal) (err error) {
	db, err := openStore(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Unlock(ctx); err != nil {
		return err
	}
	t.printf("unlocked\n")
	return nil
}
