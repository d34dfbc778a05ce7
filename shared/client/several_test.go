package client_test

import (
	"testing"

	"damping/shared/domain"
	"damping/shared/op"
)

// TestEachShowsWhatFileShows reads files together: held ones, one with own work on it, one that is begun here, and none.
func TestEachShowsWhatFileShows(t *testing.T) {
	d := newDesk(t)
	held, written, begun := d.id(), d.id(), d.id()
	page := op.PullAnswer{Cursor: op.Cursor{Epoch: op.ID{9}, Seq: 1}}
	for _, f := range []op.ID{held, written} {
		for _, p := range op.Parts[:3] {
			page.Snapshots = append(page.Snapshots, snapshot(f, p, 1, domain.CaseDistrict, "sukarame"))
		}
	}
	d.page(page)
	note := d.id()
	for _, drafts := range [][]op.Draft{{domain.Begin(written, domain.Note, note), domain.NoteText.Set(written, note, "catatan", nil)}, {domain.Begin(begun, domain.Case, begun)}} {
		if _, err := d.Author(now, d.as, op.Ctx{}, drafts); err != nil {
			t.Fatal(err)
		}
	}
	d.reopen()
	files, seen := []op.ID{held, d.id(), written, begun}, 0
	err := d.Each(files, func(file op.ID, parts domain.Parts) {
		if file != files[seen] {
			t.Errorf("file %d is another", seen)
		}
		seen++
		want, err := d.File(file)
		if err != nil || len(parts) != len(want) {
			t.Errorf("%d parts, want %d, %v", len(parts), len(want), err)
		}
		for p := range want {
			if string(parts[p].Bundle()) != string(want[p].Bundle()) {
				t.Errorf("part %s differs", p)
			}
		}
	})
	if err != nil || seen != len(files) {
		t.Errorf("%d files, %v", seen, err)
	}
}
