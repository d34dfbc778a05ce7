package sim

import (
	"encoding/hex"
	"testing"

	"damping/shared/attach"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/oplog"
)

// What a restored server gets back from the devices, and what it does not: what a device had let go of because its scope
// was taken away, or because the server had had it for a month.

func TestI2SentAfterAMonth(t *testing.T) {
	s := newScene(t, Memory)
	holds(t, func() {
		s.note(s.wati)
		s.pass(31 * day) // without signal
		s.copy()
		s.wati.cycle()
		n := len(s.store.Log())
		s.pass(2 * day) // the device has looked through what it keeps
		s.wati.cycle()
		s.restore()
		s.wati.cycle()
		if len(s.store.Log()) != n {
			t.Errorf("%d ops in the log instead of %d", len(s.store.Log()), n)
		}
		s.all()
	})
	holds(t, func() { // and a month later it is let go of, which is known
		s.pass(31 * day)
		s.wati.cycle()
		if n := len(s.wati.disk.kept); n != 0 {
			t.Errorf("%d copies are kept", n)
		}
	})
}

func TestI2RestoredServer(t *testing.T) {
	s := newScene(t, Memory)
	var hers, taken op.ID
	holds(t, func() {
		s.copy()
		hers = s.note(s.wati)
		s.let(s.now + 1000)
		s.tini.cycle()
		taken = s.note(s.tini)
		s.tini.cycle() // a copy is kept
		s.pass(2000)
		s.tini.cycle() // and goes with the scope
		s.restore()
		s.all()
		parts := s.opened(s.wati)
		has := map[op.ID]bool{}
		for _, v := range domain.Notes(parts) {
			has[v.ID] = true
		}
		if !has[hers] || has[taken] {
			t.Errorf("hers %v, the one whose scope was taken away %v", has[hers], has[taken])
		}
	})
	breaks(t, "I2", func() { // a copy that goes without a reason is missed at once
		s.note(s.wati)
		s.wati.cycle()
		all, _ := s.wati.disk.Load(client.KindRetain)
		s.tamper(s.wati, client.Record{Kind: client.KindRetain, Key: all[len(all)-1].Key})
		s.wati.check()
	})
}

// TestI1GrantEndsBetweenPages lets somebody in anew for a moment, which ends before all of what that brings has come: what
// was held by the older right is followed all the time.
func TestI1GrantEndsBetweenPages(t *testing.T) {
	s := newScene(t, Memory)
	holds(t, func() {
		parts := s.opened(s.wati)
		s.pass(2)
		s.wati.write("name", s.wati.of.as[0], domain.CaseReporterName.Set(s.file, s.file, s.wati.words(s.file, op.Identity),
			domain.CaseReporterName.Get(parts, s.file).Heads))
		s.wati.write("grant", s.wati.of.as[0], domain.Grant(s.file, domain.GrantArgs{Appointment: s.people[1].as[1],
			Parts: []op.Part{op.Core, op.Identity}, Until: s.now + 1000}))
		s.wati.cycle()
		req := s.tini.e.NextPull()
		req.Limit = 1
		if more, err := s.tini.page(s.tini.fetch(req), false); !more || err != nil {
			t.Fatalf("more %v, %v", more, err)
		}
		s.pass(2000)
		s.tini.cycle()
	})
}

// TestI2PartOutlivesItsCard ends the right to the core of a file of which the card is held, while one part of it may yet be
// read: what was written there is kept.
func TestI2PartOutlivesItsCard(t *testing.T) {
	s := newScene(t, Memory)
	holds(t, func() {
		s.let(s.now + day)
		s.wati.write("grant", s.wati.of.as[0], domain.Grant(s.file, domain.GrantArgs{Appointment: s.people[1].as[0], Parts: []op.Part{op.Identity}}))
		s.wati.cycle()
		s.tini.atHand(s.file, func(parts domain.Parts) {
			s.tini.write("name", s.tini.of.as[0], domain.CaseReporterName.Set(s.file, s.file, s.tini.words(s.file, op.Identity),
				domain.CaseReporterName.Get(parts, s.file).Heads))
		})
		s.close()
		s.tini.cycle()
		s.pass(2 * day)
		s.tini.cycle()
		if s.tini.e.Grade(s.file) != client.Full || len(s.tini.disk.kept) != 1 {
			t.Errorf("grade %d, %d copies are kept", s.tini.e.Grade(s.file), len(s.tini.disk.kept))
		}
	})
}

// TestI2GivenAnew gives somebody anew what they have: all of it comes again, and neither a copy for a restored server nor a
// draft goes.
func TestI2GivenAnew(t *testing.T) {
	s := newScene(t, Memory)
	holds(t, func() {
		draft := hex.EncodeToString(s.file[:]) + "/draft"
		s.note(s.tini)
		s.tini.cycle()
		copies := len(s.tini.disk.kept)
		if err := s.tini.e.PutNote(draft, []byte("half a sen")); err != nil || copies == 0 {
			t.Fatalf("%d copies, %v", copies, err)
		}
		s.let(0)
		if ans := s.tini.fetch(s.tini.e.NextPull()); len(ans.Snapshots) < 3 {
			t.Fatalf("%d snapshots", len(ans.Snapshots))
		}
		s.tini.cycle()
		text, err := s.tini.e.Note(draft)
		if err != nil || string(text) != "half a sen" || len(s.tini.disk.kept) != copies {
			t.Errorf("draft %q, %v; %d copies of %d", text, err, len(s.tini.disk.kept), copies)
		}
	})
}

// TestI2BytesBesideACard has a restored server asked to take the bytes of an attachment whose record lies on the device as
// a copy only: of its file no more than the card is here.
func TestI2BytesBesideACard(t *testing.T) {
	s := newScene(t, Memory)
	holds(t, func() {
		s.close()
		s.wati.cycle()
		s.copy()
		p := s.attached(s.wati)
		s.wati.push(well)
		for s.wati.pull(well) {
		}
		if s.wati.e.Grade(s.file) != client.CardOnly || !p.waits(s.wati) {
			t.Fatalf("grade %d, waits %v", s.wati.e.Grade(s.file), p.waits(s.wati))
		}
		s.restore()
		s.wati.carry(well) // before anything told the device of the restore
		s.all()
		for s.wati.carry(well) {
		}
		s.checkArchive()
	})
}

// TestI2BytesOfANewFile brings the bytes before the file has come back from the server.
func TestI2BytesOfANewFile(t *testing.T) {
	s := newScene(t, Memory)
	holds(t, func() {
		s.copy()
		for s.file = (op.ID{}); s.kinds[s.file] != domain.Case; s.file = s.files[len(s.files)-1] {
			s.wati.newFile()
		}
		p := s.attached(s.wati)
		for s.wati.push(well); s.wati.carry(well); {
		}
		s.restore()
		s.all()
		for s.wati.carry(well) {
		}
		if row := s.archive().bytes.Rows()[p.id]; row.State != oplog.BlobDone {
			t.Errorf("the server has %+v", row)
		}
	})
}

// TestI2BytesSentAfterAMonth brings a new file with a photograph after a month, and it is set aside whole: the device has
// the bytes until somebody takes the file in.
func TestI2BytesSentAfterAMonth(t *testing.T) {
	s := newScene(t, Memory)
	holds(t, func() {
		for s.file = (op.ID{}); s.kinds[s.file] != domain.Case; s.file = s.files[len(s.files)-1] {
			s.wati.newFile()
		}
		p := s.attached(s.wati)
		s.pass(31 * day)
		a := s.apps[s.wati.of.as[0]]
		a.Until = midnight(s.now)
		s.apps[a.ID] = a
		s.store.Appoint(a)
		s.wati.cycle()
		if !p.waits(s.wati) {
			t.Error("the bytes do not wait")
		}
		s.pass(31 * day)
		s.wati.cycle()
		if p.waits(s.wati) || !p.late {
			t.Error("nobody has taken it in for a month, and the bytes wait on")
		}
	})
}

// attached writes an attachment into the scene's file.
func (s *scene) attached(d *device) *photo {
	s.t.Helper()
	id, data := s.id(), []byte("\xff\xfb\x90\x00"+d.words(s.file, op.Story))
	p := &photo{id: id, scope: op.Scope{File: s.file, Part: op.Story}, by: d, dev: d.id, data: data, hash: attach.HashOf(data)}
	b := client.Blob{ID: id, Size: int64(len(data)), Media: attach.MP3, Name: "a.mp3", Draft: "photo", At: d.clock()}
	drafts, err := domain.Attach(s.file, op.Story, domain.NewAttachment{ID: id, Hash: p.hash, Size: b.Size, Media: b.Media, Name: b.Name})
	for _, err := range []error{err, d.e.PutNote("photo", []byte("x")), d.e.Stage(b), d.e.PutChunk(id, data)} {
		if err != nil {
			s.t.Fatal(err)
		}
	}
	if !d.write("attachment", d.of.as[0], drafts...) {
		s.t.Fatal("not written")
	}
	s.archive().photos[id] = p
	return p
}
