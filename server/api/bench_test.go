package api_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"damping/server/servertest"
	"damping/server/servertest/house"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/op"
)

// BenchmarkFirstSync downloads a caseload of 150 cases with 800 follow-ups to a hundred new devices at once, as after an
// outage in the morning. It reports the time of the ninety-fifth, in seconds.
func BenchmarkFirstSync(b *testing.B) {
	for _, engine := range servertest.Engines {
		b.Run(string(engine), func(b *testing.B) {
			clock := servertest.NewClock()
			h := house.New(b, servertest.Open(b, engine, store.Options{Now: clock.Now}), clock)
			wati := h.SignedIn("wati")
			for n := range 150 {
				file := newCase(wati, "Bunga Melati")
				for range 3 {
					note := h.ID()
					wati.Write(domain.Begin(file, domain.Note, note), domain.NoteKind.Set(file, note, "telepon", nil),
						domain.NoteText.Set(file, note, "Korban dihubungi pada jam yang disepakati. Keadaan tenang.", nil))
				}
				for range 5 + n%3/2 {
					f := h.ID()
					wati.Write(domain.Begin(file, domain.FollowUp, f), domain.FollowUpKind.Set(file, f, "telepon", nil),
						domain.FollowUpDue.Set(file, f, "2026-11-24T09:00", nil), domain.FollowUpText.Set(file, f, "Tanya kabar.", nil))
				}
				if n%10 == 9 {
					wati.Sync()
				}
			}
			wati.Sync()

			for b.Loop() {
				var all sync.WaitGroup
				took := make([]time.Duration, 100)
				bytes := make([]int, len(took))
				devices := make([]*house.Browser, len(took))
				for i := range devices {
					devices[i] = h.SignedIn("wati")
				}
				for i, device := range devices {
					all.Go(func() {
						began := time.Now()
						ask := device.NextPull()
						for more := true; more; {
							a := device.Ask(http.MethodPost, api.SyncPullPath, api.MediaCBOR, op.Marshal(ask))
							bytes[i] += len(a.Body)
							var ans op.PullAnswer
							if a.Status != http.StatusOK || op.Unmarshal(a.Body, &ans) != nil {
								b.Error(a.Status)
								return
							}
							var err error
							if _, more, err = device.HandlePull(ans, h.Now()); err != nil {
								b.Error(err)
								return
							}
							ask = device.NextPull()
						}
						took[i] = time.Since(began)
					})
				}
				all.Wait()
				slices.Sort(took)
				b.ReportMetric(took[94].Seconds(), "s-p95")
				b.ReportMetric(took[0].Seconds(), "s-best")
				b.ReportMetric(float64(bytes[0]), "B/device")
			}
		})
	}
}
