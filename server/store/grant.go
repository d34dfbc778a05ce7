package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"damping/server/ledger"
	"damping/shared/op"
)

// Grant lets one appointment read and write one part of one file.
type Grant struct {
	bun.BaseModel `bun:"table:part_grant"`

	File        op.ID   `bun:",pk"`
	Part        op.Part `bun:",pk"`
	Appointment op.ID   `bun:",pk"`
	// GrantSeq is the number of the log's head at which it was given, taken under the same lock. A grant that changes
	// gets a new one.
	GrantSeq uint64
	// Why is a code: assignment, unit, author, referral.
	Why string
	// UntilAt is when it ends by itself, 0 for never.
	UntilAt int64
}

// SaveGrant gives a grant or changes the one there is. The caller holds the log head.
func (tx *Tx) SaveGrant(ctx context.Context, row Grant) error {
	_, err := tx.q.NewInsert().Model(&row).On("CONFLICT (file, part, appointment) DO UPDATE").
		Set("grant_seq = EXCLUDED.grant_seq").Set("why = EXCLUDED.why").Set("until_at = EXCLUDED.until_at").Exec(ctx)
	tx.outlives(ledger.Entry{Act: ledger.Gave, File: row.File, Part: row.Part, Appointment: row.Appointment})
	if err != nil {
		return translate(err)
	}
	return tx.markGrants(ctx, row.Appointment)
}

// atOnce is how many rows one statement writes: engines limit its parameters.
const atOnce = 500

// AddGrants gives many grants that are not there yet. The caller holds the log head.
func (tx *Tx) AddGrants(ctx context.Context, rows []Grant) error {
	for part := range slices.Chunk(rows, atOnce) {
		if _, err := tx.q.NewInsert().Model(&part).Exec(ctx); err != nil {
			return translate(err)
		}
	}
	for _, row := range rows {
		if err := tx.markGrants(ctx, row.Appointment); err != nil {
			return err
		}
		tx.outlives(ledger.Entry{Act: ledger.Gave, File: row.File, Part: row.Part, Appointment: row.Appointment})
	}
	return nil
}

// DropGrant takes a grant away; not_found when there is none.
func (tx *Tx) DropGrant(ctx context.Context, scope op.Scope, appointment op.ID) error {
	tx.outlives(ledger.Entry{Act: ledger.Took, File: scope.File, Part: scope.Part, Appointment: appointment})
	if err := tx.markGrants(ctx, appointment); err != nil {
		return err
	}
	return changedOne(tx.q.NewDelete().Model((*Grant)(nil)).
		Where("file = ? AND part = ? AND appointment = ?", scope.File, scope.Part, appointment).Exec(ctx))
}

// GrantsOf reads the grants that the appointments have now, by file, part and appointment.
func (tx *Tx) GrantsOf(ctx context.Context, appointments []op.ID) ([]Grant, error) {
	var rows []Grant
	if len(appointments) == 0 {
		return nil, nil
	}
	err := tx.q.NewSelect().Model(&rows).
		Where("appointment IN (?) AND (until_at = 0 OR until_at > ?)", bun.List(appointments), tx.Millis()).
		Order("file", "part", "appointment").Scan(ctx)
	return rows, translate(err)
}

// GrantsOn reads the grants on one file that hold now, by part and appointment.
func (tx *Tx) GrantsOn(ctx context.Context, file op.ID) ([]Grant, error) {
	var rows []Grant
	err := tx.q.NewSelect().Model(&rows).
		Where("file = ? AND (until_at = 0 OR until_at > ?)", file, tx.Millis()).
		Order("part", "appointment").Scan(ctx)
	return rows, translate(err)
}

// Granted reads the grant of one appointment on one scope; not_found when it has none now.
func (tx *Tx) Granted(ctx context.Context, scope op.Scope, appointment op.ID) (Grant, error) {
	var row Grant
	err := tx.q.NewSelect().Model(&row).
		Where("file = ? AND part = ? AND appointment = ?", scope.File, scope.Part, appointment).
		Where("until_at = 0 OR until_at > ?", tx.Millis()).Scan(ctx)
	return row, translate(err)
}

// DeviceScope is one scope of the list last delivered to a device.
type DeviceScope struct {
	bun.BaseModel `bun:"table:device_scope"`

	Device   op.ID   `bun:",pk"`
	File     op.ID   `bun:",pk"`
	Part     op.Part `bun:",pk"`
	GrantSeq uint64
}

// DeviceScopes reads the list last delivered to a device, by file and part.
func (tx *Tx) DeviceScopes(ctx context.Context, device op.ID) ([]DeviceScope, error) {
	var rows []DeviceScope
	err := tx.q.NewSelect().Model(&rows).Where("device = ?", device).Order("file", "part").Scan(ctx)
	return rows, translate(err)
}

// SaveDeviceScopes adds scopes to the list of a device, or gives them other numbers.
func (tx *Tx) SaveDeviceScopes(ctx context.Context, rows []DeviceScope) error {
	for part := range slices.Chunk(rows, atOnce) {
		_, err := tx.q.NewInsert().Model(&part).On("CONFLICT (device, file, part) DO UPDATE").
			Set("grant_seq = EXCLUDED.grant_seq").Exec(ctx)
		if err != nil {
			return translate(err)
		}
	}
	return nil
}

// DropDeviceScopes takes scopes off the list of a device.
func (tx *Tx) DropDeviceScopes(ctx context.Context, device op.ID, scopes []op.Scope) error {
	parts := map[op.Part][]op.ID{}
	for _, s := range scopes {
		parts[s.Part] = append(parts[s.Part], s.File)
	}
	for part, files := range parts {
		for some := range slices.Chunk(files, atOnce) {
			_, err := tx.q.NewDelete().Model((*DeviceScope)(nil)).
				Where("device = ? AND part = ? AND file IN (?)", device, part, bun.List(some)).Exec(ctx)
			if err != nil {
				return translate(err)
			}
		}
	}
	return nil
}

// DeviceWant is a file that a device asked to hold in full, and when it last did.
type DeviceWant struct {
	bun.BaseModel `bun:"table:device_want"`

	Device op.ID `bun:",pk"`
	File   op.ID `bun:",pk"`
	At     int64
}

// DeviceWants reads what a device asked for.
func (tx *Tx) DeviceWants(ctx context.Context, device op.ID) ([]DeviceWant, error) {
	var rows []DeviceWant
	err := tx.q.NewSelect().Model(&rows).Where("device = ?", device).Order("file").Scan(ctx)
	return rows, translate(err)
}

// SaveDeviceWants notes that files were asked for, again or for the first time.
func (tx *Tx) SaveDeviceWants(ctx context.Context, rows []DeviceWant) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.q.NewInsert().Model(&rows).On("CONFLICT (device, file) DO UPDATE").Set("at = EXCLUDED.at").Exec(ctx)
	return translate(err)
}

// DropDeviceWants forgets what a device asked for at an instant or before, and that it asked for certain files.
func (tx *Tx) DropDeviceWants(ctx context.Context, device op.ID, until int64, files []op.ID) error {
	q := tx.q.NewDelete().Model((*DeviceWant)(nil)).Where("device = ?", device)
	if len(files) > 0 {
		q = q.Where("at <= ? OR file IN (?)", until, bun.List(files))
	} else {
		q = q.Where("at <= ?", until)
	}
	_, err := q.Exec(ctx)
	return translate(err)
}
