package api_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"testing"

	"damping/server/servertest"
	"damping/server/servertest/house"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/op"
)

// TestPackedAnswers pulls the same page in all the ways in which an asker says what it can unpack.
func TestPackedAnswers(t *testing.T) {
	clock := servertest.NewClock()
	h := house.New(t, servertest.Open(t, servertest.SQLite, store.Options{Now: clock.Now}), clock)
	wati := h.SignedIn("wati")
	for range 8 {
		newCase(wati, "Bunga Melati")
	}
	wati.Sync()

	pull := func(device *house.Browser, codings string) house.Answer {
		a := device.Ask(http.MethodPost, api.SyncPullPath, api.MediaCBOR, op.Marshal(device.NextPull()),
			func(r *http.Request) { r.Header.Set("Accept-Encoding", codings) })
		return a.Want(http.StatusOK)
	}
	snapshots := func(body []byte) []op.Snapshot {
		var page op.PullAnswer
		if err := op.Unmarshal(body, &page); err != nil {
			t.Fatal(err)
		}
		return page.Snapshots
	}

	plain := pull(h.SignedIn("wati"), "identity")
	want := snapshots(plain.Body)
	if len(plain.Body) < 4000 || len(want) < 8 {
		t.Fatalf("%d bytes, %d snapshots: too little to pack", len(plain.Body), len(want))
	}
	for codings, packed := range map[string]bool{
		"gzip": true, "gzip, deflate, br, zstd": true, "br;q=1.0, GZIP;q=0.8, *;q=0.1": true, "deflate , gzip ; q=1": true,
		"br": false, "gzip;q=0": false, "gzip;q=0.000, br": false, "gzip;q=much": false, "xgzip": false, "": false,
	} {
		a := pull(h.SignedIn("wati"), codings) // a device of its own: what was delivered once does not come again
		if a.Header.Get("Vary") != "Accept-Encoding" || a.Header.Get("Content-Length") != strconv.Itoa(len(a.Body)) {
			t.Errorf("%q: headers %v", codings, a.Header)
		}
		if got := a.Header.Get("Content-Encoding") == "gzip"; got != packed {
			t.Errorf("%q: packed is %t", codings, got)
			continue
		}
		body := a.Body
		if packed {
			if len(body) > len(plain.Body)/2 {
				t.Errorf("%d bytes were packed into %d", len(plain.Body), len(body))
			}
			r, err := gzip.NewReader(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if body, err = io.ReadAll(r); err != nil {
				t.Fatal(err)
			}
		}
		if got := snapshots(body); len(got) != len(want) || !bytes.Equal(op.Marshal(got), op.Marshal(want)) {
			t.Errorf("%q: %d snapshots, want %d", codings, len(got), len(want))
		}
	}

	if small := pull(wati, "gzip"); small.Header.Get("Content-Encoding") != "" {
		t.Errorf("an answer of %d bytes was packed", len(small.Body))
	}
}
