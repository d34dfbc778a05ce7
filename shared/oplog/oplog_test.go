package oplog_test

import (
	"bytes"
	"context"
	"math/rand"
	"testing"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
	"damping/shared/oplog"
	"damping/shared/policy"
)

// office is a server over the memory twin with a caseworker, a colleague and a supervisor in one unit.
type office struct {
	t      *testing.T
	r      *rand.Rand
	now    int64
	store  *oplog.Memory
	core   *oplog.Core
	inst   op.ID
	unit   op.ID
	people map[string]oplog.Appointment
}

func newOffice(t *testing.T) *office {
	o := &office{t: t, r: rand.New(rand.NewSource(1)), now: 1_790_000_000_000, people: map[string]oplog.Appointment{}}
	o.inst, o.unit = o.id(), o.id()
	o.store = oplog.NewMemory(o.id(), o.id(), func() int64 { return o.now })
	o.core = oplog.New(o.store, o.r)
	for name, role := range map[string]policy.Role{"wati": policy.Companion, "tini": policy.Companion, "head": policy.Supervisor, "psy": policy.Psychologist,
		"desk": policy.IntakeOfficer} {
		a := oplog.Appointment{ID: o.id(), User: o.id(), Institution: o.inst, Unit: o.unit, Role: role}
		o.people[name] = a
		o.store.Appoint(a)
	}
	return o
}

func (o *office) id() op.ID { return op.NewID(o.now, o.r) }

// end has somebody's appointment end now.
func (o *office) end(name string) {
	a := o.people[name]
	a.Until = o.now
	o.store.Appoint(a)
}

// phone is one person's device: the real engine over the memory twin.
type phone struct {
	*client.Engine
	store *client.Memory
	o     *office
	actor oplog.Actor
	as    op.ID
}

func (o *office) phone(name string) *phone {
	disk := client.NewMemory()
	e, err := client.Open(disk, o.r)
	if err != nil {
		o.t.Fatal(err)
	}
	a := o.people[name]
	p := &phone{Engine: e, store: disk, o: o, as: a.ID, actor: oplog.Actor{User: a.User, Dev: o.id()}}
	if err := e.Enrol(p.actor.Dev); err != nil {
		o.t.Fatal(err)
	}
	return p
}

func (p *phone) write(drafts ...op.Draft) {
	p.o.t.Helper()
	if _, err := p.Author(p.o.now, p.as, op.Ctx{}, drafts); err != nil {
		p.o.t.Fatal(err)
	}
}

func (p *phone) sync() {
	p.o.t.Helper()
	p.push()
	p.pull()
}

func (p *phone) push() {
	p.o.t.Helper()
	for n := 0; n < 10; n++ {
		batch, any := p.NextPush()
		if !any {
			break
		}
		ans, _, err := p.o.core.Push(context.Background(), p.actor, batch)
		if err != nil {
			p.o.t.Fatal(err)
		}
		if _, err := p.HandlePush(ans, p.o.now); err != nil {
			p.o.t.Fatal(err)
		}
	}
}

func (p *phone) pull() {
	p.o.t.Helper()
	for more := true; more; {
		ans, err := p.o.core.Pull(context.Background(), p.actor, p.NextPull())
		if err != nil {
			p.o.t.Fatal(err)
		}
		if _, more, err = p.HandlePull(ans, p.o.now); err != nil {
			p.o.t.Fatal(err)
		}
	}
}

// parts opens a file, as a person does: one of which only the card is here is fetched.
func (p *phone) parts(file op.ID) domain.Parts {
	p.o.t.Helper()
	if p.Grade(file) == client.CardOnly {
		if _, err := p.Want(p.o.now, file); err != nil {
			p.o.t.Fatal(err)
		}
		p.pull()
	}
	parts, err := p.File(file)
	if err != nil {
		p.o.t.Fatal(err)
	}
	return parts
}

// newCase writes a case as the form does.
func (p *phone) newCase() op.ID {
	file, victim := p.o.id(), p.o.id()
	p.write(domain.Begin(file, domain.Case, file), domain.CaseChannel.Set(file, file, "telepon", nil),
		domain.CaseSafeNow.Set(file, file, "tidak", nil), domain.Begin(file, domain.Victim, victim),
		domain.VictimName.Set(file, victim, "Bunga", nil), domain.VictimAge.Set(file, victim, 11, nil))
	return file
}

func (p *phone) note(file op.ID, text string) op.ID {
	n := p.o.id()
	p.write(domain.Begin(file, domain.Note, n), domain.NoteText.Set(file, n, text, nil))
	return n
}

// Between the server's yes and its effect a command must not look as if nobody had given it: it would be given again.
func TestACommandWaitsForItsEffects(t *testing.T) {
	o := newOffice(t)
	wati := o.phone("wati")
	file := wati.newCase()
	wati.sync()
	wati.write(domain.Advance(file, domain.AdvanceArgs{To: domain.StageIdentify}, nil))
	wati.push()
	if v, _ := domain.ReadCase(wati.parts(file), file); v.Stage != domain.StageReceipt || len(wati.Waiting(file)) != 1 || wati.Unsent() != 0 {
		t.Errorf("taken: at %s, %d waiting, %d unsent", v.Stage, len(wati.Waiting(file)), wati.Unsent())
	}
	wati.pull()
	if v, _ := domain.ReadCase(wati.parts(file), file); v.Stage != domain.StageIdentify || len(wati.Waiting(file)) != 0 {
		t.Errorf("fetched: at %s, %d waiting", v.Stage, len(wati.Waiting(file)))
	}
}

func TestWay(t *testing.T) {
	o := newOffice(t)
	wati, head, tini := o.phone("wati"), o.phone("head"), o.phone("tini")
	file := wati.newCase()
	wati.write(domain.Advance(file, domain.AdvanceArgs{To: domain.StageIdentify}, nil))
	wati.note(file, "satu")
	if wati.Unsent() != 3 || len(wati.Waiting(file)) != 1 {
		t.Error("unsent", wati.Unsent())
	}
	wati.sync()
	head.sync()
	tini.sync()
	v, _ := domain.ReadCase(head.parts(file), file)
	if v.Number == "" || v.Stage != domain.StageIdentify || v.Owner != wati.as || len(domain.Notes(head.parts(file))) != 1 {
		t.Errorf("%+v", v)
	}
	if len(head.Cards()) != 1 || wati.Unsent() != 0 || len(wati.Refused()) != 0 {
		t.Error("cards", head.Cards(), wati.Refused())
	}
	if len(tini.parts(file)) != 0 || len(tini.Cards()) != 0 {
		t.Error("a colleague without a grant sees the case")
	}

	wati.write(domain.Grant(file, domain.GrantArgs{Appointment: tini.as, Parts: []op.Part{op.Core, op.Story}}))
	wati.sync()
	tini.sync()
	if got := tini.parts(file); got.Part(op.Story) == nil || got.Part(op.Identity) != nil {
		t.Error("the grant gave", got)
	}

	// Handed over while the former owner writes without signal: the work is kept for the new owner, the phone is clean.
	wati.note(file, "dua")
	owner := domain.CaseOwner.Get(head.parts(file), file)
	head.write(domain.Assign(file, domain.AssignArgs{Appointment: tini.as}, owner.Heads))
	head.sync()
	wati.sync()
	tini.sync()
	if len(wati.Cards()) != 0 || len(wati.parts(file)) != 0 {
		t.Error("the former owner still holds the case")
	}
	if got := wati.Refused(); len(got) != 1 || got[0].Verdict != op.Quarantined || len(got[0].Ops) != 0 {
		t.Errorf("%+v", got)
	}
	if len(o.store.Aside()) != 2 {
		t.Error("kept aside:", len(o.store.Aside()))
	}
	if v, _ := domain.ReadCase(tini.parts(file), file); v.Owner != tini.as || tini.parts(file).Part(op.Identity) == nil {
		t.Error("the new owner does not hold the case")
	}
	for s, want := range o.store.Bundles() {
		if st := tini.parts(file).Part(s.Part); st != nil && !bytes.Equal(st.Bundle(), want) {
			t.Errorf("%s differs", s.Part)
		}
		replayed := fold.New()
		for _, l := range o.store.Log() {
			if l.Scope() == s {
				replayed.Apply(&l)
			}
		}
		if !bytes.Equal(replayed.Bundle(), want) {
			t.Errorf("%s is not the fold of its log", s.Part)
		}
	}
}

func TestRefused(t *testing.T) {
	o := newOffice(t)
	wati, tini := o.phone("wati"), o.phone("tini")
	file := wati.newCase()
	wati.sync()
	push := func(p *phone, spoil func(ops []op.Op)) []op.Ack {
		batch, _ := p.NextPush()
		spoil(batch.Ops)
		ans, _, err := o.core.Push(context.Background(), p.actor, batch)
		if err != nil {
			t.Fatal(err)
		}
		return ans.Acks
	}
	for name, c := range map[string]struct {
		who     *phone
		spoil   func([]op.Op)
		verdict op.Verdict
		code    errs.Code
	}{
		"forged actor":         {wati, func(ops []op.Op) { ops[0].Actor = tini.actor.User }, op.Rejected, errs.Forbidden},
		"forged appointment":   {wati, func(ops []op.Op) { ops[0].As, ops[1].As = tini.as, tini.as }, op.Rejected, errs.Forbidden},
		"a case not one's own": {tini, func([]op.Op) {}, op.Quarantined, errs.NotFound},
		"an unknown file":      {tini, func(ops []op.Op) { ops[0].File, ops[1].File = tini.as, tini.as }, op.Quarantined, errs.NotFound},
		"unknown field":        {wati, func(ops []op.Op) { ops[1].Field = 40_000 }, op.Rejected, errs.UnknownField},
		"torn":                 {wati, func(ops []op.Op) { ops[0].GN = 3 }, op.Torn, errs.TornGroup},
		"broken clock":         {wati, func(ops []op.Op) { ops[0].HLC = 1 << 63 }, op.Rejected, errs.ClockSkew},
		"used number":          {wati, func(ops []op.Op) { ops[0].N, ops[1].N = 1, 2 }, op.Torn, errs.Copied},
	} {
		c.who.note(file, name)
		before := len(o.store.Log())
		acks := push(c.who, c.spoil)
		if acks[0].Verdict != c.verdict || acks[0].Code != c.code || len(o.store.Log()) != before {
			t.Errorf("%s: %+v", name, acks)
		}
		// What stays in the outbox is answered, too: the group behind goes on.
		for i := range acks {
			acks[i].Verdict = op.Rejected
		}
		if _, err := c.who.HandlePush(op.PushAnswer{Acks: acks, Now: o.now, Epoch: c.who.NextPull().Cursor.Epoch, For: c.who.NextPull().Cursor.Epoch}, o.now); err != nil {
			t.Fatal(err)
		}
	}

	t.Run("a replayed batch gets the same answer and changes nothing", func(t *testing.T) {
		wati.note(file, "sekali")
		batch, _ := wati.NextPush()
		first, _, _ := o.core.Push(context.Background(), wati.actor, batch)
		size, bundle := len(o.store.Log()), o.store.Bundles()[op.Scope{File: file, Part: op.Story}]
		again, _, err := o.core.Push(context.Background(), wati.actor, batch)
		if err != nil || len(o.store.Log()) != size || !bytes.Equal(bundle, o.store.Bundles()[op.Scope{File: file, Part: op.Story}]) {
			t.Error("replay had an effect", err)
		}
		if !bytes.Equal(op.Marshal(first.Acks), op.Marshal(again.Acks)) {
			t.Error("replay had another answer")
		}
		batch.Ops[1].Val = op.Marshal("lain")
		if changed, _, _ := o.core.Push(context.Background(), wati.actor, batch); changed.Acks[1].Code != errs.ReplayMismatch {
			t.Errorf("%+v", changed.Acks)
		}
	})
	t.Run("a poisoned group does not hold up the next", func(t *testing.T) {
		p := o.phone("wati")
		p.sync()
		p.note(file, "racun")
		p.note(file, "obat")
		acks := push(p, func(ops []op.Op) { ops[0].Field = 7 })
		if acks[0].Verdict != op.Rejected || acks[2].Verdict != op.Accepted {
			t.Errorf("%+v", acks)
		}
	})
	t.Run("an appointment that has ended keeps the work aside", func(t *testing.T) {
		p := o.phone("wati")
		p.sync()
		p.note(file, "terlambat")
		o.end("wati")
		acks := push(p, func([]op.Op) {})
		if acks[0].Verdict != op.Quarantined {
			t.Errorf("%+v", acks)
		}
	})
}
