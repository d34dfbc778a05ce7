package auth

import (
	"context"

	"damping/server/audit"
	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/op"
)

// AuthenticateDevice tells which device holds a credential and renews it. It opens no record. It returns
// unauthenticated like Authenticate does, and wiped for a device whose contents are to be deleted.
func (s *Service) AuthenticateDevice(ctx context.Context, credential string) (DeviceActor, error) {
	actor, err := s.AuthenticateLeaving(ctx, credential)
	if err == nil && actor.Wiped {
		err = errs.E(errs.Wiped, "")
	}
	return actor, err
}

// AuthenticateLeaving is AuthenticateDevice for what is open to a wiped device, too: sending what it wrote and saying
// that nothing is left. It is the same person's work whether or not the account is still open.
func (s *Service) AuthenticateLeaving(ctx context.Context, credential string) (DeviceActor, error) {
	if credential == "" {
		return DeviceActor{}, unauthenticated()
	}
	var actor DeviceActor
	err := s.db.View(ctx, func(tx *store.Tx) error {
		device, err := s.deviceOf(ctx, tx, credential)
		if errs.CodeOf(err) == errs.Wiped {
			actor = DeviceActor{User: device.UserID, Device: device.ID, Wiped: true}
			return nil
		}
		if err != nil {
			return err
		}
		account, err := tx.Account(ctx, device.UserID)
		if err != nil {
			return err
		}
		if account.DisabledAt > 0 {
			return unauthenticated()
		}
		actor = DeviceActor{User: device.UserID, Device: device.ID}
		actor.Renewed = !device.Shared && tx.Millis()-device.LastSeenAt >= renewEvery.Milliseconds()
		return nil
	})
	if err != nil || !actor.Renewed {
		return actor, err
	}
	err = s.db.Update(ctx, func(tx *store.Tx) error {
		return tx.SeeDevice(ctx, actor.Device, tx.Now().Add(CredentialLife).UnixMilli())
	})
	return actor, err
}

// deviceOf finds the living device of a credential. It returns wiped together with a device that is to be emptied, or was.
func (s *Service) deviceOf(ctx context.Context, tx *store.Tx, credential string) (store.Device, error) {
	device, err := tx.DeviceByCredential(ctx, hashSecret(credential))
	if errs.CodeOf(err) == errs.NotFound {
		return device, unauthenticated()
	}
	if err != nil {
		return device, err
	}
	if err := device.Wiped(); err != nil {
		return device, err
	}
	if device.EndedAt > 0 || tx.Millis() >= device.CredentialExpiresAt {
		return device, unauthenticated()
	}
	return device, nil
}

// Devices lists the actor's living devices, the one seen last first.
func (s *Service) Devices(ctx context.Context, actor Actor) (rows []store.Device, err error) {
	err = s.db.View(ctx, func(tx *store.Tx) error {
		rows, err = tx.LiveDevices(ctx, actor.User)
		return err
	})
	return rows, err
}

// EndDevice ends one of the actor's devices with its sessions and its push subscription; not_found for anybody
// else's, conflict for one that is being emptied: without its credential it could not hear of it. The device learns it at
// its next contact.
func (s *Service) EndDevice(ctx context.Context, actor Actor, id op.ID) error {
	return s.db.Update(ctx, func(tx *store.Tx) error {
		device, err := tx.Device(ctx, id)
		if err != nil {
			return err
		}
		if device.UserID != actor.User || device.EndedAt > 0 {
			return errs.E(errs.NotFound, "")
		}
		if device.Wiped() != nil {
			return errs.E(errs.Conflict, "")
		}
		audit.Append(tx, audit.Entry{Actor: actor.User, Device: actor.Device, Act: audit.EndDevice, Objects: []op.ID{id}})
		if _, err := tx.EndSessionsOfDevice(ctx, id); err != nil {
			return err
		}
		return tx.EndDevice(ctx, id)
	})
}
