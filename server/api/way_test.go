package api_test

import (
	"net/http"
	"testing"

	"damping/server/servertest/house"
	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/op"
)

// newCase writes a case in a browser as the form does.
func newCase(b *house.Browser, name string) op.ID {
	file, victim := b.House.ID(), b.House.ID()
	b.Write(domain.Begin(file, domain.Case, file), domain.CaseChannel.Set(file, file, "telepon", nil),
		domain.Begin(file, domain.Victim, victim), domain.VictimName.Set(file, victim, name, nil))
	return file
}

// TestWay signs in, writes, sends, and reads it again on another person's device.
func TestWay(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati, ratna, lina := h.SignedIn("wati"), h.SignedIn("ratna"), h.SignedIn("lina")
		next, stop := ratna.Events()
		defer stop()
		began, ok := next()
		if !ok {
			t.Fatal("the stream does not begin with the present number")
		}

		file := newCase(wati, "Bunga")
		wati.Sync()
		if seq, ok := next(); !ok || seq <= began {
			t.Error("the open page was not told:", seq, ok)
		}
		ratna.Sync()
		lina.Sync()
		if len(ratna.Cards()) != 1 || len(lina.Cards()) != 0 {
			t.Error("cards", len(ratna.Cards()), len(lina.Cards()))
		}
		if parts := ratna.Open(file); len(domain.Victims(parts)) != 1 || domain.Victims(parts)[0].Name != "Bunga" {
			t.Error("the head of the unit sees", domain.Victims(parts))
		}

		var me api.Me
		wati.Get(api.MePath).Want(http.StatusOK).Into(&me)
		if me.User.Login != "wati" || len(me.Appointments) != 1 || me.Appointments[0].UnitName != "Tindak lanjut" ||
			len(me.Institutions) != 1 || me.Now != h.Now() || me.Lease.LockAt <= me.Now || !me.Device.Current {
			t.Errorf("%+v", me)
		}
		var d api.Directory
		wati.Get(api.DirectoryPath).Want(http.StatusOK).Into(&d)
		if len(d.People) != len(house.People)-1 || len(d.Institutions) != 1 {
			t.Errorf("directory %+v", d)
		}
		for _, p := range d.People {
			if p.ID == h.Users["lina"].String() {
				t.Error("somebody of another institution is in the directory")
			}
		}
	})
}

// TestSessions lists and ends sessions and devices, one's own alone.
func TestSessions(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		phone, desk, other := h.SignedIn("wati"), h.SignedIn("wati"), h.SignedIn("tini")
		var list api.Sessions
		phone.Get(api.SessionsPath).Want(http.StatusOK).Into(&list)
		if len(list.Sessions) != 2 || !list.Sessions[0].Current || list.Sessions[0].DeviceLabel != "HP" {
			t.Fatalf("%+v", list)
		}
		foreign := other.Delete(api.SessionItem(list.Sessions[1].ID))
		unknown := other.Delete(api.SessionItem(h.ID().String()))
		if foreign.Status != http.StatusNotFound || unknown.Status != http.StatusNotFound {
			t.Error("somebody else's session:", foreign.Status, unknown.Status)
		}
		phone.Delete(api.SessionItem(list.Sessions[1].ID)).Want(http.StatusNoContent)
		if a := desk.Get(api.MePath); a.Status != http.StatusUnauthorized {
			t.Error("an ended session reads", a.Status)
		}

		var devices api.Devices
		phone.Get(api.DevicesPath).Want(http.StatusOK).Into(&devices)
		if len(devices.Devices) != 2 || !devices.Devices[0].Current {
			t.Fatalf("%+v", devices)
		}
		if a := other.Delete(api.DeviceItem(devices.Devices[1].ID)); a.Status != http.StatusNotFound {
			t.Error("somebody else's device:", a.Status)
		}
		phone.Delete(api.DeviceItem(devices.Devices[1].ID)).Want(http.StatusNoContent)

		refresh := api.Refresh{Refresh: phone.Session.Refresh}
		var again api.Session
		phone.Post(api.RefreshPath, refresh).Want(http.StatusOK).Into(&again)
		if again.Device.ID != phone.Session.Device.ID || again.Refresh == refresh.Refresh {
			t.Errorf("%+v", again)
		}
		if a := desk.Post(api.RefreshPath, api.Refresh{Refresh: again.Refresh}); a.Status != http.StatusUnauthorized {
			t.Error("a refresh secret without its device:", a.Status)
		}
		phone.Delete(api.SessionPath).Want(http.StatusNoContent)
		if a := phone.Get(api.MePath); a.Status != http.StatusUnauthorized {
			t.Error("signed out, and reads", a.Status)
		}
	})
}

// TestSameDevice signs out with unsent work in the store and in again: the device keeps its id, and the work is taken.
func TestSameDevice(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati, tini := h.SignedIn("wati"), h.SignedIn("tini")
		file := newCase(wati, "Bunga")
		wati.Sync()
		wati.Write(domain.Begin(file, domain.Note, h.ID()))
		wati.Delete(api.SessionPath).Want(http.StatusNoContent)

		id := wati.Session.Device.ID
		ask := api.SignIn{Name: "wati", Password: house.Password, Device: api.DeviceInfo{Label: "HP", ID: id}}
		var again api.Session
		wati.Post(api.SessionPath, ask).Want(http.StatusOK).Into(&again)
		if again.Device.ID != id {
			t.Error("the device has got another id")
		}
		wati.Sync()
		if wati.Unsent() != 0 || len(wati.Refused()) != 0 {
			t.Error("what was unsent is not taken:", wati.Unsent(), wati.Refused())
		}

		// The cookie was lost: who signs in before the app has read its store is on a new device for that moment.
		lost, first := h.Browser(), api.SignIn{Name: "wati", Password: house.Password, Device: api.DeviceInfo{Label: "HP"}}
		lost.Post(api.SessionPath, first).Want(http.StatusOK).Into(&again)
		if again.Device.ID == id {
			t.Fatal("nothing to lose")
		}
		lost.Post(api.SessionPath, ask).Want(http.StatusOK).Into(&again)
		if again.Device.ID != id {
			t.Error("the store keeps its id, and its unsent work, only until the cookie is lost")
		}

		ask.Name = "tini" // somebody else's device is nobody's to claim
		tini.Post(api.SessionPath, ask).Want(http.StatusOK).Into(&again)
		if again.Device.ID == id {
			t.Error("a device changed hands")
		}
		ask.Device.ID = "x"
		if a := tini.Post(api.SessionPath, ask); a.Status != http.StatusUnprocessableEntity || a.Problem().Field != "device.id" {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	})
}
