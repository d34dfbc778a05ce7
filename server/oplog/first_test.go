package oplog_test

import (
	"testing"

	"damping/server/servertest"
	"damping/shared/domain"
	"damping/shared/op"
)

// BenchmarkFirstPull fetches all that a new device holds: 2,150 list rows for who looks after the unit, and 150 cases in
// full for who works on them. What asking again costs when there is no news stands beside it.
func BenchmarkFirstPull(b *testing.B) {
	for _, engine := range servertest.Engines {
		b.Run(string(engine), func(b *testing.B) {
			o := benchOffice(b, engine)
			for _, who := range []struct {
				name  string
				cases int
			}{{"wati", 2000}, {"tini", 150}} {
				p := o.phone(who.name)
				for range who.cases {
					p.followUp(p.newCase("Bunga"), domain.LocalAt(o.Now()+1e9, 420), op.ID{})
				}
				p.push()
			}
			for _, who := range []string{"head", "tini"} {
				b.Run(who, func(b *testing.B) { firstPull(b, o, who) })
			}
		})
	}
}

func firstPull(b *testing.B, o *office, who string) {
	var pages, rows int
	var idle float64
	for b.Loop() {
		fresh := o.phone(who)
		pages = 0
		for more := true; more; pages++ {
			ans, err := o.core.Pull(b.Context(), fresh.actor, fresh.NextPull())
			if err != nil {
				b.Fatal(err)
			}
			if _, more, err = fresh.HandlePull(ans, o.Now()); err != nil {
				b.Fatal(err)
			}
			if pages == 0 {
				rows = len(fresh.Cards())
			}
		}
		began := b.Elapsed()
		fresh.pull()
		idle = (b.Elapsed() - began).Seconds() * 1000
	}
	b.ReportMetric(float64(pages), "pages")
	b.ReportMetric(float64(rows), "rows-in-the-first")
	b.ReportMetric(idle, "ms-without-news")
}
