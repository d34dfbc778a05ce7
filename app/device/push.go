package device

import "damping/shared/api"

// Subscription is a live push subscription and the server key it was made with, base64url.
type Subscription struct {
	api.PushSubscription
	ServerKey string
}
