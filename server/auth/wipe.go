package auth

import (
	"context"
	"time"

	"damping/server/audit"
	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/op"
)

// WipeTold is how long a device is told by push, again and again, to delete what is on it. What it is told at its next
// contact has no end.
const WipeTold = 30 * 24 * time.Hour

// WipeDevice asks that a device delete what is on it. At once its sessions end and nothing of the office is open to it any
// more; its credential stays, for sending what was written on it and for saying that nothing is left. by is who asks
// and from which device, zero on the server's own command line. It tells whether nobody had asked before.
func (s *Service) WipeDevice(ctx context.Context, tx *store.Tx, by Actor, id op.ID) (bool, error) {
	first, err := tx.WipeDevice(ctx, id)
	if err != nil || !first {
		return false, err
	}
	audit.Append(tx, audit.Entry{Actor: by.User, Device: by.Device, Act: audit.WipeDevice, Objects: []op.ID{id}})
	if _, err := tx.EndSessionsOfDevice(ctx, id); err != nil {
		return false, err
	}
	_, err = tx.AddWipePush(ctx, store.WipePush{DeviceID: id, NextAt: tx.Millis(), ExpiresAt: tx.Now().Add(WipeTold).UnixMilli()})
	return true, err
}

// WipeOwn is WipeDevice for one of the actor's own devices, also the one that asks; not_found for anybody else's and for
// one that has ended.
func (s *Service) WipeOwn(ctx context.Context, actor Actor, id op.ID) error {
	return s.db.Update(ctx, func(tx *store.Tx) error {
		device, err := tx.Device(ctx, id)
		if err != nil {
			return err
		}
		if device.UserID != actor.User || device.EndedAt > 0 {
			return errs.E(errs.NotFound, "")
		}
		_, err = s.WipeDevice(ctx, tx, actor, id)
		return err
	})
}

// Erased hears from a device that what had to go is gone and nothing waits to be sent. That it says so again changes
// nothing; conflict when nobody had asked.
func (s *Service) Erased(ctx context.Context, device DeviceActor) error {
	if !device.Wiped {
		return errs.E(errs.Conflict, "")
	}
	return s.db.Update(ctx, func(tx *store.Tx) error {
		first, err := tx.EraseDevice(ctx, device.Device)
		if err == nil && first {
			audit.Append(tx, audit.Entry{Actor: device.User, Device: device.Device, Act: audit.EraseDevice, Objects: []op.ID{device.Device}})
		}
		return err
	})
}
