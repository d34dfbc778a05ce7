//go:build !js

package local

// BesideThePage reports whether this program runs in the worker that derives keys: outside a browser there is none.
func BesideThePage() bool { return false }
