package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// The states of a notification on its way.
const (
	PushWaiting = "waiting"
	PushSent    = "sent"
	PushFailed  = "failed"
	PushDropped = "dropped" // what it was about was done before it could be sent
)

// PushMessage is one notification about one due instance to one subscription.
type PushMessage struct {
	bun.BaseModel `bun:"table:push_outbox"`

	ID             op.ID `bun:",pk"`
	DueID          op.ID
	SubscriptionID op.ID
	// Token is 22 base64url characters (shared/notify): all of it that leaves the house.
	Token       string
	State       string
	Tries       int64
	NextAt      int64
	ExpiresAt   int64
	LeasedUntil int64
	SentAt      int64
	ReceiptAt   int64
	OpenedAt    int64
}

// AddPushMessage writes a message unless that instance already has one to that subscription, and tells whether it did.
func (tx *Tx) AddPushMessage(ctx context.Context, row PushMessage) (bool, error) {
	return tx.insertNew(ctx, &row)
}

// SavePushMessage overwrites a message.
func (tx *Tx) SavePushMessage(ctx context.Context, row PushMessage) error { return tx.save(ctx, &row) }

// PushMessageByToken reads a message by its token.
func (tx *Tx) PushMessageByToken(ctx context.Context, token string) (PushMessage, error) {
	var row PushMessage
	err := tx.q.NewSelect().Model(&row).Where("token = ?", token).Scan(ctx)
	return row, translate(err)
}

// PushMessagesOf reads the messages about one due instance, the oldest first.
func (tx *Tx) PushMessagesOf(ctx context.Context, due op.ID) ([]PushMessage, error) {
	var rows []PushMessage
	err := tx.q.NewSelect().Model(&rows).Where("due_id = ?", due).Order("id").Scan(ctx)
	return rows, translate(err)
}

// LeasePushMessages takes at most limit messages whose turn has come, and keeps them from other workers until an
// instant. A worker that dies leaves them to the next one.
func (tx *Tx) LeasePushMessages(ctx context.Context, until int64, limit int) ([]PushMessage, error) {
	var rows []PushMessage
	err := tx.claimed(tx.q.NewSelect().Model(&rows).
		Where("state = ? AND next_at <= ? AND leased_until <= ?", PushWaiting, tx.Millis(), tx.Millis()).
		Order("next_at", "id").Limit(int64(limit))).Scan(ctx)
	if err != nil || len(rows) == 0 {
		return nil, translate(err)
	}

	ids := make([]op.ID, len(rows))
	for i := range rows {
		rows[i].LeasedUntil = until
		ids[i] = rows[i].ID
	}
	_, err = tx.q.NewUpdate().Model((*PushMessage)(nil)).Set("leased_until = ?", until).
		Where("id IN (?)", bun.List(ids)).Exec(ctx)
	return rows, translate(err)
}

// PushAction is one tap on a notification.
type PushAction struct {
	bun.BaseModel `bun:"table:push_action"`

	// ActionID was made by the worker for this tap.
	ActionID op.ID `bun:",pk"`
	OutboxID op.ID
	DueID    op.ID
	DeviceID op.ID
	Act      string
	ActedAt  int64
	RecvAt   int64
}

// AddPushAction writes a tap unless it came before, and tells whether it did.
func (tx *Tx) AddPushAction(ctx context.Context, row PushAction) (bool, error) {
	return tx.insertNew(ctx, &row)
}
