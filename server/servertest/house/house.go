// Package house gives tests a whole server: the real handler over TLS on a real database, with invented people who can
// sign in, and browsers that keep cookies and speak for the real sync engine.
//
// It is apart from servertest because it stands on everything, and the tests of the lower rooms should not.
package house

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"damping/server/auth"
	"damping/server/cli"
	"damping/server/config"
	"damping/server/servertest"
	"damping/server/store"
	"damping/server/vault"
	"damping/shared/op"
	"damping/shared/policy"
	"damping/web"
)

// Password is everybody's.
const Password = "empat kata yang mudah"

// Person is somebody who can sign in.
type Person struct {
	Login string
	Role  policy.Role
	// Elsewhere puts them into the second institution.
	Elsewhere bool
}

// People are those of every House.
var People = []Person{
	{Login: "wati", Role: policy.Companion}, {Login: "tini", Role: policy.Companion}, {Login: "ratna", Role: policy.Supervisor},
	{Login: "dodi", Role: policy.IntakeOfficer}, {Login: "lina", Role: policy.Companion, Elsewhere: true},
	{Login: "joko", Role: policy.Administrator},
}

// House is a whole server under test.
type House struct {
	*cli.House
	TB    testing.TB
	Clock *servertest.Clock
	URL   string
	// Log is what the server has logged.
	Log *Log
	// Users and Appointments are by login.
	Users, Appointments map[string]op.ID
	// Attachments is the folder of their bytes.
	Attachments string

	master *vault.Master
	server *httptest.Server
}

// Each runs a test on a House on each engine.
func Each(t *testing.T, test func(t *testing.T, h *House)) {
	t.Helper()
	for _, engine := range servertest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			clock := servertest.NewClock()
			test(t, New(t, servertest.Open(t, engine, store.Options{Now: clock.Now}), clock))
		})
	}
}

// New puts a House on an empty database with all tables, whose clock is the given one.
func New(tb testing.TB, db *store.DB, clock *servertest.Clock) *House {
	tb.Helper()
	h := &House{TB: tb, Clock: clock, Log: &Log{}, Attachments: tb.TempDir(), Users: map[string]op.ID{}, Appointments: map[string]op.ID{}, master: servertest.Master(tb)}
	h.open(db)
	h.furnish(servertest.NewOffice(tb, db, clock))
	return h
}

// Node is another server of the same house: db is another way to its database.
func (h *House) Node(tb testing.TB, db *store.DB) *House {
	tb.Helper()
	n := &House{TB: tb, Clock: h.Clock, Log: h.Log, Attachments: h.Attachments, Users: h.Users, Appointments: h.Appointments, master: h.master}
	n.open(db)
	return n
}

func (h *House) open(db *store.DB) {
	h.TB.Helper()
	people, err := auth.New(db, rand.Reader, auth.Options{Cheap: true})
	if err != nil {
		h.TB.Fatal(err)
	}
	h.House, err = cli.Build(h.TB.Context(), cli.Materials{DB: db, Vault: vault.New(h.master, rand.Reader), Auth: people,
		Config: config.Config{PushSubject: "admin@damping.example.org", AttachmentsDir: h.Attachments, AttachmentsPerCase: 2048, AttachmentsPerDevice: 512}, Version: "test", Web: web.Files, Now: h.Clock.Now, Random: rand.Reader,
		Log: slog.New(slog.NewJSONHandler(h.Log, nil))})
	if err != nil {
		h.TB.Fatal(err)
	}
	h.server = httptest.NewUnstartedServer(h.Handler)
	h.server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)
	h.server.StartTLS()
	h.URL = h.server.URL
	h.TB.Cleanup(h.server.Close)
}

func (h *House) furnish(office *servertest.Office) {
	home, elsewhere := office.Found("WIB", "20:00", "07:00"), office.Found("WIB", "20:00", "07:00")
	for _, p := range People {
		at := home
		if p.Elsewhere {
			at = elsewhere
		}
		user := office.Account(p.Login)
		h.Users[p.Login], h.Appointments[p.Login] = user, office.Appoint(user, at, p.Role)
		office.Update(func(ctx context.Context, tx *store.Tx) error { return h.Auth.SetPassword(ctx, tx, user, Password) })
	}
}

// Vault has the House's keys.
func (h *House) Vault() *vault.Vault { return vault.New(h.master, rand.Reader) }

// Now is the House's clock in milliseconds UTC.
func (h *House) Now() int64 { return h.Clock.Now().UnixMilli() }

// ID makes an id.
func (h *House) ID() op.ID { return op.NewID(h.Now(), rand.Reader) }

// Log keeps what a server logs. It is safe for concurrent use.
type Log struct {
	mu  sync.Mutex
	all strings.Builder
}

// Write implements io.Writer.
func (l *Log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(b)
}

// String is everything so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

var _ io.Writer = (*Log)(nil)

// patience is how long a test waits for what should come at once.
const patience = 20 * time.Second
