package api_test

import (
	"errors"
	"net/http"
	"testing"

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

	write := func() {
		t.Helper()
		if err := wati.note(); err != nil {
			t.Fatal(err)
		}
	}
	ready := func() error {
		_, err := wati.request(http.MethodGet, api.ReadyPath, nil)
		return err
	}
	for range 10 {
		write()
		insist(t, wati.send)
	}

	stopped := make(chan error, 1)
	go func() { stopped <- cluster.Stop() }()
	var err error
	for err == nil && wati.notes < 10_000 {
		write()
		err = wati.send()
	}
	wantUnavailable(t, err)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	write()
	wantUnavailable(t, wati.send())
	wantUnavailable(t, ready())
	if _, err := wati.request(http.MethodGet, api.HealthPath, nil); err != nil {
		t.Error("the server does not live:", err)
	}

	started := make(chan error, 1)
	go func() { started <- cluster.Start() }()
	insist(t, ready)
	if err := <-started; err != nil {
		t.Fatal(err)
	}
	insist(t, wati.send)
	select {
	case <-p.ended:
		t.Error("the server has ended")
	default:
	}
	h.judge(t, wati)
}

// wantUnavailable fails unless a server said in time that its database is away.
func wantUnavailable(t *testing.T, err error) {
	t.Helper()
	var r *refusal
	if !errors.As(err, &r) {
		t.Fatalf("no refusal: %v", err)
	}
	if !r.unavailable() || r.problem.Code != errs.Unavailable || r.retry == "" || r.took > promised {
		t.Error(r)
	}
}
