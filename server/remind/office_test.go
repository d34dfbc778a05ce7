package remind_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
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
	*servertest.Office
	core *core.Core
	push *push.Service
	fake *pushtest.Service
	log  *bytes.Buffer
	unit servertest.Unit
	dewi *colleague // owns the case
	tini *colleague
	head *colleague
	file op.ID
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
		test(t, newOffice(t, db, clock))
	})
}

func newOffice(t *testing.T, db *store.DB, clock *servertest.Clock) *office {
	t.Helper()
	o := &office{Office: servertest.NewOffice(t, db, clock), fake: pushtest.New(t), log: &bytes.Buffer{}}
	v := vault.New(servertest.Master(t), rand.Reader)
	log, err := oplog.Open(t.Context(), db, v, nil)
	if err != nil {
		t.Fatal(err)
	}
	o.core = core.New(log, rand.Reader)
	logger := slog.New(slog.NewTextHandler(o.log, nil))
	o.push = push.New(db, v, push.Options{Subject: "it@damping.go.id", Now: clock.Now, Client: o.fake.Client(), Log: logger})
	o.Reminder = o.another(o.push)

	o.unit = o.Found("WIB", "20:00", "07:00")
	o.dewi, o.tini, o.head = o.hire("dewi", policy.Companion), o.hire("tini", policy.Companion), o.hire("head", policy.Supervisor)
	o.file = o.ID()
	o.dewi.act(domain.Begin(o.file, domain.Case, o.file))
	return o
}

// another is one more server on the same database.
func (o *office) another(sender remind.Sender) *remind.Reminder {
	return remind.New(o.DB, sender, o.core, remind.Options{Now: o.Clock.Now, Log: slog.New(slog.NewTextHandler(o.log, nil))})
}

// hire gives somebody an account, an appointment and a phone.
func (o *office) hire(name string, role policy.Role) *colleague {
	o.TB.Helper()
	c := &colleague{o: o, user: o.Account(name)}
	c.appointment = o.Appoint(c.user, o.unit, role)
	c.phone = c.device()
	return c
}

// device is one more device with a subscription.
func (c *colleague) device() *phone {
	p := &phone{o: c.o, id: c.o.Device(c.user)}
	p.subscribe()
	return p
}

func (p *phone) subscribe() {
	p.o.TB.Helper()
	sub := p.o.fake.Subscribe(googles)
	if err := p.o.push.Subscribe(p.o.TB.Context(), p.id, sub); err != nil {
		p.o.TB.Fatal(err)
	}
	p.path = sub.Endpoint[len(googles):]
}

// act has the server write for somebody, which must be accepted.
func (c *colleague) act(drafts ...op.Draft) {
	c.o.TB.Helper()
	ctx := c.o.TB.Context()
	actor := core.Actor{User: c.user, Dev: c.phone.id}
	ack, _, err := c.o.core.Act(ctx, actor, c.appointment, c.o.ID(), func(core.Tx) ([]op.Draft, error) { return drafts, nil })
	if err != nil || ack.Verdict != op.Accepted {
		c.o.TB.Fatalf("%+v, %v", ack, err)
	}
}

// followUp writes a follow-up in the case.
func (c *colleague) followUp(due domain.Local) op.ID {
	f := c.o.ID()
	c.act(domain.Begin(c.o.file, domain.FollowUp, f), domain.FollowUpKind.Set(c.o.file, f, "telepon", nil),
		domain.FollowUpDue.Set(c.o.file, f, due, nil))
	return f
}

// find reads a follow-up of the case.
func (o *office) find(id op.ID) (found domain.FollowUpView) {
	o.TB.Helper()
	for _, v := range domain.FollowUps(o.parts()) {
		if v.ID == id {
			found = v
		}
	}
	return found
}

func (o *office) parts() domain.Parts {
	o.TB.Helper()
	parts := domain.Parts{}
	actor := core.Actor{User: o.dewi.user, Dev: o.dewi.phone.id}
	_, _, err := o.core.Act(o.TB.Context(), actor, o.dewi.appointment, o.ID(), func(tx core.Tx) ([]op.Draft, error) {
		state, err := tx.State(op.Scope{File: o.file, Part: op.Core})
		parts[op.Core] = state
		return nil, err
	})
	if err != nil {
		o.TB.Fatal(err)
	}
	return parts
}

// due is the instance of a follow-up for one colleague.
func (c *colleague) due(followUp op.ID) (found store.DueInstance) {
	c.o.TB.Helper()
	c.o.View(func(ctx context.Context, tx *store.Tx) error {
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
	c.o.TB.Helper()
	due := c.due(followUp)
	c.o.View(func(ctx context.Context, tx *store.Tx) (err error) {
		rows, err = tx.PushMessagesOf(ctx, due.ID)
		return err
	})
	return rows
}

// sweep moves the clock to an instant of the office's first day, "15:04", and sweeps. Hours over 24 are later days.
func (o *office) sweepAt(day int, clock string) {
	o.TB.Helper()
	at, err := time.Parse("15:04", clock)
	if err != nil {
		o.TB.Fatal(err)
	}
	midnight := servertest.Start.Truncate(24 * time.Hour).Add(-7 * time.Hour) // in Jakarta
	to := midnight.Add(time.Duration(day)*24*time.Hour + time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute)
	o.Clock.Advance(to.Sub(o.Clock.Now()))
	o.sweep()
}

func (o *office) sweep() {
	o.TB.Helper()
	if err := o.Sweep(o.TB.Context()); err != nil {
		o.TB.Fatal(err)
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
	p.o.TB.Helper()
	got := p.got()
	if len(got) != len(tokens) {
		p.o.TB.Fatalf("the phone got %d messages, want %d", len(got), len(tokens))
	}
	for i := range got {
		if got[i] != tokens[i] {
			p.o.TB.Fatalf("message %d is about something else", i)
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
	p.o.TB.Helper()
	a := api.PushAction{ID: p.token(followUp), Act: act, At: p.o.Now(), ActionID: p.o.ID().String()}
	if err := p.o.Action(p.o.TB.Context(), p.id, a); err != nil {
		p.o.TB.Fatal(err)
	}
	return a
}
