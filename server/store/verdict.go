package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// Verdict is what was answered to an operation. It is never deleted: the same operation gets the same answer for ever.
type Verdict struct {
	bun.BaseModel `bun:"table:verdict"`

	OpID op.ID `bun:",pk"`
	Dev  op.ID
	N    uint64
	G    op.ID
	// Verdict is a code of shared/oplog; Code is one of shared/errs or empty.
	Verdict string
	Code    string
	Seq     uint64
	Eff     op.HLC
	At      int64
	// Digest is a hash of what was sent, so that the same id with other content is noticed.
	Digest []byte
	// Effects is the ids of the operations that the server appended because of it, 16 bytes each.
	Effects []byte
}

// AddVerdicts writes answers; conflict when an operation has one.
func (tx *Tx) AddVerdicts(ctx context.Context, rows []Verdict) error {
	if len(rows) == 0 {
		return nil
	}
	for i := range rows { // the columns refuse NULL, which is what bun makes of nil
		rows[i].Digest = notNil(rows[i].Digest)
		rows[i].Effects = notNil(rows[i].Effects)
	}
	return tx.insert(ctx, &rows)
}

// Verdicts reads the answers to those of the operations that have one.
func (tx *Tx) Verdicts(ctx context.Context, ids []op.ID) (map[op.ID]Verdict, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []Verdict
	if err := tx.q.NewSelect().Model(&rows).Where("op_id IN (?)", bun.List(ids)).Scan(ctx); err != nil {
		return nil, translate(err)
	}
	verdicts := make(map[op.ID]Verdict, len(rows))
	for _, row := range rows {
		verdicts[row.OpID] = row
	}
	return verdicts, nil
}

// DeviceEff is how far one device's writing has come.
type DeviceEff struct {
	bun.BaseModel `bun:"table:dev_eff"`

	Device  op.ID `bun:",pk"`
	LastEff op.HLC
	LastN   uint64 `bun:"last_n"`
	// CopiedAt is when the audit trail last told that another machine writes as this device, too.
	CopiedAt int64
}

// DeviceEff reads how far a device's writing has come, zero before its first operation.
func (tx *Tx) DeviceEff(ctx context.Context, device op.ID) (DeviceEff, error) {
	var rows []DeviceEff
	err := tx.q.NewSelect().Model(&rows).Where("device = ?", device).Scan(ctx)
	if err != nil || len(rows) == 0 {
		return DeviceEff{Device: device}, translate(err)
	}
	return rows[0], nil
}

// SaveDeviceEff writes how far a device's writing has come.
func (tx *Tx) SaveDeviceEff(ctx context.Context, row DeviceEff) error {
	_, err := tx.q.NewInsert().Model(&row).On("CONFLICT (device) DO UPDATE").
		Set("last_eff = EXCLUDED.last_eff").Set("last_n = EXCLUDED.last_n").
		Set("copied_at = EXCLUDED.copied_at").Exec(ctx)
	return translate(err)
}

func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
