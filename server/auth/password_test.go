package auth

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"damping/shared/errs"
)

func TestCheckPassword(t *testing.T) {
	for _, c := range []struct{ password, key string }{
		{"Kue lapis hijau 7", ""},
		{"xq9!mZp2#vLk", ""},
		{"es itu di gua", ""},
		{"ku es di ua", ""}, // four words
		{"kuda lari", "welcome.tooShort"},
		{"a b c d e", "welcome.tooShort"},
		{"", "welcome.tooShort"},
		{"xq9!mZp2#vL", "welcome.tooShort"},
		{"aaaaaaaaaaaaaaaa", "welcome.tooCommon"},
		{"abababababab", "welcome.tooCommon"},
		{"123456789012", "welcome.tooCommon"},
		{"abcdefghijklm", "welcome.tooCommon"},
		{"987654321098", "welcome.tooCommon"},
		{"Bismillah 123", "welcome.tooCommon"},
		{"Kota.Bandar.Lampung", "welcome.tooCommon"},
		{"password1234", "welcome.tooCommon"},
		{"P a s s w o r d 1 2 3", "welcome.tooCommon"},
		{"dewi.lestari123", "welcome.tooCommon"},
		{strings.Repeat("panjang sekali ", 20), "form.tooLong"},
		{"kata\x00sandi panjang", "err.invalid"},
		{"kata\xffsandi panjang", "err.invalid"},
		{"пароль из четырёх слов", ""},
	} {
		err := checkPassword(c.password, "dewi.lestari")
		switch e := errs.As(err); {
		case c.key == "" && err != nil:
			t.Errorf("%q is refused: %v", c.password, e.Key)
		case c.key != "" && (e == nil || e.Key != c.key || e.Field != "password"):
			t.Errorf("%q: %+v, want %s", c.password, e, c.key)
		}
	}
}

func TestPasswordHash(t *testing.T) {
	p, err := newPasswords(cost{memory: 64, passes: 1, threads: 1}, rand.Reader, 2)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := p.hash(t.Context(), "café di kota")
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := p.hash(t.Context(), "café di kota"); again == encoded {
		t.Error("two hashes share a salt")
	}
	for _, c := range []struct {
		encoded, password string
		want              bool
	}{
		{encoded, "café di kota", true},
		{encoded, "cafe\u0301 di kota", true}, // the same é, as another keyboard writes it
		{encoded, "cafe di kota", false},
		{encoded, "", false},
		{"", "café di kota", false},
		{"", "", false},
	} {
		if got, err := p.check(t.Context(), c.encoded, c.password); err != nil || got != c.want {
			t.Errorf("%q against %q: %v, %v", c.password, c.encoded, got, err)
		}
	}
	for _, broken := range []string{"x", "$argon2i$v=19$m=64,t=1,p=1$AAAA$AAAA", strings.Replace(encoded, "m=64", "m=99999999", 1), strings.Replace(encoded, "t=1", "t=0", 1), encoded[:len(encoded)-2]} {
		if _, err := p.check(t.Context(), broken, "x"); err == nil {
			t.Errorf("%q was read", broken)
		}
	}

	// What is stored is dearer than what the tests use.
	if usual, err := newPasswords(usualCost, rand.Reader, 1); err != nil || !strings.HasPrefix(usual.dummy, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("the usual cost is %v, %v", usual.dummy, err)
	}
}

func TestPasswordsWaitForTheirPlace(t *testing.T) {
	p, err := newPasswords(cost{memory: 64, passes: 1, threads: 1}, rand.Reader, 1)
	if err != nil {
		t.Fatal(err)
	}
	p.places <- struct{}{} // somebody else is hashing
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.check(ctx, "", "x"); err != context.Canceled {
		t.Errorf("answered %v", err)
	}
	<-p.places
	if _, err := p.check(t.Context(), "", "x"); err != nil {
		t.Errorf("answered %v", err)
	}
}

// A name that nobody has must not be told by the time that it takes: it costs the same work, as often.
func TestUnknownNamesCostAsMuch(t *testing.T) {
	p, err := newPasswords(cost{memory: 64, passes: 1, threads: 1}, rand.Reader, 1)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := p.hash(t.Context(), "kata sandi yang benar")
	if err != nil {
		t.Fatal(err)
	}
	var work []string
	derive := p.argon2
	p.argon2 = func(password, salt []byte, passes, memory uint32, threads uint8, size uint32) []byte {
		work = append(work, fmt.Sprintln(string(password), len(salt), passes, memory, threads, size))
		return derive(password, salt, passes, memory, threads, size)
	}
	done := func(encoded string) []string {
		work = nil
		if right, err := p.check(t.Context(), encoded, "salah"); right || err != nil {
			t.Fatal(right, err)
		}
		return work
	}
	known, unknown := done(encoded), done("")
	if len(known) != 1 || !slices.Equal(known, unknown) {
		t.Errorf("a known name costs %v, an unknown one %v", known, unknown)
	}
}

func TestPauses(t *testing.T) {
	for fails, want := range map[int64]time.Duration{0: 0, 4: 0, 5: time.Second, 6: 2 * time.Second, 14: 512 * time.Second, 15: 15 * time.Minute, 1_000_000: 15 * time.Minute} {
		if got := pause(fails); got != want {
			t.Errorf("after %d: %v, want %v", fails, got, want)
		}
	}
}

func TestCookies(t *testing.T) {
	in := SignedIn{Token: "t", Credential: "c"}
	for name, cookies := range map[string][]*http.Cookie{"private": in.Cookies(), "none": NoCookies(), "shared": SignedIn{Actor: Actor{Shared: true}, Token: "t", Credential: "c"}.Cookies()} {
		for _, c := range cookies {
			if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite == http.SameSiteNoneMode || c.SameSite == 0 {
				t.Errorf("%s: %s", name, c)
			}
			if (name == "shared") != (c.MaxAge == 0) || (name == "none") != (c.MaxAge < 0) || !c.Expires.IsZero() {
				t.Errorf("%s lives for %d", name, c.MaxAge)
			}
		}
		if cookies[0].SameSite != http.SameSiteStrictMode {
			t.Errorf("%s: the session is not Strict", name)
		}
	}
	if device := in.Cookies()[1]; device.MaxAge != 30*24*3600 {
		t.Errorf("the device cookie lives for %d s", device.MaxAge)
	}

	r := &http.Request{Header: http.Header{"Cookie": {"__Host-session=abc"}}}
	if CookieOf(r, SessionCookie) != "abc" || CookieOf(r, DeviceCookie) != "" {
		t.Error("cookies are read wrongly")
	}
}
