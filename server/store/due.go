package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// The states of a due instance.
const (
	DueOpen      = "open"
	DueDone      = "done"
	DueCancelled = "cancelled"
)

// DueInstance is one thing that one appointment has to do by an instant.
type DueInstance struct {
	bun.BaseModel `bun:"table:due_instance"`

	ID   op.ID `bun:",pk"`
	File op.ID
	Part op.Part
	// Ent is the follow-up or task.
	Ent         op.ID
	Appointment op.ID
	// Kind is a code: follow-up, clock.
	Kind   string
	Urgent bool
	DueAt  int64
	// RemindAt is when it is to be sent: DueAt moved out of the quiet hours, or snoozed.
	RemindAt     int64
	State        string
	ClaimedUntil int64
	SentAt       int64
	ClosedAt     int64
	// AsOf is the number of the operation that it was derived from last.
	AsOf uint64
}

// SaveDue writes an instance, new or not; one file, entity, appointment and kind have one.
func (tx *Tx) SaveDue(ctx context.Context, row DueInstance) error {
	q := tx.q.NewInsert().Model(&row).On("CONFLICT (file, ent, appointment, kind) DO UPDATE")
	for _, column := range []string{
		"part", "urgent", "due_at", "remind_at", "state", "claimed_until", "sent_at", "closed_at", "as_of",
	} {
		q = q.Set("? = EXCLUDED.?", bun.Ident(column), bun.Ident(column))
	}
	_, err := q.Exec(ctx)
	return translate(err)
}

// Due reads one instance.
func (tx *Tx) Due(ctx context.Context, id op.ID) (DueInstance, error) {
	var row DueInstance
	err := tx.q.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	return row, translate(err)
}

// DueOn reads the instances of one file, by entity, appointment and kind.
func (tx *Tx) DueOn(ctx context.Context, file op.ID) ([]DueInstance, error) {
	var rows []DueInstance
	err := tx.q.NewSelect().Model(&rows).Where("file = ?", file).Order("ent", "appointment", "kind").Scan(ctx)
	return rows, translate(err)
}

// ClaimDue takes at most limit open instances whose hour has come and that were not sent, and keeps them from other
// nodes until an instant.
func (tx *Tx) ClaimDue(ctx context.Context, until int64, limit int) ([]DueInstance, error) {
	var rows []DueInstance
	err := tx.claimed(tx.q.NewSelect().Model(&rows).
		Where("state = ? AND sent_at = 0 AND remind_at <= ? AND claimed_until <= ?", DueOpen, tx.Millis(), tx.Millis()).
		Order("remind_at", "id").Limit(int64(limit))).Scan(ctx)
	if err != nil || len(rows) == 0 {
		return nil, translate(err)
	}

	ids := make([]op.ID, len(rows))
	for i := range rows {
		rows[i].ClaimedUntil = until
		ids[i] = rows[i].ID
	}
	_, err = tx.q.NewUpdate().Model((*DueInstance)(nil)).Set("claimed_until = ?", until).
		Where("id IN (?)", bun.List(ids)).Exec(ctx)
	return rows, translate(err)
}

// NextDue is when the next open instance is to be sent, 0 when there is none.
func (tx *Tx) NextDue(ctx context.Context) (int64, error) {
	var at int64
	err := tx.q.NewSelect().Model((*DueInstance)(nil)).ColumnExpr("coalesce(min(remind_at), 0)").
		Where("state = ? AND sent_at = 0", DueOpen).Scan(ctx, &at)
	return at, translate(err)
}

// CountDue counts the open instances of an appointment that are due by an instant: the number on the app's icon.
func (tx *Tx) CountDue(ctx context.Context, appointments []op.ID, by int64) (int64, error) {
	if len(appointments) == 0 {
		return 0, nil
	}
	n, err := tx.q.NewSelect().Model((*DueInstance)(nil)).
		Where("appointment IN (?) AND state = ? AND due_at <= ?", bun.List(appointments), DueOpen, by).Count(ctx)
	return int64(n), translate(err)
}
