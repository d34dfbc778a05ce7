package oplog_test

import (
	"context"
	"crypto/rand"
	mathrand "math/rand"
	"testing"

	"damping/server/oplog"
	"damping/server/servertest"
	"damping/server/store"
	"damping/server/vault"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/op"
	core "damping/shared/oplog"
	"damping/shared/policy"
)

// office is a log in a real database with a few people in one unit, and a partner elsewhere.
type office struct {
	*servertest.Office
	log    *oplog.Log
	core   *core.Core
	people map[string]core.Appointment
	news   chan oplog.Change
}

// staff is everybody, with the role and whether in the main institution.
var staff = []struct {
	name string
	role policy.Role
	home bool
}{
	{"wati", policy.Companion, true}, {"tini", policy.Companion, true}, {"head", policy.Supervisor, true},
	{"psy", policy.Psychologist, true}, {"intake", policy.IntakeOfficer, true}, {"partner", policy.Companion, false},
}

func newOffice(t testing.TB, db *store.DB, clock *servertest.Clock) *office {
	t.Helper()
	o := &office{Office: servertest.NewOffice(t, db, clock), people: map[string]core.Appointment{}, news: make(chan oplog.Change, 4096)}
	o.Rand = mathrand.New(mathrand.NewSource(1))
	var err error
	o.log, err = oplog.Open(t.Context(), db, vault.New(servertest.Master(t), rand.Reader), func(c oplog.Change) {
		select {
		case o.news <- c:
		default: // a test that does not listen
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	o.core = core.New(o.log, mathrand.New(mathrand.NewSource(2)))

	home, elsewhere := o.Found("WIB", "20:00", "07:00"), o.Found("WIB", "20:00", "07:00")
	for _, p := range staff {
		at := home
		if !p.home {
			at = elsewhere
		}
		user := o.Account(p.name)
		o.Appoint(user, at, p.role)
		o.View(func(ctx context.Context, tx *store.Tx) error {
			list, err := oplog.AppointmentsOf(ctx, tx, user)
			if err != nil {
				return err
			}
			o.people[p.name] = list[0]
			return nil
		})
	}
	return o
}

// verify proves both equations.
func (o *office) verify() {
	o.TB.Helper()
	if err := o.log.Verify(o.TB.Context()); err != nil {
		o.TB.Fatal(err)
	}
}

// phone is one person's device: the real engine.
type phone struct {
	*client.Engine
	o     *office
	actor core.Actor
	as    op.ID
	role  policy.Role
}

func (o *office) phone(name string) *phone {
	o.TB.Helper()
	e, err := client.Open(client.NewMemory(), o.Rand)
	if err != nil {
		o.TB.Fatal(err)
	}
	a := o.people[name]
	p := &phone{Engine: e, o: o, as: a.ID, role: a.Role, actor: core.Actor{User: a.User, Dev: o.Device(a.User)}}
	if err := e.Enrol(p.actor.Dev); err != nil {
		o.TB.Fatal(err)
	}
	return p
}

func (p *phone) write(drafts ...op.Draft) {
	p.o.TB.Helper()
	if _, err := p.Author(p.o.Now(), p.as, op.Ctx{App: "test", Form: "form"}, drafts); err != nil {
		p.o.TB.Fatal(err)
	}
}

func (p *phone) push() {
	p.o.TB.Helper()
	for batch, more := p.NextPush(); more; batch, more = p.NextPush() {
		ans, _, err := p.o.core.Push(oplog.WithBatch(p.o.TB.Context(), batch.Ops), p.actor, batch)
		if err != nil {
			p.o.TB.Fatal(err)
		}
		if _, err := p.HandlePush(ans, p.o.Now()); err != nil {
			p.o.TB.Fatal(err)
		}
	}
}

func (p *phone) pull() {
	p.o.TB.Helper()
	for more := true; more; {
		ans, err := p.o.core.Pull(p.o.TB.Context(), p.actor, p.NextPull())
		if err != nil {
			p.o.TB.Fatal(err)
		}
		if _, more, err = p.HandlePull(ans, p.o.Now()); err != nil {
			p.o.TB.Fatal(err)
		}
	}
}

func (p *phone) sync() { p.o.TB.Helper(); p.push(); p.pull() }

// parts opens a file, as a person does: one of which only the card is here is fetched.
func (p *phone) parts(file op.ID) domain.Parts {
	p.o.TB.Helper()
	if p.Grade(file) == client.CardOnly {
		if _, err := p.Want(p.o.Now(), file); err != nil {
			p.o.TB.Fatal(err)
		}
		p.pull()
	}
	parts, err := p.File(file)
	if err != nil {
		p.o.TB.Fatal(err)
	}
	return parts
}

// newCase writes a case as the form does.
func (p *phone) newCase(name string) op.ID {
	file, victim, incident := p.o.ID(), p.o.ID(), p.o.ID()
	p.write(domain.Begin(file, domain.Case, file), domain.CaseChannel.Set(file, file, "telepon", nil),
		domain.CaseSafeNow.Set(file, file, "tidak_aman", nil), domain.CaseDistrict.Set(file, file, "18.71.01", nil),
		domain.CaseReceived.Set(file, file, "2026-10-31T23:30", nil),
		domain.Begin(file, domain.Victim, victim), domain.VictimName.Set(file, victim, name, nil),
		domain.VictimAge.Set(file, victim, 11, nil), domain.VictimSex.Set(file, victim, "perempuan", nil),
		domain.Begin(file, domain.Incident, incident), domain.IncidentPlace.Set(file, incident, "rumah_tangga", nil))
	return file
}

func (p *phone) note(file op.ID, text string) {
	n := p.o.ID()
	p.write(domain.Begin(file, domain.Note, n), domain.NoteText.Set(file, n, text, nil))
}

func (p *phone) followUp(file op.ID, due domain.Local, assignee op.ID) op.ID {
	f := p.o.ID()
	drafts := []op.Draft{domain.Begin(file, domain.FollowUp, f), domain.FollowUpKind.Set(file, f, "telepon", nil),
		domain.FollowUpDue.Set(file, f, due, nil), domain.FollowUpText.Set(file, f, "tanya kabar", nil)}
	if !assignee.IsZero() {
		drafts = append(drafts, domain.FollowUpAssignee.Set(file, f, assignee, nil))
	}
	p.write(drafts...)
	return f
}

// find reads one follow-up as the phone sees it.
func (p *phone) find(file, id op.ID) domain.FollowUpView {
	p.o.TB.Helper()
	for _, v := range domain.FollowUps(p.parts(file)) {
		if v.ID == id {
			return v
		}
	}
	p.o.TB.Fatal("the follow-up is not there")
	return domain.FollowUpView{}
}
