package cli

import (
	"context"
	"fmt"
	"time"

	"damping/server/auth"
	"damping/server/config"
	"damping/server/store"
	"damping/shared/op"
)

type deviceCmd struct {
	List deviceListCmd `cmd:"" help:"List the devices of a person, with their ids."`
	Wipe deviceWipeCmd `cmd:"" help:"Have a lost device delete what is on it: at once by push, else at its next contact."`
}

type deviceListCmd struct {
	Login string `arg:"" help:"Name to sign in with."`
}

// Run lists the devices of a person, one a line, the one seen last first.
func (cmd deviceListCmd) Run(ctx context.Context, c *config.Config, t terminal) error {
	return withPeople(ctx, c, func(db *store.DB, _ *auth.Service) error {
		return db.View(ctx, func(tx *store.Tx) error {
			account, err := accountOf(ctx, tx, cmd.Login)
			if err != nil {
				return err
			}
			devices, err := tx.DevicesOf(ctx, account.ID)
			for _, d := range devices {
				t.printf("%s  %s  last seen %s  (%s)\n", d.ID, d.Label, instant(d.LastSeenAt), stateOf(d))
			}
			return err
		})
	})
}

// stateOf says how far a device is on its way out.
func stateOf(d store.Device) string {
	switch {
	case d.ErasedAt > 0:
		return "erased " + instant(d.ErasedAt)
	case d.WipeAskedAt > 0:
		return "to be erased since " + instant(d.WipeAskedAt)
	case d.EndedAt > 0:
		return "ended " + instant(d.EndedAt)
	}
	return "in use"
}

func instant(millis int64) string { return time.UnixMilli(millis).UTC().Format(time.RFC3339) }

type deviceWipeCmd struct {
	Login string `arg:"" help:"Name to sign in with."`
	ID    string `arg:"" help:"The device's id, as damping device list prints it."`
}

// Run has a device delete what is on it. The server, which may be another process, sends the push within a minute.
func (cmd deviceWipeCmd) Run(ctx context.Context, c *config.Config, t terminal) error {
	id, err := op.ParseID(cmd.ID)
	if err != nil {
		return fmt.Errorf("%q is no device's id", cmd.ID)
	}
	return withPeople(ctx, c, func(db *store.DB, people *auth.Service) error {
		var first bool
		err := db.Update(ctx, func(tx *store.Tx) error {
			account, err := accountOf(ctx, tx, cmd.Login)
			if err != nil {
				return err
			}
			device, err := tx.Device(ctx, id)
			if err != nil || device.UserID != account.ID {
				return fmt.Errorf("%s has no such device", account.Login)
			}
			first, err = people.WipeDevice(ctx, tx, auth.Actor{}, id)
			return err
		})
		switch {
		case err != nil:
			return err
		case !first:
			t.printf("It was asked before.\n")
			return nil
		}
		t.printf("Asked. Its work that was not sent is sent first. A phone that stays offline cannot be told: it is protected by its lock,\n" +
			"by the password, and by the end of its lease.\n")
		return nil
	})
}
