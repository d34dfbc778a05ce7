package api

// Device is one browser on one machine that somebody signed in on.
type Device struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	Shared bool   `json:"shared"`
	// Enrolled is when it was first signed in on, LastSeen its last contact.
	Enrolled int64 `json:"enrolled"`
	LastSeen int64 `json:"last_seen"`
	// Push says that a live push subscription is stored for it.
	Push bool `json:"push"`
	// LastReceipt is when it last confirmed that it showed a notification, 0 for never.
	LastReceipt int64 `json:"last_receipt"`
	// WipeAsked is when somebody asked that it delete what is on it, 0 for never. It is gone from the list once it has.
	WipeAsked int64 `json:"wipe_asked"`
	// Current marks the device that asks.
	Current bool `json:"current"`
}

// Devices is the answer of GET DevicesPath, the current device first.
type Devices struct {
	Devices []Device `json:"devices"`
}

// SessionInfo is one living session of the user. It has no address of a network: that would be a record of where
// a caseworker was.
type SessionInfo struct {
	ID string `json:"id"`
	// Device and DeviceLabel say where it runs.
	Device      string `json:"device"`
	DeviceLabel string `json:"device_label"`
	Started     int64  `json:"started"`
	LastSeen    int64  `json:"last_seen"`
	Expires     int64  `json:"expires"`
	// Current marks the session that asks.
	Current bool `json:"current"`
}

// Sessions is the answer of GET SessionsPath, the current session first.
type Sessions struct {
	Sessions []SessionInfo `json:"sessions"`
}
