package auth_test

import (
	"crypto/rand"
	"testing"
	"time"

	"damping/server/audit"
	"damping/server/auth"
	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/op"
)

const password = "empat kata yang mudah"

// room is an auth service with one person in it, who can sign in.
type room struct {
	t     *testing.T
	db    *store.DB
	clock *servertest.Clock
	auth  *auth.Service
	user  op.ID
}

func each(t *testing.T, test func(t *testing.T, r *room)) {
	t.Helper()
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		service, err := auth.New(db, rand.Reader, auth.Options{Cheap: true})
		if err != nil {
			t.Fatal(err)
		}
		r := &room{t: t, db: db, clock: clock, auth: service}
		var link auth.Link
		r.user, link = r.newUser("dewi", "Dewi")
		if _, err := service.Welcome(t.Context(), link.Token, password); err != nil {
			t.Fatal(err)
		}
		test(t, r)

		// Whatever happened, the record of it holds.
		err = db.View(t.Context(), func(tx *store.Tx) error {
			_, err := audit.Verify(t.Context(), tx)
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func (r *room) newUser(login, name string) (op.ID, auth.Link) {
	r.t.Helper()
	var account store.Account
	var link auth.Link
	err := r.db.Update(r.t.Context(), func(tx *store.Tx) (err error) {
		account, link, err = r.auth.NewUser(r.t.Context(), tx, op.ID{}, login, name)
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return account.ID, link
}

func (r *room) signIn(change ...func(*auth.SignIn)) (auth.SignedIn, error) {
	ask := auth.SignIn{Login: "dewi", Password: password, Label: "HP"}
	for _, one := range change {
		one(&ask)
	}
	return r.auth.SignIn(r.t.Context(), ask)
}

func (r *room) mustSignIn(change ...func(*auth.SignIn)) auth.SignedIn {
	r.t.Helper()
	in, err := r.signIn(change...)
	if err != nil {
		r.t.Fatal(err)
	}
	return in
}

// alive tells what a session token is worth now.
func (r *room) alive(in auth.SignedIn) error {
	_, err := r.auth.Authenticate(r.t.Context(), in.Token)
	return err
}

func (r *room) deviceAlive(in auth.SignedIn) error {
	_, err := r.auth.AuthenticateDevice(r.t.Context(), in.Credential)
	return err
}

func (r *room) pass(d time.Duration) { r.clock.Advance(d) }

func (r *room) audited() map[string]int {
	r.t.Helper()
	acts := map[string]int{}
	err := r.db.View(r.t.Context(), func(tx *store.Tx) error {
		rows, err := tx.AuditRows(r.t.Context(), 0, 1000)
		for _, row := range rows {
			act := row.Act
			if row.Denied {
				act += " denied"
			}
			acts[act]++
		}
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return acts
}

func wrongPassword(ask *auth.SignIn) { ask.Password = "bukan kata sandi itu" }

func wantCode(t *testing.T, what string, err error, want errs.Code) {
	t.Helper()
	if got := errs.CodeOf(err); got != want {
		t.Errorf("%s: code is %q, want %q (%v)", what, got, want, err)
	}
}
