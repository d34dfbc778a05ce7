package api_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	door "damping/server/api"
	"damping/server/servertest/house"
	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/outbox"
)

// bad is a request that must be refused.
type bad struct {
	path  string // what to ask instead of the route's own
	media string
	body  []byte
	code  errs.Code
}

// huge is more than any route reads.
var huge = bytes.Repeat([]byte("canary "), 300_000)

// badJSON is what every route with a JSON body refuses.
func badJSON() map[string]bad {
	return map[string]bad{
		"broken":       {media: api.MediaJSON, body: []byte(`{"canary`), code: errs.BadRequest},
		"nothing":      {media: api.MediaJSON, code: errs.BadRequest},
		"a list":       {media: api.MediaJSON, body: []byte(`["canary"]`), code: errs.Invalid},
		"not UTF-8":    {media: api.MediaJSON, body: []byte("{\"canary\":\"\xff\"}"), code: errs.BadRequest},
		"a NUL":        {media: api.MediaJSON, body: []byte(`{"canary":"\u0000"}`), code: errs.BadRequest},
		"a form":       {media: "application/x-www-form-urlencoded", body: []byte("name=canary"), code: errs.BadRequest},
		"deep":         {media: api.MediaJSON, body: bytes.Repeat([]byte("["), 1000), code: errs.BadRequest},
		"too large":    {media: api.MediaJSON, body: huge, code: errs.TooLarge},
		"CBOR instead": {media: api.MediaCBOR, body: op.Marshal(map[int]int{1: 1}), code: errs.BadRequest},
	}
}

// badCBOR is what every sync route refuses.
func badCBOR() map[string]bad {
	return map[string]bad{
		"torn":            {media: api.MediaCBOR, body: []byte{0xa1, 0x00}, code: errs.BadRequest},
		"nothing":         {media: api.MediaCBOR, code: errs.BadRequest},
		"trailing bytes":  {media: api.MediaCBOR, body: []byte{0xa0, 0x00}, code: errs.BadRequest},
		"endless":         {media: api.MediaCBOR, body: []byte{0xbf, 0xff}, code: errs.BadRequest},
		"a member twice":  {media: api.MediaCBOR, body: []byte{0xa2, 0x00, 0xf6, 0x00, 0xf6}, code: errs.BadRequest},
		"unknown member":  {media: api.MediaCBOR, body: []byte{0xa1, 0x18, 0x63, 0x01}, code: errs.UnknownField},
		"a number":        {media: api.MediaCBOR, body: []byte{0x01}, code: errs.BadRequest},
		"deep":            {media: api.MediaCBOR, body: bytes.Repeat([]byte{0x81}, 1000), code: errs.BadRequest},
		"JSON":            {media: api.MediaJSON, body: []byte(`{"canary":1}`), code: errs.BadRequest},
		"says it is JSON": {media: api.MediaJSON, body: []byte{0xa0}, code: errs.BadRequest},
		"too large":       {media: api.MediaCBOR, body: huge, code: errs.TooLarge},
	}
}

// nothingRead is all that can be wrong where no body is read: one that would have to be carried all the same.
func nothingRead() map[string]bad {
	return map[string]bad{"too large": {body: huge, code: errs.TooLarge}}
}

// badIDs is what stands where an id belongs.
func badIDs(before, after string, endless errs.Code) map[string]bad {
	out := map[string]bad{"too large": {path: before + op.ID{}.String() + after, body: huge, code: errs.TooLarge}}
	for _, id := range []string{"canary", op.ID{}.String(), "..%2Fcanary", "%00", "0198f000-0000-7000-8000-00000000000Z", "%27%20OR%201=1"} {
		out["id "+id] = bad{path: before + id + after, code: errs.NotFound}
	}
	out["an endless id"] = bad{path: before + strings.Repeat("canary", 100) + after, code: endless}
	return out
}

func and(all ...map[string]bad) map[string]bad {
	out := map[string]bad{}
	for _, some := range all {
		for name, b := range some {
			out[name] = b
		}
	}
	return out
}

// badRoutes is what is wrong with a request to each route there is. A new route fails until it is here.
func badRoutes(t *testing.T, h *house.House, wati *house.Browser) map[string]map[string]bad {
	list := func(n int) []op.ID {
		out := make([]op.ID, n)
		for i := range out {
			out[i] = h.ID()
		}
		return out
	}
	sync := func(v any) bad { return bad{media: api.MediaCBOR, body: op.Marshal(v)} }
	with := func(b bad, code errs.Code) bad { b.code = code; return b }
	json := func(text string, code errs.Code) bad {
		return bad{media: api.MediaJSON, body: []byte(text), code: code}
	}
	unknown := map[string]bad{"unknown member": json(`{"canary":1}`, errs.UnknownField)}
	chunk := api.BlobsPath + "/" + h.ID().String() + "/"
	noSuchChunk := map[string]bad{}
	for _, i := range []string{"canary", "-1", "00", "0x1", "99999999999999999999", "1.0"} {
		noSuchChunk["chunk "+i] = bad{path: chunk + i, media: api.MediaBytes, body: []byte("x"), code: errs.NotFound}
	}
	offer := func(id, part, size string) string {
		hash := strings.Repeat("00", 32)
		return `{"id":"` + id + `","file":"` + h.ID().String() + `","part":` + part + `,"hash":"` + hash + `","size":` + size + `,"chunks":["` + hash + `"]}`
	}

	return map[string]map[string]bad{
		"POST /api/session": and(badJSON(), unknown, map[string]bad{
			"no such id": json(`{"name":"wati","password":"canary","device":{"label":"","shared":false,"id":"canary"}}`, errs.Invalid)}),
		"DELETE /api/session":       nothingRead(),
		"POST /api/session/refresh": and(badJSON(), unknown),
		"POST /api/welcome": and(badJSON(), unknown, map[string]bad{
			"no such link": json(`{"token":"canary","password":"empat kata yang mudah"}`, errs.Gone)}),
		"POST /api/session/device":      nothingRead(),
		"GET /api/sessions":             nothingRead(),
		"DELETE /api/sessions/{id}":     badIDs("/api/sessions/", "", errs.Invalid),
		"GET /api/devices":              nothingRead(),
		"DELETE /api/devices/{id}":      badIDs("/api/devices/", "", errs.Invalid),
		"POST /api/devices/{id}/wipe":   badIDs("/api/devices/", "/wipe", errs.Invalid),
		"GET /api/device/lease":         nothingRead(),
		"POST /api/device/erased":       and(nothingRead(), map[string]bad{"nobody had asked": {code: errs.Conflict}}),
		"GET /api/me":                   nothingRead(),
		"GET /api/directory":            nothingRead(),
		"GET /api/inbox":                nothingRead(),
		"GET /api/events":               nothingRead(),
		"GET /api/push/key":             nothingRead(),
		"DELETE /api/push/subscription": nothingRead(),
		"POST /api/push/test":           nothingRead(),
		"GET /api/openapi.json":         nothingRead(),
		"GET /healthz":                  nothingRead(),
		"GET /readyz":                   nothingRead(),
		"GET /api/blobs/{id}":           badIDs("/api/blobs/", "", errs.NotFound),
		"POST /api/blobs/{id}/commit":   badIDs("/api/blobs/", "/commit", errs.NotFound),
		"GET /api/blobs/{id}/{chunk}":   and(badIDs("/api/blobs/", "/0", errs.NotFound), noSuchChunk),
		"PUT /api/blobs/{id}/{chunk}": and(noSuchChunk, map[string]bad{
			"not announced":  {path: chunk + "0", media: api.MediaBytes, body: []byte("canary"), code: errs.NotFound},
			"no bytes":       {path: chunk + "0", media: api.MediaJSON, body: []byte(`"canary"`), code: errs.BadRequest},
			"more than fits": {path: chunk + "0", media: api.MediaBytes, body: huge, code: errs.TooLarge}}),
		"POST /api/blobs": and(badJSON(), unknown, map[string]bad{
			"no id":       json(offer("canary", "1", "1"), errs.Invalid),
			"below 0":     json(offer(h.ID().String(), "1", "-1"), errs.Invalid),
			"too large":   json(offer(h.ID().String(), "1", "99999999999"), errs.Invalid),
			"part 999":    json(offer(h.ID().String(), "999", "1"), errs.Invalid),
			"no such one": json(offer(h.ID().String(), "1", "1"), errs.NotFound)}),
		"GET /api/cases/{id}/letters": badIDs("/api/cases/", "/letters", errs.Invalid),
		"POST /api/cases/{id}/letters": and(badJSON(), unknown, map[string]bad{
			"no such paper": json(`{"kind":"f01","paper":"canary","issue":true}`, errs.Invalid),
			"no such case":  json(`{"kind":"f01","paper":"a4","issue":true}`, errs.NotFound)}),
		"PUT /api/push/subscription": and(badJSON(), unknown),
		"POST /api/push/receipt":     and(badJSON(), unknown, map[string]bad{"no id": json(`{"id":"canary"}`, errs.Invalid)}),
		"POST /api/push/action":      and(badJSON(), unknown),
		"POST /api/search": and(badJSON(), unknown, map[string]bad{
			"too short":    json(`{"query":"c"}`, errs.Invalid),
			"without word": json(`{"query":"…—…"}`, errs.Invalid),
			"too long":     json(`{"query":"`+strings.Repeat("canary ", 40)+`"}`, errs.Invalid)}),
		"POST /api/sync/push": badCBOR(),
		"POST /api/sync/sealed": and(badCBOR(), map[string]bad{
			"unknown member": with(sync([]any{false, [][]byte{}, 1}), errs.BadRequest),
			"too many":       with(sync(outbox.Batch{Boxes: make([][]byte, op.MaxBatchOps+1)}), errs.TooLarge)}),
		"POST /api/sync/parcel": and(badCBOR(), map[string]bad{"unknown member": with(sync([]any{[]byte{}, 0, []byte{}, 1}), errs.BadRequest)}),
		"POST /api/sync/pull": and(badCBOR(), map[string]bad{
			"another device's": with(sync(map[int]any{0: h.ID(), 1: op.Cursor{}, 2: []byte{}}), errs.Forbidden),
			"a torn cursor":    with(sync(map[int]any{0: wati.Device(), 1: "canary", 2: []byte{}}), errs.BadRequest),
			"too much wanted":  with(sync(map[int]any{0: wati.Device(), 1: op.Cursor{}, 2: []byte{}, 6: list(op.MaxWant + 1)}), errs.TooLarge)}),
	}
}

// TestBadRoutes asks every route what it must refuse. Each gets its code and none of its own words back, nothing of it is
// logged, and whoever asks next is served.
func TestBadRoutes(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati := h.SignedIn("wati")
		rows := badRoutes(t, h, wati)
		for _, r := range door.DeclaredRoutes() {
			name := r.Method + " " + r.Path
			wrong := rows[name]
			if len(wrong) == 0 {
				t.Errorf("%s: nobody has said what is wrong with a request to it", name)
			}
			delete(rows, name)
			for what, b := range wrong {
				path := b.path
				if path == "" {
					path = r.Path
				}
				a := wati.Ask(r.Method, path, b.media, b.body)
				p := a.Problem()
				if p.Code != b.code || a.Status != errs.HTTPStatus(b.code) || p.Key == "" || p.Request == "" {
					t.Errorf("%s, %s: %d %s, want %s", name, what, a.Status, a.Body, b.code)
				}
				if bytes.Contains(a.Body, []byte("canary")) {
					t.Errorf("%s, %s: what was sent comes back: %s", name, what, a.Body)
				}
			}
			wati.Get(api.MePath).Want(http.StatusOK)
		}
		for name := range rows {
			t.Errorf("%s is gone", name)
		}
		if strings.Contains(h.Log.String(), "canary") {
			t.Errorf("what was sent is logged:\n%s", h.Log.String())
		}
		newCase(wati, "Bunga")
		if wati.Sync(); wati.Unsent() != 0 {
			t.Error("what came behind was held up")
		}
	})
}
