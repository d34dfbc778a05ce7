package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// GrantMark counts how often the grants of an appointment have changed.
type GrantMark struct {
	bun.BaseModel `bun:"table:grant_mark"`

	Appointment op.ID `bun:",pk"`
	Changes     uint64
}

// markGrants notes, once a transaction, that the grants of an appointment change.
func (tx *Tx) markGrants(ctx context.Context, appointment op.ID) error {
	if tx.marked[appointment] {
		return nil
	}
	row := GrantMark{Appointment: appointment, Changes: 1}
	_, err := tx.q.NewInsert().Model(&row).On("CONFLICT (appointment) DO UPDATE").Set("changes = grant_mark.changes + 1").Exec(ctx)
	if err == nil {
		if tx.marked == nil {
			tx.marked = map[op.ID]bool{}
		}
		tx.marked[appointment] = true
	}
	return translate(err)
}

// GrantMarks is a number that grows with every change of a grant of any of the appointments.
func (tx *Tx) GrantMarks(ctx context.Context, appointments []op.ID) (sum uint64, err error) {
	if len(appointments) == 0 {
		return 0, nil
	}
	var rows []GrantMark
	err = tx.q.NewSelect().Model(&rows).Where("appointment IN (?)", bun.List(appointments)).Scan(ctx)
	for _, row := range rows {
		sum += row.Changes
	}
	return sum, translate(err)
}
