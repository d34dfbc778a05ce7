package api

// SignIn asks for a session. POST SessionPath. The answer is Session, and two cookies: the session (12 hours) and
// the device credential (30 days, renewed on contact).
//
// Errors: wrong_credentials for a wrong password and for an unknown user alike, after the same time; limited when
// this name was tried too often.
type SignIn struct {
	// Name is the sign-in name, letter case ignored.
	Name string `json:"name" minLength:"1" maxLength:"80"`
	// Password is as typed. Too short is not said here: it is simply wrong.
	Password string `json:"password" minLength:"1" maxLength:"200"`
	// Device describes where the sign-in happens.
	Device DeviceInfo `json:"device"`
}

// DeviceInfo is what a device tells about itself at sign-in.
type DeviceInfo struct {
	// Label is how its owner will recognise it in the list ("Chrome di Android"), no personal datum.
	Label string `json:"label" maxLength:"60"`
	// Shared says that it is a shared computer: nothing is kept on its disk, and its credential ends with the
	// session.
	Shared bool `json:"shared"`
	// ID is the id under which the device store has been written, when there is one: what is unsent in it must stay
	// the device's own, also after its cookie was lost. It counts only together with the password of the person whose
	// device it was.
	ID string `json:"id,omitempty" maxLength:"36"`
	// Fresh says that this person has no store on the device: its counting of what it writes begins anew, so it must be
	// another device to the server than the one it may have been.
	Fresh bool `json:"fresh,omitempty"`
}

// Session is the answer to SignIn and to Refresh.
type Session struct {
	Me
	// Refresh is a secret that gets the next session after an unlock; the app keeps it sealed in the device store.
	// Each use of it makes a new one, and the old one is void. Empty on a shared device.
	Refresh string `json:"refresh"`
	// Expires is when this session ends.
	Expires int64 `json:"expires"`
	// Outbox is what the device seals its unsent work with. Its members are empty on a shared device.
	Outbox Outbox `json:"outbox"`
}

// Outbox is what a device seals its unsent work to the server with (see shared/outbox). It comes with a session and by no
// other way: the device keeps the key until a session brings another.
type Outbox struct {
	// Key is the server's public key.
	Key []byte `json:"key"`
	// MAC is what this device proves by that it wrote something.
	MAC []byte `json:"mac"`
}

// Refresh asks for a session with the secret of the last one. POST RefreshPath, needs the device cookie.
//
// Errors: unauthenticated when the secret or the device is not, or no longer, valid: the person must sign in.
type Refresh struct {
	Refresh string `json:"refresh" minLength:"1" maxLength:"200"`
}

// Me is who is signed in, on what, and as what. GET MePath.
type Me struct {
	User   User   `json:"user"`
	Device Device `json:"device"`
	// Appointments are those valid today, the one used last on this device first. A person without any can sign in
	// and sees that there is nothing to do.
	Appointments []Appointment `json:"appointments"`
	// Institutions are those of the appointments.
	Institutions []Institution `json:"institutions"`
	// Lease bounds how long this device may go on without contact.
	Lease Lease `json:"lease"`
	// Now is the server's clock when it answered.
	Now int64 `json:"now"`
}

// User is a person who works with the system.
type User struct {
	ID string `json:"id"`
	// Login is the sign-in name.
	Login string `json:"login"`
	// Name is how colleagues read the person's name.
	Name string `json:"name"`
}

// Appointment is one person in one role at one unit of one institution, from a day until a day.
type Appointment struct {
	ID          string `json:"id"`
	User        string `json:"user"`
	Institution string `json:"institution"`
	// Unit and UnitName are empty when the appointment is to the whole institution.
	Unit     string `json:"unit"`
	UnitName string `json:"unit_name"`
	// Role is a code of the list of roles in shared/code.
	Role string `json:"role"`
	// From and Until are civil dates, both included; Until is empty while open-ended.
	From  string `json:"from"`
	Until string `json:"until"`
}

// Institution is an office, an organisation or a partner.
type Institution struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Zone is WIB, WITA or WIT: the time zone of its limits, quiet hours and due times.
	Zone string `json:"zone"`
	// QuietFrom and QuietTo bound the hours without ordinary notifications, "20:00" and "07:00" by default.
	QuietFrom string `json:"quiet_from"`
	QuietTo   string `json:"quiet_to"`
}

// Lease bounds offline use. Each contact with the server renews it.
type Lease struct {
	// LockAt is when the device must ask the server before it unlocks again.
	LockAt int64 `json:"lock_at"`
	// WipeAt is when the device store is removed, after everything unsent was offered to the server.
	WipeAt int64 `json:"wipe_at"`
}

// DeviceLease is the answer of GET LeasePath, for a device that nobody has opened.
type DeviceLease struct {
	Lease Lease `json:"lease"`
	// Now is the server's clock when it answered.
	Now int64 `json:"now"`
}

// Directory is the answer of GET DirectoryPath: colleagues of the institutions in which the user is appointed, so
// that an author's name can be shown and somebody can be assigned. It holds no contact data.
type Directory struct {
	People       []Colleague   `json:"people"`
	Institutions []Institution `json:"institutions"`
}

// Colleague is a person with the appointments that the reader may know of.
type Colleague struct {
	ID           string        `json:"id"`
	Name         string        `json:"name"`
	Appointments []Appointment `json:"appointments"`
}

// Welcome sets the first password with the token of a one-time link. POST WelcomePath.
//
// Errors: gone when the link was used or is too old; invalid at "password" when it is too short or among the
// passwords that everybody tries first.
type Welcome struct {
	Token    string `json:"token" minLength:"1" maxLength:"200"`
	Password string `json:"password" minLength:"12" maxLength:"200"`
}

// Welcomed is the answer to Welcome: the name to sign in with.
type Welcomed struct {
	Login string `json:"login"`
}
