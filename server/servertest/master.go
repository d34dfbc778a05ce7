package servertest

import (
	"crypto/rand"
	"path/filepath"
	"testing"

	"damping/server/vault"
)

// Master is a master key of the test's own.
func Master(tb testing.TB) *vault.Master {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "master.key")
	if err := vault.CreateMasterFile(path, rand.Reader); err != nil {
		tb.Fatal(err)
	}
	master, err := vault.OpenMasterFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	return master
}
