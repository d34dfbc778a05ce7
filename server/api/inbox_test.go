package api_test

import (
	"net/http"
	"slices"
	"testing"

	"damping/server/servertest/house"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/op"
)

// acts lists the words of the audit trail.
func acts(t *testing.T, h *house.House) (out []string) {
	t.Helper()
	err := h.DB.View(t.Context(), func(tx *store.Tx) error {
		rows, err := tx.AuditRows(t.Context(), 0, 1000)
		for _, r := range rows {
			out = append(out, r.Act)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestInbox hands a case over while its owner is away. Who has it now is told at once, finds what the owner wrote, and
// takes it in.
func TestInbox(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati, tini, ratna := h.SignedIn("wati"), h.SignedIn("tini"), h.SignedIn("ratna")
		file := newCase(wati, "Bunga")
		wati.Sync()
		parts := ratna.Open(file)
		note := h.ID()
		wati.Write(domain.Begin(file, domain.Note, note), domain.NoteText.Set(file, note, "ia menelepon semalam", nil))
		ratna.Write(domain.Assign(file, domain.AssignArgs{Appointment: tini.As}, domain.CaseOwner.Get(parts, file).Heads))
		ratna.Sync()
		tini.Sync()

		next, stop := tini.Events()
		defer stop()
		if _, ok := next(); !ok {
			t.Fatal("the stream does not begin")
		}
		wati.Sync()
		if _, ok := next(); !ok {
			t.Error("the new owner was not told")
		}
		tini.Sync()
		if tini.Inbox() != 1 || wati.Fate().Waits != 1 {
			t.Fatalf("%d wait, the author is told %+v", tini.Inbox(), wati.Fate())
		}

		read := func(b *house.Browser) (box op.Inbox) {
			a := b.Get(api.InboxPath).Want(http.StatusOK)
			if err := op.Unmarshal(a.Body, &box); err != nil {
				t.Fatal(err)
			}
			return box
		}
		items := read(tini).Items
		if len(items) != 1 || len(items[0].Ops) != 2 || items[0].As != wati.As || !items[0].May {
			t.Fatalf("%+v", items)
		}
		if len(read(wati).Items) != 0 {
			t.Error("the former owner reads it")
		}
		tini.Write(domain.Adopt(domain.Case, file, domain.AdoptArgs{Group: items[0].Group}))
		tini.Sync()
		parts, err := tini.File(file)
		if n := domain.Notes(parts); err != nil || len(n) != 1 || n[0].By != wati.As || n[0].Adopter != tini.As {
			t.Errorf("%+v %v", n, err)
		}
		if said := acts(t, h); !slices.Contains(said, "inbox_read") || !slices.Contains(said, "adopt") {
			t.Errorf("the trail says %v", said)
		}
	})
}

// TestADeviceOfItsOwn has a browser whose profile was copied become another device, while the other goes on.
func TestADeviceOfItsOwn(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati := h.SignedIn("wati")
		newCase(wati, "Bunga")
		wati.Sync()
		before := wati.Cookies()
		newCase(wati, "Melati")

		var session api.Session
		wati.Post(api.NewDevicePath, nil).Want(http.StatusOK).Into(&session)
		if session.Device.ID == wati.Session.Device.ID || session.Refresh == "" {
			t.Fatalf("%+v", session.Device)
		}
		dev, err := op.ParseID(session.Device.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := wati.Rename(dev); err != nil {
			t.Fatal(err)
		}
		wati.Sync()
		if wati.Unsent() != 0 {
			t.Error("what was unsent does not go on")
		}
		// The other machine has the cookies of before, and they are as good as they were.
		other := h.Browser()
		var me api.Me
		other.Ask(http.MethodGet, api.MePath, api.MediaJSON, nil, func(r *http.Request) {
			for _, c := range before {
				r.AddCookie(c)
			}
		}).Want(http.StatusOK).Into(&me)
		if me.Device.ID != wati.Session.Device.ID {
			t.Error("the other machine is", me.Device.ID)
		}
		if said := acts(t, h); !slices.Contains(said, "device_split") {
			t.Errorf("the trail says %v", said)
		}
	})
}
