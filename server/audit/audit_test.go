package audit_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"testing"

	"damping/server/audit"
	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/op"
)

func newID() op.ID { return op.NewID(servertest.Start.UnixMilli(), rand.Reader) }

func verify(t *testing.T, db *store.DB) (n int64, err error) {
	t.Helper()
	err = db.View(t.Context(), func(tx *store.Tx) error {
		n, err = audit.Verify(t.Context(), tx)
		return err
	})
	return n, err
}

// record appends n acts, two to a transaction.
func record(t *testing.T, db *store.DB, n int) {
	t.Helper()
	for i := 0; i < n; i += 2 {
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			audit.Append(tx, audit.Entry{Actor: newID(), Device: newID(), Act: audit.SignIn})
			audit.Append(tx, audit.Entry{Actor: newID(), As: newID(), Act: audit.Grant, Objects: []op.ID{newID(), newID()}})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestChain(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		if n, err := verify(t, db); n != 0 || err != nil {
			t.Errorf("an empty chain: %d, %v", n, err)
		}
		record(t, db, 10)
		if err := audit.Deny(t.Context(), db, audit.Entry{Act: audit.SignIn}); err != nil {
			t.Fatal(err)
		}
		if n, err := verify(t, db); n != 11 || err != nil {
			t.Errorf("holds for %d, %v", n, err)
		}
	})
}

func TestNoActNoRow(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		boom := errors.New("boom")
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			audit.Append(tx, audit.Entry{Act: audit.SignIn})
			tx.BeforeCommit(func(context.Context) error { return boom })
			return nil
		})
		if err != boom {
			t.Errorf("answered %v", err)
		}
		if n, err := verify(t, db); n != 0 || err != nil {
			t.Errorf("%d rows are left, %v", n, err)
		}
	})
}

func TestNoRowNoAct(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, source store.Source) {
		record(t, db, 2)
		// Somebody put a row where the next one belongs: the act that needs it cannot happen.
		servertest.Vandalise(t, source, "INSERT INTO audit SELECT 3, at, actor, as_id, device, act, denied, objects, previous, hash FROM audit WHERE seq = 1")
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			audit.Append(tx, audit.Entry{Act: audit.SignIn})
			return tx.SetSetting(t.Context(), "act", "done")
		})
		if err == nil {
			t.Error("acted without a row")
		}
		_ = db.View(t.Context(), func(tx *store.Tx) error {
			if _, err := tx.Setting(t.Context(), "act"); err == nil {
				t.Error("the act was kept")
			}
			return nil
		})
	})
}

func TestVerifyNamesTheRow(t *testing.T) {
	const rows = 6
	for what, change := range map[string]string{
		"time":        "UPDATE audit SET at = at + 1",
		"actor":       "UPDATE audit SET actor = device, device = actor, as_id = actor",
		"appointment": "UPDATE audit SET as_id = actor",
		"device":      "UPDATE audit SET device = actor",
		"act":         "UPDATE audit SET act = 'something_else'",
		"denial":      "UPDATE audit SET denied = NOT denied",
		"objects":     "UPDATE audit SET objects = previous",
		"link":        "UPDATE audit SET previous = hash",
		"hash":        "UPDATE audit SET hash = previous",
		"all of it":   "DELETE FROM audit",
	} {
		t.Run(what, func(t *testing.T) {
			each(t, func(t *testing.T, db *store.DB, source store.Source) {
				record(t, db, rows)
				at := int64(1 + len(what)%rows)
				servertest.Vandalise(t, source, fmt.Sprintf("%s WHERE seq = %d", change, at))

				_, err := verify(t, db)
				var broken *audit.Broken
				if !errors.As(err, &broken) || broken.Seq != at {
					t.Errorf("answered %v, want row %d", err, at)
				}
			})
		})
	}

	for what, change := range map[string]string{
		"the end cut off":             "DELETE FROM audit WHERE seq > 3",
		"two rows exchanged":          "UPDATE audit SET seq = -seq WHERE seq IN (4, 5); UPDATE audit SET seq = 9 + seq WHERE seq < 0",
		"a row more":                  "INSERT INTO audit SELECT 7, at, actor, as_id, device, act, denied, objects, previous, hash FROM audit WHERE seq = 6",
		"the end that is kept, moved": "UPDATE audit_head SET seq = 5",
		"the end that is kept, bent":  "UPDATE audit_head SET hash = (SELECT previous FROM audit WHERE seq = 6)",
	} {
		t.Run(what, func(t *testing.T) {
			each(t, func(t *testing.T, db *store.DB, source store.Source) {
				record(t, db, rows)
				servertest.Vandalise(t, source, change)

				var broken *audit.Broken
				if _, err := verify(t, db); !errors.As(err, &broken) {
					t.Errorf("answered %v", err)
				}
			})
		})
	}
}

func TestChainHoldsUnderConcurrentActs(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		const writers, each = 4, 8
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					err := db.Update(t.Context(), func(tx *store.Tx) error {
						audit.Append(tx, audit.Entry{Act: audit.SignIn}) // first, and yet the chain is taken last
						if _, err := tx.LockLogHead(t.Context()); err != nil {
							return err
						}
						return tx.SetSetting(t.Context(), fmt.Sprint(w, i), "x")
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n, err := verify(t, db); n != writers*each || err != nil {
			t.Errorf("holds for %d, %v", n, err)
		}
	})
}

// each is servertest.Each with the place of the database.
func each(t *testing.T, test func(t *testing.T, db *store.DB, source store.Source)) {
	t.Helper()
	for _, engine := range servertest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			source := servertest.Source(t, engine)
			db, err := store.Open(source, store.Options{Now: servertest.NewClock().Now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			test(t, db, source)
		})
	}
}
