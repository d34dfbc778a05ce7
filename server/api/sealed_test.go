package api_test

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"damping/server/servertest/house"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/outbox"
)

// boxes seals what a browser has not sent, act by act.
func boxes(t *testing.T, b *house.Browser) [][]byte {
	t.Helper()
	s, err := outbox.NewSealer(b.Session.Outbox.Key, b.Device(), b.Session.Outbox.MAC)
	if err != nil {
		t.Fatal(err)
	}
	batch, _ := b.NextPush()
	var out [][]byte
	for i := 0; i < len(batch.Ops); i += int(batch.Ops[i].GN) {
		box, err := s.Seal(b.NextPull().Cursor.Epoch, batch.Ops[i:i+int(batch.Ops[i].GN)])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, box)
	}
	return out
}

// asWorker sends boxes as the service worker does, without the session.
func asWorker(b *house.Browser, orphan bool, list ...[]byte) house.Answer {
	return b.Ask(http.MethodPost, api.SyncSealedPath, api.MediaCBOR, op.Marshal(outbox.Batch{Orphan: orphan, Boxes: list}), func(r *http.Request) {
		for _, c := range b.Cookies() {
			if c.Name == "__Host-device" {
				r.Header.Set("Cookie", c.Name+"="+c.Value)
			}
		}
	})
}

func answers(t *testing.T, a house.Answer) []outbox.Answer {
	t.Helper()
	var list []outbox.Answer
	if err := op.Unmarshal(a.Want(http.StatusOK).Body, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestSealed(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati, ratna, tini := h.SignedIn("wati"), h.SignedIn("ratna"), h.SignedIn("tini")
		file := newCase(wati, "Bunga")
		wati.Write(domain.Begin(file, domain.Note, h.ID()))
		list := boxes(t, wati)

		t.Run("acts arrive without a session, once, whichever way they come", func(t *testing.T) {
			for range 2 {
				for i, a := range answers(t, asWorker(wati, false, list...)) {
					if head, _ := outbox.ReadHead(list[i]); a != (outbox.Answer{Group: head.Group, Taken: true}) {
						t.Errorf("%d: %+v", i, a)
					}
				}
			}
			ratna.Sync()
			if len(ratna.Cards()) != 1 {
				t.Error("the head of the unit does not see the case")
			}
			before := ops(t, h)
			wati.Sync()
			if wati.Unsent() != 0 || ops(t, h) != before {
				t.Errorf("%d unsent, %d ops more", wati.Unsent(), ops(t, h)-before)
			}
		})
		t.Run("without a device's credential nothing is taken", func(t *testing.T) {
			a := h.Browser().Ask(http.MethodPost, api.SyncSealedPath, api.MediaCBOR, op.Marshal(outbox.Batch{Boxes: list}))
			if a.Problem().Code != errs.Unauthenticated {
				t.Errorf("%d %s", a.Status, a.Body)
			}
		})
		t.Run("what does not open is kept, and those behind go through", func(t *testing.T) {
			wati.Write(domain.Begin(file, domain.Note, h.ID()))
			good := boxes(t, wati)[0]
			bad := bytes.Clone(good)
			bad[len(bad)-1] ^= 1
			for range 2 {
				got := answers(t, asWorker(wati, false, bad, []byte("no box"), good))
				if !got[0].Taken || got[0].Code != errs.BadRequest || !got[1].Taken || !got[2].Taken || got[2].Code != "" {
					t.Errorf("%+v", got)
				}
			}
			if n := keptAside(t, h, wati.Device()); n != 2 {
				t.Errorf("%d boxes are kept, want 2", n)
			}
		})
		t.Run("nobody fills the house with them", func(t *testing.T) {
			var last outbox.Answer
			for i := range 80 {
				last = answers(t, asWorker(wati, false, []byte{byte(i)}))[0]
			}
			if last.Taken || last.Code != errs.Limited || keptAside(t, h, wati.Device()) != 64 {
				t.Errorf("%+v, %d kept", last, keptAside(t, h, wati.Device()))
			}
		})
		t.Run("somebody else's box waits for them", func(t *testing.T) {
			wati.Write(domain.Begin(file, domain.Note, h.ID()))
			list := boxes(t, wati)
			before := ops(t, h)
			got := answers(t, asWorker(tini, true, list...))
			if got[0].Taken || got[0].Code != errs.Forbidden || ops(t, h) != before {
				t.Errorf("%+v", got)
			}
		})
		t.Run("a box for a key that is not here is not given up", func(t *testing.T) {
			other := bytes.Clone(list[0])
			other[2] ^= 1
			before := keptAside(t, h, wati.Device())
			got := answers(t, asWorker(wati, true, other))
			if got[0].Taken || got[0].Code != errs.NotFound || keptAside(t, h, wati.Device()) != before {
				t.Errorf("%+v", got)
			}
		})
		t.Run("what a device wrote that a restore forgot arrives as its owner's, and as nobody else's", func(t *testing.T) {
			forgotten := h.ID() // the server has given it a key, and knows it no more
			sealer, err := outbox.NewSealer(wati.Session.Outbox.Key, forgotten, macOf(t, h, forgotten))
			if err != nil {
				t.Fatal(err)
			}
			wati.Write(domain.Begin(file, domain.Note, h.ID()))
			batch, _ := wati.NextPush()
			act := batch.Ops[len(batch.Ops)-1:]
			act[0].Dev, act[0].ID, act[0].N = forgotten, h.ID(), 1
			box, err := sealer.Seal(op.ID{}, act)
			if err != nil {
				t.Fatal(err)
			}
			if got := answers(t, asWorker(tini, true, box)); got[0].Taken || got[0].Code != errs.Forbidden {
				t.Errorf("%+v", got)
			}
			if got := answers(t, asWorker(wati, true, box)); !got[0].Taken || got[0].Code != "" {
				t.Errorf("%+v", got)
			}
		})
		t.Run("an act that the rules refuse gets its verdict and goes off the device", func(t *testing.T) {
			tini.Write(domain.Begin(file, domain.Note, h.ID()))
			got := answers(t, asWorker(tini, false, boxes(t, tini)...))
			if !got[0].Taken || got[0].Code != errs.NotFound {
				t.Errorf("%+v", got)
			}
		})
		t.Run("broken requests are refused", func(t *testing.T) {
			for name, c := range map[string]struct {
				body []byte
				code errs.Code
			}{
				"nothing":   {nil, errs.BadRequest},
				"no list":   {[]byte{0x01}, errs.BadRequest},
				"too many":  {op.Marshal(outbox.Batch{Boxes: make([][]byte, op.MaxBatchOps+1)}), errs.TooLarge},
				"too large": {make([]byte, 400<<10), errs.TooLarge},
			} {
				if a := wati.Ask(http.MethodPost, api.SyncSealedPath, api.MediaCBOR, c.body); a.Problem().Code != c.code {
					t.Errorf("%s: %d %s", name, a.Status, a.Body)
				}
			}
		})
	})
}

// TestSealedMuch sends more acts at once than one transaction takes.
func TestSealedMuch(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati := h.SignedIn("wati")
		file := newCase(wati, "Bunga")
		wati.Sync()
		var list [][]byte
		for range 90 {
			note := h.ID()
			wati.Write(domain.Begin(file, domain.Note, note), domain.NoteKind.Set(file, note, "catatan", nil), domain.NoteText.Set(file, note, "x", nil))
		}
		list = boxes(t, wati)
		if len(list) < 60 {
			t.Fatalf("only %d acts", len(list))
		}
		for i, a := range answers(t, asWorker(wati, false, list...)) {
			if !a.Taken || a.Code != "" {
				t.Errorf("%d: %+v", i, a)
			}
		}
	})
}

// TestSealedLater sends what was sealed before the device, its store, or the server's log were made anew.
func TestSealedLater(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati := h.SignedIn("wati")
		newCase(wati, "Bunga")
		list := boxes(t, wati)

		t.Run("the credential is over after a month, and the next sign-in brings it", func(t *testing.T) {
			h.Clock.Advance(31 * 24 * time.Hour)
			if a := asWorker(wati, true, list...); a.Problem().Code != errs.Unauthenticated {
				t.Errorf("%d %s", a.Status, a.Body)
			}
			again := h.SignedIn("wati") // the store is gone: another device
			got := answers(t, asWorker(again, true, list...))
			if !got[0].Taken || got[0].Code != "" {
				t.Errorf("%+v", got)
			}
			again.Sync()
			if len(again.Cards()) != 1 {
				t.Error("the case is not there")
			}
		})
		t.Run("after a restore a box waits for its device, an orphan does not", func(t *testing.T) {
			later := h.SignedIn("wati")
			later.Sync()
			newCase(later, "Melati")
			list := boxes(t, later)
			restored(t, h)
			got := answers(t, asWorker(later, false, list...))
			if got[0].Taken || got[0].Code != errs.Conflict {
				t.Errorf("%+v", got)
			}
			got = answers(t, asWorker(later, true, list...))
			if !got[0].Taken || got[0].Code != "" {
				t.Errorf("%+v", got)
			}
		})
	})
}

// TestFreshStore signs in where the store is gone and the cookie is not.
func TestFreshStore(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati := h.SignedIn("wati")
		newCase(wati, "Bunga")
		list := boxes(t, wati)
		former := wati.Session.Device.ID

		ask := api.SignIn{Name: "wati", Password: house.Password, Device: api.DeviceInfo{Label: "HP", Fresh: true}}
		var session api.Session
		wati.Post(api.SessionPath, ask).Want(http.StatusOK).Into(&session)
		if session.Device.ID == former {
			t.Fatal("what is counted from one again would be taken for what was counted before")
		}
		var devices api.Devices
		wati.Get(api.DevicesPath).Want(http.StatusOK).Into(&devices)
		if len(devices.Devices) != 1 || devices.Devices[0].ID != session.Device.ID {
			t.Errorf("%+v", devices)
		}
		if got := answers(t, asWorker(wati, true, list...)); !got[0].Taken || got[0].Code != "" {
			t.Errorf("what was sealed by the device of before: %+v", got)
		}
		ask.Device.Fresh = false
		wati.Post(api.SessionPath, ask).Want(http.StatusOK).Into(&session)
		if session.Device.ID != devices.Devices[0].ID {
			t.Error("with a store it stays the same device")
		}
	})
}

func TestSealedKeys(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		one, two := h.SignedIn("wati"), h.SignedIn("wati")
		if !bytes.Equal(one.Session.Outbox.Key, two.Session.Outbox.Key) || bytes.Equal(one.Session.Outbox.MAC, two.Session.Outbox.MAC) {
			t.Error("the key is the house's, what a device proves itself by is its own")
		}
		var again api.Session
		one.Post(api.RefreshPath, api.Refresh{Refresh: one.Session.Refresh}).Want(http.StatusOK).Into(&again)
		if !bytes.Equal(again.Outbox.MAC, one.Session.Outbox.MAC) {
			t.Error("the next session brings another")
		}
		var shared api.Session
		ask := api.SignIn{Name: "wati", Password: house.Password, Device: api.DeviceInfo{Shared: true}}
		h.Browser().Post(api.SessionPath, ask).Want(http.StatusOK).Into(&shared)
		if len(shared.Outbox.Key)+len(shared.Outbox.MAC) != 0 {
			t.Error("a shared computer gets keys")
		}
	})
}

func keptAside(t *testing.T, h *house.House, device op.ID) (n int) {
	t.Helper()
	err := h.DB.View(t.Context(), func(tx *store.Tx) (err error) {
		n, err = tx.CountSealedAside(t.Context(), device)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func ops(t *testing.T, h *house.House) (n int64) {
	t.Helper()
	err := h.DB.View(t.Context(), func(tx *store.Tx) (err error) {
		n, err = tx.CountOps(t.Context())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// restored makes the log one of another epoch, as a restore does.
func restored(t *testing.T, h *house.House) {
	t.Helper()
	err := h.DB.Update(t.Context(), func(tx *store.Tx) error {
		head, err := tx.LockLogHead(t.Context())
		if err != nil {
			return err
		}
		head.Epoch++
		return tx.SaveLogHead(t.Context(), head)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// macOf is what the server has given a device to prove itself by.
func macOf(t *testing.T, h *house.House, dev op.ID) []byte {
	t.Helper()
	secret, err := h.Vault().ServerSecret(t.Context(), h.DB, "outbox-mac", nil)
	if err != nil {
		t.Fatal(err)
	}
	any, err := outbox.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	opener, err := outbox.NewOpener(secret, any)
	if err != nil {
		t.Fatal(err)
	}
	return opener.MAC(dev)
}
