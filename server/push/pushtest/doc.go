// Package pushtest is a push service for tests, with the browsers behind it.
//
// It does what the real ones do: it checks the signature and the headers of every message, and its browsers decrypt
// with keys of their own, as RFC 8291 says and independently of the code that encrypted. It remembers everything, and
// answers what a test tells it to.
package pushtest
