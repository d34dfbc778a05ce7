package api

// PushKey is the server's public key for Web Push. GET PushKeyPath.
type PushKey struct {
	// Key is the uncompressed P-256 point, 65 bytes in base64url without padding, as PushManager.subscribe wants it.
	Key string `json:"key"`
}

// PushSubscription is what the browser's PushSubscription gives. PUT PushSubscriptionPath; it replaces the one
// stored for this device.
//
// Errors: invalid at "endpoint" when its host is not a push service that the operator allows.
type PushSubscription struct {
	Endpoint string           `json:"endpoint" minLength:"1" maxLength:"1000"`
	Keys     SubscriptionKeys `json:"keys"`
}

// SubscriptionKeys are the browser's keys for this subscription, base64url.
type SubscriptionKeys struct {
	// P256DH is its public key, 65 bytes.
	P256DH string `json:"p256dh" minLength:"80" maxLength:"100"`
	// Auth is its shared secret, 16 bytes.
	Auth string `json:"auth" minLength:"20" maxLength:"30"`
}

// PushTest is the answer of POST PushTestPath: the notification now on its way.
//
// Errors: conflict when this device has no subscription; limited when tried again too soon.
type PushTest struct {
	ID string `json:"id"`
}

// PushReceipt says that the notification was shown. POST PushReceiptPath. A receipt that comes twice changes nothing;
// one for an unknown id is taken without a word, because the answer must not tell which ids exist.
type PushReceipt struct {
	// ID is the random token from the push, 22 base64url characters.
	ID string `json:"id" minLength:"22" maxLength:"22"`
}

// What can be tapped on a notification.
const (
	// ActDone closes the follow-up.
	ActDone = "done"
	// ActSnooze puts it off to the same hour of the next day.
	ActSnooze = "snooze"
)

// PushAction says what was tapped. POST PushActionPath. The same action_id again changes nothing.
type PushAction struct {
	// ID is the random token from the push.
	ID string `json:"id" minLength:"22" maxLength:"22"`
	// Act is ActDone or ActSnooze.
	Act string `json:"act" enum:"done,snooze"`
	// At is when it was tapped, by the device's clock; a time in the future counts as now.
	At int64 `json:"at" minimum:"0"`
	// ActionID is a UUID that the worker made for this tap, so that sending again after a lost answer is harmless.
	ActionID string `json:"action_id" format:"uuid"`
}
