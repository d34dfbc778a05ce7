package house

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"time"

	"damping/shared/api"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/op"
)

// Browser keeps cookies and asks the server. Its Engine is the real sync engine on a store in memory.
type Browser struct {
	*client.Engine
	House   *House
	Session api.Session
	As      op.ID

	http *http.Client
}

// Browser is a browser in which nobody is signed in.
func (h *House) Browser() *Browser {
	h.TB.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.TB.Fatal(err)
	}
	engine, err := client.Open(client.NewMemory(), rand.Reader)
	if err != nil {
		h.TB.Fatal(err)
	}
	return &Browser{Engine: engine, House: h, http: &http.Client{Transport: h.server.Client().Transport, Jar: jar}}
}

// SignedIn is a browser in which somebody is.
func (h *House) SignedIn(login string) *Browser {
	h.TB.Helper()
	b := h.Browser()
	a := b.Post(api.SessionPath, api.SignIn{Name: login, Password: Password, Device: api.DeviceInfo{Label: "HP"}})
	a.Want(http.StatusOK).Into(&b.Session)
	b.As = h.Appointments[login]
	device, err := op.ParseID(b.Session.Device.ID)
	if err != nil {
		h.TB.Fatal(err)
	}
	if err := b.Enrol(device); err != nil {
		h.TB.Fatal(err)
	}
	return b
}

// MoveTo has the browser speak to another server of the same house from now on, with the cookies it has.
func (b *Browser) MoveTo(h *House) {
	b.House.TB.Helper()
	cookies := b.Cookies()
	b.House = h
	u, err := url.Parse(h.URL)
	if err != nil {
		h.TB.Fatal(err)
	}
	b.http.Jar.SetCookies(u, cookies)
}

// Answer is what the server said.
type Answer struct {
	b *Browser
	// What was asked, and how long the answer took.
	What   string
	Status int
	Header http.Header
	Body   []byte
	Took   time.Duration
}

// Ask sends a request; change may alter it before it goes.
func (b *Browser) Ask(method, path, media string, body []byte, change ...func(*http.Request)) Answer {
	b.House.TB.Helper()
	r, err := http.NewRequestWithContext(b.House.TB.Context(), method, b.House.URL+path, bytes.NewReader(body))
	if err != nil {
		b.House.TB.Fatal(err)
	}
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	for _, fn := range change {
		fn(r)
	}
	began := time.Now()
	res, err := b.http.Do(r)
	if err != nil {
		b.House.TB.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.House.TB.Fatal(err)
	}
	return Answer{b: b, What: method + " " + path, Status: res.StatusCode, Header: res.Header, Body: text, Took: time.Since(began)}
}

// Get asks for something.
func (b *Browser) Get(path string) Answer {
	b.House.TB.Helper()
	return b.Ask(http.MethodGet, path, "", nil)
}

// Delete asks for something to go.
func (b *Browser) Delete(path string) Answer {
	b.House.TB.Helper()
	return b.Ask(http.MethodDelete, path, "", nil)
}

// Post sends JSON.
func (b *Browser) Post(path string, v any) Answer {
	b.House.TB.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		b.House.TB.Fatal(err)
	}
	return b.Ask(http.MethodPost, path, api.MediaJSON, body)
}

// Want stops the test when the status is another.
func (a Answer) Want(status int) Answer {
	a.b.House.TB.Helper()
	if a.Status != status {
		a.b.House.TB.Fatalf("%s: %d, want %d: %s", a.What, a.Status, status, a.Body)
	}
	return a
}

// Into decodes a JSON answer.
func (a Answer) Into(v any) {
	a.b.House.TB.Helper()
	if err := json.Unmarshal(a.Body, v); err != nil {
		a.b.House.TB.Fatalf("%s: %v", a.What, err)
	}
}

// Problem is the failure that the server told; the zero Problem when it is none.
func (a Answer) Problem() api.Problem {
	var p api.Problem
	if a.Header.Get("Content-Type") == api.MediaProblem {
		_ = json.Unmarshal(a.Body, &p)
	}
	return p
}

// Write authors an act on this browser.
func (b *Browser) Write(drafts ...op.Draft) {
	b.House.TB.Helper()
	if _, err := b.Author(b.House.Now(), b.As, op.Ctx{App: "test"}, drafts); err != nil {
		b.House.TB.Fatal(err)
	}
}

// Push sends one batch.
func (b *Browser) Push(p op.Push) Answer {
	b.House.TB.Helper()
	return b.Ask(http.MethodPost, api.SyncPushPath, api.MediaCBOR, op.Marshal(p))
}

// Sync sends what waits and gets what is new.
func (b *Browser) Sync() {
	b.House.TB.Helper()
	for batch, more := b.NextPush(); more; batch, more = b.NextPush() {
		var ans op.PushAnswer
		b.cbor(api.SyncPushPath, batch, &ans)
		if _, err := b.HandlePush(ans, b.House.Now()); err != nil {
			b.House.TB.Fatal(err)
		}
	}
	for more := true; more; {
		var ans op.PullAnswer
		b.cbor(api.SyncPullPath, b.NextPull(), &ans)
		var err error
		if _, more, err = b.HandlePull(ans, b.House.Now()); err != nil {
			b.House.TB.Fatal(err)
		}
	}
}

// Open syncs and opens a file, as a person does: one of which only the list row is here is fetched.
func (b *Browser) Open(file op.ID) domain.Parts {
	b.House.TB.Helper()
	b.Sync()
	if b.Grade(file) == client.CardOnly {
		if _, err := b.Want(b.House.Now(), file); err != nil {
			b.House.TB.Fatal(err)
		}
		b.Sync()
	}
	parts, err := b.File(file)
	if err != nil {
		b.House.TB.Fatal(err)
	}
	return parts
}

func (b *Browser) cbor(path string, in, out any) {
	b.House.TB.Helper()
	a := b.Ask(http.MethodPost, path, api.MediaCBOR, op.Marshal(in)).Want(http.StatusOK)
	if err := op.Unmarshal(a.Body, out); err != nil {
		b.House.TB.Fatal(err)
	}
}

// Events opens the stream of events. Each call of next waits for the next head; ok is false when the stream has ended.
func (b *Browser) Events() (next func() (seq uint64, ok bool), stop func()) {
	b.House.TB.Helper()
	ctx, cancel := context.WithTimeout(b.House.TB.Context(), patience)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.House.URL+api.EventsPath, nil)
	if err != nil {
		b.House.TB.Fatal(err)
	}
	res, err := b.http.Do(r)
	if err != nil {
		b.House.TB.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		b.House.TB.Fatal("events:", res.Status)
	}
	lines := bufio.NewScanner(res.Body)
	next = func() (uint64, bool) {
		for lines.Scan() {
			if data, is := strings.CutPrefix(lines.Text(), "data: "); is {
				seq, err := strconv.ParseUint(data, 10, 64)
				return seq, err == nil
			}
		}
		return 0, false
	}
	return next, func() { cancel(); _ = res.Body.Close() }
}

// Cookies are those that the browser would send.
func (b *Browser) Cookies() []*http.Cookie {
	b.House.TB.Helper()
	u, err := url.Parse(b.House.URL)
	if err != nil {
		b.House.TB.Fatal(err)
	}
	return b.http.Jar.Cookies(u)
}
