package api_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"damping/server/servertest"
	"damping/shared/api"
	"damping/shared/errs"
)

// TestDatabaseStopped stops a real PostgreSQL at once, as a crash does, under a real server that a device sends to, and
// starts it again. Nobody waits long for an answer, the server needs no restart, what it had taken is there, and what it
// had to refuse arrives once.
func TestDatabaseStopped(t *testing.T) {
	cluster := servertest.NewCluster(t)
	h := newHome(t, cluster.Source(t))
	p := h.start(t, build(t))
	wati := h.sender(t, p)

	stopped := make(chan error, 1)
	var err error
	for err == nil && wati.notes < 10_000 {
		if err = wati.note(); err == nil {
			err = wati.send()
		}
		if wati.notes == 10 {
			go func() { stopped <- cluster.Stop() }()
		}
	}
	wantUnavailable(t, err)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	wantUnavailable(t, wati.send())
	_, err = wati.request(http.MethodGet, api.ReadyPath, nil)
	wantUnavailable(t, err)
	if _, err := wati.request(http.MethodGet, api.HealthPath, nil); err != nil {
		t.Error("the server does not live:", err)
	}

	started := make(chan error, 1)
	go func() { started <- cluster.Start() }()
	wati.untilReady(t)
	if err := <-started; err != nil {
		t.Fatal(err)
	}
	if err := wati.send(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.ended:
		t.Error("the server has ended")
	default:
	}
	h.judge(t, wati)
}

// untilReady asks until the server is ready. While it is not, it says so in time.
func (s *sender) untilReady(t *testing.T) {
	t.Helper()
	end := time.After(time.Minute)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		_, err := s.request(http.MethodGet, api.ReadyPath, nil)
		if err == nil {
			return
		}
		wantUnavailable(t, err)
		select {
		case <-end:
			t.Fatal("the server does not see that its database is back")
		case <-tick.C:
		}
	}
}

// wantUnavailable fails unless a server said in time that its database is away.
func wantUnavailable(t *testing.T, err error) {
	t.Helper()
	var r *refusal
	if !errors.As(err, &r) {
		t.Fatalf("no refusal: %v", err)
	}
	if r.status != http.StatusServiceUnavailable || r.problem.Code != errs.Unavailable || r.retry == "" || r.took > promised {
		t.Error(r)
	}
}
