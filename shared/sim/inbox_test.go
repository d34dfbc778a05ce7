package sim

import (
	"testing"

	"damping/shared/domain"
	"damping/shared/op"
)

// TestI7InboxHiddenAgain reads what waits in the inbox, ends the right to it, and asks again.
func TestI7InboxHiddenAgain(t *testing.T) {
	s := newScene(t, Memory)
	words := func(d *device) (n int) {
		for _, i := range d.inbox() {
			n += len(i.Ops)
		}
		return n
	}
	holds(t, func() {
		s.let(s.now + 1000)
		s.tini.cycle()
		s.pass(1000)
		s.note(s.tini)
		s.tini.cycle()
		if words(s.wati) == 0 || words(s.head) == 0 {
			t.Fatal("nothing waits for who owns the case")
		}
		s.head.atHand(s.file, func(parts domain.Parts) {
			s.head.write("assign", s.head.of.as[0], domain.Assign(s.file, domain.AssignArgs{Appointment: s.tini.of.as[0]}, domain.CaseOwner.Get(parts, s.file).Heads))
		})
		if words(s.wati) != 0 || words(s.tini) == 0 {
			t.Errorf("%d for who owned the case, %d for who does", words(s.wati), words(s.tini))
		}
		a := s.apps[s.tini.of.as[0]]
		a.Until = midnight(s.now)
		s.apps[a.ID] = a
		s.store.Appoint(a)
		if words(s.tini) != 0 {
			t.Errorf("%d for who is there no more", words(s.tini))
		}
	})
	breaks(t, "I7", func() {
		items := s.head.inbox()
		s.wati.may = map[op.Scope]bool{}
		s.wati.checkItem(&items[0])
	})
}
