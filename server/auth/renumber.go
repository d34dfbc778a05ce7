package auth

import (
	"context"

	"damping/server/audit"
	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/op"
)

// NewDevice begins a session on a new device for somebody who has one on another: a browser profile that was copied to a
// second machine brings its device id along, and two machines must not number their work alike. What the other machine
// uses stays as it is.
func (s *Service) NewDevice(ctx context.Context, actor Actor) (SignedIn, error) {
	var in SignedIn
	err := s.db.Update(ctx, func(tx *store.Tx) error {
		account, err := tx.Account(ctx, actor.User)
		if err != nil {
			return err
		}
		old, err := tx.Device(ctx, actor.Device)
		if err != nil {
			return err
		}
		if account.DisabledAt > 0 || old.UserID != account.ID {
			return errs.E(errs.Forbidden, "")
		}
		row := store.Device{ID: op.NewID(tx.Millis(), s.random), UserID: account.ID, Label: old.Label, Shared: old.Shared, CreatedAt: tx.Millis()}
		if in.Credential, row.CredentialHash, err = newSecret(s.random); err != nil {
			return err
		}
		if err := tx.AddDevice(ctx, row); err != nil {
			return err
		}
		in, err = s.begin(ctx, tx, account, row, in.Credential)
		audit.Append(tx, audit.Entry{Actor: account.ID, Device: row.ID, Act: audit.SplitDevice, Objects: []op.ID{old.ID}})
		return err
	})
	return in, err
}
