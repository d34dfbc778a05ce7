// Package api is the HTTP interface in types: the paths, what a request holds and what an answer holds. The server
// decodes into these types and the app encodes from them, so the two cannot drift apart.
//
// Conventions. Ids are UUID text. Instants are int64 milliseconds since 1970 in UTC; civil dates are "YYYY-MM-DD".
// Unknown members are refused. A failure is a Problem. Records of cases never travel here: they go through the two
// sync paths as CBOR, whose messages belong to the sync engine. Limits stand in the tags, where the server's
// validation and the OpenAPI document read them.
package api

// Media types.
const (
	MediaJSON    = "application/json"
	MediaCBOR    = "application/cbor"
	MediaProblem = "application/problem+json"
	MediaBytes   = "application/octet-stream"
)

// Paths. {id} is a UUID.
const (
	// SessionPath signs in (POST) and signs out (DELETE).
	SessionPath = "/api/session"
	// RefreshPath exchanges a refresh secret for a new session (POST).
	RefreshPath = "/api/session/refresh"
	// NewDevicePath makes this browser a device of its own, with a session of its own (POST). It is for a browser that
	// was told that another writes as the same device. The answer is Session, and two cookies.
	NewDevicePath = "/api/session/device"
	// SessionsPath lists the user's sessions (GET).
	SessionsPath = "/api/sessions"
	// SessionItemPath ends one (DELETE).
	SessionItemPath = "/api/sessions/{id}"
	// DevicesPath lists the user's devices (GET).
	DevicesPath = "/api/devices"
	// DeviceItemPath forgets one, which ends its sessions and its push (DELETE).
	DeviceItemPath = "/api/devices/{id}"
	// DeviceWipePath has one delete what is on it (POST).
	DeviceWipePath = "/api/devices/{id}/wipe"
	// LeasePath tells a device how long it may go on without contact (GET, device credential alone).
	LeasePath = "/api/device/lease"
	// ErasedPath is where a device that was to delete everything says that nothing is left and nothing waits to be sent
	// (POST, device credential alone). The answer has the browser delete the rest.
	ErasedPath = "/api/device/erased"
	// MePath tells who is signed in (GET).
	MePath = "/api/me"
	// DirectoryPath lists the colleagues of the user's institutions (GET).
	DirectoryPath = "/api/directory"
	// SearchPath looks through what the user may read (POST, so that no address tells what was looked for). It fails with
	// invalid at "query" for what has no word in it.
	SearchPath = "/api/search"
	// WelcomePath sets a first password by a one-time link (POST).
	WelcomePath = "/api/welcome"

	// SyncPushPath and SyncPullPath carry the operation log (POST, CBOR).
	SyncPushPath = "/api/sync/push"
	SyncPullPath = "/api/sync/pull"
	// SyncSealedPath takes acts that are sealed to the server (POST, CBOR, device credential alone).
	SyncSealedPath = "/api/sync/sealed"
	// SyncParcelPath takes the bytes of attachments that are sealed to the server, piece by piece (POST, CBOR, device
	// credential alone).
	SyncParcelPath = "/api/sync/parcel"
	// InboxPath tells what was set aside and waits for the user to decide (GET, CBOR op.Inbox).
	InboxPath = "/api/inbox"
	// EventsPath is the stream of server-sent events that tells that there is something to pull (GET).
	EventsPath = "/api/events"

	// BlobsPath offers the bytes of an attachment, or asks how far they came (POST).
	BlobsPath = "/api/blobs"
	// BlobItemPath tells what bytes there are (GET).
	BlobItemPath = "/api/blobs/{id}"
	// BlobChunkPath is one chunk of 256 KiB (PUT, GET, as application/octet-stream). A PUT may be repeated; it fails with
	// invalid at "chunk" when the bytes are not those of the manifest, and with not_found before the offer. A GET fails
	// with not_found for who may not read that part now, and with conflict while the upload is not done.
	BlobChunkPath = "/api/blobs/{id}/{chunk}"
	// BlobCommitPath says that all chunks were sent (POST). It fails with conflict while chunks are missing, and with
	// bad_content when the whole is not what its type says or looks harmful: then nothing of it is kept.
	BlobCommitPath = "/api/blobs/{id}/commit"

	// PushKeyPath gives the server's public key for Web Push (GET).
	PushKeyPath = "/api/push/key"
	// PushSubscriptionPath stores (PUT) or removes (DELETE) the subscription of this device.
	PushSubscriptionPath = "/api/push/subscription"
	// PushTestPath sends a test notification to this device (POST).
	PushTestPath = "/api/push/test"
	// PushReceiptPath says that a notification was shown (POST, device credential alone).
	PushReceiptPath = "/api/push/receipt"
	// PushActionPath says what was tapped on a notification (POST, device credential alone).
	PushActionPath = "/api/push/action"

	// OpenAPIPath is the OpenAPI document (GET, no sign-in).
	OpenAPIPath = "/api/openapi.json"
	// HealthPath answers while the process lives; ReadyPath only while its database answers, too.
	HealthPath = "/healthz"
	ReadyPath  = "/readyz"
)

// EventHead is the name of the server-sent event whose data is the newest sequence number of the log, in decimal.
const EventHead = "head"

// SessionItem is the path of one session.
func SessionItem(id string) string { return SessionsPath + "/" + id }

// DeviceItem is the path of one device.
func DeviceItem(id string) string { return DevicesPath + "/" + id }

// DeviceWipe is the path that empties one device.
func DeviceWipe(id string) string { return DeviceItem(id) + "/wipe" }

// Limits on what people type, in characters. A password is long because it also protects the data on the device
// against somebody who holds the phone and can try for days.
const (
	MinPassword    = 12
	MaxPassword    = 200
	MaxName        = 80
	MaxDeviceLabel = 60
)
