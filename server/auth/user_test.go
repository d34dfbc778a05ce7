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

func TestWelcome(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		t.Run("a link sets a password once", func(t *testing.T) {
			_, link := r.newUser("Rina.S", "Rina")
			login, err := r.auth.Welcome(t.Context(), link.Token, "sandi panjang untuk rina")
			if err != nil || login != "rina.s" {
				t.Fatalf("login %q, %v", login, err)
			}
			r.mustSignIn(func(ask *auth.SignIn) { ask.Login, ask.Password = "RINA.S", "sandi panjang untuk rina" })
			_, err = r.auth.Welcome(t.Context(), link.Token, "sandi lain yang panjang")
			wantCode(t, "again", err, errs.Gone)
		})
		t.Run("for 15 minutes", func(t *testing.T) {
			_, link := r.newUser("sari", "Sari")
			r.pass(15 * time.Minute)
			_, err := r.auth.Welcome(t.Context(), link.Token, password)
			wantCode(t, "too late", err, errs.Gone)
		})
		t.Run("a poor password does not use it up", func(t *testing.T) {
			_, link := r.newUser("tuti", "Tuti")
			_, err := r.auth.Welcome(t.Context(), link.Token, "pendek")
			wantCode(t, "too short", err, errs.Invalid)
			_, err = r.auth.Welcome(t.Context(), link.Token, password)
			wantCode(t, "then a good one", err, "")
		})
		t.Run("whoever else was signed in is not any more", func(t *testing.T) {
			in := r.mustSignIn()
			var link auth.Link
			err := r.db.Update(t.Context(), func(tx *store.Tx) (err error) {
				link, err = r.auth.NewLink(t.Context(), tx, op.ID{}, r.user)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := r.auth.Welcome(t.Context(), link.Token, "kata sandi yang baru"); err != nil {
				t.Fatal(err)
			}
			wantCode(t, "the session", r.alive(in), errs.Unauthenticated)
			_, err = r.signIn()
			wantCode(t, "the old password", err, errs.WrongCredentials)
		})
		t.Run("of twenty at once one wins", func(t *testing.T) {
			_, link := r.newUser("wati", "Wati")
			var wg sync.WaitGroup
			var mu sync.Mutex
			codes := map[errs.Code]int{}
			for range 20 {
				wg.Go(func() {
					_, err := r.auth.Welcome(t.Context(), link.Token, password)
					mu.Lock()
					defer mu.Unlock()
					codes[errs.CodeOf(err)]++
				})
			}
			wg.Wait()
			if codes[""] != 1 || codes[errs.Gone] != 19 {
				t.Errorf("answers: %v", codes)
			}
		})
		t.Run("not a token", func(t *testing.T) {
			_, err := r.auth.Welcome(t.Context(), "guess", password)
			wantCode(t, "a guess", err, errs.Gone)
		})
	})
}

func TestNewUser(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		for _, c := range []struct {
			what, login, name string
			want              errs.Code
		}{
			{"the same name in capitals", "DEWI", "Dewi lain", errs.Conflict},
			{"the same name in wide letters", "ｄｅｗｉ", "Dewi lain", errs.Conflict},
			{"a mail address", "dewi@uptd.go.id", "Dewi", ""},
			{"nothing", " ", "Dewi", errs.Invalid},
			{"one letter", "d", "Dewi", errs.Invalid},
			{"too long", strings.Repeat("d", 81), "Dewi", errs.Invalid},
			{"a blank inside", "dewi lestari", "Dewi", errs.Invalid},
			{"a Cyrillic look-alike", "dеwi", "Dewi", errs.Invalid},
			{"a NUL", "dewi\x00", "Dewi", errs.Invalid},
			{"no person's name", "dewi2", "", errs.Invalid},
			{"a person's name with a line break", "dewi2", "De\nwi", errs.Invalid},
			{"a person's name that is no UTF-8", "dewi2", "De\xffwi", errs.Invalid},
			{"an Indonesian name", "dewi2", "Hj. Dewi Ayu, S.Sos.", ""},
		} {
			err := r.db.Update(t.Context(), func(tx *store.Tx) error {
				_, _, err := r.auth.NewUser(t.Context(), tx, op.ID{}, c.login, c.name)
				return err
			})
			wantCode(t, c.what, err, c.want)
		}
	})
}
