package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// Step is one operation of the log from outside, and how far the state of its part goes.
type Step struct {
	Seq  uint64
	File op.ID
	Part op.Part
	AsOf uint64
}

// StepsFor reads at most limit steps after a number, in the order of the log, that lie in scopes that one of the
// appointments may read now. It walks the log by its number and asks for each operation by the grants' primary key,
// so that a device that is up to date costs next to nothing; and it reads no body, because a device holds no more than
// a list row of most of what its owner may read.
func (tx *Tx) StepsFor(ctx context.Context, seq uint64, appointments []op.ID, limit int) ([]Step, error) {
	var rows []Step
	if len(appointments) == 0 {
		return nil, nil
	}
	granted := tx.q.NewSelect().ModelTableExpr("part_grant AS g").ColumnExpr("1").
		Where("g.file = op_row.file AND g.part = op_row.part AND g.appointment IN (?)", bun.List(appointments)).
		Where("g.until_at = 0 OR g.until_at > ?", tx.Millis())
	asOf := tx.q.NewSelect().ModelTableExpr("part_state AS s").ColumnExpr("s.as_of").
		Where("s.file = op_row.file AND s.part = op_row.part")
	err := tx.q.NewSelect().ModelTableExpr("op AS op_row").ColumnExpr("op_row.seq, op_row.file, op_row.part").
		ColumnExpr("coalesce((?), 0) AS as_of", asOf).
		Where("op_row.seq > ? AND EXISTS (?)", seq, granted).
		OrderExpr("op_row.seq").Limit(int64(limit)).Scan(ctx, &rows)
	return rows, translate(err)
}

// OpsAt reads operations by their numbers, in the order of the log.
func (tx *Tx) OpsAt(ctx context.Context, seqs []uint64) ([]OpRow, error) {
	var rows []OpRow
	if len(seqs) == 0 {
		return nil, nil
	}
	err := tx.q.NewSelect().Model(&rows).Where("seq IN (?)", bun.List(seqs)).Order("seq").Scan(ctx)
	return rows, translate(err)
}

// OpNumbers tells which of a device's numbers from one to another, both included, are taken in the log.
func (tx *Tx) OpNumbers(ctx context.Context, dev op.ID, from, to uint64) (map[uint64]bool, error) {
	var taken []uint64
	err := tx.q.NewSelect().Model((*OpRow)(nil)).Column("n").
		Where("dev = ? AND n BETWEEN ? AND ?", dev, from, to).Scan(ctx, &taken)
	if err != nil {
		return nil, translate(err)
	}
	numbers := make(map[uint64]bool, len(taken))
	for _, n := range taken {
		numbers[n] = true
	}
	return numbers, nil
}

// QuarantinedByID reads those of the operations that were set aside.
func (tx *Tx) QuarantinedByID(ctx context.Context, ids []op.ID) ([]Quarantined, error) {
	var rows []Quarantined
	if len(ids) == 0 {
		return nil, nil
	}
	err := tx.q.NewSelect().Model(&rows).Where("op_id IN (?)", bun.List(ids)).Scan(ctx)
	return rows, translate(err)
}

// LastAs is the appointment under which a device last wrote, zero when it never did.
func (tx *Tx) LastAs(ctx context.Context, dev op.ID) (op.ID, error) {
	var last []op.ID
	err := tx.q.NewSelect().Model((*OpRow)(nil)).Column("as_id").Where("dev = ?", dev).Order("n DESC").Limit(1).Scan(ctx, &last)
	if err != nil || len(last) == 0 {
		return op.ID{}, translate(err)
	}
	return last[0], nil
}
