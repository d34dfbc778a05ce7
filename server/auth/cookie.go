package auth

import "net/http"

// The cookies. The prefix makes browsers insist on Secure, on this host alone and on the whole site, so that neither
// a sister site nor plain HTTP can plant one. http://localhost counts as secure. Their lives are Max-Age and not
// Expires, because a phone's clock may be wrong by years.
const (
	SessionCookie = "__Host-session"
	DeviceCookie  = "__Host-device"
)

// Cookies are the two cookies of a new session. Those of a shared device go when the browser is closed.
func (in SignedIn) Cookies() []*http.Cookie {
	session := cookie(SessionCookie, in.Token, http.SameSiteStrictMode)
	device := NewDeviceCookie(in.Credential)
	if in.Shared {
		device.MaxAge = 0
	} else {
		session.MaxAge = int(SessionLife.Seconds())
	}
	return []*http.Cookie{session, device}
}

// NewDeviceCookie carries a device credential, new or renewed. It is Lax, because a service worker that a push has
// woken sends it.
func NewDeviceCookie(credential string) *http.Cookie {
	c := cookie(DeviceCookie, credential, http.SameSiteLaxMode)
	c.MaxAge = int(CredentialLife.Seconds())
	return c
}

// NoCookies takes both cookies away.
func NoCookies() []*http.Cookie {
	session := cookie(SessionCookie, "", http.SameSiteStrictMode)
	device := cookie(DeviceCookie, "", http.SameSiteLaxMode)
	session.MaxAge, device.MaxAge = -1, -1
	return []*http.Cookie{session, device}
}

// CookieOf reads one of the two from a request, empty when it is not there.
func CookieOf(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

func cookie(name, value string, site http.SameSite) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: site}
}
