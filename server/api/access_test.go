package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	door "damping/server/api"
	"damping/server/auth"
	"damping/server/servertest/house"
	"damping/shared/api"
	"damping/shared/errs"
)

// policies is who may call what, written down a second time: a route that is not here, or says something else, fails.
var policies = map[string]string{
	"POST /api/session": "anyone", "DELETE /api/session": "session", "POST /api/session/refresh": "anyone", "POST /api/welcome": "anyone",
	"GET /api/sessions": "session", "DELETE /api/sessions/{id}": "session", "GET /api/devices": "session", "DELETE /api/devices/{id}": "session",
	"POST /api/devices/{id}/wipe": "session", "GET /api/device/lease": "device", "POST /api/device/erased": "leaving",
	"GET /api/inbox": "session", "POST /api/session/device": "session",
	"GET /api/me": "session", "GET /api/directory": "session", "POST /api/search": "session", "POST /api/sync/push": "session", "POST /api/sync/pull": "session",
	"POST /api/sync/sealed": "leaving",
	"POST /api/sync/parcel": "leaving",
	"GET /api/events":       "session", "GET /api/push/key": "session", "PUT /api/push/subscription": "session", "DELETE /api/push/subscription": "session",
	"POST /api/push/test": "session", "POST /api/push/receipt": "device", "POST /api/push/action": "device",
	"POST /api/blobs": "session", "GET /api/blobs/{id}": "session", "PUT /api/blobs/{id}/{chunk}": "session",
	"GET /api/blobs/{id}/{chunk}": "session", "POST /api/blobs/{id}/commit": "session",
	"GET /api/cases/{id}/letters": "session", "POST /api/cases/{id}/letters": "session",
	"GET /api/openapi.json": "anyone", "GET /healthz": "anyone", "GET /readyz": "anyone",
}

func TestEveryRouteDeclaresItsPolicy(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range door.DeclaredRoutes() {
		name := r.Method + " " + r.Path
		seen[name] = true
		if r.Who != policies[name] {
			t.Errorf("%s is for %q, and is written down for %q", name, r.Who, policies[name])
		}
	}
	for name := range policies {
		if !seen[name] {
			t.Errorf("%s is gone", name)
		}
	}
}

// TestAccess asks every route with each credential alone. Only what is declared gets past the guard.
func TestAccess(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati := h.SignedIn("wati")
		cookie := map[string]string{"session": "", "device": ""}
		for _, c := range wati.Cookies() {
			switch c.Name {
			case auth.SessionCookie:
				cookie["session"] = c.Value
			case auth.DeviceCookie:
				cookie["device"] = c.Value
			}
		}
		with := func(name, value string) func(*http.Request) {
			return func(r *http.Request) { r.AddCookie(&http.Cookie{Name: name, Value: value}) }
		}
		for _, r := range door.DeclaredRoutes() {
			path := strings.ReplaceAll(r.Path, "{id}", h.ID().String())
			if r.Path == api.EventsPath || r.Path == api.SessionPath && r.Method == http.MethodDelete {
				continue // the one does not end, the other ends the session: TestWay and TestSessions have them
			}
			for holder, change := range map[string]func(*http.Request){
				"nothing": func(*http.Request) {}, "device": with(auth.DeviceCookie, cookie["device"]), "session": with(auth.SessionCookie, cookie["session"]),
				"a device credential as a session": with(auth.SessionCookie, cookie["device"]),
				"a session as a device credential": with(auth.DeviceCookie, cookie["session"]),
			} {
				guest := h.Browser() // a new one each time: what one is let into may leave it a cookie
				a := guest.Ask(r.Method, path, api.MediaJSON, []byte("{"), change)
				refused := a.Problem().Code == errs.Unauthenticated
				who := strings.ReplaceAll(r.Who, "leaving", "device")
				if want := who != "anyone" && who != holder; refused != want {
					t.Errorf("%s %s with %s: %d %s", r.Method, r.Path, holder, a.Status, a.Body)
				}
				if a.Header.Get("Cache-Control") != "no-store" {
					t.Errorf("%s %s may be kept", r.Method, r.Path)
				}
			}
		}
	})
}

// TestAnswersTellNoMore compares the members of answers with what is meant to be there: a new one must be decided on.
func TestAnswersTellNoMore(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati := h.SignedIn("wati")
		for path, want := range map[string]string{
			api.MePath: "appointments appointments.from appointments.id appointments.institution appointments.role appointments.unit appointments.unit_name " +
				"appointments.until appointments.user device device.current device.enrolled device.id device.label device.last_receipt device.last_seen " +
				"device.push device.shared device.wipe_asked institutions institutions.id institutions.name institutions.quiet_from institutions.quiet_to institutions.zone " +
				"lease lease.lock_at lease.wipe_at now user user.id user.login user.name",
			api.DirectoryPath: "institutions institutions.id institutions.name institutions.quiet_from institutions.quiet_to institutions.zone people " +
				"people.appointments people.appointments.from people.appointments.id people.appointments.institution people.appointments.role " +
				"people.appointments.unit people.appointments.unit_name people.appointments.until people.appointments.user people.id people.name",
			api.SessionsPath: "sessions sessions.current sessions.device sessions.device_label sessions.expires sessions.id sessions.last_seen sessions.started",
			api.DevicesPath: "devices devices.current devices.enrolled devices.id devices.label devices.last_receipt devices.last_seen devices.push " +
				"devices.shared devices.wipe_asked",
			api.PushKeyPath: "key",
		} {
			var v any
			a := wati.Get(path).Want(http.StatusOK)
			a.Into(&v)
			if got := strings.Join(members(v, ""), " "); got != want {
				t.Errorf("%s tells\n%s\nwant\n%s", path, got, want)
			}
			for _, secret := range []string{house.Password, "argon2", wati.Session.Refresh} {
				if strings.Contains(string(a.Body), secret) {
					t.Errorf("%s tells a secret", path)
				}
			}
		}
	})
}

// members lists the members of a JSON value, each once, in order.
func members(v any, prefix string) (out []string) {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			out = append(out, prefix+name)
			out = append(out, members(inner, prefix+name+".")...)
		}
	case []any:
		for _, inner := range v {
			out = append(out, members(inner, prefix)...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestOpenAPI(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		var doc struct {
			OpenAPI string                    `json:"openapi"`
			Paths   map[string]map[string]any `json:"paths"`
		}
		a := h.Browser().Get(api.OpenAPIPath).Want(http.StatusOK)
		if err := json.Unmarshal(a.Body, &doc); err != nil || !strings.HasPrefix(doc.OpenAPI, "3.1") {
			t.Fatal(doc.OpenAPI, err)
		}
		for _, r := range door.DeclaredRoutes() {
			if doc.Paths[r.Path][strings.ToLower(r.Method)] == nil {
				t.Errorf("%s %s is not described", r.Method, r.Path)
			}
		}
	})
}
