// Package device is the browser as the app uses it: passkeys that open the store on this device, Web Push, room on the
// disk, signals of network and visibility, the worker. Each file is one ability. Who needs one declares a small
// interface for it; the twins live with their tests.
//
// Nothing here talks to our server and nothing here knows a person. Functions block on the browser: call them from
// goroutines of their own, never from go-app's UI goroutine or from a JavaScript callback.
package device

import "damping/shared/errs"

// Failures of asking the browser.
var (
	// ErrUnsupported says that this browser or this machine cannot do it.
	ErrUnsupported = errs.E(errs.Unavailable, "").At("browser")
	// ErrRefused says that the person, or the browser in their name, said no.
	ErrRefused = errs.E(errs.Forbidden, "").At("browser")
)

// Signal is something that the browser noticed.
type Signal uint8

// The signals.
const (
	Online  Signal = iota + 1 // a network is there, which says nothing of the server
	Offline                   // no network at all
	Visible                   // the person looks at the page
	Hidden                    // they do not
	Head                      // the server said that there is something to fetch
	Cut                       // the server's stream of events ended and is tried again
)
