package oplog_test

import (
	"slices"
	"testing"

	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/domain"
	"damping/shared/op"
)

// TestInbox hands a case over while its owner is away, and has the new owner take in one act and leave another.
func TestInbox(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		o := newOffice(t, db, clock)
		wati, tini, head := o.phone("wati"), o.phone("tini"), o.phone("head")
		file := wati.newCase("Bunga")
		wati.sync()
		head.sync()
		wati.note(file, "ia menelepon semalam")
		wati.note(file, "ia menelepon lagi")
		head.write(domain.Assign(file, domain.AssignArgs{Appointment: tini.as}, domain.CaseOwner.Get(head.parts(file), file).Heads))
		head.sync()
		wati.sync()
		tini.sync()
		if tini.Inbox() != 2 || wati.Fate() != (op.Fate{Waits: 2}) {
			t.Fatalf("%d wait, the author is told %+v", tini.Inbox(), wati.Fate())
		}

		box, err := o.core.Inbox(t.Context(), tini.actor)
		if err != nil || len(box.Items) != 2 {
			t.Fatalf("%+v, %v", box, err)
		}
		first := box.Items[0]
		if first.Actor != wati.actor.User || first.As != wati.as || len(first.Ops) == 0 || !slices.ContainsFunc(first.Ops, func(p op.Op) bool { return p.Field == domain.NoteText.ID }) {
			t.Errorf("%+v", first)
		}
		tini.write(domain.Adopt(domain.Case, file, domain.AdoptArgs{Group: first.Group}))
		tini.write(domain.SetAside(domain.Case, file, domain.SetAsideArgs{Group: box.Items[1].Group, Reason: "sama"}))
		tini.sync()
		tini.sync()
		notes := domain.Notes(tini.parts(file))
		if len(notes) != 1 || notes[0].By != wati.as || notes[0].Adopter != tini.as || tini.Inbox() != 0 {
			t.Errorf("%+v, %d wait", notes, tini.Inbox())
		}
		if wati.sync(); wati.Fate() != (op.Fate{Taken: 1, Left: 1}) {
			t.Errorf("the author is told %+v", wati.Fate())
		}
		o.verify()
	})
}
