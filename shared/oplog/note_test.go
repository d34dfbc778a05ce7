package oplog_test

import (
	"testing"

	"damping/shared/domain"
	"damping/shared/op"
)

// A psychologist may not write the coded facts: a note of theirs begins in the story, the server takes it, and the owner
// of the case reads it.
func TestANoteBeginsInTheStory(t *testing.T) {
	o := newOffice(t)
	wati, psy := o.phone("wati"), o.phone("psy")
	file := wati.newCase()
	wati.sync()
	wati.give("the psychologist is let in", domain.Grant(file, domain.GrantArgs{Appointment: psy.as, Parts: []op.Part{op.Core, op.Identity, op.Story}}), "")
	psy.sync()
	psy.want(file)
	psy.sync()
	note := o.id()
	psy.write(op.Draft{File: file, Part: op.Story, Ent: op.Ent{Kind: domain.Note, ID: note}, Kind: op.Create}, domain.NoteText.Set(file, note, "Sesi pertama.", nil))
	psy.sync()
	psy.refused("a note in the story", "")
	wati.sync()
	found := false
	for _, n := range domain.Notes(wati.parts(file)) {
		found = found || n.ID == note && n.Text == "Sesi pertama." && n.By == psy.as
	}
	if !found {
		t.Errorf("the owner reads %+v", domain.Notes(wati.parts(file)))
	}
}
