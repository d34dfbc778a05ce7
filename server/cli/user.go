package cli

import (
	"context"
	"errors"
	"fmt"

	"damping/server/auth"
	"damping/server/config"
	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/policy"
	"damping/shared/route"
)

type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Add an account and print the one-time link that sets its password."`
	Link    userLinkCmd    `cmd:"" help:"Print a new one-time link for an account."`
	List    userListCmd    `cmd:"" help:"List the accounts."`
	Disable userDisableCmd `cmd:"" help:"Close an account; what it wrote stays."`
}

type userAddCmd struct {
	Login  string `arg:"" help:"Name to sign in with: letters, digits and . - _ @"`
	Name   string `arg:"" help:"How colleagues read the person's name."`
	Office string `help:"For the first account: the name of the office, which is made with it." default:"Kantor"`
}

// Run adds an account. The first one becomes the administrator of the office that is made with it: somebody must be
// able to appoint the others.
func (cmd userAddCmd) Run(ctx context.Context, c *config.Config, t terminal) error {
	return withPeople(ctx, c, func(db *store.DB, people *auth.Service) error {
		var link auth.Link
		var first bool
		err := db.Update(ctx, func(tx *store.Tx) (err error) {
			if first, err = tx.Empty(ctx); err != nil {
				return err
			}
			var account store.Account
			if account, link, err = people.NewUser(ctx, tx, op.ID{}, cmd.Login, cmd.Name); err != nil {
				return err
			}
			if !first {
				return nil
			}
			office, err := addInstitution(ctx, tx, store.Institution{Name: cmd.Office, Kind: "uptd_ppa", Zone: "WIB"})
			if err != nil {
				return err
			}
			_, err = appoint(ctx, tx, store.Appointment{UserID: account.ID, InstitutionID: office, Role: string(policy.Administrator)})
			return err
		})
		switch {
		case errs.CodeOf(err) == errs.Conflict:
			return fmt.Errorf("somebody already signs in as %q", auth.Fold(cmd.Login))
		case err != nil:
			return err
		}
		if first {
			t.printf("%q administers %q.\n", auth.Fold(cmd.Login), cmd.Office)
		}
		printLink(t, c, link)
		return nil
	})
}

type userLinkCmd struct {
	Login string `arg:"" help:"Name to sign in with."`
}

// Run makes a new link for somebody who lost the first one or forgot the password.
func (cmd userLinkCmd) Run(ctx context.Context, c *config.Config, t terminal) error {
	return withPeople(ctx, c, func(db *store.DB, people *auth.Service) error {
		var link auth.Link
		err := db.Update(ctx, func(tx *store.Tx) error {
			account, err := accountOf(ctx, tx, cmd.Login)
			if err != nil {
				return err
			}
			link, err = people.NewLink(ctx, tx, op.ID{}, account.ID)
			return err
		})
		if err == nil {
			printLink(t, c, link)
		}
		return err
	})
}

func printLink(t terminal, c *config.Config, link auth.Link) {
	t.printf("%s%s\nThe link sets the password once, within %d minutes.\n", c.PublicURL, route.ToWelcome(link.Token), int(auth.LinkLife.Minutes()))
}

type userListCmd struct{}

// Run lists the accounts, one a line.
func (userListCmd) Run(ctx context.Context, c *config.Config, t terminal) error {
	return withPeople(ctx, c, func(db *store.DB, _ *auth.Service) error {
		return db.View(ctx, func(tx *store.Tx) error {
			accounts, err := tx.Accounts(ctx)
			if err != nil {
				return err
			}
			for _, a := range accounts {
				state := "active"
				switch {
				case a.DisabledAt > 0:
					state = "closed"
				case a.Password == "":
					state = "no password yet"
				}
				t.printf("%s  %s  %s  (%s)\n", a.ID, a.Login, a.DisplayName, state)
			}
			return nil
		})
	})
}

type userDisableCmd struct {
	Login string `arg:"" help:"Name to sign in with."`
}

// Run closes an account; its sessions and devices end at once.
func (cmd userDisableCmd) Run(ctx context.Context, c *config.Config, t terminal) error {
	return withPeople(ctx, c, func(db *store.DB, people *auth.Service) error {
		err := db.Update(ctx, func(tx *store.Tx) error {
			account, err := accountOf(ctx, tx, cmd.Login)
			if err != nil {
				return err
			}
			return people.Disable(ctx, tx, op.ID{}, account.ID)
		})
		if err == nil {
			t.printf("closed\n")
		}
		return err
	})
}

func accountOf(ctx context.Context, tx *store.Tx, login string) (store.Account, error) {
	account, err := tx.AccountByLogin(ctx, auth.Fold(login))
	if errs.CodeOf(err) == errs.NotFound {
		return account, fmt.Errorf("nobody signs in as %q", auth.Fold(login))
	}
	return account, err
}

// withPeople opens the database, up to date, and the room that knows people.
func withPeople(ctx context.Context, c *config.Config, do func(*store.DB, *auth.Service) error) (err error) {
	db, _, err := openMigrated(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	people, err := openAuth(db, c)
	if err != nil {
		return err
	}
	return do(db, people)
}
