package domain

import (
	"runtime"
	"testing"
)

// TestHere makes this package one of those whose tests `make test` runs in real browsers: what a release wrote must mean on
// a phone what it means on the server.
func TestHere(t *testing.T) {
	if runtime.GOARCH != "wasm" {
		t.Errorf("built for %s", runtime.GOARCH)
	}
}
