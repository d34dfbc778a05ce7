package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// OnetimeLink lets somebody set a password once.
type OnetimeLink struct {
	bun.BaseModel `bun:"table:onetime_link"`

	TokenHash []byte `bun:",pk"`
	UserID    op.ID
	// Purpose is a code: what the link is for.
	Purpose   string
	CreatedAt int64
	ExpiresAt int64
	UsedAt    int64
}

// AddOnetimeLink writes a new link and voids the unused ones of the same person and purpose.
func (tx *Tx) AddOnetimeLink(ctx context.Context, row OnetimeLink) error {
	_, err := tx.q.NewDelete().Model((*OnetimeLink)(nil)).
		Where("user_id = ? AND purpose = ? AND used_at = 0", row.UserID, row.Purpose).Exec(ctx)
	if err != nil {
		return translate(err)
	}
	return tx.insert(ctx, &row)
}

// UseOnetimeLink marks a link as used and returns it; not_found when there is none, when it is too old, and for all
// but the first who uses it.
func (tx *Tx) UseOnetimeLink(ctx context.Context, hash []byte) (OnetimeLink, error) {
	var row OnetimeLink
	err := tx.locked(tx.q.NewSelect().Model(&row).
		Where("token_hash = ? AND used_at = 0 AND expires_at > ?", hash, tx.Millis())).Scan(ctx)
	if err != nil {
		return row, translate(err)
	}
	row.UsedAt = tx.Millis()
	return row, tx.save(ctx, &row)
}

// LoginLimit counts the failed sign-ins for one login, whether or not anybody has it.
type LoginLimit struct {
	bun.BaseModel `bun:"table:login_limit"`

	// AccountKey is a hash of the folded login.
	AccountKey []byte `bun:",pk"`
	Fails      int64
	LastAt     int64
	// UntilAt is when the next try is allowed.
	UntilAt int64
}

// LoginLimit reads the count for a login, zero when there is none, and holds it until the transaction ends.
func (tx *Tx) LoginLimit(ctx context.Context, key []byte) (LoginLimit, error) {
	// The row is made first, so that there is something to hold and tries side by side are counted one after another.
	row := LoginLimit{AccountKey: key}
	if _, err := tx.insertNew(ctx, &row); err != nil {
		return row, err
	}
	err := tx.locked(tx.q.NewSelect().Model(&row).Where("account_key = ?", key)).Scan(ctx)
	return row, translate(err)
}

// SaveLoginLimit writes the count back.
func (tx *Tx) SaveLoginLimit(ctx context.Context, row LoginLimit) error { return tx.save(ctx, &row) }

// ForgetLoginLimit deletes the count for a login.
func (tx *Tx) ForgetLoginLimit(ctx context.Context, key []byte) error {
	_, err := tx.q.NewDelete().Model((*LoginLimit)(nil)).Where("account_key = ?", key).Exec(ctx)
	return translate(err)
}

// ForgetLoginLimits deletes the counts of logins that nobody tried since an instant.
func (tx *Tx) ForgetLoginLimits(ctx context.Context, before int64) (int, error) {
	return changed(tx.q.NewDelete().Model((*LoginLimit)(nil)).Where("last_at < ? AND until_at < ?", before, before).Exec(ctx))
}

// ForgetOnetimeLinks deletes links that expired before an instant.
func (tx *Tx) ForgetOnetimeLinks(ctx context.Context, before int64) (int, error) {
	return changed(tx.q.NewDelete().Model((*OnetimeLink)(nil)).Where("expires_at < ?", before).Exec(ctx))
}

// OnetimeLink reads a link that is still good; not_found when it was used, is too old or never was.
func (tx *Tx) OnetimeLink(ctx context.Context, hash []byte) (OnetimeLink, error) {
	var row OnetimeLink
	err := tx.q.NewSelect().Model(&row).
		Where("token_hash = ? AND used_at = 0 AND expires_at > ?", hash, tx.Millis()).Scan(ctx)
	return row, translate(err)
}
