// Package apptest lets components be tested on the host, without a browser: a desk over the real sync engine and a store
// in memory, and a probe that gives a test the context go-app would give a page.
//
// go-app's test engine runs OnInit and draws, but neither OnMount nor OnNav, because on the host it believes itself a
// server. A test therefore mounts by hand: it calls the page's OnMount with the probe's context and then Settle, which
// waits for the handlers' goroutines and draws what they changed.
package apptest
