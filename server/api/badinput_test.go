package api_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"damping/server/servertest/house"
	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

const signIn = `{"name":"wati","password":"x","device":{"label":"HP","shared":false}}`

// TestBadJSON sends what no program of ours sends. Each gets a clear code, and nothing of it comes back.
func TestBadJSON(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		guest := h.Browser()
		for name, c := range map[string]struct {
			media, body string
			status      int
			code        errs.Code
			field       string
		}{
			"broken":            {api.MediaJSON, `{"name":`, 400, errs.BadRequest, ""},
			"nothing":           {api.MediaJSON, ``, 400, errs.BadRequest, ""},
			"not an object":     {api.MediaJSON, `[1]`, 422, errs.Invalid, ""},
			"two values":        {api.MediaJSON, signIn + signIn, 400, errs.BadRequest, ""},
			"a member twice":    {api.MediaJSON, `{"name":"wati","name":"canary","password":"x","device":{"label":"","shared":false}}`, 400, errs.BadRequest, ""},
			"unknown member":    {api.MediaJSON, strings.Replace(signIn, `"name"`, `"canary":1,"name"`, 1), 422, errs.UnknownField, ""},
			"unknown inside":    {api.MediaJSON, strings.Replace(signIn, `"label"`, `"canary":1,"label"`, 1), 422, errs.UnknownField, ""},
			"other letter case": {api.MediaJSON, strings.Replace(signIn, `"name"`, `"Name"`, 1), 422, errs.UnknownField, ""},
			"wrong type":        {api.MediaJSON, strings.Replace(signIn, `"x"`, `17`, 1), 422, errs.Invalid, "password"},
			"missing":           {api.MediaJSON, `{"name":"wati","device":{"label":"","shared":false}}`, 422, errs.Invalid, "password"},
			"too long":          {api.MediaJSON, strings.Replace(signIn, "wati", strings.Repeat("canary", 20), 1), 422, errs.Invalid, "name"},
			"invalid UTF-8":     {api.MediaJSON, strings.Replace(signIn, "wati", "wa\xffti", 1), 400, errs.BadRequest, ""},
			"a NUL":             {api.MediaJSON, strings.Replace(signIn, "wati", `wa\u0000ti`, 1), 400, errs.BadRequest, ""},
			"deep":              {api.MediaJSON, strings.Repeat("[", 10_000), 400, errs.BadRequest, ""},
			"a form":            {"application/x-www-form-urlencoded", "name=canary", 400, errs.BadRequest, ""},
			"too large":         {api.MediaJSON, `{"name":"` + strings.Repeat("canary ", 20_000) + `"}`, 413, errs.TooLarge, ""},
		} {
			t.Run(name, func(t *testing.T) {
				a := guest.Ask(http.MethodPost, api.SessionPath, c.media, []byte(c.body))
				p := a.Problem()
				if a.Status != c.status || p.Code != c.code || p.Status != c.status || p.Key == "" || p.Request == "" {
					t.Errorf("%d %s", a.Status, a.Body)
				}
				if c.field != "" && p.Field != c.field {
					t.Errorf("names the field %q: %s", p.Field, a.Body)
				}
				if bytes.Contains(a.Body, []byte("canary")) || strings.Contains(h.Log.String(), "canary") {
					t.Errorf("what was sent comes back: %s", a.Body)
				}
			})
		}
		t.Run("too large without saying so", func(t *testing.T) {
			a := guest.Ask(http.MethodPost, api.SessionPath, api.MediaJSON, bytes.Repeat([]byte(" "), 1<<20), func(r *http.Request) { r.ContentLength = -1 })
			if a.Problem().Code != errs.TooLarge {
				t.Errorf("%d %s", a.Status, a.Body)
			}
		})
	})
}

// TestBadSync sends broken batches. None leaves a trace, and what comes behind goes through.
func TestBadSync(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati, tini := h.SignedIn("wati"), h.SignedIn("tini")
		file := newCase(wati, "Bunga")
		batch, _ := wati.NextPush()
		good := op.Marshal(batch)

		push := func(b *house.Browser, body []byte) house.Answer {
			return b.Ask(http.MethodPost, api.SyncPushPath, api.MediaCBOR, body)
		}
		spoilt := func(spoil func(p *op.Push)) []byte {
			var p op.Push
			if err := op.Unmarshal(good, &p); err != nil {
				t.Fatal(err)
			}
			spoil(&p)
			return op.Marshal(p)
		}
		big := batch
		big.Ops = make([]op.Op, op.MaxBatchOps+1)
		for i := range big.Ops {
			big.Ops[i] = batch.Ops[0]
			big.Ops[i].ID = h.ID()
		}
		for name, c := range map[string]struct {
			body []byte
			code errs.Code
		}{
			"torn":             {good[:len(good)/2], errs.BadRequest},
			"nothing":          {nil, errs.BadRequest},
			"trailing bytes":   {append(bytes.Clone(good), 0), errs.BadRequest},
			"unknown member":   {[]byte{0xa1, 0x18, 0x63, 0x01}, errs.UnknownField},
			"another device's": {spoilt(func(p *op.Push) { p.Dev = h.ID() }), errs.Forbidden},
			"too many":         {op.Marshal(big), errs.TooLarge},
			"too large":        {make([]byte, 400<<10), errs.TooLarge},
		} {
			if a := push(wati, c.body); a.Problem().Code != c.code {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		}
		if a := wati.Ask(http.MethodPost, api.SyncPushPath, api.MediaJSON, good); a.Problem().Code != errs.BadRequest {
			t.Errorf("CBOR that says it is JSON: %d", a.Status)
		}
		if a := push(tini, good); a.Problem().Code != errs.Forbidden {
			t.Errorf("somebody else's batch: %d %s", a.Status, a.Body)
		}

		for name, c := range map[string]struct {
			body []byte
			want op.Ack
		}{
			"ops of another device": {spoilt(func(p *op.Push) { each(p, func(o *op.Op) { o.Dev = h.ID() }) }), op.Ack{Verdict: op.Torn, Code: errs.TornGroup}},
			"ops of the server's device": {spoilt(func(p *op.Push) { each(p, func(o *op.Op) { o.Dev = serverDevice(t, h); o.ID = h.ID() }) }),
				op.Ack{Verdict: op.Rejected, Code: errs.Forbidden}},
			"one id twice": {spoilt(func(p *op.Push) { p.Ops[1].ID = p.Ops[0].ID }), op.Ack{Verdict: op.Torn, Code: errs.TornGroup}},
			"a torn group": {spoilt(func(p *op.Push) { p.Ops = p.Ops[1:] }), op.Ack{Verdict: op.Torn, Code: errs.TornGroup}},
		} {
			var ans op.PushAnswer
			if err := op.Unmarshal(push(wati, c.body).Want(http.StatusOK).Body, &ans); err != nil {
				t.Fatal(err)
			}
			if ans.Acks[0].Verdict != c.want.Verdict || ans.Acks[0].Code != c.want.Code {
				t.Errorf("%s: %+v", name, ans.Acks[0])
			}
		}

		// Poisoned acts get verdicts; the one behind is taken.
		wati.Sync()
		wati.Write(domain.Begin(file, domain.Note, h.ID()))
		wati.Write(domain.Begin(file, domain.Note, h.ID()))
		batch, _ = wati.NextPush()
		batch.Ops[0].Actor = h.Users["tini"]
		var ans op.PushAnswer
		if err := op.Unmarshal(push(wati, op.Marshal(batch)).Want(http.StatusOK).Body, &ans); err != nil {
			t.Fatal(err)
		}
		if ans.Acks[0].Verdict != op.Rejected || ans.Acks[0].Code != errs.Forbidden || ans.Acks[1].Verdict != op.Accepted {
			t.Errorf("%+v", ans.Acks)
		}
		tini.Write(domain.Begin(file, domain.Note, h.ID()))
		batch, _ = tini.NextPush()
		if err := op.Unmarshal(push(tini, op.Marshal(batch)).Want(http.StatusOK).Body, &ans); err != nil {
			t.Fatal(err)
		}
		if ans.Acks[0].Verdict != op.Quarantined || ans.Acks[0].Code != errs.NotFound {
			t.Errorf("a case that one may not see: %+v", ans.Acks)
		}
	})
}

func each(p *op.Push, fn func(*op.Op)) {
	for i := range p.Ops {
		fn(&p.Ops[i])
	}
}

// serverDevice is the server's own device id, which stands in everybody's bundles.
func serverDevice(t *testing.T, h *house.House) op.ID {
	t.Helper()
	var dev op.ID
	err := h.Office.Log().View(t.Context(), func(r reader) error {
		head, err := r.Head()
		dev = head.Server
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return dev
}

// TestCrossSite proves that a page of another site can make nobody's browser do anything here.
func TestCrossSite(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati := h.SignedIn("wati")
		for name, change := range map[string]func(*http.Request){
			"by fetch metadata": func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
			"by a sister site":  func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") },
			"by origin":         func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
		} {
			for _, r := range []struct{ method, path string }{
				{http.MethodPost, api.SessionPath}, {http.MethodDelete, api.SessionPath}, {http.MethodPost, api.SyncPushPath},
				{http.MethodPost, api.PushReceiptPath}, {http.MethodPut, api.PushSubscriptionPath}, {http.MethodPost, "/api/unknown"},
			} {
				a := wati.Ask(r.method, r.path, api.MediaJSON, []byte("{}"), change)
				if a.Status != http.StatusForbidden || a.Problem().Code != errs.Forbidden {
					t.Errorf("%s, %s %s: %d", name, r.method, r.path, a.Status)
				}
			}
		}
		wati.Get(api.MePath).Want(http.StatusOK)
	})
}

func TestUnknownPaths(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		guest := h.Browser()
		for _, c := range []struct{ method, path string }{
			{http.MethodGet, "/api/"}, {http.MethodGet, "/api/nothing"}, {http.MethodPatch, api.MePath}, {http.MethodGet, api.SyncPushPath},
			{http.MethodGet, "/api/docs"}, {http.MethodGet, "/api/schemas/Me.json"},
		} {
			if a := guest.Ask(c.method, c.path, "", nil); a.Status != http.StatusNotFound || a.Problem().Code != errs.NotFound {
				t.Errorf("%s %s: %d %s", c.method, c.path, a.Status, a.Body)
			}
		}
	})
}

// TestLog proves that the log holds nothing that a person wrote or could be known by, and that it holds what it should.
func TestLog(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		h.Browser().Post(api.SessionPath, api.SignIn{Name: "canary-name", Password: "canary-password"})
		wati := h.SignedIn("wati")
		newCase(wati, "Canary Bunga")
		wati.Sync()
		wati.Ask(http.MethodGet, "/api/canary?canary=1", "", nil)
		wati.Ask(http.MethodDelete, api.SessionItem("canary"), "", nil)

		said := h.Log.String()
		if !strings.Contains(said, `"route":"POST /api/sync/push"`) || !strings.Contains(said, `"route":"DELETE /api/sessions/{id}"`) {
			t.Fatalf("the requests are not there:\n%s", said)
		}
		for _, secret := range []string{"canary", "wati", "127.0.0.1", "::1", wati.Session.Refresh, wati.Session.Device.ID, house.Password, fmt.Sprint(h.Users["wati"])} {
			if strings.Contains(strings.ToLower(said), strings.ToLower(secret)) {
				t.Errorf("the log holds %q:\n%s", secret, said)
			}
		}
	})
}
