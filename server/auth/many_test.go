package auth_test

import (
	"crypto/rand"
	"testing"
	"time"

	"damping/server/auth"
	"damping/server/store"
	"damping/shared/errs"
)

// TestTooManyDevices: nobody's device makes way for a newer one by itself, and everybody finds a way in.
func TestTooManyDevices(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		var err error
		if r.auth, err = auth.New(r.db, rand.Reader, auth.Options{Cheap: true, Devices: 3}); err != nil {
			t.Fatal(err)
		}
		full := func(what string) {
			t.Helper()
			_, err := r.signIn()
			wantCode(t, what, err, errs.TooManyDevices)
		}
		first, second, third := r.mustSignIn(), r.mustSignIn(), r.mustSignIn()
		full("a fourth")
		if r.deviceAlive(first) != nil || r.alive(first) != nil {
			t.Error("the first had to go")
		}
		if _, err := r.signIn(wrongPassword); errs.CodeOf(err) != errs.WrongCredentials {
			t.Error("who has no password learns that there is no room:", err)
		}

		third = r.mustSignIn(func(ask *auth.SignIn) { ask.Credential = third.Credential })
		third = r.mustSignIn(func(ask *auth.SignIn) { ask.Device = third.Device })
		r.mustSignIn(func(ask *auth.SignIn) { ask.Shared = true })
		r.mustSignIn(func(ask *auth.SignIn) { ask.Shared = true })
		replaced := r.mustSignIn(func(ask *auth.SignIn) { ask.Credential, ask.Fresh = third.Credential, true })
		full("a fourth beside one that was made anew")

		if err := r.auth.EndDevice(t.Context(), replaced.Actor, first.Device); err != nil {
			t.Fatal(err)
		}
		fourth := r.mustSignIn()
		full("a fourth after one was removed")

		err = r.db.Update(t.Context(), func(tx *store.Tx) error {
			_, err := r.auth.WipeDevice(t.Context(), tx, auth.Actor{}, second.Device)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		r.mustSignIn()
		full("a fourth after one was lost and emptied")

		r.pass(20 * 24 * time.Hour)
		if err := r.deviceAlive(fourth); err != nil { // renews
			t.Fatal(err)
		}
		full("a fourth before the others are forgotten")
		r.pass(11 * 24 * time.Hour)
		r.mustSignIn()
		r.mustSignIn()
		full("a fourth after two were silent for 30 days")
	})
}
