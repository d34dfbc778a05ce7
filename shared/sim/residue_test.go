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
		for more := true; more; { // in pages as small as they can be
			req := s.tini.e.NextPull()
			req.Limit = 1
			more, _ = s.tini.page(s.tini.fetch(req), false)
		}
		if s.tini.e.Grade(s.file) != client.Full || s.leaves(s.tini, op.Identity) {
			t.Errorf("grade %d, traces %+v", s.tini.e.Grade(s.file), s.tini.disk.traces())
		}
		s.all()
	})
}

// close has the head approve that the case ends, and its owner end it.
func (s *scene) close() {
	s.t.Helper()
	owner, head := s.wati, s.head
	parts := s.opened(owner)
	s.pass(2)
	owner.write("ask to close", owner.of.as[0], domain.Ask(s.file, "mandiri", "selesai", owner.headsOn(parts, s.file))...)
	owner.cycle()
	head.cycle()
	parts = s.opened(head)
	s.pass(2)
	head.write("answer", head.of.as[0], domain.Approve(s.file, domain.ApproveArgs{Yes: true, Reason: "ya"}, domain.AskedHeads(s.file, parts)))
	head.cycle()
	owner.cycle()
	parts = s.opened(owner)
	s.pass(2)
	owner.write("close", owner.of.as[0], domain.Close(domain.Case, s.file, domain.CloseArgs{As: "mandiri", Reason: "selesai"},
		domain.CourseHeads(domain.Case, s.file, parts)))
	owner.cycle()
	if !domain.Closed(s.row(s.file).card) {
		s.t.Fatalf("the case is open: %+v", owner.e.Refused())
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
