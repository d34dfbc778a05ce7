package sim

import (
	"context"
	"errors"
	"testing"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/oplog"
)

// scene is a small world in which only happens what a test says: a case of Wati's, into which Tini is let.
type scene struct {
	*world
	t                 *testing.T
	wati, tini, head  *device
	watis, tinis      *device // their second devices
	file              op.ID
	core, story, name op.Scope
}

func newScene(t *testing.T, serve Serve) *scene { return begun(t, serve, func(*scene) {}) }

// newSceneOf is a scene in which something happened before Tini was let in.
func newSceneOf(t *testing.T, before func(*scene)) *scene { return begun(t, Memory, before) }

func begun(t *testing.T, serve Serve, before func(*scene)) *scene {
	t.Helper()
	s := &scene{t: t}
	for seed := uint64(1); ; seed++ { // some begin with a complaint
		s.world = newWorld(seed, serve)
		s.still = true
		if s.devices[0].newFile(); s.kinds[s.files[0]] == domain.Case {
			break
		}
	}
	s.wati, s.watis, s.tini, s.tinis, s.head = s.devices[0], s.devices[1], s.devices[2], s.devices[3], s.devices[4]
	s.file = s.files[0]
	s.core, s.name, s.story = op.Scope{File: s.file, Part: op.Core}, op.Scope{File: s.file, Part: op.Identity}, op.Scope{File: s.file, Part: op.Story}
	s.wati.cycle()
	before(s)
	s.let(0)
	s.all()
	return s
}

// let lets Tini into the case, until an instant or without an end.
func (s *scene) let(until int64) {
	args := domain.GrantArgs{Appointment: s.people[1].as[0], Parts: []op.Part{op.Core, op.Identity, op.Story}, Until: until}
	s.pass(2)
	s.wati.write("grant", s.people[0].as[0], domain.Grant(s.file, args))
	s.wati.cycle()
}

// all has everybody sync, twice, so that each has what the last one sent.
func (s *scene) all() {
	for range 2 {
		for _, d := range s.devices {
			s.pass(2)
			d.cycle()
		}
	}
}

// set changes the district as the person at the device sees it.
func (s *scene) set(d *device, text string) {
	s.t.Helper()
	s.pass(2)
	parts := s.opened(d)
	if !d.write("edit", d.of.as[0], domain.CaseDistrict.Set(s.file, s.file, text, domain.CaseDistrict.Get(parts, s.file).Heads)) {
		s.t.Fatal("not written")
	}
}

// note writes a note and returns its id.
func (s *scene) note(d *device) op.ID {
	s.t.Helper()
	s.pass(2)
	n := s.id()
	if !d.write("note", d.of.as[0], domain.Begin(s.file, domain.Note, n), domain.NoteText.Set(s.file, n, d.words(s.file, op.Story), nil)) {
		s.t.Fatal("not written")
	}
	return n
}

// district is what a device shows.
func (s *scene) district(d *device) domain.Read[string] {
	return domain.CaseDistrict.Get(s.opened(d), s.file)
}

// opened is the file as a person sees it who opens it: one of which only the card is here is fetched.
func (s *scene) opened(d *device) domain.Parts {
	s.t.Helper()
	if d.e.Grade(s.file) == client.CardOnly {
		if _, err := d.e.Want(d.clock(), s.file); err != nil {
			s.t.Fatal(err)
		}
		d.cycle()
	}
	parts, err := d.e.File(s.file)
	if err != nil {
		s.t.Fatal(err)
	}
	return parts
}

// tamper writes to a device's disk behind the engine's back, which then begins anew.
func (s *scene) tamper(d *device, r client.Record) {
	if err := d.disk.Memory.Commit(true, r); err != nil {
		s.t.Fatal(err)
	}
	d.disk.reread()
	d.open()
}

// holds ends the test when an invariant is broken.
func holds(t *testing.T, do func()) {
	t.Helper()
	if b := caught(do); b != nil {
		t.Fatalf("%s %s", b.Name, b.Text)
	}
}

// breaks is the control: what is done on purpose must be noticed, under this name.
func breaks(t *testing.T, name string, do func()) {
	t.Helper()
	switch b := caught(do); {
	case b == nil:
		t.Fatalf("%s was broken on purpose, and nobody noticed", name)
	case b.Name != name:
		t.Fatalf("%s was broken on purpose, and noticed as %s %s", name, b.Name, b.Text)
	}
}

func caught(do func()) (b *Breach) {
	defer func() {
		if r := recover(); r != nil {
			var is bool
			if b, is = r.(*Breach); !is {
				panic(r)
			}
		}
	}()
	do()
	return nil
}

// faulty is a server with a mistake, switched on by the test.
type faulty struct {
	Server
	on     *bool
	tx     func(oplog.Tx) oplog.Tx
	reader func(oplog.Reader) oplog.Reader
}

// with puts a mistake into the memory twin; it is made once on is true.
func with(on *bool, f faulty) Serve {
	return func(id func() op.ID, clock func() int64) Server {
		g := f
		g.Server, g.on = Memory(id, clock), on
		return &g
	}
}

var errBroken = errors.New("the server does not work")

func (f *faulty) Update(ctx context.Context, fn func(oplog.Tx) error) error {
	if !*f.on {
		return f.Server.Update(ctx, fn)
	}
	if f.tx == nil && f.reader == nil {
		return errBroken
	}
	return f.Server.Update(ctx, func(tx oplog.Tx) error {
		if f.tx != nil {
			tx = f.tx(tx)
		}
		return fn(tx)
	})
}

func (f *faulty) View(ctx context.Context, fn func(oplog.Reader) error) error {
	if !*f.on || f.reader == nil {
		return f.Server.View(ctx, fn)
	}
	return f.Server.View(ctx, func(r oplog.Reader) error { return fn(f.reader(r)) })
}
