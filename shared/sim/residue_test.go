package sim

import (
	"testing"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/op"
)

// TestI8RefusedBeforeRestore asks whether the words of a refused act go when a restored server does not know that their
// author was ever let in.
func TestI8RefusedBeforeRestore(t *testing.T) {
	s := newSceneOf(t, func(s *scene) { s.copy() })
	holds(t, func() {
		parts := s.opened(s.tini)
		s.pass(2)
		s.tini.write("close", s.tini.of.as[0], domain.Close(domain.Case, s.file, domain.CloseArgs{As: "mandiri", Reason: s.tini.words(s.file, op.Story)},
			domain.CourseHeads(domain.Case, s.file, parts)))
		s.tini.cycle()
		if all := s.tini.e.Refused(); len(all) != 1 || len(all[0].Ops) != 1 {
			t.Fatalf("refused: %+v", all)
		}
		s.restore()
		s.tini.cycle()
		if left := s.tini.disk.traces(); len(left) != 0 {
			t.Errorf("left: %+v", left)
		}
		s.all()
	})
}

// TestI8CardBecomesFull asks the same of one part whose right ends while the rest of its file comes in place of the card.
func TestI8CardBecomesFull(t *testing.T) {
	s := newScene(t, Memory)
	holds(t, func() {
		args := domain.GrantArgs{Appointment: s.people[1].as[0], Parts: []op.Part{op.Identity}, Until: s.now + day}
		s.pass(2)
		s.wati.write("grant", s.people[0].as[0], domain.Grant(s.file, args))
		s.wati.cycle()
		s.tini.cycle()
		parts := s.opened(s.tini)
		s.pass(2)
		s.tini.write("name", s.tini.of.as[0], domain.CaseReporterName.Set(s.file, s.file, s.tini.words(s.file, op.Identity),
			domain.CaseReporterName.Get(parts, s.file).Heads))
		s.tini.cycle() // a copy of the name is kept for a restored server

		s.close()
		s.tini.cycle()
		if s.tini.e.Grade(s.file) != client.CardOnly || !s.leaves(s.tini, op.Identity) {
			t.Fatalf("grade %d, traces %+v", s.tini.e.Grade(s.file), s.tini.disk.traces())
		}

		s.pass(2 * day)
		if _, err := s.tini.e.Want(s.tini.clock(), s.file); err != nil {
			t.Fatal(err)
		}
		s.tini.pages(1)
		if s.tini.e.Grade(s.file) != client.Full || s.leaves(s.tini, op.Identity) {
			t.Errorf("grade %d, traces %+v", s.tini.e.Grade(s.file), s.tini.disk.traces())
		}
		s.all()
	})
}

// close ends the case.
func (s *scene) close() {
	s.t.Helper()
	if s.wati.conclude(s.file, s.head); !domain.Closed(s.row(s.file).card) {
		s.t.Fatalf("the case is open: %+v", s.wati.e.Refused())
	}
}

// leaves reports whether something of a part lies on a device's disk.
func (s *scene) leaves(d *device, p op.Part) bool {
	for _, t := range d.disk.traces() {
		if t.part == p && t.file == suffix(s.file) {
			return true
		}
	}
	return false
}

// TestI8CardTellsRights ends the right to one part while only the card of its file is held: what was written there goes.
func TestI8CardTellsRights(t *testing.T) {
	s := newScene(t, Memory)
	holds(t, func() {
		args := domain.GrantArgs{Appointment: s.people[1].as[0], Parts: []op.Part{op.Identity}, Until: s.now + day}
		s.pass(2)
		s.wati.write("grant", s.people[0].as[0], domain.Grant(s.file, args))
		s.wati.cycle()
		s.tini.cycle()
		s.tini.atHand(s.file, func(parts domain.Parts) {
			s.tini.write("name", s.tini.of.as[0], domain.CaseReporterName.Set(s.file, s.file, s.tini.words(s.file, op.Identity),
				domain.CaseReporterName.Get(parts, s.file).Heads))
		})
		s.close()
		s.tini.cycle()
		if s.tini.e.Grade(s.file) != client.CardOnly || !s.leaves(s.tini, op.Identity) {
			t.Fatalf("grade %d, traces %+v", s.tini.e.Grade(s.file), s.tini.disk.traces())
		}
		s.pass(2 * day)
		s.tini.cycle()
		if s.leaves(s.tini, op.Identity) {
			t.Errorf("left: %+v", s.tini.disk.traces())
		}
	})
}

// TestI12ReleasedWithItsCard gives up two files in pages in which there is room for one: neither is ever out of the list.
func TestI12ReleasedWithItsCard(t *testing.T) {
	s := newScene(t, Memory)
	holds(t, func() {
		for range 2 {
			s.wati.newFile()
		}
		s.all()
		full := func() (n int) {
			for _, f := range s.files {
				if s.head.e.Grade(f) == client.Full {
					n++
				}
			}
			return n
		}
		for _, f := range s.files {
			if _, err := s.head.e.Want(s.head.clock(), f); err != nil {
				t.Fatal(err)
			}
		}
		s.head.cycle()
		if full() != len(s.files) {
			t.Errorf("%d of %d in full", full(), len(s.files))
		}
		s.pass(op.WantFor)
		s.head.pages(1)
		if full() != 0 {
			t.Errorf("%d in full", full())
		}
	})
	breaks(t, "I12", func() {
		s.head.checkListed(&op.PullAnswer{}, map[op.Scope]uint64{{File: op.ID{1}, Part: op.Core}: 1})
	})
}
