package work_test

import (
	"context"
	"testing"

	"damping/server/store"
	"damping/shared/op"
)

// TestRecoverLeavesARightThatWasGivenBack: taken and given again since the backup, one at a time or many at once.
func TestRecoverLeavesARightThatWasGivenBack(t *testing.T) {
	eachDisaster(t, func(t *testing.T, d *disaster) {
		_, file, backup := d.aCase()
		d.start(false)
		d.write(func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.LockLogHead(ctx); err != nil {
				return err
			}
			all, err := tx.GrantsOn(ctx, file)
			if err != nil || len(all) < 2 {
				t.Fatal(len(all), err)
			}
			for _, g := range all {
				if err := tx.DropGrant(ctx, op.Scope{File: g.File, Part: g.Part}, g.Appointment); err != nil {
					return err
				}
			}
			if err := tx.SaveGrant(ctx, all[0]); err != nil {
				return err
			}
			return tx.AddGrants(ctx, all[1:])
		})
		d.stop()
		d.source = backup
		if r, done := d.start(true); !done || r.Rights != 0 {
			t.Errorf("restored %v, and %d rights that stand were taken", done, r.Rights)
		}
	})
}
