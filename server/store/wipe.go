package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/server/ledger"
	"damping/shared/errs"
	"damping/shared/op"
)

// WipePush is the message that tells a device to delete what is on it, on its way. It goes to whatever subscription the
// device has when it is sent.
type WipePush struct {
	bun.BaseModel `bun:"table:wipe_push"`

	DeviceID    op.ID `bun:",pk"`
	Tries       int64
	NextAt      int64
	ExpiresAt   int64
	LeasedUntil int64
}

// WipeDevice notes that a device is to be emptied and takes it the way to a new session. It tells whether nobody had
// asked before. Its sessions are ended by EndSessionsOfDevice.
func (tx *Tx) WipeDevice(ctx context.Context, id op.ID) (bool, error) {
	tx.outlives(ledger.Entry{Act: ledger.WipeDevice, Device: id})
	n, err := changed(tx.q.NewUpdate().Model((*Device)(nil)).Set("wipe_asked_at = ?", tx.Millis()).
		Set("refresh_hash = NULL").Set("refresh_before_hash = NULL").Where("id = ? AND wipe_asked_at = 0", id).Exec(ctx))
	return n > 0, err
}

// EraseDevice ends a device that says that nothing is left on it, with its push subscription and the message, and tells
// whether it said so for the first time. It keeps its credential, so that it may say so again when the answer was lost.
func (tx *Tx) EraseDevice(ctx context.Context, id op.ID) (bool, error) {
	n, err := changed(tx.q.NewUpdate().Model((*Device)(nil)).Set("erased_at = ?", tx.Millis()).Set("ended_at = ?", tx.Millis()).
		Where("id = ? AND wipe_asked_at > 0 AND erased_at = 0", id).Exec(ctx))
	if err != nil || n == 0 {
		return false, err
	}
	if err := tx.DropWipePush(ctx, id); err != nil {
		return false, err
	}
	return true, tx.DropPushSubscriptionOf(ctx, id)
}

// AddWipePush writes the message to a device unless there is one, and tells whether it did.
func (tx *Tx) AddWipePush(ctx context.Context, row WipePush) (bool, error) {
	return tx.insertNew(ctx, &row)
}

// SaveWipePush overwrites a message.
func (tx *Tx) SaveWipePush(ctx context.Context, row WipePush) error { return tx.save(ctx, &row) }

// LockWipePush reads the message to a device and holds it until the transaction ends.
func (tx *Tx) LockWipePush(ctx context.Context, device op.ID) (WipePush, error) {
	var row WipePush
	err := tx.locked(tx.q.NewSelect().Model(&row).Where("device_id = ?", device)).Scan(ctx)
	return row, translate(err)
}

// DropWipePush deletes the message to a device, if there is one.
func (tx *Tx) DropWipePush(ctx context.Context, device op.ID) error {
	_, err := tx.q.NewDelete().Model((*WipePush)(nil)).Where("device_id = ?", device).Exec(ctx)
	return translate(err)
}

// LeaseWipePushes is LeasePushMessages for the messages that empty a device.
func (tx *Tx) LeaseWipePushes(ctx context.Context, until int64, limit int) ([]WipePush, error) {
	var rows []WipePush
	err := tx.claimed(tx.q.NewSelect().Model(&rows).Where("next_at <= ? AND leased_until <= ?", tx.Millis(), tx.Millis()).
		Order("next_at", "device_id").Limit(int64(limit))).Scan(ctx)
	if err != nil || len(rows) == 0 {
		return nil, translate(err)
	}
	ids := make([]op.ID, len(rows))
	for i := range rows {
		rows[i].LeasedUntil = until
		ids[i] = rows[i].DeviceID
	}
	_, err = tx.q.NewUpdate().Model((*WipePush)(nil)).Set("leased_until = ?", until).
		Where("device_id IN (?)", bun.List(ids)).Exec(ctx)
	return rows, translate(err)
}

// nextWipePush is the instant at which there is next a message to send, 0 for never.
func (tx *Tx) nextWipePush(ctx context.Context) (at int64, err error) {
	err = tx.q.NewSelect().Model((*WipePush)(nil)).
		ColumnExpr("coalesce(min(CASE WHEN leased_until > next_at THEN leased_until ELSE next_at END), 0)").Scan(ctx, &at)
	return at, translate(err)
}

// DevicesOf reads all devices of a person, the one seen last first.
func (tx *Tx) DevicesOf(ctx context.Context, user op.ID) ([]Device, error) {
	var rows []Device
	err := tx.q.NewSelect().Model(&rows).Where("user_id = ?", user).Order("last_seen_at DESC", "id").Scan(ctx)
	return rows, translate(err)
}

// Wiped returns wiped for a device whose contents are to be deleted.
func (d Device) Wiped() error {
	if d.WipeAskedAt > 0 {
		return errs.E(errs.Wiped, "")
	}
	return nil
}
