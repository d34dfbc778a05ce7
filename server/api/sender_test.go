package api_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"damping/server/auth"
	"damping/shared/api"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/op"
)

// sender is a device that writes notes and sends them, whatever becomes of the server.
type sender struct {
	*client.Engine
	h       *home
	to      string
	session string
	asked   func() // told of each request
	file    op.ID
	notes   int
	failed  error // of the device itself
}

func (h *home) sender(t *testing.T, p *process) *sender {
	t.Helper()
	engine, err := client.Open(client.NewMemory(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := &sender{Engine: engine, h: h, to: p.address, asked: func() {}}
	body, _ := json.Marshal(api.SignIn{Name: "wati", Password: password, Device: api.DeviceInfo{Label: "HP"}})
	res, err := http.Post("http://"+p.address+api.SessionPath, api.MediaJSON, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var session api.Session
	if err := json.NewDecoder(res.Body).Decode(&session); err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(res.Status, err)
	}
	for _, c := range res.Cookies() {
		if c.Name == auth.SessionCookie {
			s.session = c.Value
		}
	}
	device, err := op.ParseID(session.Device.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Enrol(device); err != nil {
		t.Fatal(err)
	}
	s.file = op.NewID(time.Now().UnixMilli(), rand.Reader)
	if _, err := s.Author(time.Now().UnixMilli(), h.as, op.Ctx{}, []op.Draft{domain.Begin(s.file, domain.Case, s.file)}); err != nil {
		t.Fatal(err)
	}
	return s
}

// run writes and sends until the server is gone, which is no failure.
func (s *sender) run(gone <-chan struct{}) {
	for {
		select {
		case <-gone:
			return
		default:
		}
		for range 3 {
			if s.failed = s.note(); s.failed != nil {
				return
			}
		}
		_ = s.send()
	}
}

// note writes the next note.
func (s *sender) note() error {
	note := op.NewID(time.Now().UnixMilli(), rand.Reader)
	_, err := s.Author(time.Now().UnixMilli(), s.h.as, op.Ctx{}, []op.Draft{domain.Begin(s.file, domain.Note, note),
		domain.NoteText.Set(s.file, note, fmt.Sprint("catatan ", s.notes), nil)})
	if err == nil {
		s.notes++
	}
	return err
}

// send sends what waits, and gets what is new.
func (s *sender) send() error {
	for batch, more := s.NextPush(); more; batch, more = s.NextPush() {
		var ans op.PushAnswer
		if err := s.ask(api.SyncPushPath, batch, &ans); err != nil {
			return err
		}
		if _, err := s.HandlePush(ans, time.Now().UnixMilli()); err != nil {
			return err
		}
	}
	for more := true; more; {
		var ans op.PullAnswer
		err := s.ask(api.SyncPullPath, s.NextPull(), &ans)
		if err == nil {
			_, more, err = s.HandlePull(ans, time.Now().UnixMilli())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *sender) ask(path string, in, out any) error {
	s.asked()
	body, err := s.request(http.MethodPost, path, op.Marshal(in))
	if err != nil {
		return err
	}
	return op.Unmarshal(body, out)
}

// request returns the body of a good answer. Any other is an error, a *refusal when the server gave it.
func (s *sender) request(method, path string, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, "http://"+s.to+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", api.MediaCBOR)
	r.AddCookie(&http.Cookie{Name: auth.SessionCookie, Value: s.session})
	began := time.Now()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err = io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		refused := &refusal{path: path, status: res.StatusCode, took: time.Since(began), retry: res.Header.Get("Retry-After")}
		if res.Header.Get("Content-Type") == api.MediaProblem {
			_ = json.Unmarshal(body, &refused.problem)
		}
		err = refused
	}
	return body, err
}

// refusal is an answer that is not good.
type refusal struct {
	path    string
	status  int
	problem api.Problem
	retry   string // when to come again
	took    time.Duration
}

func (r *refusal) Error() string {
	return fmt.Sprintf("%s: %d %s after %v", r.path, r.status, r.problem.Code, r.took)
}

func (r *refusal) unavailable() bool { return r.status == http.StatusServiceUnavailable }

// insist asks until the server does it. One whose database is away, or slow because the machine does much else at a
// time, says that it is unavailable; whoever is told so comes again.
func insist(t *testing.T, ask func() error) {
	t.Helper()
	end := time.After(time.Minute)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		var r *refusal
		err := ask()
		switch {
		case err == nil:
			return
		case !errors.As(err, &r) || !r.unavailable():
			t.Fatal(err)
		}
		select {
		case <-end:
			t.Fatal("the server is unavailable for a minute: ", err)
		case <-tick.C:
		}
	}
}
