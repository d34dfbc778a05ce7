package remind_test

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"

	webpush "github.com/SherClockHolmes/webpush-go"

	"damping/server/push"
	"damping/server/push/pushtest"
	"damping/server/remind"
	"damping/server/servertest"
	"damping/server/store"
	"damping/server/vault"
	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/policy"
)

// pushWorkers is how many messages both loops have under way at a time.
const pushWorkers = 8

// sink is a push service that only takes, and a client that brings everything to it.
func sink(b *testing.B) *http.Client {
	b.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusCreated)
	}))
	b.Cleanup(server.Close)
	to, err := url.Parse(server.URL)
	if err != nil {
		b.Fatal(err)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: pushWorkers}
	return &http.Client{Transport: turned(func(r *http.Request) (*http.Response, error) {
		r.URL.Scheme, r.URL.Host = to.Scheme, to.Host
		return transport.RoundTrip(r)
	})}
}

type turned func(*http.Request) (*http.Response, error)

func (f turned) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// BenchmarkBarePush is webpush-go alone: the measure for BenchmarkReminders.
func BenchmarkBarePush(b *testing.B) {
	client := sink(b)
	sub := pushtest.New(b).Subscribe(googles)
	private, public, err := webpush.GenerateVAPIDKeys()
	if err != nil {
		b.Fatal(err)
	}
	message := make([]byte, 1024)
	next := make(chan struct{})
	var wait sync.WaitGroup
	for range pushWorkers {
		wait.Go(func() {
			for range next {
				response, err := webpush.SendNotification(slices.Clone(message),
					&webpush.Subscription{Endpoint: sub.Endpoint, Keys: webpush.Keys{P256dh: sub.Keys.P256DH, Auth: sub.Keys.Auth}},
					&webpush.Options{HTTPClient: client, Subscriber: "it@damping.go.id", TTL: 60, Urgency: webpush.UrgencyHigh,
						Topic: "t", VAPIDPublicKey: public, VAPIDPrivateKey: private})
				if err != nil {
					b.Error(err)
					continue
				}
				_ = response.Body.Close()
			}
		})
	}
	b.ResetTimer()
	for range b.N {
		next <- struct{}{}
	}
	close(next)
	wait.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pushes/s")
}

// BenchmarkReminders is the whole way of a reminder, from the due instance to the mark after the push service's answer.
func BenchmarkReminders(b *testing.B) {
	for _, engine := range servertest.Engines {
		b.Run(string(engine), func(b *testing.B) {
			clock := servertest.NewClock()
			db := servertest.Open(b, engine, store.Options{Now: clock.Now})
			h := benchOffice(b, db, clock)
			h.fill(b.N)
			b.ResetTimer()
			if err := h.reminder.Sweep(b.Context()); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			if sent := h.reminder.Counts()["sent"]; sent != int64(b.N) {
				b.Fatalf("sent %d of %d", sent, b.N)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pushes/s")
		})
	}
}

// benched is a reminder with one person and one phone.
type benched struct {
	*servertest.Office
	reminder          *remind.Reminder
	file, appointment op.ID
}

func benchOffice(b *testing.B, db *store.DB, clock *servertest.Clock) *benched {
	b.Helper()
	h := &benched{Office: servertest.NewOffice(b, db, clock)}
	quiet := slog.New(slog.DiscardHandler)
	service := push.New(db, vault.New(servertest.Master(b), rand.Reader), push.Options{Subject: "it@damping.go.id", Now: clock.Now, Client: sink(b), Log: quiet})
	h.reminder = remind.New(db, service, nil, remind.Options{Now: clock.Now, Log: quiet})

	unit, user := h.Found("WIB", "20:00", "07:00"), h.Account("dewi")
	h.file, h.appointment = h.ID(), h.Appoint(user, unit, policy.Companion)
	h.Update(func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(
			tx.AddFile(ctx, store.File{ID: h.file, Kind: domain.FileKindName(domain.Case), InstitutionID: unit.Institution}),
			tx.SaveGrant(ctx, store.Grant{File: h.file, Part: op.Core, Appointment: h.appointment, GrantSeq: 1, Why: "owner"}),
		)
	})
	if err := service.Subscribe(b.Context(), h.Device(user), pushtest.New(b).Subscribe(googles)); err != nil {
		b.Fatal(err)
	}
	return h
}

// fill writes instances that are due now.
func (h *benched) fill(n int) {
	h.Update(func(ctx context.Context, tx *store.Tx) error {
		for range n {
			err := tx.SaveDue(ctx, store.DueInstance{ID: h.ID(), File: h.file, Part: op.Core, Ent: h.ID(), Appointment: h.appointment,
				Kind: "telepon", DueAt: tx.Millis(), RemindAt: tx.Millis(), State: store.DueOpen})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
