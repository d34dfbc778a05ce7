package client_test

import (
	"testing"

	"damping/shared/domain"
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
