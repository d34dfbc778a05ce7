package push

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"damping/shared/errs"
)

// wellKnown are the push services of the browsers: Chrome and its kin, Firefox, Safari, Edge.
var wellKnown = []string{
	"fcm.googleapis.com", "*.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com",
}

// sendTimeout bounds one message from dialling to the last byte of the answer.
const sendTimeout = 10 * time.Second

// guard decides which addresses a message may go to.
type guard struct {
	hosts []string
	seam  seamOrigins
}

// check refuses an endpoint that is no push service: invalid at "endpoint".
func (g *guard) check(endpoint string) error {
	refused := errs.E(errs.Invalid, "").At("endpoint")
	u, err := url.Parse(endpoint)
	if err != nil || u.User != nil || u.Fragment != "" || u.Opaque != "" {
		return refused
	}
	if g.seam.allow(u) {
		return nil
	}
	if u.Scheme != "https" || (u.Port() != "" && u.Port() != "443") {
		return refused
	}
	host := strings.ToLower(u.Hostname())
	for _, pattern := range g.hosts {
		if matches(pattern, host) {
			return nil
		}
	}
	return refused
}

// matches compares a host with a pattern, whose leading "*." stands for one or more labels.
func matches(pattern, host string) bool {
	if end, ok := strings.CutPrefix(pattern, "*"); ok {
		return strings.HasSuffix(host, end) && len(host) > len(end) && host[0] != '.'
	}
	return host == pattern
}

// errInside is what a dial into our own network comes to.
var errInside = errors.New("push: the address lies inside")

// client sends as the guard wants it. It looks at the address that is really dialled, so a name that answers with
// another address the second time gains nothing. It uses no proxy: a proxy would do the dialling for us, unguarded.
func (g *guard) client() *http.Client {
	dialer := &net.Dialer{
		Timeout: sendTimeout / 2,
		ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
			to, err := netip.ParseAddrPort(address)
			if err != nil {
				return errInside
			}
			if g.seam.dial(to) || outside(to.Addr()) {
				return nil
			}
			return errInside
		},
	}
	return &http.Client{
		Timeout: sendTimeout,
		Transport: &http.Transport{
			DialContext:           dialer.DialContext,
			ForceAttemptHTTP2:     true,
			TLSHandshakeTimeout:   sendTimeout / 2,
			ResponseHeaderTimeout: sendTimeout,
			IdleConnTimeout:       time.Minute,
			MaxIdleConnsPerHost:   16,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// inside are the blocks that netip's own questions leave out: this network, carrier NAT, protocol assignments,
// documentation, benchmarks, reserved; and the IPv6 blocks that carry an IPv4 address in them.
var inside = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "240.0.0.0/4", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
	"2002::/16", "fec0::/10",
)

// outside tells whether an address is one of the public Internet.
func outside(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range inside {
		if p.Contains(a.WithZone("")) {
			return false
		}
	}
	return true
}

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return list
}
