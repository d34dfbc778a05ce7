package store_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/errs"
)

func TestUpdate(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		boom := errors.New("boom")
		write := func(tx *store.Tx) error { return tx.SetSetting(t.Context(), "x", "1") }
		missing := func(t *testing.T) {
			t.Helper()
			view(t, db, func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Setting(ctx, "x")
				wantCode(t, err, errs.NotFound)
				return nil
			})
		}

		t.Run("an error undoes everything and comes back as it is", func(t *testing.T) {
			err := db.Update(t.Context(), func(tx *store.Tx) error {
				tx.AfterCommit(func() { t.Error("ran after a transaction that failed") })
				return first(write(tx), boom)
			})
			if err != boom {
				t.Errorf("came back as %v", err)
			}
			missing(t)
		})

		t.Run("so does an error before the commit", func(t *testing.T) {
			err := db.Update(t.Context(), func(tx *store.Tx) error {
				tx.BeforeCommit(func(context.Context) error { return boom })
				return write(tx)
			})
			if err != boom {
				t.Errorf("came back as %v", err)
			}
			missing(t)
		})

		t.Run("so does a panic", func(t *testing.T) {
			func() {
				defer func() {
					if recover() == nil {
						t.Error("the panic was swallowed")
					}
				}()
				_ = db.Update(t.Context(), func(tx *store.Tx) error {
					if err := write(tx); err != nil {
						t.Error(err)
					}
					panic("boom")
				})
			}()
			missing(t)
		})

		t.Run("a cancelled request leaves nothing", func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			err := db.Update(ctx, func(tx *store.Tx) error {
				err := write(tx)
				cancel()
				return err
			})
			if !errors.Is(err, context.Canceled) && errs.CodeOf(err) != errs.Unavailable {
				t.Errorf("came back as %v", err)
			}
			missing(t)
		})

		t.Run("hooks run in order, before and after the commit", func(t *testing.T) {
			var order []string
			err := db.Update(t.Context(), func(tx *store.Tx) error {
				tx.AfterCommit(func() { order = append(order, "after 1") })
				tx.BeforeCommit(func(context.Context) error {
					order = append(order, "before 1")
					tx.BeforeCommit(func(context.Context) error { order = append(order, "before 3"); return nil })
					return nil
				})
				tx.BeforeCommit(func(context.Context) error { order = append(order, "before 2"); return nil })
				tx.AfterCommit(func() {
					order = append(order, "after 2")
					if err := db.Ping(t.Context()); err != nil { // the connection is free again
						t.Error(err)
					}
				})
				order = append(order, "body")
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			want := []string{"body", "before 1", "before 2", "before 3", "after 1", "after 2"}
			if diff := cmp.Diff(want, order); diff != "" {
				t.Error(diff)
			}
		})

		t.Run("a view cannot write", func(t *testing.T) {
			if err := db.View(t.Context(), write); err == nil {
				t.Error("it did")
			}
			missing(t)
		})
	})
}

func TestNowStandsStill(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		clock.Advance(123_456_789) // 123.456789 ms: cut to whole ones
		view(t, db, func(_ context.Context, tx *store.Tx) error {
			before := tx.Now()
			clock.Advance(5_000_000_000)
			if !tx.Now().Equal(before) || tx.Millis() != servertest.Start.UnixMilli()+123 || tx.Now().Nanosecond() != 123_000_000 {
				t.Errorf("now went from %v to %v", before, tx.Now())
			}
			return nil
		})
	})
}

func TestErrors(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		o := seed(t, db)
		try := func(fn func(context.Context, *store.Tx) error) error {
			return db.Update(t.Context(), func(tx *store.Tx) error { return fn(t.Context(), tx) })
		}

		taken := try(func(ctx context.Context, tx *store.Tx) error {
			return tx.AddAccount(ctx, store.Account{ID: newID(), Login: "dewi", DisplayName: "Canary Lestari"})
		})
		wantCode(t, taken, errs.Conflict)
		wantCode(t, try(func(ctx context.Context, tx *store.Tx) error {
			return tx.AddUnit(ctx, store.Unit{ID: newID(), InstitutionID: newID(), Name: "x"})
		}), errs.Conflict)
		wantCode(t, try(func(ctx context.Context, tx *store.Tx) error {
			return tx.AddUnit(ctx, store.Unit{ID: o.unit, InstitutionID: o.institution, Name: "x"})
		}), errs.Conflict)

		broken := try(func(ctx context.Context, tx *store.Tx) error {
			return tx.AddInstitution(ctx, store.Institution{ID: newID(), Name: "Canary Lestari", Zone: "GMT"})
		})
		wantCode(t, broken, errs.Internal)
		for _, err := range []error{taken, broken} {
			if strings.Contains(err.Error(), "Canary") || strings.Contains(err.Error(), "dewi") {
				t.Errorf("a value stands in the error: %v", err)
			}
		}
	})
}

// The sequence must equal the order of commits, or a reader passes a number that is not there yet and never sees it.
func TestTheLogHeadIsTakenOneAfterTheOther(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		const writers, each = 4, 10
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range each {
					err := db.Update(t.Context(), func(tx *store.Tx) error {
						head, err := tx.LockLogHead(t.Context())
						if err != nil {
							return err
						}
						head.Seq++
						return tx.SaveLogHead(t.Context(), head)
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		view(t, db, func(ctx context.Context, tx *store.Tx) error {
			head, err := tx.LogHead(ctx)
			if head.Seq != writers*each {
				t.Errorf("head is %d, want %d", head.Seq, writers*each)
			}
			return err
		})
	})
}

// A view sees one state, whatever is written meanwhile.
func TestViewIsASnapshot(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		seed(t, db)
		view(t, db, func(ctx context.Context, tx *store.Tx) error {
			before, err := tx.Accounts(ctx)
			if err != nil {
				return err
			}
			update(t, db, func(ctx context.Context, tx *store.Tx) error {
				return tx.AddAccount(ctx, store.Account{ID: newID(), Login: "rina", DisplayName: "Rina"})
			})
			after, err := tx.Accounts(ctx)
			if len(after) != len(before) {
				t.Errorf("saw %d, then %d", len(before), len(after))
			}
			return err
		})
	})
}

func TestTextAndBytesComeBackAsTheyWere(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		for _, text := range []string{"", "'", `\x00`, "? ?? $1 {{.}}", "ʼnaïve 😀 \u202e", "a\nb\tc", strings.Repeat("é", 10_000)} {
			update(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.SetSetting(ctx, "text", text) })
			view(t, db, func(ctx context.Context, tx *store.Tx) error {
				got, err := tx.Setting(ctx, "text")
				if got != text {
					t.Errorf("%q came back as %q", text, got)
				}
				return err
			})
		}
		// PostgreSQL has no NUL in text. It must be an error on both, never a silent cut.
		err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.SetSetting(t.Context(), "text", "a\x00b") })
		if err == nil {
			t.Error("a NUL was taken")
		}
	})
}
