package fold_test

import (
	"runtime"
	"testing"
)

// TestHere makes this package one of those whose tests `make test` runs in real browsers, the corpus above all: what a
// phone folds must be what the server folds, byte for byte.
func TestHere(t *testing.T) {
	if runtime.GOARCH != "wasm" {
		t.Errorf("built for %s", runtime.GOARCH)
	}
}
