package errs

// The codes, append-only.
const (
	// Internal is any failure that nobody foresaw. The cause is in the operator's log, never in the answer.
	Internal Code = "internal"
	// Unavailable says that a part the server stands on is away (the database); trying again later helps.
	Unavailable Code = "unavailable"
	// BadRequest says that the request could not be read at all: broken JSON or CBOR, invalid UTF-8, a NUL.
	BadRequest Code = "bad_request"
	// Invalid says that the request was read, and a value breaks a rule.
	Invalid Code = "invalid"
	// UnknownField says that the request holds a member or a field id that is not ours to write.
	UnknownField Code = "unknown_field"
	// TooLarge says that a body, a group or a value is over its limit.
	TooLarge Code = "too_large"
	// Unauthenticated says that there is no valid session or device credential.
	Unauthenticated Code = "unauthenticated"
	// WrongCredentials is the one answer to a wrong password and to an unknown user.
	WrongCredentials Code = "wrong_credentials"
	// Limited says that this was tried too often.
	Limited Code = "limited"
	// Forbidden says that the person may not do this.
	Forbidden Code = "forbidden"
	// NotFound says that it does not exist or that the person may not know that it does: the two look alike.
	NotFound Code = "not_found"
	// Conflict says that somebody else was first, or that the state does not allow it now.
	Conflict Code = "conflict"
	// Gone says that it existed and is no more: an erased file, a used or expired link.
	Gone Code = "gone"
	// Quarantined says that the group was kept, but set aside for the owner or supervisor to look at.
	Quarantined Code = "quarantined"
	// Rejected says that the group or command was refused by a rule; it is kept in the author's inbox.
	Rejected Code = "rejected"
	// StaleClient says that this program is too old to write new things; what was written is still taken.
	StaleClient Code = "stale_client"
	// ClockSkew says that the device's clock is too far off to go on.
	ClockSkew Code = "clock_skew"
	// ReplayMismatch says that an id that is known came back with other content.
	ReplayMismatch Code = "replay_mismatch"
	// TornGroup says that members of a group are missing, doubled or out of order.
	TornGroup Code = "torn_group"
	// Copied says that another machine writes under the same device id: this one must ask for an id of its own.
	Copied Code = "copied"
	// Locked says that the device store is locked; unlocking helps.
	Locked Code = "locked"
	// StoreCorrupt says that the device store cannot be read or belongs to something else. Nothing was deleted.
	StoreCorrupt Code = "store_corrupt"
	// Quota says that there is no room left to store it.
	Quota Code = "quota"
	// Wiped says that somebody had the contents of this device deleted: it is good for sending what waits and for saying
	// that nothing is left.
	Wiped Code = "wiped"
	// OpFirst says that bytes came before the record that they belong to; sending the record first helps.
	OpFirst Code = "op_first"
	// BadContent says that a file is not what its type says, or looks harmful. Sending it again does not help.
	BadContent Code = "bad_content"
	// TooManyDevices says that the person is signed in on as many devices as they may be: one of them has to go first.
	TooManyDevices Code = "too_many_devices"
	// ServerFull says that the server has no room left: it has kept nothing of this. Trying again later helps.
	ServerFull Code = "server_full"
	// Unlawful says that a record would be impossible, or that the law or the victim's safety forbids it.
	Unlawful Code = "unlawful"
)

// Key is the i18n key of the general text of a code.
func (c Code) Key() string { return "err." + string(c) }

// row binds a code to the HTTP status that carries it. shared may not import net/http, hence the numbers.
type row struct {
	code   Code
	status int
}

// table is the one place where codes meet HTTP. Of several codes with one status the first is what FromHTTP
// answers; the precise code stands in the body of the problem.
var table = [...]row{
	{Internal, 500},
	{Unavailable, 503},
	{BadRequest, 400},
	{Invalid, 422},
	{UnknownField, 422},
	{TooLarge, 413},
	{Unauthenticated, 401},
	{WrongCredentials, 401},
	{Limited, 429},
	{Forbidden, 403},
	{NotFound, 404},
	{Conflict, 409},
	{Gone, 410},
	{Quarantined, 409},
	{Rejected, 422},
	{StaleClient, 426},
	{ClockSkew, 409},
	{ReplayMismatch, 409},
	{TornGroup, 422},
	{Locked, 423},
	{StoreCorrupt, 500},
	{Quota, 507},
	{Wiped, 403},
	{OpFirst, 409},
	{BadContent, 422},
	{Copied, 409},
	{TooManyDevices, 409},
	{ServerFull, 507},
	{Unlawful, 422},
}

// Codes lists every code, in the order in which they came to be.
func Codes() []Code {
	codes := make([]Code, len(table))
	for i, r := range table {
		codes[i] = r.code
	}
	return codes
}

// HTTPStatus is the status that carries a code; 500 for a code of a newer program.
func HTTPStatus(code Code) int {
	for _, r := range table {
		if r.code == code {
			return r.status
		}
	}
	return 500
}

// FromHTTP is the best guess at a code when an answer has no readable problem body: a proxy's page, a cut
// connection. It is empty for success (below 400).
func FromHTTP(status int) Code {
	if status < 400 {
		return ""
	}
	for _, r := range table {
		if r.status == status {
			return r.code
		}
	}

	switch {
	case status == 502 || status == 504: // a gateway in front of the server
		return Unavailable
	case status >= 500:
		return Internal
	}
	return BadRequest
}
