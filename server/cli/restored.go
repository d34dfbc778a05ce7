package cli

import (
	"context"
	"errors"
	"fmt"

	"damping/server/config"
	"damping/server/ledger"
	"damping/server/store"
	"damping/server/work"
)

// keepLedger opens the ledger of this database, beside its data folder.
func keepLedger(ctx context.Context, c *config.Config, db *store.DB) error {
	var head store.LogHead
	err := db.View(ctx, func(tx *store.Tx) (err error) {
		head, err = tx.LogHead(ctx)
		return err
	})
	if err != nil {
		return err
	}
	l, err := ledger.Open(c.LedgerDir, head.ServerDevice)
	if err != nil {
		return err
	}
	db.KeepLedger(l)
	return nil
}

type restoredCmd struct{}

// Run treats the database as restored, whether anything shows it or not, and tells what was done.
func (restoredCmd) Run(ctx context.Context, c *config.Config, t terminal) (err error) {
	db, _, err := openMigrated(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	r, _, err := work.Recover(ctx, db, db.Ledger(), true)
	if err != nil {
		return err
	}
	t.printf("Everybody signs in again (%d sessions ended). Devices will offer again what the backup lacks.\n", r.Sessions)
	t.printf("Done again since the backup: rights taken %d, devices ended %d, appointments ended %d, accounts closed %d, numbers kept %d.\n",
		r.Rights, r.Devices, r.Appointments, r.Accounts, r.Numbers)
	for _, id := range r.Passwords {
		login, err := loginOf(ctx, db, id)
		if err != nil {
			return err
		}
		t.printf("%s had another password since: damping user link %s\n", login, login)
	}
	return nil
}

func loginOf(ctx context.Context, db *store.DB, id [16]byte) (login string, err error) {
	err = db.View(ctx, func(tx *store.Tx) error {
		account, err := tx.Account(ctx, id)
		login = account.Login
		return err
	})
	if err != nil {
		return "", fmt.Errorf("account %x: %w", id, err)
	}
	return login, nil
}
