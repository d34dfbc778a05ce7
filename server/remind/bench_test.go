package remind_test

import (
	"context"
	"crypto/rand"
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
	"damping/shared/domain"
	"damping/shared/op"
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
	b                 *testing.B
	db                *store.DB
	clock             *servertest.Clock
	reminder          *remind.Reminder
	file, appointment op.ID
}

func benchOffice(b *testing.B, db *store.DB, clock *servertest.Clock) *benched {
	b.Helper()
	id := func() op.ID { return op.NewID(clock.Now().UnixMilli(), rand.Reader) }
	h := &benched{b: b, db: db, clock: clock, file: id(), appointment: id()}
	quiet := slog.New(slog.DiscardHandler)
	service := push.New(db, newVault(b), push.Options{Subject: "it@damping.go.id", Now: clock.Now, Client: sink(b), Log: quiet})
	h.reminder = remind.New(db, service, nil, remind.Options{Now: clock.Now, Log: quiet})

	inst, user, device := id(), id(), id()
	sub := pushtest.New(b).Subscribe(googles)
	ctx := b.Context()
	h.update(func(tx *store.Tx) []error {
		return []error{
			tx.AddInstitution(ctx, store.Institution{ID: inst, Name: "UPTD", Kind: "uptd_ppa", Zone: "WIB", QuietFrom: "20:00", QuietTo: "07:00"}),
			tx.AddAccount(ctx, store.Account{ID: user, Login: "dewi", DisplayName: "Dewi"}),
			tx.AddAppointment(ctx, store.Appointment{ID: h.appointment, UserID: user, InstitutionID: inst, Role: "pendamping", FromOn: "2026-01-01"}),
			tx.AddDevice(ctx, store.Device{ID: device, UserID: user, Label: "HP"}),
			tx.AddFile(ctx, store.File{ID: h.file, Kind: domain.FileKindName(domain.Case), InstitutionID: inst}),
			tx.SaveGrant(ctx, store.Grant{File: h.file, Part: op.Core, Appointment: h.appointment, GrantSeq: 1, Why: "owner"}),
		}
	})
	if err := service.Subscribe(ctx, device, sub); err != nil {
		b.Fatal(err)
	}
	return h
}

func (h *benched) update(fn func(*store.Tx) []error) {
	h.b.Helper()
	err := h.db.Update(context.Background(), func(tx *store.Tx) error {
		for _, err := range fn(tx) {
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.b.Fatal(err)
	}
}

// fill writes instances that are due now.
func (h *benched) fill(n int) {
	h.update(func(tx *store.Tx) (all []error) {
		for range n {
			all = append(all, tx.SaveDue(h.b.Context(), store.DueInstance{
				ID: op.NewID(tx.Millis(), rand.Reader), File: h.file, Part: op.Core, Ent: op.NewID(tx.Millis(), rand.Reader),
				Appointment: h.appointment, Kind: "telepon", DueAt: tx.Millis(), RemindAt: tx.Millis(), State: store.DueOpen,
			}))
		}
		return all
	})
}
