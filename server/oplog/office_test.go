package oplog_test

import (
	"context"
	"crypto/rand"
	"io"
	mathrand "math/rand"
	"path/filepath"
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
	t      testing.TB
	db     *store.DB
	clock  *servertest.Clock
	log    *oplog.Log
	core   *core.Core
	rand   io.Reader
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
	o := &office{t: t, db: db, clock: clock, rand: mathrand.New(mathrand.NewSource(1)), people: map[string]core.Appointment{},
		news: make(chan oplog.Change, 4096)}
	path := filepath.Join(t.TempDir(), "master.key")
	if err := vault.CreateMasterFile(path, rand.Reader); err != nil {
		t.Fatal(err)
	}
	master, err := vault.OpenMasterFile(path)
	if err != nil {
		t.Fatal(err)
	}
	o.log, err = oplog.Open(t.Context(), db, vault.New(master, rand.Reader), func(c oplog.Change) {
		select {
		case o.news <- c:
		default: // a test that does not listen
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	o.core = core.New(o.log, mathrand.New(mathrand.NewSource(2)))

	home, elsewhere := o.id(), o.id()
	unit := map[op.ID]op.ID{home: o.id(), elsewhere: o.id()}
	o.update(func(ctx context.Context, tx *store.Tx) error {
		for _, inst := range []op.ID{home, elsewhere} {
			err := tx.AddInstitution(ctx, store.Institution{ID: inst, Name: "Kantor", Kind: "uptd_ppa", Zone: "WIB", QuietFrom: "20:00",
				QuietTo: "07:00", CreatedAt: tx.Millis()})
			if err != nil {
				return err
			}
			if err := tx.AddUnit(ctx, store.Unit{ID: unit[inst], InstitutionID: inst, Name: "Tindak lanjut", CreatedAt: tx.Millis()}); err != nil {
				return err
			}
		}
		for _, p := range staff {
			a := store.Appointment{ID: o.id(), UserID: o.id(), InstitutionID: home, UnitID: unit[home], Role: string(p.role), FromOn: "2026-01-01", CreatedAt: tx.Millis()}
			if !p.home {
				a.InstitutionID, a.UnitID = elsewhere, unit[elsewhere]
			}
			if err := tx.AddAccount(ctx, store.Account{ID: a.UserID, Login: p.name, DisplayName: p.name, CreatedAt: tx.Millis()}); err != nil {
				return err
			}
			if err := tx.AddAppointment(ctx, a); err != nil {
				return err
			}
			list, err := oplog.AppointmentsOf(ctx, tx, a.UserID)
			if err != nil {
				return err
			}
			o.people[p.name] = list[0]
		}
		return nil
	})
	return o
}

func (o *office) id() op.ID  { return op.NewID(o.now(), o.rand) }
func (o *office) now() int64 { return o.clock.Now().UnixMilli() }

func (o *office) update(fn func(context.Context, *store.Tx) error) {
	o.t.Helper()
	if err := o.db.Update(o.t.Context(), func(tx *store.Tx) error { return fn(o.t.Context(), tx) }); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) view(fn func(context.Context, *store.Tx) error) {
	o.t.Helper()
	if err := o.db.View(o.t.Context(), func(tx *store.Tx) error { return fn(o.t.Context(), tx) }); err != nil {
		o.t.Fatal(err)
	}
}

// verify proves both equations.
func (o *office) verify() {
	o.t.Helper()
	if err := o.log.Verify(o.t.Context()); err != nil {
		o.t.Fatal(err)
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
	o.t.Helper()
	e, err := client.Open(client.NewMemory(), o.rand)
	if err != nil {
		o.t.Fatal(err)
	}
	a := o.people[name]
	p := &phone{Engine: e, o: o, as: a.ID, role: a.Role, actor: core.Actor{User: a.User, Dev: o.id()}}
	o.update(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddDevice(ctx, store.Device{ID: p.actor.Dev, UserID: a.User, Label: "HP", CreatedAt: tx.Millis(), LastSeenAt: tx.Millis()})
	})
	if err := e.Enrol(p.actor.Dev); err != nil {
		o.t.Fatal(err)
	}
	return p
}

func (p *phone) write(drafts ...op.Draft) {
	p.o.t.Helper()
	if _, err := p.Author(p.o.now(), p.as, op.Ctx{App: "test", Form: "form"}, drafts); err != nil {
		p.o.t.Fatal(err)
	}
}

func (p *phone) push() {
	p.o.t.Helper()
	for batch, more := p.NextPush(); more; batch, more = p.NextPush() {
		ans, _, err := p.o.core.Push(oplog.WithBatch(p.o.t.Context(), batch.Ops), p.actor, batch)
		if err != nil {
			p.o.t.Fatal(err)
		}
		if _, err := p.HandlePush(ans, p.o.now()); err != nil {
			p.o.t.Fatal(err)
		}
	}
}

func (p *phone) pull() {
	p.o.t.Helper()
	for more := true; more; {
		ans, err := p.o.core.Pull(p.o.t.Context(), p.actor, p.NextPull())
		if err != nil {
			p.o.t.Fatal(err)
		}
		if _, more, err = p.HandlePull(ans, p.o.now()); err != nil {
			p.o.t.Fatal(err)
		}
	}
}

func (p *phone) sync() { p.o.t.Helper(); p.push(); p.pull() }

func (p *phone) parts(file op.ID) domain.Parts {
	p.o.t.Helper()
	parts, err := p.File(file)
	if err != nil {
		p.o.t.Fatal(err)
	}
	return parts
}

// newCase writes a case as the form does.
func (p *phone) newCase(name string) op.ID {
	file, victim, incident := p.o.id(), p.o.id(), p.o.id()
	p.write(domain.Begin(file, domain.Case, file), domain.CaseChannel.Set(file, file, "telepon", nil),
		domain.CaseSafeNow.Set(file, file, "tidak_aman", nil), domain.CaseDistrict.Set(file, file, "18.71.01", nil),
		domain.CaseReceived.Set(file, file, "2026-10-31T23:30", nil),
		domain.Begin(file, domain.Victim, victim), domain.VictimName.Set(file, victim, name, nil),
		domain.VictimAge.Set(file, victim, 11, nil), domain.VictimSex.Set(file, victim, "perempuan", nil),
		domain.Begin(file, domain.Incident, incident), domain.IncidentPlace.Set(file, incident, "rumah_tangga", nil))
	return file
}

func (p *phone) note(file op.ID, text string) {
	n := p.o.id()
	p.write(domain.Begin(file, domain.Note, n), domain.NoteText.Set(file, n, text, nil))
}

func (p *phone) followUp(file op.ID, due domain.Local, assignee op.ID) op.ID {
	f := p.o.id()
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
	p.o.t.Helper()
	for _, v := range domain.FollowUps(p.parts(file)) {
		if v.ID == id {
			return v
		}
	}
	p.o.t.Fatal("the follow-up is not there")
	return domain.FollowUpView{}
}
