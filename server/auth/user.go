package auth

import (
	"context"
	"time"

	"damping/server/audit"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/op"
)

// PurposeWelcome is the purpose of links that set a password.
const PurposeWelcome = "welcome"

// Link is a one-time link: its token goes into the fragment of an address, which no server and no proxy sees.
type Link struct {
	Token   string
	Expires time.Time
}

// NewUser writes an account without a password and makes the link that sets one. by is who did it, zero for the
// server's own command line. It returns conflict at "login" when the name is taken.
func (s *Service) NewUser(ctx context.Context, tx *store.Tx, by op.ID, login, name string) (store.Account, Link, error) {
	folded := Fold(login)
	if err := checkLogin(folded); err != nil {
		return store.Account{}, Link{}, err
	}
	name, err := checkText(name, "name", api.MaxName)
	if err != nil {
		return store.Account{}, Link{}, err
	}
	account := store.Account{ID: op.NewID(tx.Millis(), s.random), Login: folded, DisplayName: name, CreatedAt: tx.Millis()}
	if err := tx.AddAccount(ctx, account); err != nil {
		if errs.CodeOf(err) == errs.Conflict {
			err = errs.E(errs.Conflict, "").At("login")
		}
		return account, Link{}, err
	}
	audit.Append(tx, audit.Entry{Actor: by, Act: audit.AddUser, Objects: []op.ID{account.ID}})
	link, err := s.NewLink(ctx, tx, by, account.ID)
	return account, link, err
}

// NewLink makes a link that sets a password, good for LinkLife and once. Older ones of the same person are void.
func (s *Service) NewLink(ctx context.Context, tx *store.Tx, by, user op.ID) (Link, error) {
	token, hash, err := newSecret(s.random)
	if err != nil {
		return Link{}, err
	}
	link := Link{Token: token, Expires: tx.Now().Add(LinkLife)}
	audit.Append(tx, audit.Entry{Actor: by, Act: audit.MakeLink, Objects: []op.ID{user}})
	return link, tx.AddOnetimeLink(ctx, store.OnetimeLink{
		TokenHash: hash, UserID: user, Purpose: PurposeWelcome, CreatedAt: tx.Millis(), ExpiresAt: link.Expires.UnixMilli(),
	})
}

// Welcome sets a password by a link and returns the name to sign in with. It ends every session the account had. It
// returns gone when the link was used or is too old, and invalid at "password" for one that would be guessed; that
// does not use the link up.
func (s *Service) Welcome(ctx context.Context, token, password string) (login string, err error) {
	var account store.Account
	err = s.db.View(ctx, func(tx *store.Tx) error {
		link, err := tx.OnetimeLink(ctx, hashSecret(token))
		if err != nil {
			return gone(err)
		}
		account, err = tx.Account(ctx, link.UserID)
		return err
	})
	if err != nil {
		return "", err
	}
	if err := checkPassword(password, account.Login); err != nil {
		return "", err
	}
	encoded, err := s.passwords.hash(ctx, password)
	if err != nil {
		return "", err
	}

	err = s.db.Update(ctx, func(tx *store.Tx) error {
		link, err := tx.UseOnetimeLink(ctx, hashSecret(token))
		if err != nil {
			return gone(err)
		}
		audit.Append(tx, audit.Entry{Actor: link.UserID, Act: audit.SetPassword, Objects: []op.ID{link.UserID}})
		if _, err := tx.EndSessionsOfUser(ctx, link.UserID); err != nil {
			return err
		}
		return tx.SetPassword(ctx, link.UserID, encoded)
	})
	return account.Login, err
}

func gone(err error) error {
	if errs.CodeOf(err) == errs.NotFound {
		return errs.E(errs.Gone, "welcome.badLink")
	}
	return err
}

// SetPassword gives an account a password without a link, for the demo's invented people.
func (s *Service) SetPassword(ctx context.Context, tx *store.Tx, user op.ID, password string) error {
	encoded, err := s.passwords.hash(ctx, password)
	if err != nil {
		return err
	}
	return tx.SetPassword(ctx, user, encoded)
}

// Disable closes an account: its sessions and devices end at once, nothing it wrote is touched.
func (s *Service) Disable(ctx context.Context, tx *store.Tx, by, user op.ID) error {
	audit.Append(tx, audit.Entry{Actor: by, Act: audit.DisableUser, Objects: []op.ID{user}})
	if err := tx.SetDisabled(ctx, user, tx.Millis()); err != nil {
		return err
	}
	if _, err := tx.EndSessionsOfUser(ctx, user); err != nil {
		return err
	}
	devices, err := tx.LiveDevices(ctx, user)
	if err != nil {
		return err
	}
	for _, device := range devices {
		if device.Wiped() != nil { // it must still hear of it
			continue
		}
		if err := tx.EndDevice(ctx, device.ID); err != nil {
			return err
		}
	}
	return nil
}

// Tidy deletes what is over: sessions and links long ended, counts of old failures.
func (s *Service) Tidy(ctx context.Context) error {
	return s.db.Update(ctx, func(tx *store.Tx) error {
		before := tx.Now().Add(-forgetAfter).UnixMilli()
		if _, err := tx.ForgetSessions(ctx, before); err != nil {
			return err
		}
		if _, err := tx.ForgetOnetimeLinks(ctx, before); err != nil {
			return err
		}
		_, err := tx.ForgetLoginLimits(ctx, before)
		return err
	})
}
