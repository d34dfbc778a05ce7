package auth

import (
	"context"

	"damping/server/audit"
	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/op"
)

// AuthenticateDevice tells which device holds a credential and renews it. It is for the receipts and actions of
// notifications and nothing else: it opens no record. It returns unauthenticated like Authenticate does.
func (s *Service) AuthenticateDevice(ctx context.Context, credential string) (DeviceActor, error) {
	if credential == "" {
		return DeviceActor{}, unauthenticated()
	}
	var actor DeviceActor
	err := s.db.View(ctx, func(tx *store.Tx) error {
		device, err := s.deviceOf(ctx, tx, credential)
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

// deviceOf finds the living device of a credential.
func (s *Service) deviceOf(ctx context.Context, tx *store.Tx, credential string) (store.Device, error) {
	device, err := tx.DeviceByCredential(ctx, hashSecret(credential))
	if errs.CodeOf(err) == errs.NotFound {
		return device, unauthenticated()
	}
	if err != nil {
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
// else's. The device learns it at its next contact.
func (s *Service) EndDevice(ctx context.Context, actor Actor, id op.ID) error {
	return s.db.Update(ctx, func(tx *store.Tx) error {
		device, err := tx.Device(ctx, id)
		if err != nil {
			return err
		}
		if device.UserID != actor.User || device.EndedAt > 0 {
			return errs.E(errs.NotFound, "")
		}
		audit.Append(tx, audit.Entry{Actor: actor.User, Device: actor.Device, Act: audit.EndDevice, Objects: []op.ID{id}})
		if _, err := tx.EndSessionsOfDevice(ctx, id); err != nil {
			return err
		}
		return tx.EndDevice(ctx, id)
	})
}
