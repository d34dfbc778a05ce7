package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// InboxItem is a group set aside that somebody else must decide on. Its operations are in quarantine.
type InboxItem struct {
	bun.BaseModel `bun:"table:inbox_item"`

	ID            op.ID `bun:",pk"` // of the group's first operation
	G             op.ID
	Dev           op.ID
	N             uint64
	GN            uint64
	File          op.ID
	Kind          op.EntKind
	InstitutionID op.ID // of the author's appointment, as is the unit; zero when it is to the whole institution
	UnitID        op.ID
	Actor         op.ID
	AsID          op.ID
	Reason        string
	RecvAt        int64
	// Outcome is a code of shared/oplog, empty while nobody has decided.
	Outcome   string
	DecidedBy op.ID `bun:",nullzero"`
	DecidedAt int64

	// Beside says that one of those who ask owns the file or stands beside it.
	Beside bool `bun:",scanonly"`
}

// SaveInboxItem writes an item, or what was decided on it.
func (tx *Tx) SaveInboxItem(ctx context.Context, row InboxItem) error {
	_, err := tx.q.NewInsert().Model(&row).On("CONFLICT (id) DO UPDATE").
		Set("outcome = EXCLUDED.outcome").Set("decided_by = EXCLUDED.decided_by").Set("decided_at = EXCLUDED.decided_at").Exec(ctx)
	return translate(err)
}

// InboxItem reads one; not_found when there is none.
func (tx *Tx) InboxItem(ctx context.Context, id op.ID) (InboxItem, error) {
	var row InboxItem
	err := tx.q.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	return row, translate(err)
}

// Place is a unit of an institution; a zero Unit is all of them.
type Place struct{ Institution, Unit op.ID }

// InboxItems reads what waits on files that one of the appointments reads as owner or by standing, and what was written
// in the places, in the order in which it came.
func (tx *Tx) InboxItems(ctx context.Context, appointments []op.ID, places []Place) ([]InboxItem, error) {
	var rows []InboxItem
	if len(appointments) == 0 {
		return nil, nil
	}
	beside := tx.q.NewSelect().ModelTableExpr("part_grant AS g").ColumnExpr("1").
		Where("g.file = i.file AND g.why IN ('owner', 'standing') AND g.appointment IN (?)", bun.List(appointments)).
		Where("g.until_at = 0 OR g.until_at > ?", tx.Millis())
	q := tx.q.NewSelect().Model(&rows).ModelTableExpr("inbox_item AS i").ColumnExpr("i.*").ColumnExpr("EXISTS (?) AS beside", beside).
		Where("i.decided_at = 0").
		WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			q = q.Where("EXISTS (?)", beside)
			for _, p := range places {
				if p.Unit.IsZero() {
					q = q.WhereOr("i.institution_id = ?", p.Institution)
				} else {
					q = q.WhereOr("i.institution_id = ? AND i.unit_id = ?", p.Institution, p.Unit)
				}
			}
			return q
		})
	err := q.OrderExpr("i.recv_at, i.n, i.id").Scan(ctx)
	return rows, translate(err)
}

// InboxItemsBy reads what an actor wrote on a file and somebody else decides on, or has, in the order in which it came.
func (tx *Tx) InboxItemsBy(ctx context.Context, file, actor op.ID) ([]InboxItem, error) {
	var rows []InboxItem
	err := tx.q.NewSelect().Model(&rows).Where("file = ? AND actor = ?", file, actor).Order("recv_at", "n", "id").Scan(ctx)
	return rows, translate(err)
}

// InboxOutcomes counts an actor's items by outcome.
func (tx *Tx) InboxOutcomes(ctx context.Context, actor op.ID) (map[string]int, error) {
	var rows []struct {
		Outcome string
		Count   int
	}
	err := tx.q.NewSelect().Model((*InboxItem)(nil)).Column("outcome").ColumnExpr("COUNT(*) AS count").
		Where("actor = ?", actor).Group("outcome").Scan(ctx, &rows)
	out := make(map[string]int, len(rows))
	for _, r := range rows {
		out[r.Outcome] = r.Count
	}
	return out, translate(err)
}

// QuarantinedIn reads the operations of an item, in order.
func (tx *Tx) QuarantinedIn(ctx context.Context, i InboxItem) ([]Quarantined, error) {
	var rows []Quarantined
	err := tx.q.NewSelect().Model(&rows).Where("g = ? AND dev = ? AND actor = ? AND recv_at = ?", i.G, i.Dev, i.Actor, i.RecvAt).
		Where("n >= ? AND n < ?", i.N, i.N+i.GN).Order("n").Scan(ctx)
	return rows, translate(err)
}
