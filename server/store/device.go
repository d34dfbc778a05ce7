package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/server/ledger"
	"damping/shared/op"
)

// Device is one browser on one machine that somebody signed in on.
type Device struct {
	bun.BaseModel `bun:"table:device"`

	ID     op.ID `bun:",pk"`
	UserID op.ID
	Label  string
	// Shared says that it keeps nothing on its disk and that its credential ends with the session.
	Shared bool
	// CredentialHash and RefreshHash are SHA-256 of the two secrets it holds; nil for none.
	CredentialHash      []byte
	CredentialExpiresAt int64
	RefreshHash         []byte
	// RefreshBeforeHash is the refresh secret that RefreshHash replaced, good until an instant: the answer with the
	// new one may have been lost on its way.
	RefreshBeforeHash  []byte
	RefreshBeforeUntil int64
	// ClockOffset is server clock minus device clock in milliseconds, as last measured.
	ClockOffset int64
	CreatedAt   int64
	LastSeenAt  int64
	EndedAt     int64
	// WipeAskedAt is when somebody asked that it forget everything, ErasedAt when it said that it has.
	WipeAskedAt int64
	ErasedAt    int64
	// KnownBad says that what it writes is set aside.
	KnownBad bool
}

// AddDevice writes a newly enrolled device.
func (tx *Tx) AddDevice(ctx context.Context, row Device) error { return tx.insert(ctx, &row) }

// SaveDevice overwrites a device.
func (tx *Tx) SaveDevice(ctx context.Context, row Device) error { return tx.save(ctx, &row) }

// Device reads one device, ended ones too.
func (tx *Tx) Device(ctx context.Context, id op.ID) (Device, error) {
	var row Device
	err := tx.q.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	return row, translate(err)
}

// DeviceByCredential reads the device that holds this credential.
func (tx *Tx) DeviceByCredential(ctx context.Context, hash []byte) (Device, error) {
	var row Device
	err := tx.q.NewSelect().Model(&row).Where("credential_hash = ?", hash).Scan(ctx)
	return row, translate(err)
}

// LiveDevices reads the devices of a person that were not ended, the one seen last first.
func (tx *Tx) LiveDevices(ctx context.Context, user op.ID) ([]Device, error) {
	var rows []Device
	err := tx.q.NewSelect().Model(&rows).Where("user_id = ? AND ended_at = 0", user).
		Order("last_seen_at DESC", "id").Scan(ctx)
	return rows, translate(err)
}

// SeeDevice notes a contact and moves the end of the credential.
func (tx *Tx) SeeDevice(ctx context.Context, id op.ID, credentialExpiresAt int64) error {
	return changedOne(tx.q.NewUpdate().Model((*Device)(nil)).Set("last_seen_at = ?", tx.Millis()).
		Set("credential_expires_at = ?", credentialExpiresAt).Where("id = ?", id).Exec(ctx))
}

// EndRefresh takes the device of a session its refresh secret.
func (tx *Tx) EndRefresh(ctx context.Context, session op.ID) error {
	return changedOne(tx.q.NewUpdate().Model((*Device)(nil)).Set("refresh_hash = NULL").Set("refresh_before_hash = NULL").
		Where("id = (SELECT device_id FROM session WHERE id = ?)", session).Exec(ctx))
}

// EndDevice takes a device its secrets and its push subscription. Its sessions are ended by EndSessionsOfDevice.
func (tx *Tx) EndDevice(ctx context.Context, id op.ID) error {
	tx.outlives(ledger.Entry{Act: ledger.EndDevice, Device: id})
	if _, err := tx.q.NewDelete().Model((*PushSubscription)(nil)).Where("device_id = ?", id).Exec(ctx); err != nil {
		return translate(err)
	}
	return changedOne(tx.q.NewUpdate().Model((*Device)(nil)).Set("ended_at = ?", tx.Millis()).
		Set("credential_hash = NULL").Set("refresh_hash = NULL").Set("refresh_before_hash = NULL").Set("credential_expires_at = 0").
		Where("id = ?", id).Exec(ctx))
}
