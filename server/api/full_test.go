package api_test

import (
	"net/http"
	"testing"

	"damping/server/servertest"
	"damping/server/servertest/house"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// TestFullServer fills the server's disk at the beginning, in the middle and at the very end of what a batch writes. The
// phone hears it and keeps everything, nothing is there by half, reading goes on, and with room the same process takes all.
func TestFullServer(t *testing.T) {
	for _, engine := range servertest.Engines {
		for _, table := range []string{"op", "part_state", "audit"} {
			t.Run(string(engine)+" "+table, func(t *testing.T) {
				clock, source := servertest.NewClock(), servertest.Source(t, engine)
				db, err := store.Open(source, store.Options{Now: clock.Now})
				if err != nil {
					t.Fatal(err)
				}
				defer db.Close()
				h := house.New(t, db, clock)
				wati := h.SignedIn("wati")
				file := newCase(wati, "Bunga")
				wati.Sync()
				other := newCase(wati, "Melur")
				wati.Write(domain.Begin(file, domain.Note, h.ID()))
				waiting, had := wati.Unsent(), ops(t, h)
				batch, _ := wati.NextPush()

				free := servertest.Fill(t, source, table)
				for range 2 {
					a := wati.Push(batch)
					if p := a.Problem(); p.Code != errs.ServerFull || a.Status != http.StatusInsufficientStorage || a.Header.Get("Retry-After") == "" {
						t.Errorf("%d %s", a.Status, a.Body)
					}
				}
				if wati.Unsent() != waiting || ops(t, h) != had {
					t.Errorf("%d acts wait of %d, %d ops in the log of %d", wati.Unsent(), waiting, ops(t, h), had)
				}
				wati.Get(api.MePath).Want(http.StatusOK)
				wati.Ask(http.MethodPost, api.SyncPullPath, api.MediaCBOR, op.Marshal(wati.NextPull())).Want(http.StatusOK)

				free()
				wati.Sync()
				if wati.Unsent() != 0 {
					t.Errorf("%d acts wait though there is room", wati.Unsent())
				}
				ratna := h.SignedIn("ratna")
				if parts := ratna.Open(file); len(domain.Notes(parts)) != 1 {
					t.Error("the note came", len(domain.Notes(parts)), "times")
				}
				if parts := ratna.Open(other); len(domain.Victims(parts)) != 1 {
					t.Error("the case did not come")
				}
			})
		}
	}
}
