package remind_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"damping/server/oplog"
	"damping/server/push"
	"damping/server/push/pushtest"
	"damping/server/remind"
	"damping/server/servertest"
	"damping/server/store"
	"damping/server/vault"
	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/notify"
	"damping/shared/op"
	core "damping/shared/oplog"
	"damping/shared/policy"
)

// googles is where Chrome's subscriptions are.
const googles = "https://fcm.googleapis.com"

// office is a database with a log, a case and the people around it, and a push service that answers what it is told.
type office struct {
	*remind.Reminder
	t     *testing.T
	db    *store.DB
	clock *servertest.Clock
	core  *core.Core
	push  *push.Service
	fake  *pushtest.Service
	log   *bytes.Buffer
	inst  op.ID
	unit  op.ID
	dewi  *colleague // owns the case
	tini  *colleague
	head  *colleague
	file  op.ID
}

// colleague is somebody with a device that gets notifications.
type colleague struct {
	o           *office
	user        op.ID
	appointment op.ID
	phone       *phone
}

// phone is a device and its subscription.
type phone struct {
	o    *office
	id   op.ID
	path string // of its subscription at the push service
}

func each(t *testing.T, test func(*testing.T, *office)) {
	t.Helper()
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		test(t, newOffice(t, db, clock, "WIB"))
	})
}

func newOffice(t *testing.T, db *store.DB, clock *servertest.Clock, zone string) *office {
	t.Helper()
	o := &office{t: t, db: db, clock: clock, fake: pushtest.New(t), log: &bytes.Buffer{}}
	v := newVault(t)
	log, err := oplog.Open(t.Context(), db, v, nil)
	if err != nil {
		t.Fatal(err)
	}
	o.core = core.New(log, rand.Reader)
	logger := slog.New(slog.NewTextHandler(o.log, nil))
	o.push = push.New(db, v, push.Options{Subject: "it@damping.go.id", Now: clock.Now, Client: o.fake.Client(), Log: logger})
	o.Reminder = o.another(o.push)

	o.inst, o.unit = o.id(), o.id()
	o.update(func(ctx context.Context, tx *store.Tx) error {
		house := store.Institution{ID: o.inst, Name: "UPTD", Kind: "uptd_ppa", Zone: zone, QuietFrom: "20:00", QuietTo: "07:00"}
		if err := tx.AddInstitution(ctx, house); err != nil {
			return err
		}
		return tx.AddUnit(ctx, store.Unit{ID: o.unit, InstitutionID: o.inst, Name: "Tindak lanjut"})
	})
	o.dewi, o.tini, o.head = o.hire("dewi", policy.Companion), o.hire("tini", policy.Companion), o.hire("head", policy.Supervisor)
	o.file = o.id()
	o.dewi.act(domain.Begin(o.file, domain.Case, o.file))
	return o
}

func newVault(t testing.TB) *vault.Vault {
	t.Helper()
	path := filepath.Join(t.TempDir(), "master.key")
	if err := vault.CreateMasterFile(path, rand.Reader); err != nil {
		t.Fatal(err)
	}
	master, err := vault.OpenMasterFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return vault.New(master, rand.Reader)
}

// another is one more server on the same database.
func (o *office) another(sender remind.Sender) *remind.Reminder {
	return remind.New(o.db, sender, o.core, remind.Options{Now: o.clock.Now, Log: slog.New(slog.NewTextHandler(o.log, nil))})
}

func (o *office) id() op.ID { return op.NewID(o.now(), rand.Reader) }

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

// hire gives somebody an account, an appointment and a phone.
func (o *office) hire(name string, role policy.Role) *colleague {
	o.t.Helper()
	c := &colleague{o: o, user: o.id(), appointment: o.id()}
	o.update(func(ctx context.Context, tx *store.Tx) error {
		if err := tx.AddAccount(ctx, store.Account{ID: c.user, Login: name, DisplayName: name}); err != nil {
			return err
		}
		return tx.AddAppointment(ctx, store.Appointment{ID: c.appointment, UserID: c.user, InstitutionID: o.inst, UnitID: o.unit,
			Role: string(role), FromOn: "2026-01-01"})
	})
	c.phone = c.device()
	return c
}

// device is one more device with a subscription.
func (c *colleague) device() *phone {
	p := &phone{o: c.o, id: c.o.id()}
	c.o.update(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddDevice(ctx, store.Device{ID: p.id, UserID: c.user, Label: "HP"})
	})
	p.subscribe()
	return p
}

func (p *phone) subscribe() {
	p.o.t.Helper()
	sub := p.o.fake.Subscribe(googles)
	if err := p.o.push.Subscribe(p.o.t.Context(), p.id, sub); err != nil {
		p.o.t.Fatal(err)
	}
	p.path = sub.Endpoint[len(googles):]
}

// act has the server write for somebody, which must be accepted.
func (c *colleague) act(drafts ...op.Draft) {
	c.o.t.Helper()
	ctx := c.o.t.Context()
	actor := core.Actor{User: c.user, Dev: c.phone.id}
	ack, _, err := c.o.core.Act(ctx, actor, c.appointment, c.o.id(), func(core.Tx) ([]op.Draft, error) { return drafts, nil })
	if err != nil || ack.Verdict != op.Accepted {
		c.o.t.Fatalf("%+v, %v", ack, err)
	}
}

// followUp writes a follow-up in the case.
func (c *colleague) followUp(due domain.Local) op.ID {
	f := c.o.id()
	c.act(domain.Begin(c.o.file, domain.FollowUp, f), domain.FollowUpKind.Set(c.o.file, f, "telepon", nil),
		domain.FollowUpDue.Set(c.o.file, f, due, nil))
	return f
}

// find reads a follow-up of the case.
func (o *office) find(id op.ID) (found domain.FollowUpView) {
	o.t.Helper()
	for _, v := range domain.FollowUps(o.parts()) {
		if v.ID == id {
			found = v
		}
	}
	return found
}

func (o *office) parts() domain.Parts {
	o.t.Helper()
	parts := domain.Parts{}
	actor := core.Actor{User: o.dewi.user, Dev: o.dewi.phone.id}
	_, _, err := o.core.Act(o.t.Context(), actor, o.dewi.appointment, o.id(), func(tx core.Tx) ([]op.Draft, error) {
		state, err := tx.State(op.Scope{File: o.file, Part: op.Core})
		parts[op.Core] = state
		return nil, err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return parts
}

// due is the instance of a follow-up for one colleague.
func (c *colleague) due(followUp op.ID) (found store.DueInstance) {
	c.o.t.Helper()
	c.o.view(func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.DueOn(ctx, c.o.file)
		for _, row := range rows {
			if row.Ent == followUp && row.Appointment == c.appointment {
				found = row
			}
		}
		return err
	})
	return found
}

// messages are the rows of the outbox about a follow-up.
func (c *colleague) messages(followUp op.ID) (rows []store.PushMessage) {
	c.o.t.Helper()
	due := c.due(followUp)
	c.o.view(func(ctx context.Context, tx *store.Tx) (err error) {
		rows, err = tx.PushMessagesOf(ctx, due.ID)
		return err
	})
	return rows
}

// sweep moves the clock to an instant of the office's first day, "15:04", and sweeps. Hours over 24 are later days.
func (o *office) sweepAt(day int, clock string) {
	o.t.Helper()
	at, err := time.Parse("15:04", clock)
	if err != nil {
		o.t.Fatal(err)
	}
	midnight := servertest.Start.Truncate(24 * time.Hour).Add(-7 * time.Hour) // in Jakarta
	to := midnight.Add(time.Duration(day)*24*time.Hour + time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute)
	o.clock.Advance(to.Sub(o.clock.Now()))
	o.sweep()
}

func (o *office) sweep() {
	o.t.Helper()
	if err := o.Sweep(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

// got are the messages that a phone's push service took, as tokens.
func (p *phone) got() (tokens []string) {
	for _, m := range p.o.fake.Taken() {
		if m.Path == p.path {
			tokens = append(tokens, m.Shown.Notification.Data.ID)
		}
	}
	return tokens
}

func (p *phone) token(followUp op.ID) string { return notify.Token(p.id, followUp) }

// wantGot fails unless the phone got these, in this order.
func (p *phone) wantGot(tokens ...string) {
	p.o.t.Helper()
	got := p.got()
	if len(got) != len(tokens) {
		p.o.t.Fatalf("the phone got %d messages, want %d", len(got), len(tokens))
	}
	for i := range got {
		if got[i] != tokens[i] {
			p.o.t.Fatalf("message %d is about something else", i)
		}
	}
}

// answering makes the push service answer everything alike.
func (o *office) answering(status int, retryAfter string) {
	o.fake.Answer(func(pushtest.Message) pushtest.Reply { return pushtest.Reply{Status: status, RetryAfter: retryAfter} })
}

func (o *office) taking() { o.answering(http.StatusCreated, "") }

// tap sends what was tapped on a phone.
func (p *phone) tap(followUp op.ID, act string) api.PushAction {
	p.o.t.Helper()
	a := api.PushAction{ID: p.token(followUp), Act: act, At: p.o.now(), ActionID: p.o.id().String()}
	if err := p.o.Action(p.o.t.Context(), p.id, a); err != nil {
		p.o.t.Fatal(err)
	}
	return a
}
