package oplog_test

import (
	"crypto/rand"
	"testing"

	"damping/server/oplog"
	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/domain"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// BenchmarkPush takes ops through the whole of the log: rights, folding, sealing, projections, audit. A bare insert of
// the same number of rows stands beside it. Both report ops/s.
func BenchmarkPush(b *testing.B) {
	for _, engine := range servertest.Engines {
		for _, size := range []struct {
			name         string
			groups, each int
		}{{"one note", 1, 3}, {"fifty notes at once", 50, 3}} {
			b.Run(string(engine)+"/"+size.name, func(b *testing.B) {
				o := benchOffice(b, engine)
				p := o.phone("wati")
				file := p.newCase("Bunga")
				p.sync()
				ops := 0
				for b.Loop() {
					b.StopTimer()
					if ops%300 == 0 && ops > 0 { // a case does not grow for ever
						file = p.newCase("Bunga")
						p.sync()
					}
					for range size.groups {
						n := o.ID()
						p.write(domain.Begin(file, domain.Note, n), domain.NoteKind.Set(file, n, "telepon", nil), domain.NoteText.Set(file, n, "catatan", nil))
					}
					batch, _ := p.NextPush()
					b.StartTimer()
					ans, _, err := o.core.Push(oplog.WithBatch(b.Context(), batch.Ops), p.actor, batch)
					if err != nil {
						b.Fatal(err)
					}
					b.StopTimer()
					if _, err := p.HandlePush(ans, o.Now()); err != nil {
						b.Fatal(err)
					}
					p.pull()
					ops += size.groups * size.each
					b.StartTimer()
				}
				b.ReportMetric(float64(ops)/b.Elapsed().Seconds(), "ops/s")
			})
			b.Run(string(engine)+"/bare insert of "+size.name, func(b *testing.B) {
				o := benchOffice(b, engine)
				p := o.phone("wati")
				file := p.newCase("Bunga")
				p.sync()
				seq, ops := uint64(1000), 0
				for b.Loop() {
					rows := make([]store.OpRow, 0, size.groups*size.each)
					for range size.groups * size.each {
						seq++
						rows = append(rows, store.OpRow{Seq: seq, ID: op.NewID(o.Now(), rand.Reader), V: 1, Dev: p.actor.Dev, N: seq, G: file, GN: 1,
							File: file, Part: op.Core, EntKind: domain.Note, Ent: file, Kind: op.Set, Field: 502, Version: 1, RecvAt: o.Now(),
							Actor: p.actor.User, AsID: p.as, Body: make([]byte, 80)})
					}
					if err := o.DB.Update(b.Context(), func(tx *store.Tx) error { return tx.AddOps(b.Context(), rows) }); err != nil {
						b.Fatal(err)
					}
					ops += len(rows)
				}
				b.ReportMetric(float64(ops)/b.Elapsed().Seconds(), "ops/s")
			})
		}
	}
}

func benchOffice(b *testing.B, engine servertest.Engine) *office {
	b.Helper()
	clock := servertest.NewClock()
	o := newOffice(b, servertest.Open(b, engine, store.Options{Now: clock.Now}), clock)
	o.core = core.New(o.log, rand.Reader)
	return o
}
