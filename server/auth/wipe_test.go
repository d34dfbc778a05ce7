package auth_test

import (
	"sync"
	"testing"
	"time"

	"damping/server/auth"
	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/op"
)

func (r *room) leaving(in auth.SignedIn) (auth.DeviceActor, error) {
	return r.auth.AuthenticateLeaving(r.t.Context(), in.Credential)
}

func (r *room) wipe(by auth.SignedIn, device op.ID) {
	r.t.Helper()
	if err := r.auth.WipeOwn(r.t.Context(), by.Actor, device); err != nil {
		r.t.Fatal(err)
	}
}

func (r *room) erased(in auth.SignedIn) error {
	device, err := r.leaving(in)
	if err != nil {
		return err
	}
	return r.auth.Erased(r.t.Context(), device)
}

func TestAWipedDevice(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		lost, other := r.mustSignIn(), r.mustSignIn()
		if _, err := r.auth.Refresh(t.Context(), lost.Credential, lost.Refresh); err != nil {
			t.Fatal(err)
		}
		wantCode(t, "before anybody asked", r.erased(lost), errs.Conflict)
		r.wipe(other, lost.Device)
		r.wipe(other, lost.Device)

		wantCode(t, "its session", r.alive(lost), errs.Wiped)
		_, err := r.auth.Watch(t.Context(), lost.Token)
		wantCode(t, "its stream", err, errs.Wiped)
		wantCode(t, "its credential", r.deviceAlive(lost), errs.Wiped)
		_, err = r.auth.Refresh(t.Context(), lost.Credential, lost.Refresh)
		wantCode(t, "its refresh secret", err, errs.Wiped)
		_, err = r.signIn(func(ask *auth.SignIn) { ask.Credential = lost.Credential })
		wantCode(t, "the password in the same browser", err, errs.Wiped)
		_, err = r.signIn(func(ask *auth.SignIn) { ask.Device = lost.Device })
		wantCode(t, "the password on the same store", err, errs.Wiped)
		_, err = r.signIn(func(ask *auth.SignIn) { ask.Device = lost.Device; wrongPassword(ask) })
		wantCode(t, "a wrong password tells nothing of the store", err, errs.WrongCredentials)
		wantCode(t, "the other device", r.alive(other), "")
		if device, err := r.leaving(lost); err != nil || !device.Wiped || device.User != r.user || device.Device != lost.Device {
			t.Errorf("leaving: %+v, %v", device, err)
		}
		wantCode(t, "ending it instead", r.auth.EndDevice(t.Context(), other.Actor, lost.Device), errs.Conflict)

		// A month later, and after the account was closed, it may still send and say so.
		r.pass(60 * 24 * time.Hour)
		err = r.db.Update(t.Context(), func(tx *store.Tx) error { return r.auth.Disable(t.Context(), tx, op.ID{}, r.user) })
		if err != nil {
			t.Fatal(err)
		}
		wantCode(t, "its credential, later", r.deviceAlive(lost), errs.Wiped)
		for range 3 { // answers get lost
			wantCode(t, "erased", r.erased(lost), "")
		}
		wantCode(t, "its credential when it is empty", r.deviceAlive(lost), errs.Wiped)
		acts := r.audited()
		if acts["device_wipe"] != 1 || acts["device_erase"] != 1 {
			t.Errorf("recorded %v", acts)
		}
	})
}

func TestAfterTheErasureTheBrowserIsNew(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		lost, other := r.mustSignIn(), r.mustSignIn()
		r.wipe(other, lost.Device)
		wantCode(t, "erased", r.erased(lost), "")
		again := r.mustSignIn(func(ask *auth.SignIn) { ask.Credential, ask.Device = lost.Credential, lost.Device })
		if again.Device == lost.Device {
			t.Error("a wiped device came back to life")
		}
		rows, err := r.auth.Devices(t.Context(), again.Actor)
		if err != nil || len(rows) != 2 {
			t.Errorf("devices: %+v, %v", rows, err)
		}
	})
}

func TestWhoseDevicesOneMayWipe(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		r.newUser("tini", "Tini")
		in := r.mustSignIn()
		stranger := in.Actor
		stranger.User = op.ID{15: 1}
		wantCode(t, "somebody else's", r.auth.WipeOwn(t.Context(), stranger, in.Device), errs.NotFound)
		wantCode(t, "nobody's", r.auth.WipeOwn(t.Context(), in.Actor, op.ID{15: 2}), errs.NotFound)
		wantCode(t, "nothing happened", r.alive(in), "")
		r.wipe(in, in.Device) // the one in hand
		wantCode(t, "the one in hand", r.alive(in), errs.Wiped)
	})
}

func TestAWipeAskedForByManyIsOne(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		lost, other := r.mustSignIn(), r.mustSignIn()
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				if err := r.auth.WipeOwn(t.Context(), other.Actor, lost.Device); err != nil && errs.CodeOf(err) != errs.Unavailable {
					t.Error(err)
				}
			})
			wait.Go(func() {
				if err := r.alive(lost); err != nil && errs.CodeOf(err) != errs.Wiped {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if n := r.audited()["device_wipe"]; n != 1 {
			t.Errorf("recorded %d times", n)
		}
	})
}
