package work_test

import (
	"testing"

	"damping/shared/client"
)

// TestRecoverFilesWanted: what a head had asked for since the backup comes back in full, without being opened again.
func TestRecoverFilesWanted(t *testing.T) {
	eachDisaster(t, func(t *testing.T, d *disaster) {
		wati, file, backup := d.aCase()
		d.start(false)
		wati.MoveTo(d.House)
		ratna := d.SignedIn("ratna")
		ratna.Open(file)
		if ratna.Grade(file) != client.Full {
			t.Fatal("the file did not come")
		}
		d.stop()

		d.source = backup
		if _, done := d.start(true); !done {
			t.Fatal("no restore")
		}
		d.again(ratna, "ratna")
		if ratna.Grade(file) != client.Full {
			t.Error("of the file there is only the list row")
		}
	})
}
