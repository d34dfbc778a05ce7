package client_test

import (
	"fmt"
	"testing"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/fold"
	"damping/shared/op"
)

// BenchmarkAuthor writes a note on a device that holds as much as a supervisor's: 2,000 cases of six parts.
func BenchmarkAuthor(b *testing.B) {
	d, files := full(b)
	for i := 0; b.Loop(); i++ {
		f, n := files[i%len(files)], d.id()
		if _, err := d.Author(now, d.as, op.Ctx{}, []op.Draft{domain.Begin(f, domain.Note, n), domain.NoteText.Set(f, n, "catatan", nil)}); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		batch, _ := d.NextPush()
		ans := op.PushAnswer{Now: now, Epoch: op.ID{9}, For: op.ID{9}}
		for _, o := range batch.Ops {
			ans.Acks = append(ans.Acks, op.Ack{ID: o.ID, Verdict: op.Rejected})
		}
		if _, err := d.HandlePush(ans, now); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// BenchmarkIdlePull asks for news on the same device and gets none.
func BenchmarkIdlePull(b *testing.B) {
	d, _ := full(b)
	cursor := d.NextPull().Cursor
	for b.Loop() {
		p := d.NextPull()
		if _, _, err := d.HandlePull(op.PullAnswer{Cursor: cursor, Now: now, For: p.Mark()}, now); err != nil {
			b.Fatal(err)
		}
	}
}

func full(b *testing.B) (*desk, []op.ID) {
	d := newDesk(b)
	var files []op.ID
	var page op.PullAnswer
	for range 2000 {
		f := d.id()
		files = append(files, f)
		for _, p := range op.Parts[:6] {
			page.Snapshots = append(page.Snapshots, snapshot(f, p, 1, domain.CaseDistrict, "sukarame"))
		}
	}
	page.Cursor = op.Cursor{Epoch: op.ID{9}, Seq: 1}
	d.page(page)
	return d, files
}

// BenchmarkFirstSync takes in a first download of 2,000 list rows and 150 cases in full, in pages of the size that a server
// sends, and reports how much is written: it must grow with what comes, not with what is there.
func BenchmarkFirstSync(b *testing.B) {
	for _, size := range []struct{ rows, full int }{{500, 40}, {2000, 150}, {8000, 600}} {
		b.Run(fmt.Sprintf("%d rows and %d cases", size.rows, size.full), func(b *testing.B) {
			pages := firstPages(b, size.rows, size.full)
			b.ReportAllocs()
			var written int
			for b.Loop() {
				d := newDesk(b)
				w := &weighed{Memory: d.store}
				e, err := client.Open(w, d.r)
				if err != nil {
					b.Fatal(err)
				}
				d.Engine = e
				for _, p := range pages {
					d.page(p)
				}
				written = w.bytes
			}
			b.ReportMetric(float64(written)/1e6, "MB-written")
			b.ReportMetric(float64(len(pages)), "pages")
		})
	}
}

// BenchmarkStart opens a store with ten thousand list rows.
func BenchmarkStart(b *testing.B) {
	d := newDesk(b)
	for _, p := range firstPages(b, 10_000, 0) {
		d.page(p)
	}
	b.ReportAllocs()
	for b.Loop() {
		e, err := client.Open(d.store, d.r)
		if err != nil || len(e.Cards()) != 10_000 {
			b.Fatal(err)
		}
	}
}

// weighed counts what is written.
type weighed struct {
	*client.Memory
	bytes int
}

func (w *weighed) Commit(durable bool, records ...client.Record) error {
	for _, r := range records {
		w.bytes += len(r.Val)
	}
	return w.Memory.Commit(durable, records...)
}

// firstPages makes the pages of a first download.
func firstPages(tb testing.TB, rows, full int) []op.PullAnswer {
	d := newDesk(tb)
	var out []op.PullAnswer
	var page op.PullAnswer
	size := 0
	add := func(s op.Snapshot) {
		page.Snapshots = append(page.Snapshots, s)
		if size += len(s.Bundle) + 64; size > 512<<10 {
			page.Cursor, page.More = op.Cursor{Epoch: op.ID{9}, Seq: 1}, true
			out, page, size = append(out, page), op.PullAnswer{}, 0
		}
	}
	for i := range rows {
		f := d.id()
		c := domain.Card{File: f, Kind: domain.Case, Number: fmt.Sprintf("2026-%06d", i), State: "asesmen", Risk: "sedang", Owner: d.as,
			District: "18.71.01", Head: "anak", Age: 11, Sex: "perempuan", Received: "2026-10-31T23:30", Touched: now,
			Due: []domain.CardDue{{ID: d.id(), Kind: "telepon", Due: "2026-11-24T09:00", Assignee: d.as}}}
		add(op.Snapshot{Holding: op.Holding{Scope: op.Scope{File: f, Part: op.CardPart}, GrantSeq: 5}, AsOf: 1, Bundle: op.Marshal(c), Reads: op.Parts[:6]})
	}
	for range full {
		f := d.id()
		for _, p := range op.Parts[:6] {
			s := snapshot(f, p, 1, domain.CaseDistrict, "sukarame")
			st, err := fold.Open(s.Bundle)
			if err != nil {
				tb.Fatal(err)
			}
			for n := range 12 {
				note := op.Ent{Kind: domain.Note, ID: d.id()}
				st.Apply(&op.Op{ID: d.id(), Ent: note, Kind: op.Create, Eff: op.HLC(10 + n)})
				st.Apply(&op.Op{ID: d.id(), Ent: note, Kind: op.Set, Field: domain.NoteText.ID, SV: 1, Val: op.Marshal("catatan kunjungan"), Eff: op.HLC(10 + n)})
			}
			s.Bundle = st.Bundle()
			add(s)
		}
	}
	page.Cursor = op.Cursor{Epoch: op.ID{9}, Seq: 1}
	return append(out, page)
}
