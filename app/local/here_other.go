//go:build !js

package local

// Here is nil outside a browser, where nothing asks for it.
func Here(string) *Desk { return nil }
