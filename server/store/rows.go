package store

import (
	"context"
	"database/sql"

	"damping/shared/errs"
)

// insert writes one row, or several when row points to a slice.
func (tx *Tx) insert(ctx context.Context, row any) error {
	_, err := tx.q.NewInsert().Model(row).Exec(ctx)
	return translate(err)
}

// insertNew writes the row unless its key is taken, and tells whether it did. Unlike a failed insert it leaves a
// transaction of PostgreSQL alive.
func (tx *Tx) insertNew(ctx context.Context, row any) (bool, error) {
	result, err := tx.q.NewInsert().Model(row).On("CONFLICT DO NOTHING").Exec(ctx)
	if err != nil {
		return false, translate(err)
	}
	n, err := result.RowsAffected()
	return n > 0, translate(err)
}

// save overwrites the row with the same primary key; not_found when there is none.
func (tx *Tx) save(ctx context.Context, row any) error {
	result, err := tx.q.NewUpdate().Model(row).WherePK().Exec(ctx)
	return changedOne(result, err)
}

// changedOne turns "no row" into not_found.
func changedOne(result sql.Result, err error) error {
	if err != nil {
		return translate(err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return translate(err)
	}
	if n == 0 {
		return errs.E(errs.NotFound, "")
	}
	return nil
}

// changed counts the rows of an update or delete.
func changed(result sql.Result, err error) (int, error) {
	if err != nil {
		return 0, translate(err)
	}
	n, err := result.RowsAffected()
	return int(n), translate(err)
}
