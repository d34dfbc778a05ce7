package push

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"damping/shared/errs"
)

func TestOnlyPushServicesAreAsked(t *testing.T) {
	g := &guard{hosts: append([]string{"push.example.org", "*.push.example.net"}, wellKnown...)}

	for endpoint, ok := range map[string]bool{
		"https://fcm.googleapis.com/fcm/send/abc:def":                 true,
		"https://FCM.googleapis.com:443/fcm/send/abc":                 true,
		"https://updates.push.services.mozilla.com/wpush/v2/gAAA":     true,
		"https://web.push.apple.com/QGuQyavXutnMK":                    true,
		"https://wns2-par02p.notify.windows.com/w/?token=BQYA":        true,
		"https://push.example.org/x":                                  true,
		"https://a.b.push.example.net/x":                              true,
		"https://push.example.net/x":                                  false,
		"https://.push.example.net/x":                                 false,
		"http://fcm.googleapis.com/fcm/send/abc":                      false,
		"https://fcm.googleapis.com:8443/fcm/send/abc":                false,
		"https://user@fcm.googleapis.com/x":                           false,
		"https://fcm.googleapis.com@evil.org/x":                       false,
		"https://fcm.googleapis.com.evil.org/x":                       false,
		"https://evil-push.apple.com/x":                               false,
		"https://evilpush.services.mozilla.com/x":                     false,
		"https://127.0.0.1/x":                                         false,
		"https://[::1]/x":                                             false,
		"https://169.254.169.254/latest/meta-data/":                   false,
		"https://localhost/x":                                         false,
		"http://127.0.0.1:9000/x":                                     false,
		"https:fcm.googleapis.com/x":                                  false,
		"https://fcm.googleapis.com/x#" + strings.Repeat("a", 10):     false,
		"//fcm.googleapis.com/x":                                      false,
		"file:///etc/passwd":                                          false,
		"https://fcm.googleapis.com\r\nHost: evil.org/":               false,
		"https://xn--fcm-googleapis-com.evil.org/?fcm.googleapis.com": false,
		"https://fcm.googleapis.com%2eevil.org/x":                     false,
		"":                              false,
		"gopher://fcm.googleapis.com/x": false,
		"https://*.push.example.net/x":  true, // a name nobody can have; the dial judges
		"https://fcm.googleapis.com./x": false,
	} {
		err := g.check(endpoint)
		if (err == nil) != ok {
			t.Errorf("%q: %v", endpoint, err)
		}
		if e := errs.As(err); err != nil && (e == nil || e.Code != errs.Invalid || e.Field != "endpoint") {
			t.Errorf("%q: refused as %v", endpoint, err)
		}
	}
}

func TestOutside(t *testing.T) {
	for text, want := range map[string]bool{
		"142.250.4.95": true, "2404:6800:4003:c04::5f": true, "9.9.9.9": true,
		"127.0.0.1": false, "::1": false, "10.1.2.3": false, "172.31.0.1": false, "192.168.1.1": false, "fd00::1": false,
		"169.254.169.254": false, "fe80::1": false, "100.64.0.1": false, "0.0.0.0": false, "::": false, "224.0.0.1": false,
		"255.255.255.255": false, "240.0.0.1": false, "198.18.0.1": false, "192.0.2.1": false, "::ffff:127.0.0.1": false,
		"::ffff:10.0.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "ff02::1": false, "2001:db8::1": false,
		"fec0::1": false, "::127.0.0.1": false,
	} {
		if got := outside(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// listening is a server inside our network that counts who connects.
func listening(t *testing.T) (server *httptest.Server, connections *int) {
	t.Helper()
	connections = new(int)
	server = httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			*connections++
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	return server, connections
}

// Whatever name stands in the address, the one that is dialled counts: a name server that answers with an outside
// address to the check and with an inside one to the dial gains nothing.
func TestNoConnectionGoesInside(t *testing.T) {
	server, connections := listening(t)
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	client := (&guard{}).client()

	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "[::1]", "2130706433"} {
		response, err := client.Post("http://"+host+":"+port+"/", "text/plain", nil)
		if err == nil {
			_ = response.Body.Close()
			t.Errorf("%s answered %d", host, response.StatusCode)
		}
	}
	server.Close() // waits for its connections, so that the count is complete
	if *connections != 0 {
		t.Errorf("%d connections", *connections)
	}

	_, err := client.Get("http://localhost:" + port)
	if !errors.Is(err, errInside) {
		t.Errorf("refused with %v", err)
	}
}

type answer func(*http.Request) *http.Response

func (a answer) RoundTrip(r *http.Request) (*http.Response, error) { return a(r), nil }

func TestRedirectsAreNotFollowed(t *testing.T) {
	asked := 0
	client := (&guard{}).client()
	client.Transport = answer(func(r *http.Request) *http.Response {
		asked++
		return &http.Response{StatusCode: 307, Header: http.Header{"Location": {"http://169.254.169.254/"}}, Body: http.NoBody, Request: r}
	})
	response, err := client.Post("https://fcm.googleapis.com/x", "text/plain", strings.NewReader("x"))
	if err != nil || response.StatusCode != 307 || asked != 1 {
		t.Errorf("%v, asked %d times", err, asked)
	}
	if classify(307) != Refused {
		t.Error("a redirect is taken for something else than a refusal")
	}
}

func TestTheClientIsBounded(t *testing.T) {
	client := (&guard{}).client()
	if client.Timeout != sendTimeout {
		t.Errorf("timeout is %s", client.Timeout)
	}
	if client.Transport.(*http.Transport).Proxy != nil {
		t.Error("a proxy would dial unguarded")
	}
}
