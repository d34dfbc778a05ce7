package api_test

import (
	"net/http"
	"strings"
	"testing"

	door "damping/server/api"
	"damping/server/auth"
	"damping/server/servertest"
	"damping/server/servertest/house"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/outbox"
)

func bare(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.AddCookie(&http.Cookie{Name: name, Value: value}) }
}

// held are the two cookies of a browser, by name.
func held(b *house.Browser) map[string]string {
	out := map[string]string{}
	for _, c := range b.Cookies() {
		out[c.Name] = c.Value
	}
	return out
}

// TestAWipedDeviceCanDoNothingElse asks every route with what a wiped device holds.
func TestAWipedDeviceCanDoNothingElse(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		lost, other, guest := h.SignedIn("wati"), h.SignedIn("wati"), h.Browser()
		cookies := held(lost)
		other.Post(api.DeviceWipe(lost.Session.Device.ID), nil).Want(http.StatusNoContent)

		for _, r := range door.DeclaredRoutes() {
			if r.Path == api.ErasedPath {
				continue // below
			}
			path := strings.ReplaceAll(strings.ReplaceAll(r.Path, "{id}", h.ID().String()), "{chunk}", "0")
			for name, value := range cookies {
				a := guest.Ask(r.Method, path, api.MediaJSON, []byte("{"), bare(name, value))
				holder := map[string]string{"session": auth.SessionCookie, "device": auth.DeviceCookie}[r.Who]
				if got := a.Problem().Code == errs.Wiped; got != (holder == name) {
					t.Errorf("%s %s (%s) with %s: %d %s", r.Method, r.Path, r.Who, name, a.Status, a.Body)
				}
			}
		}
		refresh := lost.Post(api.RefreshPath, api.Refresh{Refresh: lost.Session.Refresh})
		if p := refresh.Problem(); p.Code != errs.Wiped || refresh.Status != http.StatusForbidden {
			t.Errorf("the refresh secret: %d %s", refresh.Status, refresh.Body)
		}
		signIn := api.SignIn{Name: "wati", Password: house.Password}
		if p := lost.Post(api.SessionPath, signIn).Problem(); p.Code != errs.Wiped {
			t.Errorf("the password: %+v", p)
		}
		other.Get(api.MePath).Want(http.StatusOK)
		if n := len(listed(other)); n != 2 {
			t.Errorf("%d devices are listed while it waits", n)
		}

		for range 2 { // the answer may be lost
			a := guest.Ask(http.MethodPost, api.ErasedPath, "", nil, bare(auth.DeviceCookie, cookies[auth.DeviceCookie])).Want(http.StatusNoContent)
			if got := a.Header.Get("Clear-Site-Data"); got != `"cache", "storage"` || len(a.Header.Values("Set-Cookie")) != 2 {
				t.Errorf("erased says %q, %v", got, a.Header.Values("Set-Cookie"))
			}
		}
		if n := len(listed(other)); n != 1 {
			t.Errorf("%d devices are listed when it is empty", n)
		}
		lost.Post(api.SessionPath, signIn).Want(http.StatusOK)
		if code := other.Ask(http.MethodPost, api.ErasedPath, "", nil).Problem().Code; code != errs.Conflict {
			t.Errorf("erased by a device that nobody wiped: %q", code)
		}
	})
}

func listed(b *house.Browser) []api.Device {
	var list api.Devices
	b.Get(api.DevicesPath).Want(http.StatusOK).Into(&list)
	return list.Devices
}

// TestAWipedDeviceMaySendWhatItSealed asks for the one thing that is left to it.
func TestAWipedDeviceMaySendWhatItSealed(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		lost, other := h.SignedIn("wati"), h.SignedIn("wati")
		other.Post(api.DeviceWipe(lost.Session.Device.ID), nil).Want(http.StatusNoContent)
		lost.Ask(http.MethodPost, api.SyncSealedPath, api.MediaCBOR, op.Marshal(outbox.Batch{Orphan: true})).Want(http.StatusOK)
	})
}

// TestAWipeHoldsOnEveryNode has one server told and the other asked.
func TestAWipeHoldsOnEveryNode(t *testing.T) {
	for _, engine := range servertest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			clock := servertest.NewClock()
			source := servertest.Source(t, engine)
			open := func() *store.DB {
				db, err := store.Open(source, store.Options{Now: clock.Now})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = db.Close() })
				return db
			}
			one := house.New(t, open(), clock)
			two := one.Node(t, open())
			lost, other := two.SignedIn("wati"), one.SignedIn("wati")
			lost.Get(api.MePath).Want(http.StatusOK)
			other.Post(api.DeviceWipe(lost.Session.Device.ID), nil).Want(http.StatusNoContent)
			if code := lost.Get(api.MePath).Problem().Code; code != errs.Wiped {
				t.Errorf("on the other node: %q", code)
			}
			lost.Post(api.ErasedPath, nil).Want(http.StatusNoContent)
			if n := len(listed(other)); n != 1 {
				t.Errorf("%d devices are listed", n)
			}
		})
	}
}

func TestTheLeaseOfADevice(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati := h.SignedIn("wati")
		var lease api.DeviceLease
		wati.Get(api.LeasePath).Want(http.StatusOK).Into(&lease)
		day := int64(86_400_000)
		if lease.Now != h.Now() || lease.Lease.LockAt != h.Now()+7*day || lease.Lease.WipeAt != h.Now()+30*day {
			t.Errorf("the lease is %+v", lease)
		}
	})
}
