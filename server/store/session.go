package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// Session is one person signed in on one device.
type Session struct {
	bun.BaseModel `bun:"table:session"`

	ID op.ID `bun:",pk"`
	// TokenHash is SHA-256 of the cookie's secret: who reads this table cannot sign in with it.
	TokenHash  []byte
	UserID     op.ID
	DeviceID   op.ID
	CreatedAt  int64
	LastSeenAt int64
	ExpiresAt  int64
	EndedAt    int64
}

// AddSession writes a new session.
func (tx *Tx) AddSession(ctx context.Context, row Session) error { return tx.insert(ctx, &row) }

// SessionByToken reads a session by the hash of its token, also one that has ended.
func (tx *Tx) SessionByToken(ctx context.Context, hash []byte) (Session, error) {
	var row Session
	err := tx.q.NewSelect().Model(&row).Where("token_hash = ?", hash).Scan(ctx)
	return row, translate(err)
}

// LiveSessions reads the sessions of a person that have neither ended nor expired, the one used last first.
func (tx *Tx) LiveSessions(ctx context.Context, user op.ID) ([]Session, error) {
	var rows []Session
	err := tx.q.NewSelect().Model(&rows).
		Where("user_id = ? AND ended_at = 0 AND expires_at > ?", user, tx.Millis()).
		Order("last_seen_at DESC", "id").Scan(ctx)
	return rows, translate(err)
}

// SeeSession notes that a session is in use.
func (tx *Tx) SeeSession(ctx context.Context, id op.ID) error {
	return changedOne(tx.q.NewUpdate().Model((*Session)(nil)).Set("last_seen_at = ?", tx.Millis()).
		Where("id = ?", id).Exec(ctx))
}

// EndSession ends one session of a person; not_found when it is not that person's or has ended.
func (tx *Tx) EndSession(ctx context.Context, user, id op.ID) error {
	return changedOne(tx.q.NewUpdate().Model((*Session)(nil)).Set("ended_at = ?", tx.Millis()).
		Where("id = ? AND user_id = ? AND ended_at = 0", id, user).Exec(ctx))
}

// EndSessionsOfDevice ends all sessions on a device and returns how many there were.
func (tx *Tx) EndSessionsOfDevice(ctx context.Context, device op.ID) (int, error) {
	return changed(tx.q.NewUpdate().Model((*Session)(nil)).Set("ended_at = ?", tx.Millis()).
		Where("device_id = ? AND ended_at = 0", device).Exec(ctx))
}

// EndSessionsOfUser ends all sessions of a person and returns how many there were.
func (tx *Tx) EndSessionsOfUser(ctx context.Context, user op.ID) (int, error) {
	return changed(tx.q.NewUpdate().Model((*Session)(nil)).Set("ended_at = ?", tx.Millis()).
		Where("user_id = ? AND ended_at = 0", user).Exec(ctx))
}

// EndAllSessions ends every session there is: after a restore nobody stays signed in.
func (tx *Tx) EndAllSessions(ctx context.Context) (int, error) {
	return changed(tx.q.NewUpdate().Model((*Session)(nil)).Set("ended_at = ?", tx.Millis()).
		Where("ended_at = 0").Exec(ctx))
}

// ForgetSessions deletes sessions that ended or expired before an instant.
func (tx *Tx) ForgetSessions(ctx context.Context, before int64) (int, error) {
	return changed(tx.q.NewDelete().Model((*Session)(nil)).
		Where("expires_at < ? OR (ended_at > 0 AND ended_at < ?)", before, before).Exec(ctx))
}
