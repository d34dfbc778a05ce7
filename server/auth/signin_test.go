package auth_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"damping/server/auth"
	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/op"
)

func TestSignIn(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		in := r.mustSignIn(func(ask *auth.SignIn) { ask.Login = "  DEWI " })
		if in.User != r.user || in.Login != "dewi" || in.Name != "Dewi" || in.Shared {
			t.Errorf("signed in as %+v", in.Actor)
		}
		if len(in.Token) != 43 || len(in.Credential) != 43 || len(in.Refresh) != 43 || in.Token == in.Refresh || in.Token == in.Credential {
			t.Error("the secrets are not three of 256 bits")
		}
		actor, err := r.auth.Authenticate(t.Context(), in.Token)
		if err != nil || actor.Session != in.Session || actor.Device != in.Device {
			t.Errorf("the token is of %+v, %v", actor, err)
		}
		if again := r.mustSignIn(); again.Token == in.Token || again.Credential == in.Credential {
			t.Error("two sign-ins share a secret")
		}
		if n := r.audited()["sign_in"]; n != 2 {
			t.Errorf("%d sign-ins are recorded", n)
		}
	})
}

// Whoever is refused learns nothing of why.
func TestSignInRefused(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		r.newUser("rina", "Rina") // has no password yet
		closed, link := r.newUser("sari", "Sari")
		if _, err := r.auth.Welcome(t.Context(), link.Token, password); err != nil {
			t.Fatal(err)
		}
		err := r.db.Update(t.Context(), func(tx *store.Tx) error { return r.auth.Disable(t.Context(), tx, r.user, closed) })
		if err != nil {
			t.Fatal(err)
		}

		var texts []string
		for what, change := range map[string]func(*auth.SignIn){
			"a wrong password":              wrongPassword,
			"an unknown name":               func(ask *auth.SignIn) { ask.Login = "nobody" },
			"an account without a password": func(ask *auth.SignIn) { ask.Login = "rina" },
			"no password for it":            func(ask *auth.SignIn) { ask.Login, ask.Password = "rina", "" },
			"a closed account":              func(ask *auth.SignIn) { ask.Login = "sari" },
			"a name with a NUL":             func(ask *auth.SignIn) { ask.Login = "dewi\x00" },
			"a password of 1 MB":            func(ask *auth.SignIn) { ask.Password = strings.Repeat("x", 1<<20) },
		} {
			_, err := r.signIn(change)
			wantCode(t, what, err, errs.WrongCredentials)
			texts = append(texts, err.Error())
		}
		for _, text := range texts {
			if text != texts[0] {
				t.Errorf("one answer is %q, another %q", texts[0], text)
			}
		}
		if n := r.audited()["sign_in denied"]; n != len(texts) {
			t.Errorf("%d refusals are recorded, want %d", n, len(texts))
		}
	})
}

func TestLimit(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		phone := r.mustSignIn()
		for range 5 {
			_, err := r.signIn(wrongPassword)
			wantCode(t, "a free try", err, errs.WrongCredentials)
		}
		_, err := r.signIn()
		wantCode(t, "the right password too soon", err, errs.Limited)
		if e := errs.As(err); len(e.Args) != 1 || e.Args[0] != 1 {
			t.Errorf("tells to wait %v seconds, want 1", e.Args)
		}

		// Waiting 1 s, 2 s, 4 s … is exactly enough, and 15 minutes the most.
		for _, wait := range []time.Duration{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900} {
			r.pass(wait*time.Second - time.Millisecond)
			_, err := r.signIn(wrongPassword)
			wantCode(t, "just before", err, errs.Limited)
			r.pass(time.Millisecond)
			_, err = r.signIn(wrongPassword)
			wantCode(t, "just after", err, errs.WrongCredentials)
		}

		t.Run("the owner's own device is not kept out by it", func(t *testing.T) {
			known := func(ask *auth.SignIn) { ask.Credential = phone.Credential }
			r.mustSignIn(known)
		})
		t.Run("another name is not, either", func(t *testing.T) {
			_, link := r.newUser("rina", "Rina")
			if _, err := r.auth.Welcome(t.Context(), link.Token, password); err != nil {
				t.Fatal(err)
			}
			r.mustSignIn(func(ask *auth.SignIn) { ask.Login = "rina" })
		})
		t.Run("a name that nobody has is limited alike", func(t *testing.T) {
			nobody := func(ask *auth.SignIn) { ask.Login = "nobody" }
			for range 5 {
				_, err := r.signIn(nobody)
				wantCode(t, "a free try", err, errs.WrongCredentials)
			}
			_, err := r.signIn(nobody)
			wantCode(t, "one more", err, errs.Limited)
		})
		t.Run("a success forgets it", func(t *testing.T) {
			r.pass(15 * time.Minute)
			r.mustSignIn()
			_, err := r.signIn(wrongPassword)
			wantCode(t, "a free try again", err, errs.WrongCredentials)
			r.mustSignIn()
		})
		t.Run("a clock set back does not lock anybody out for ever, nor a day forgive at once", func(t *testing.T) {
			for range 5 {
				_, _ = r.signIn(wrongPassword)
			}
			r.pass(25 * time.Hour)
			for range 4 {
				_, err := r.signIn(wrongPassword)
				wantCode(t, "after a day", err, errs.WrongCredentials)
			}
		})
	})
}

// A try is counted before the password is looked at: side by side they gain nothing.
func TestLimitHoldsForTriesSideBySide(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		codes := map[errs.Code]int{}
		for range 40 {
			wg.Go(func() {
				_, err := r.signIn(wrongPassword)
				mu.Lock()
				defer mu.Unlock()
				codes[errs.CodeOf(err)]++
			})
		}
		wg.Wait()
		if codes[errs.WrongCredentials] != 5 || codes[errs.Limited] != 35 {
			t.Errorf("answers: %v, want 5 looked at and 35 limited", codes)
		}
	})
}

func TestTheDeviceKeepsItsID(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		first := r.mustSignIn()

		same := r.mustSignIn(func(ask *auth.SignIn) { ask.Credential = first.Credential })
		if same.Device != first.Device {
			t.Error("a good credential did not keep the device")
		}
		wantCode(t, "the credential of before", r.deviceAlive(first), errs.Unauthenticated)
		wantCode(t, "the session of before", r.alive(first), errs.Unauthenticated)

		remembered := r.mustSignIn(func(ask *auth.SignIn) { ask.Device = first.Device })
		if remembered.Device != first.Device {
			t.Error("the id that the app remembers did not keep the device")
		}

		if err := r.auth.SignOut(t.Context(), remembered.Actor); err != nil {
			t.Fatal(err)
		}
		back := r.mustSignIn(func(ask *auth.SignIn) { ask.Device = first.Device })
		if back.Device != first.Device {
			t.Error("after a sign-out the device lost its id, and what is unsent on it its author")
		}

		_, link := r.newUser("rina", "Rina")
		if _, err := r.auth.Welcome(t.Context(), link.Token, password); err != nil {
			t.Fatal(err)
		}
		for what, change := range map[string]func(*auth.SignIn){
			"its id":         func(ask *auth.SignIn) { ask.Login, ask.Device = "rina", first.Device },
			"its credential": func(ask *auth.SignIn) { ask.Login, ask.Credential = "rina", back.Credential },
		} {
			if other := r.mustSignIn(change); other.Device == first.Device {
				t.Errorf("another person took the device by %s", what)
			}
		}
		wantCode(t, "the owner meanwhile", r.alive(back), "")
		if shared := r.mustSignIn(func(ask *auth.SignIn) { ask.Device, ask.Shared = first.Device, true }); shared.Device == first.Device {
			t.Error("a device became a shared one")
		}
	})
}

func TestASharedComputer(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		in := r.mustSignIn(func(ask *auth.SignIn) { ask.Shared = true })
		if in.Refresh != "" || !in.CredentialExpires.Equal(in.Expires) {
			t.Errorf("kept: refresh %q, credential until %v", in.Refresh, in.CredentialExpires)
		}
		for range 11 * 6 { // in use all day
			r.pass(10 * time.Minute)
			wantCode(t, "in use", r.alive(in), "")
		}
		r.pass(70 * time.Minute)
		wantCode(t, "its credential after 12 hours", r.deviceAlive(in), errs.Unauthenticated)
	})
}

func TestAppointments(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		institution, unit, now := op.NewID(1, zeros{}), op.NewID(2, zeros{}), r.clock.Now().UnixMilli()
		add := func(n int64, from, until string) op.ID {
			id := op.NewID(n, zeros{})
			err := r.db.Update(t.Context(), func(tx *store.Tx) error {
				return tx.AddAppointment(t.Context(), store.Appointment{
					ID: id, UserID: r.user, InstitutionID: institution, UnitID: unit, Role: "pendamping", FromOn: from, UntilOn: until, CreatedAt: now + n,
				})
			})
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		err := r.db.Update(t.Context(), func(tx *store.Tx) error {
			err := tx.AddInstitution(t.Context(), store.Institution{ID: institution, Name: "x", Zone: "WIT", QuietFrom: "20:00", QuietTo: "07:00"})
			if err != nil {
				return err
			}
			return tx.AddUnit(t.Context(), store.Unit{ID: unit, InstitutionID: institution, Name: "y"})
		})
		if err != nil {
			t.Fatal(err)
		}
		add(10, "2025-01-01", "2026-11-22") // until yesterday
		today := add(11, "2026-11-23", "2026-11-23")
		add(12, "2026-11-24", "") // from tomorrow
		always := add(13, "2026-01-01", "")

		in := r.mustSignIn()
		if len(in.Appointments) != 2 || in.Appointments[0].ID != today || in.Appointments[1].ID != always {
			t.Fatalf("holds %+v", in.Appointments)
		}
		if one, err := in.As(always); err != nil || one.Unit != unit || one.Zone != "WIT" || !in.Has("pendamping") || in.Has("kepala_uptd") {
			t.Errorf("as %+v, %v", one, err)
		}
		_, err = in.As(op.NewID(12, zeros{}))
		wantCode(t, "one that does not hold", err, errs.Forbidden)

		// 08:00 in Jakarta is 10:00 in Jayapura: its midnight comes in 14 hours.
		r.pass(13 * time.Hour)
		if n := len(r.mustSignIn().Appointments); n != 2 {
			t.Errorf("holds %d at 23:00 in Jayapura", n)
		}
		r.pass(time.Hour)
		if n := len(r.mustSignIn().Appointments); n != 2 { // today's is over, tomorrow's has begun
			t.Errorf("holds %d at midnight in Jayapura", n)
		}
	})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
