package oplog_test

import (
	"context"
	"strings"
	"testing"

	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/domain"
	"damping/shared/op"
)

// TestLargeFile writes more into one part than a statement of SQLite may be long: rows must not travel as text.
func TestLargeFile(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		o := newOffice(t, db, clock)
		wati, head := o.phone("wati"), o.phone("head")
		file := wati.newCase("Bunga")
		for range 20 {
			wati.note(file, strings.Repeat("panjang ", 7000))
		}
		wati.sync()
		head.sync()
		if got := len(domain.Notes(head.parts(file))); got != 20 {
			t.Error("notes:", got)
		}
		o.View(func(ctx context.Context, tx *store.Tx) error {
			row, err := tx.PartState(ctx, op.Scope{File: file, Part: op.Story})
			if len(row.Bundle) < 1_000_000 {
				t.Error("the bundle is only", len(row.Bundle))
			}
			return err
		})
	})
}
