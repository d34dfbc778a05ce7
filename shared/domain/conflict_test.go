package domain

import (
	"testing"

	"damping/shared/op"
)

// TestConflictsOfEveryField writes two values into every register that people write, neither having seen the other: each
// is found, with both values.
func TestConflictsOfEveryField(t *testing.T) {
	Fields(func(f *Def) {
		if f.Server || f.Shape != Single || f.Entity == UserSpace {
			return
		}
		d := newDesk(Case)
		ent := op.Ent{Kind: f.Entity, ID: op.ID{9}}
		put := func(val []byte) {
			d.do(op.Draft{File: d.file, Part: f.Part, Ent: ent, Kind: op.Set, Field: f.ID, SV: f.Version, Val: val})
		}
		one, two := sample(f), op.Marshal(nil)
		put(one)
		put(one)
		if got := Conflicts(d); len(got) != 0 {
			t.Errorf("field %d: the same twice is no conflict", f.ID)
		}
		put(two)
		got := Conflicts(d)
		if len(got) != 1 || got[0].Field != f.ID || got[0].Ent != ent || got[0].Part != f.Part || len(got[0].Sibs) != 3 {
			t.Errorf("field %d: %+v", f.ID, got)
		}
	})
}

func TestRemovedWhileChanged(t *testing.T) {
	d := newDesk(Case)
	n := d.id()
	ent := op.Ent{Kind: Note, ID: n}
	d.do(Begin(d.file, Note, n), NoteText.Set(d.file, n, "satu", nil))
	removed := Remove(d.file, ent, d)
	seen := NoteText.Get(d, n).Heads
	d.do(removed...)
	if len(Notes(d)) != 0 || len(Conflicts(d)) != 0 {
		t.Fatal("it was removed by somebody who had seen all of it")
	}

	// Somebody was writing on meanwhile, in another part than the one in which the head lies.
	d.do(NoteText.Set(d.file, n, "dua", seen))
	if got := Notes(d); len(got) != 1 || got[0].Text != "dua" {
		t.Fatalf("their words have vanished: %+v", got)
	}
	got := Conflicts(d)
	if len(got) != 1 || got[0].Ent != ent || got[0].Field != 0 || got[0].Part != op.Story {
		t.Fatalf("%+v", got)
	}

	t.Run("kept", func(t *testing.T) {
		d.do(Keep(d.file, got[0].Part, ent))
		if len(Conflicts(d)) != 0 || len(Notes(d)) != 1 {
			t.Errorf("%+v", Conflicts(d))
		}
	})
	t.Run("removed after all", func(t *testing.T) {
		d.do(Remove(d.file, ent, d)...)
		if len(Conflicts(d)) != 0 || len(Notes(d)) != 0 {
			t.Errorf("%+v", Conflicts(d))
		}
	})
}
