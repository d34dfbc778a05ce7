package demo_test

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"damping/server/audit"
	"damping/server/auth"
	"damping/server/demo"
	"damping/server/oplog"
	"damping/server/servertest"
	"damping/server/store"
	"damping/server/vault"
	"damping/shared/domain"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// rooms are what a demo is seeded through.
func rooms(t *testing.T, db *store.DB) (demo.Rooms, *oplog.Log) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "master.key")
	if err := vault.CreateMasterFile(path, rand.Reader); err != nil {
		t.Fatal(err)
	}
	master, err := vault.OpenMasterFile(path)
	if err != nil {
		t.Fatal(err)
	}
	people, err := auth.New(db, rand.Reader, auth.Options{Cheap: true})
	if err != nil {
		t.Fatal(err)
	}
	log, err := oplog.Open(t.Context(), db, vault.New(master, rand.Reader), nil)
	if err != nil {
		t.Fatal(err)
	}
	return demo.Rooms{DB: db, Auth: people, Core: core.New(log, rand.Reader)}, log
}

func view(t *testing.T, db *store.DB, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := db.View(t.Context(), func(tx *store.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func TestOffice(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		r, log := rooms(t, db)
		if err := demo.Seed(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		if err := log.Verify(t.Context()); err != nil {
			t.Error(err)
		}

		view(t, db, func(ctx context.Context, tx *store.Tx) error {
			if _, err := audit.Verify(ctx, tx); err != nil {
				return err
			}
			places, err := tx.Institutions(ctx)
			if err != nil {
				return err
			}
			people, err := tx.Accounts(ctx)
			if err != nil {
				return err
			}
			rows, err := tx.CaseRows(ctx, op.ID{}, 1000)
			if err != nil {
				return err
			}
			cases, complaints, stages := 0, 0, map[string]int{}
			var overdue, today, later int
			now := clock.Now()
			for _, row := range rows {
				if row.Kind == "complaint" {
					complaints++
					continue
				}
				cases++
				stages[row.Stage]++
				if row.Number == "" || row.AgeBand == "usia_tidak_diketahui" || row.Sex == "" || row.Risk == "" {
					t.Errorf("%+v", row)
				}
				switch due := row.NextDueAt - now.UnixMilli(); {
				case row.NextDueAt == 0:
				case due < 0:
					overdue++
				case due < (24 * time.Hour).Milliseconds():
					today++
				default:
					later++
				}
			}
			if len(places) != 3 || len(people) != 8 || cases != 40 || complaints < 5 {
				t.Errorf("%d institutions, %d people, %d cases, %d complaints", len(places), len(people), cases, complaints)
			}
			if len(stages) != len(domain.Stages) {
				t.Errorf("stages %v", stages)
			}
			if overdue < 5 || today < 3 || later < 3 {
				t.Errorf("%d overdue, %d in a day, %d later", overdue, today, later)
			}
			two := 0
			for _, p := range people {
				list, err := tx.AppointmentsOf(ctx, p.ID)
				if err != nil {
					return err
				}
				if len(list) == 2 && list[0].InstitutionID != list[1].InstitutionID {
					two++
				}
			}
			if two != 1 {
				t.Errorf("%d people are appointed in two institutions", two)
			}
			return nil
		})
	})
}

// TestAgain starts a demo a second time, and one that was interrupted.
func TestAgain(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		r, _ := rooms(t, db)
		// The first start is interrupted after some acts.
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for {
				var n int64
				_ = db.View(t.Context(), func(tx *store.Tx) (err error) { n, err = tx.CountOps(t.Context()); return err })
				if n > 100 || t.Context().Err() != nil {
					cancel()
					return
				}
			}
		}()
		if err := demo.Seed(ctx, r); err == nil {
			t.Log("it was quicker than the interruption")
		}
		clock.Advance(time.Hour)
		if err := demo.Seed(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		count := func() (ops int64, cases int) {
			view(t, db, func(ctx context.Context, tx *store.Tx) error {
				rows, err := tx.CaseRows(ctx, op.ID{}, 1000)
				if err != nil {
					return err
				}
				cases = len(rows)
				ops, err = tx.CountOps(ctx)
				return err
			})
			return ops, cases
		}
		ops, cases := count()
		if cases != 49 {
			t.Errorf("%d files", cases)
		}
		if err := demo.Seed(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		if again, _ := count(); again != ops {
			t.Errorf("%d ops became %d", ops, again)
		}
	})
}

func TestInUse(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		r, _ := rooms(t, db)
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			return tx.AddAccount(t.Context(), store.Account{ID: op.NewID(1, rand.Reader), Login: "dewi", DisplayName: "Dewi", CreatedAt: 1})
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := demo.Seed(t.Context(), r); !errors.Is(err, demo.ErrInUse) {
			t.Errorf("a database in use: %v", err)
		}
	})
}
