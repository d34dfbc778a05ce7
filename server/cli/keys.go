package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"

	"damping/server/audit"
	"damping/server/config"
	"damping/server/store"
	"damping/server/vault"
)

type keysCmd struct {
	Init   keysInitCmd   `cmd:"" help:"Make a master key file. It never overwrites one."`
	Status keysStatusCmd `cmd:"" help:"Say which master keys there are and what is wrapped for each."`
	Rotate keysRotateCmd `cmd:"" help:"Add a new master key, wrap every key for it, and drop the old one. Stop the server first."`
}

type keysInitCmd struct{}

// Run makes the key file.
func (keysInitCmd) Run(c *config.Config, t terminal) error {
	if err := vault.CreateMasterFile(c.KeyFile, rand.Reader); err != nil {
		if errors.Is(err, os.ErrExist) {
			return fmt.Errorf("there is a master key at %s already", c.KeyFile)
		}
		return err
	}
	t.printf("made %s\nKeep a copy of it away from this machine: without it nobody can read the database.\n", c.KeyFile)
	return nil
}

type keysStatusCmd struct{}

// Run counts the wraps.
func (keysStatusCmd) Run(ctx context.Context, c *config.Config, t terminal) (err error) {
	v, err := openVault(c)
	if err != nil {
		return err
	}
	db, _, err := openMigrated(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()

	return db.View(ctx, func(tx *store.Tx) error {
		status, err := v.Status(ctx, tx)
		if err != nil {
			return err
		}
		t.printf("%s  newest, %d keys\n", status.Newest, status.Wraps[status.Newest])
		for _, name := range status.Older {
			t.printf("%s  older, %d keys\n", name, status.Wraps[name])
		}
		for _, name := range slices.Sorted(maps.Keys(status.Wraps)) {
			if name != status.Newest && !slices.Contains(status.Older, name) {
				t.printf("%s  not in the key file, %d keys\n", name, status.Wraps[name])
			}
		}
		return nil
	})
}

type keysRotateCmd struct{}

// Run rotates. Killed at any point, it can be run again: the key file keeps the old key until everything is wrapped
// for the new one.
func (keysRotateCmd) Run(ctx context.Context, c *config.Config, t terminal) (err error) {
	db, _, err := openMigrated(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()

	if err := vault.RotateMasterFile(c.KeyFile, rand.Reader); err != nil {
		return err
	}
	v, err := openVault(c)
	if err != nil {
		return err
	}
	n, err := v.Rewrap(ctx, db)
	if err != nil {
		return err
	}
	err = db.Update(ctx, func(tx *store.Tx) error {
		audit.Append(tx, audit.Entry{Act: audit.RotateKeys})
		return nil
	})
	if err != nil {
		return err
	}
	if err := vault.DropOldMasterKeys(c.KeyFile); err != nil {
		return err
	}
	t.printf("wrapped %d keys for the new master key. Keep a copy of %s; backups made until now need the old copy.\n", n, c.KeyFile)
	return nil
}
