package auth_test

import (
	"testing"
	"time"

	"damping/server/auth"
	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/op"
)

func TestHowLongASessionLives(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		t.Run("12 hours at most, however busy", func(t *testing.T) {
			in := r.mustSignIn()
			for range 71 {
				r.pass(10 * time.Minute)
				wantCode(t, "in use", r.alive(in), "")
			}
			r.pass(10 * time.Minute)
			wantCode(t, "after 12 hours", r.alive(in), errs.Unauthenticated)
		})
		t.Run("15 minutes when it is not used", func(t *testing.T) {
			in := r.mustSignIn()
			r.pass(15*time.Minute - time.Second)
			wantCode(t, "just before", r.alive(in), "")
			r.pass(15 * time.Minute)
			wantCode(t, "just after", r.alive(in), errs.Unauthenticated)
			r.pass(-15 * time.Minute)
		})
		t.Run("a page left open is not use", func(t *testing.T) {
			in := r.mustSignIn()
			for range 14 {
				r.pass(time.Minute)
				if _, err := r.auth.Watch(t.Context(), in.Token); err != nil {
					t.Fatal(err)
				}
			}
			r.pass(time.Minute)
			_, err := r.auth.Watch(t.Context(), in.Token)
			wantCode(t, "after 15 minutes of watching", err, errs.Unauthenticated)
		})
		t.Run("a clock set back revives nothing", func(t *testing.T) {
			in := r.mustSignIn()
			r.pass(-24 * time.Hour)
			wantCode(t, "yesterday", r.alive(in), errs.Unauthenticated)
			r.pass(10 * 365 * 24 * time.Hour)
			wantCode(t, "in ten years", r.alive(in), errs.Unauthenticated)
		})
		t.Run("not a token", func(t *testing.T) {
			for _, token := range []string{"", "x", "\x00", "' OR 1=1 --"} {
				wantCode(t, token, r.alive(auth.SignedIn{Token: token}), errs.Unauthenticated)
			}
		})
	})
}

func TestRefresh(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		in := r.mustSignIn()
		refresh := func(credential, secret string) (auth.SignedIn, error) {
			return r.auth.Refresh(t.Context(), credential, secret)
		}

		r.pass(13 * time.Hour) // the next morning
		wantCode(t, "the session", r.alive(in), errs.Unauthenticated)
		wantCode(t, "the device", r.deviceAlive(in), "")

		next, err := refresh(in.Credential, in.Refresh)
		if err != nil || next.Device != in.Device || next.Token == in.Token || next.Refresh == in.Refresh || next.Credential != in.Credential {
			t.Fatalf("refreshed to %+v, %v", next.Actor, err)
		}
		wantCode(t, "the new session", r.alive(next), "")

		t.Run("the answer may have been lost", func(t *testing.T) {
			again, err := refresh(in.Credential, in.Refresh)
			if err != nil {
				t.Fatal(err)
			}
			wantCode(t, "the newest session", r.alive(again), "")
			wantCode(t, "the one that nobody got", r.alive(next), errs.Unauthenticated)
			next = again
		})
		t.Run("but not for long", func(t *testing.T) {
			r.pass(3 * time.Minute)
			_, err := refresh(in.Credential, in.Refresh)
			wantCode(t, "the secret of before", err, errs.Unauthenticated)
			wantCode(t, "the session meanwhile", r.alive(next), "")
		})
		t.Run("both secrets are needed", func(t *testing.T) {
			other := r.mustSignIn()
			for what, pair := range map[string][2]string{
				"no credential":             {"", next.Refresh},
				"no secret":                 {next.Credential, ""},
				"another device's":          {other.Credential, next.Refresh},
				"another's secret":          {next.Credential, other.Refresh},
				"the session as credential": {next.Token, next.Refresh},
			} {
				_, err := refresh(pair[0], pair[1])
				wantCode(t, what, err, errs.Unauthenticated)
			}
		})
		t.Run("not after 30 days without contact", func(t *testing.T) {
			r.pass(30 * 24 * time.Hour)
			_, err := refresh(next.Credential, next.Refresh)
			wantCode(t, "after 30 days", err, errs.Unauthenticated)
		})
	})
}

func TestTheDeviceCredential(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		in := r.mustSignIn()
		wantCode(t, "as a session", r.alive(auth.SignedIn{Token: in.Credential}), errs.Unauthenticated)
		wantCode(t, "a session as one", r.deviceAlive(auth.SignedIn{Credential: in.Token}), errs.Unauthenticated)

		for range 3 { // contact renews it
			r.pass(29 * 24 * time.Hour)
			actor, err := r.auth.AuthenticateDevice(t.Context(), in.Credential)
			if err != nil || !actor.Renewed || actor.Device != in.Device || actor.User != r.user {
				t.Fatalf("%+v, %v", actor, err)
			}
		}
		if actor, err := r.auth.AuthenticateDevice(t.Context(), in.Credential); err != nil || actor.Renewed {
			t.Errorf("renewed twice in a minute: %v, %v", actor.Renewed, err)
		}
		r.pass(30 * 24 * time.Hour)
		wantCode(t, "after 30 days without contact", r.deviceAlive(in), errs.Unauthenticated)
	})
}

func TestEnding(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		both := func(t *testing.T, what string, in auth.SignedIn, want errs.Code) {
			t.Helper()
			wantCode(t, what+": session", r.alive(in), want)
			wantCode(t, what+": device", r.deviceAlive(in), want)
		}
		stranger, link := r.newUser("rina", "Rina")
		if _, err := r.auth.Welcome(t.Context(), link.Token, password); err != nil {
			t.Fatal(err)
		}

		t.Run("signing out", func(t *testing.T) {
			in := r.mustSignIn()
			if err := r.auth.SignOut(t.Context(), in.Actor); err != nil {
				t.Fatal(err)
			}
			both(t, "after it", in, errs.Unauthenticated)
			_, err := r.auth.Refresh(t.Context(), in.Credential, in.Refresh)
			wantCode(t, "refresh", err, errs.Unauthenticated)
		})
		t.Run("one session from another", func(t *testing.T) {
			here, there := r.mustSignIn(), r.mustSignIn()
			rows, err := r.auth.Sessions(t.Context(), here.Actor)
			if err != nil || len(rows) != 2 {
				t.Errorf("lists %d, %v", len(rows), err)
			}
			wantCode(t, "a stranger", r.auth.EndSession(t.Context(), auth.Actor{User: stranger}, there.Session), errs.NotFound)
			wantCode(t, "the owner", r.auth.EndSession(t.Context(), here.Actor, there.Session), "")
			wantCode(t, "twice", r.auth.EndSession(t.Context(), here.Actor, there.Session), errs.NotFound)
			wantCode(t, "that session", r.alive(there), errs.Unauthenticated)
			wantCode(t, "its device", r.deviceAlive(there), "")
			_, err = r.auth.Refresh(t.Context(), there.Credential, there.Refresh)
			wantCode(t, "another one there without the password", err, errs.Unauthenticated)
			wantCode(t, "this session", r.alive(here), "")
		})
		t.Run("a lost phone", func(t *testing.T) {
			here, lost := r.mustSignIn(), r.mustSignIn()
			wantCode(t, "a stranger", r.auth.EndDevice(t.Context(), auth.Actor{User: stranger}, lost.Device), errs.NotFound)
			wantCode(t, "the owner", r.auth.EndDevice(t.Context(), here.Actor, lost.Device), "")
			wantCode(t, "twice", r.auth.EndDevice(t.Context(), here.Actor, lost.Device), errs.NotFound)
			wantCode(t, "nothing", r.auth.EndDevice(t.Context(), here.Actor, op.ID{}), errs.NotFound)
			both(t, "the lost one", lost, errs.Unauthenticated)
			both(t, "this one", here, "")
			rows, err := r.auth.Devices(t.Context(), here.Actor)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				if row.ID == lost.Device {
					t.Error("is still listed")
				}
			}
		})
		t.Run("a closed account", func(t *testing.T) {
			in := r.mustSignIn()
			err := r.db.Update(t.Context(), func(tx *store.Tx) error { return r.auth.Disable(t.Context(), tx, stranger, r.user) })
			if err != nil {
				t.Fatal(err)
			}
			both(t, "after it", in, errs.Unauthenticated)
			_, err = r.auth.Refresh(t.Context(), in.Credential, in.Refresh)
			wantCode(t, "refresh", err, errs.Unauthenticated)
		})
		acts := r.audited()
		for _, act := range []string{"sign_out", "session_end", "device_end", "user_disable", "device_enrol", "user_add", "link_make", "password_set"} {
			if acts[act] == 0 {
				t.Errorf("%s is not recorded: %v", act, acts)
			}
		}
	})
}

func TestTidy(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		old := r.mustSignIn()
		r.pass(48 * time.Hour)
		fresh := r.mustSignIn()
		if err := r.auth.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantCode(t, "the fresh one", r.alive(fresh), "")
		wantCode(t, "the old device", r.deviceAlive(old), "")
	})
}

// What is in the database signs nobody in.
func TestTheDatabaseHoldsNoSecret(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		in := r.mustSignIn()
		err := r.db.View(t.Context(), func(tx *store.Tx) error {
			device, err := tx.Device(t.Context(), in.Device)
			if err != nil {
				return err
			}
			for what, stolen := range map[string][]byte{"credential": device.CredentialHash, "refresh": device.RefreshHash} {
				wantCode(t, what, r.deviceAlive(auth.SignedIn{Credential: string(stolen)}), errs.Unauthenticated)
			}
			account, err := tx.Account(t.Context(), r.user)
			if len(account.Password) < 60 || account.Password[:10] != "$argon2id$" {
				t.Errorf("the password is stored as %q", account.Password)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
