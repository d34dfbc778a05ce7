package api_test

import (
	"database/sql"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun/driver/sqliteshim"

	"damping/server/servertest"
	"damping/server/servertest/house"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/errs"
	core "damping/shared/oplog"
)

type reader = core.Reader

// promised is an answer, whatever the database does. It comes within two seconds (store.DefaultPatience and the rest of a
// request); a machine that also runs other tests may be late, but nobody waits as long as a dead connection would last.
const promised = 10 * time.Second

// TestDatabaseAway takes the database away under a running server: everything that needs it says so in time, the
// process stays alive, and once the database is back the server goes on without a restart.
func TestDatabaseAway(t *testing.T) {
	t.Run("postgres", func(t *testing.T) {
		source := servertest.Source(t, servertest.Postgres)
		line := newLine(t, filepath.Join(source.Postgres.Host, ".s.PGSQL."+source.Postgres.Port))
		source.Postgres.Host = line.folder
		away(t, source, line.cut, line.mend)
	})
	t.Run("sqlite", func(t *testing.T) {
		source := servertest.Source(t, servertest.SQLite)
		other, err := sql.Open(sqliteshim.ShimName, "file:"+source.SQLite)
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		other.SetMaxOpenConns(1)
		exec := func(statement string) {
			t.Helper()
			if _, err := other.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		away(t, source, func() { exec("BEGIN EXCLUSIVE") }, func() { exec("ROLLBACK") })
	})
}

func away(t *testing.T, source store.Source, cut, mend func()) {
	clock := servertest.NewClock()
	db, err := store.Open(source, store.Options{Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h := house.New(t, db, clock)
	wati := h.SignedIn("wati")
	file := newCase(wati, "Bunga")
	wati.Sync()
	wati.Write(domain.Begin(file, domain.Note, h.ID()))
	batch, _ := wati.NextPush()

	cut()
	reads := source.Postgres == nil // a SQLite file that another process has locked can still be read
	for _, ask := range []func() house.Answer{
		func() house.Answer { return wati.Push(batch) },
		func() house.Answer { return wati.Get(api.ReadyPath) },
		func() house.Answer { return wati.Get(api.MePath) },
		func() house.Answer {
			return wati.Post(api.SessionPath, api.SignIn{Name: "tini", Password: house.Password})
		},
	} {
		a := ask()
		if a.Took > promised {
			t.Errorf("%s took %v", a.What, a.Took)
		}
		if a.Status == http.StatusOK && reads {
			continue
		}
		if p := a.Problem(); a.Status != http.StatusServiceUnavailable || p.Code != errs.Unavailable || a.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %d %s", a.What, a.Status, a.Body)
		}
	}
	wati.Get(api.HealthPath).Want(http.StatusOK)
	mend()

	wati.Get(api.ReadyPath).Want(http.StatusOK)
	wati.Sync()
	if wati.Unsent() != 0 {
		t.Error("what was written meanwhile is not sent")
	}
	if parts := h.SignedIn("ratna").Open(file); len(domain.Notes(parts)) != 1 {
		t.Error("the note came", len(domain.Notes(parts)), "times")
	}
}

// line is a way to a database that can be cut.
type line struct {
	t            *testing.T
	folder, real string
	mu           sync.Mutex
	listener     net.Listener
	conns        map[net.Conn]bool
}

func newLine(t *testing.T, to string) *line {
	t.Helper()
	folder, err := os.MkdirTemp("", "dl-") // short: the name of a socket has at most 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	l := &line{t: t, folder: folder, real: to, conns: map[net.Conn]bool{}}
	l.mend()
	t.Cleanup(func() { l.cut(); _ = os.RemoveAll(folder) })
	return l
}

// mend opens the way.
func (l *line) mend() {
	l.t.Helper()
	listener, err := net.Listen("unix", filepath.Join(l.folder, filepath.Base(l.real)))
	if err != nil {
		l.t.Fatal(err)
	}
	l.listener = listener
	go func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			to, err := net.Dial("unix", l.real)
			if err != nil {
				_ = from.Close()
				continue
			}
			l.join(from, to)
		}
	}()
}

func (l *line) join(from, to net.Conn) {
	l.mu.Lock()
	l.conns[from], l.conns[to] = true, true
	l.mu.Unlock()
	for _, pair := range [][2]net.Conn{{from, to}, {to, from}} {
		go func() {
			_, _ = io.Copy(pair[0], pair[1])
			_, _ = pair[0].Close(), pair[1].Close()
		}()
	}
}

// cut closes the way and everything on it, as a database that was stopped does.
func (l *line) cut() {
	_ = l.listener.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.conns {
		_ = c.Close()
	}
	l.conns = map[net.Conn]bool{}
}
