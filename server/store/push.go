package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// PushSubscription is where one device gets its notifications.
type PushSubscription struct {
	bun.BaseModel `bun:"table:push_subscription"`

	ID       op.ID `bun:",pk"`
	DeviceID op.ID
	Endpoint string
	P256DH   string `bun:"p256dh"`
	Auth     string
	// CreatedAt is when the browser gave it to us; LastOKAt when the push service last took a message;
	// LastReceiptAt when the device last showed one; FailingSince the first refusal since LastOKAt.
	CreatedAt     int64
	LastOKAt      int64 `bun:"last_ok_at"`
	LastReceiptAt int64
	FailingSince  int64
	LastStatus    int64
}

// SavePushSubscription puts a subscription in the place of the one the device had, and takes the endpoint from any
// other device: a browser that was enrolled anew keeps its endpoint.
func (tx *Tx) SavePushSubscription(ctx context.Context, row PushSubscription) error {
	_, err := tx.q.NewDelete().Model((*PushSubscription)(nil)).
		Where("device_id = ? OR endpoint = ?", row.DeviceID, row.Endpoint).Exec(ctx)
	if err != nil {
		return translate(err)
	}
	return tx.insert(ctx, &row)
}

// UpdatePushSubscription overwrites what is known about a subscription.
func (tx *Tx) UpdatePushSubscription(ctx context.Context, row PushSubscription) error {
	return tx.save(ctx, &row)
}

// PushSubscription reads one subscription.
func (tx *Tx) PushSubscription(ctx context.Context, id op.ID) (PushSubscription, error) {
	var row PushSubscription
	err := tx.q.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	return row, translate(err)
}

// PushSubscriptionOf reads the subscription of a device.
func (tx *Tx) PushSubscriptionOf(ctx context.Context, device op.ID) (PushSubscription, error) {
	var row PushSubscription
	err := tx.q.NewSelect().Model(&row).Where("device_id = ?", device).Scan(ctx)
	return row, translate(err)
}

// PushSubscriptionsOfUser reads the subscriptions of a person's living devices, the oldest first. A device that is to be
// emptied is told nothing else.
func (tx *Tx) PushSubscriptionsOfUser(ctx context.Context, user op.ID) ([]PushSubscription, error) {
	var rows []PushSubscription
	theirs := tx.q.NewSelect().Model((*Device)(nil)).Column("id").Where("user_id = ? AND ended_at = 0 AND wipe_asked_at = 0", user)
	err := tx.q.NewSelect().Model(&rows).Where("device_id IN (?)", theirs).Order("created_at", "id").Scan(ctx)
	return rows, translate(err)
}

// DropPushSubscription deletes a subscription and what is on the way to it; not_found when there is none.
func (tx *Tx) DropPushSubscription(ctx context.Context, id op.ID) error {
	return changedOne(tx.q.NewDelete().Model((*PushSubscription)(nil)).Where("id = ?", id).Exec(ctx))
}

// DropPushSubscriptionOf deletes the subscription of a device, if it has one.
func (tx *Tx) DropPushSubscriptionOf(ctx context.Context, device op.ID) error {
	_, err := tx.q.NewDelete().Model((*PushSubscription)(nil)).Where("device_id = ?", device).Exec(ctx)
	return translate(err)
}
