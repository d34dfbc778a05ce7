package ledger_test

import (
	"os"
	"path/filepath"
	"testing"

	"damping/server/ledger"
	"damping/shared/errs"
)

// TestFullDisk: what cannot be remembered must not happen, and whoever asked for it hears why.
func TestFullDisk(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, server.String()+".log")
	if err := os.Symlink("/dev/full", path); err != nil { // the kernel's own word for a disk without room
		t.Fatal(err)
	}
	l := open(t, folder)
	if err := l.Append(ledger.Entry{Act: ledger.Took, Epoch: 1, Seq: 1}); errs.CodeOf(err) != errs.ServerFull {
		t.Error("a full disk says", err)
	}
}
