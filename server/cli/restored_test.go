package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"damping/server/servertest"
)

// A backup of the data folder is put back: what was closed since is closed again, and people are told what to do.
func TestRestored(t *testing.T) {
	p := newPlace(t, servertest.SQLite)
	p.must("user", "add", "dewi", "Dewi Lestari", "--office", "UPTD PPA")
	p.must("user", "add", "rina", "Rina")
	data := os.Getenv("DAMPING_DATA")
	if err := os.CopyFS(filepath.Join(p.folder, "backup"), os.DirFS(data)); err != nil {
		t.Fatal(err)
	}
	p.must("user", "disable", "rina")
	if err := os.RemoveAll(data); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(data, os.DirFS(filepath.Join(p.folder, "backup"))); err != nil {
		t.Fatal(err)
	}
	if out := p.must("user", "list"); strings.Contains(out, "closed") {
		t.Fatalf("the backup is not one: %s", out)
	}

	out := p.must("restored")

	if !strings.Contains(out, "accounts closed 1") {
		t.Errorf("says %s", out)
	}
	if out := p.must("user", "list"); !strings.Contains(out, "closed") {
		t.Errorf("rina is back: %s", out)
	}
}
