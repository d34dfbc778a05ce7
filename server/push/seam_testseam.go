//go:build testseam

package push

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"sync"
)

// seamOrigins are local push services that a browser journey has put up. Only a build with the tag testseam has them.
type seamOrigins struct {
	mu    sync.Mutex
	ports []netip.AddrPort
}

// TestSeamAllow lets messages go to one local push service, named as http://127.0.0.1:port.
func (s *Service) TestSeamAllow(origin string) error {
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "http" {
		return fmt.Errorf("push: %q is not http://address:port", origin)
	}
	to, err := netip.ParseAddrPort(u.Host)
	if err != nil || !to.Addr().IsLoopback() {
		return fmt.Errorf("push: %q is not on the loopback", origin)
	}
	g := &s.guard.seam
	g.mu.Lock()
	defer g.mu.Unlock()
	g.ports = append(g.ports, to)
	return nil
}

func (g *seamOrigins) allow(u *url.URL) bool {
	to, err := netip.ParseAddrPort(u.Host)
	return err == nil && u.Scheme == "http" && g.dial(to)
}

func (g *seamOrigins) dial(to netip.AddrPort) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Contains(g.ports, to)
}
