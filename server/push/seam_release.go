//go:build !testseam

package push

import (
	"net/netip"
	"net/url"
)

// seamOrigins is empty and stays so in the program that people run: nothing can be added to the guard's list.
type seamOrigins struct{}

func (*seamOrigins) allow(*url.URL) bool      { return false }
func (*seamOrigins) dial(netip.AddrPort) bool { return false }
