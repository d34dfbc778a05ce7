package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/server/ledger"
	"damping/shared/op"
)

// Account is a person who works with the system.
type Account struct {
	bun.BaseModel `bun:"table:account"`

	ID op.ID `bun:",pk"`
	// Login is the sign-in name as server/auth folds it; no two accounts share one.
	Login       string
	DisplayName string
	// Password is the encoded hash; empty until the one-time link was used.
	Password   string
	CreatedAt  int64
	PasswordAt int64
	DisabledAt int64
}

// AddAccount writes a new account; conflict when the login is taken.
func (tx *Tx) AddAccount(ctx context.Context, row Account) error { return tx.insert(ctx, &row) }

// Account reads one account.
func (tx *Tx) Account(ctx context.Context, id op.ID) (Account, error) {
	var row Account
	err := tx.q.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	return row, translate(err)
}

// AccountByLogin reads the account with this folded login.
func (tx *Tx) AccountByLogin(ctx context.Context, login string) (Account, error) {
	var row Account
	err := tx.q.NewSelect().Model(&row).Where("login = ?", login).Scan(ctx)
	return row, translate(err)
}

// Accounts reads all accounts by login.
func (tx *Tx) Accounts(ctx context.Context) ([]Account, error) {
	var rows []Account
	err := tx.q.NewSelect().Model(&rows).Order("login").Scan(ctx)
	return rows, translate(err)
}

// Colleagues reads the accounts that have, had or will have an appointment at one of the institutions, by name.
func (tx *Tx) Colleagues(ctx context.Context, institutions []op.ID) ([]Account, error) {
	var rows []Account
	if len(institutions) == 0 {
		return nil, nil
	}
	there := tx.q.NewSelect().Model((*Appointment)(nil)).Column("user_id").
		Where("institution_id IN (?)", bun.List(institutions))
	err := tx.q.NewSelect().Model(&rows).Where("id IN (?)", there).Order("display_name", "id").Scan(ctx)
	return rows, translate(err)
}

// SetPassword replaces the password hash.
func (tx *Tx) SetPassword(ctx context.Context, id op.ID, hash string) error {
	tx.outlives(ledger.Entry{Act: ledger.SetPassword, Account: id})
	return changedOne(tx.q.NewUpdate().Model((*Account)(nil)).
		Set("password = ?", hash).Set("password_at = ?", tx.Millis()).Where("id = ?", id).Exec(ctx))
}

// SetDisabled closes the account as of an instant, or opens it again with 0.
func (tx *Tx) SetDisabled(ctx context.Context, id op.ID, at int64) error {
	tx.outlives(ledger.Entry{Act: ledger.CloseAccount, Account: id, N: at})
	return changedOne(tx.q.NewUpdate().Model((*Account)(nil)).Set("disabled_at = ?", at).Where("id = ?", id).Exec(ctx))
}
