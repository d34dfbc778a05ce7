package auth

import (
	"context"
	"time"

	"damping/server/audit"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/op"
)

// SignIn asks for a session.
type SignIn struct {
	Login    string
	Password string
	// Label is how the owner will recognise the device in a list; empty gives it none.
	Label string
	// Shared says that the device is a shared computer.
	Shared bool
	// Credential is the device cookie that came with the request, if any. When it is good and the same person's, the
	// device keeps its id.
	Credential string
	// Device is the id that the app has kept in its store, zero for none. Like Credential it lets the device keep its
	// id, but counts only together with the right password of the person whose device it was: what was written on
	// the device before must still be theirs.
	Device op.ID
	// Fresh says that the store of the device of before is gone, and with it its count of what it wrote. That device ends.
	Fresh bool
}

// SignedIn is a new session with the secrets of it. They are told once; the database has only their hashes.
type SignedIn struct {
	Actor
	// Token is the session cookie's value, Expires when it ends.
	Token   string
	Expires time.Time
	// Credential is the device cookie's value, CredentialExpires when it ends.
	Credential        string
	CredentialExpires time.Time
	// Refresh gets the next session; empty on a shared device.
	Refresh string
}

// SignIn checks a password and begins a session. It returns wrong_credentials for a wrong password, an unknown name,
// a closed account and one without a password alike, after the same work, limited when the name was tried too
// often, wiped on a device that is to be emptied first, and too_many_devices on a new one.
func (s *Service) SignIn(ctx context.Context, ask SignIn) (SignedIn, error) {
	login := Fold(ask.Login)
	account, device, err := s.who(ctx, login, ask.Credential)
	if err != nil {
		return SignedIn{}, err
	}
	key := limitKey(login, device.ID)
	if err := s.tryOnce(ctx, key); err != nil {
		return SignedIn{}, err
	}

	encoded := account.Password
	if account.DisabledAt > 0 {
		encoded = ""
	}
	right, err := s.passwords.check(ctx, encoded, ask.Password)
	if err != nil {
		return SignedIn{}, err
	}
	if !right {
		denied := audit.Entry{Actor: account.ID, Device: device.ID, Act: audit.SignIn}
		if err := audit.Deny(ctx, s.db, denied); err != nil {
			return SignedIn{}, err
		}
		return SignedIn{}, errs.E(errs.WrongCredentials, "")
	}

	var in SignedIn
	err = s.db.Update(ctx, func(tx *store.Tx) error {
		if err := tx.ForgetLoginLimit(ctx, key); err != nil {
			return err
		}
		// It may have been closed, or got another password, while this one was being checked.
		now, err := tx.Account(ctx, account.ID)
		if err != nil {
			return err
		}
		if now.DisabledAt > 0 || now.Password != account.Password {
			return errs.E(errs.WrongCredentials, "")
		}
		device, err := s.device(ctx, tx, now.ID, device.ID, ask)
		if err != nil {
			return err
		}
		if in.Credential, device.CredentialHash, err = newSecret(s.random); err != nil {
			return err
		}
		in, err = s.begin(ctx, tx, now, device, in.Credential)
		audit.Append(tx, audit.Entry{Actor: now.ID, Device: device.ID, Act: audit.SignIn, Objects: []op.ID{in.Session}})
		return err
	})
	return in, err
}

// who finds the account of a login and its device of a credential. Both are zero when there is none; finding takes
// the same questions either way.
func (s *Service) who(ctx context.Context, login, credential string) (account store.Account, device store.Device, err error) {
	if checkLogin(login) != nil {
		login = "" // what cannot be a name is looked for like any other, and not found
	}
	err = s.db.View(ctx, func(tx *store.Tx) error {
		var err error
		if account, err = found(tx.AccountByLogin(ctx, login)); err != nil {
			return err
		}
		device, err = found(tx.DeviceByCredential(ctx, hashSecret(credential)))
		if err != nil || device.UserID != account.ID || device.ErasedAt > 0 { // somebody else may sign in: what waits is sent as theirs
			return err
		}
		return device.Wiped()
	})
	if device.UserID != account.ID || account.ID.IsZero() || device.EndedAt > 0 {
		device = store.Device{}
	}
	return account, device, err
}

// found makes nothing of not_found.
func found[T any](row T, err error) (T, error) {
	if errs.CodeOf(err) == errs.NotFound {
		var none T
		return none, nil
	}
	return row, err
}

// device is the device to sign in on: the one under which the app has its store, the one of the credential, or a new one.
// The store comes first, because unsent work hangs on its id: a browser that lost its cookie has got another by now.
func (s *Service) device(ctx context.Context, tx *store.Tx, user, byCredential op.ID, ask SignIn) (store.Device, error) {
	if ask.Fresh && !byCredential.IsZero() {
		gone, err := tx.Device(ctx, byCredential)
		if err != nil {
			return gone, err
		}
		if !gone.Shared && gone.WipeAskedAt == 0 {
			if err := s.endGone(ctx, tx, gone); err != nil {
				return gone, err
			}
			byCredential = op.ID{}
		}
	}
	for _, id := range []op.ID{ask.Device, byCredential} {
		if id.IsZero() {
			continue
		}
		row, err := found(tx.Device(ctx, id))
		if err != nil {
			return row, err
		}
		if row.UserID == user && row.WipeAskedAt > 0 && row.ErasedAt == 0 { // its store is still there
			return row, row.Wiped()
		}
		if row.UserID == user && row.Shared == ask.Shared && !row.KnownBad && row.WipeAskedAt == 0 {
			row.EndedAt = 0
			return row, nil
		}
	}

	if err := s.room(ctx, tx, user, ask.Shared); err != nil {
		return store.Device{}, err
	}
	label := ask.Label
	if label != "" {
		var err error
		if label, err = checkText(label, "device.label", api.MaxDeviceLabel); err != nil {
			return store.Device{}, err
		}
	}
	id, err := s.newDevice(ctx, tx, ask.Device)
	if err != nil {
		return store.Device{}, err
	}
	row := store.Device{ID: id, UserID: user, Label: label, Shared: ask.Shared, CreatedAt: tx.Millis()}
	audit.Append(tx, audit.Entry{Actor: user, Device: row.ID, Act: audit.EnrolDevice})
	return row, tx.AddDevice(ctx, row)
}

// room is an error when a person has all the devices that they may: too_many_devices. None is ended for a newer one, for
// what waits on it would then wait for ever: a person chooses. A shared computer keeps nothing and does not count, nor does
// one that was not heard of for the whole life of its credential.
func (s *Service) room(ctx context.Context, tx *store.Tx, user op.ID, shared bool) error {
	if s.devices == 0 || shared {
		return nil
	}
	rows, err := tx.LiveDevices(ctx, user)
	if err != nil {
		return err
	}
	n := 0
	for _, d := range rows {
		if !d.Shared && d.WipeAskedAt == 0 && d.CredentialExpiresAt > tx.Millis() {
			n++
		}
	}
	if n >= s.devices {
		return errs.E(errs.TooManyDevices, "")
	}
	return nil
}

// endGone ends a device whose store is gone from where it was.
func (s *Service) endGone(ctx context.Context, tx *store.Tx, device store.Device) error {
	audit.Append(tx, audit.Entry{Actor: device.UserID, Device: device.ID, Act: audit.EndDevice, Objects: []op.ID{device.ID}})
	if _, err := tx.EndSessionsOfDevice(ctx, device.ID); err != nil {
		return err
	}
	return tx.EndDevice(ctx, device.ID)
}

// newDevice is the id of a device to enrol. After a restore that is the one the app remembers, when nobody has it: it was
// enrolled after the backup, and what its store holds has gone out under that id.
func (s *Service) newDevice(ctx context.Context, tx *store.Tx, remembered op.ID) (op.ID, error) {
	fresh := op.NewID(tx.Millis(), s.random)
	if remembered.IsZero() {
		return fresh, nil
	}
	known, err := found(tx.Device(ctx, remembered))
	if err != nil || !known.ID.IsZero() {
		return fresh, err
	}
	switch _, err := tx.RestoredFrom(ctx); errs.CodeOf(err) {
	case "":
		return remembered, nil
	case errs.NotFound:
		return fresh, nil
	default:
		return fresh, err
	}
}

// begin ends the sessions of a device and makes a new one, with a new refresh secret.
func (s *Service) begin(ctx context.Context, tx *store.Tx, account store.Account, device store.Device, credential string) (SignedIn, error) {
	in := SignedIn{
		Actor:             Actor{User: account.ID, Device: device.ID, Login: account.Login, Name: account.DisplayName, Shared: device.Shared},
		Expires:           tx.Now().Add(SessionLife),
		Credential:        credential,
		CredentialExpires: tx.Now().Add(CredentialLife),
	}
	if device.Shared { // its credential ends with the session
		in.CredentialExpires = in.Expires
	}

	var tokenHash []byte
	var err error
	if in.Token, tokenHash, err = newSecret(s.random); err != nil {
		return in, err
	}
	device.RefreshHash = nil
	if !device.Shared {
		if in.Refresh, device.RefreshHash, err = newSecret(s.random); err != nil {
			return in, err
		}
	}
	device.CredentialExpiresAt, device.LastSeenAt = in.CredentialExpires.UnixMilli(), tx.Millis()
	if err := tx.SaveDevice(ctx, device); err != nil {
		return in, err
	}
	if _, err := tx.EndSessionsOfDevice(ctx, device.ID); err != nil {
		return in, err
	}

	in.Session = op.NewID(tx.Millis(), s.random)
	session := store.Session{
		ID: in.Session, TokenHash: tokenHash, UserID: account.ID, DeviceID: device.ID,
		CreatedAt: tx.Millis(), LastSeenAt: tx.Millis(), ExpiresAt: in.Expires.UnixMilli(),
	}
	if err := tx.AddSession(ctx, session); err != nil {
		return in, err
	}
	in.Appointments, err = appointments(ctx, tx, account.ID)
	return in, err
}
