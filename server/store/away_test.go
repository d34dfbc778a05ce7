package store_test

import (
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/errs"
)

// patience is longer here than usual: what is measured is that a caller waits once, not twice, and a machine that also
// runs other tests may be a good while late.
const patience = 2 * store.DefaultPatience

func wantUnavailable(t *testing.T, what string, do func() error) {
	t.Helper()
	start := time.Now()
	err := do()
	if took := time.Since(start); took >= 2*patience {
		t.Errorf("%s took %v", what, took)
	}
	wantCode(t, err, errs.Unavailable)
}

func TestPostgresAway(t *testing.T) {
	source := servertest.Source(t, servertest.Postgres)
	between := newBetween(t, filepath.Join(source.Postgres.Host, ".s.PGSQL."+source.Postgres.Port))
	source.Postgres.Host = between.folder
	db, err := store.Open(source, store.Options{Patience: patience})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()

	write := func() error {
		return db.Update(t.Context(), func(tx *store.Tx) error { return tx.SetSetting(t.Context(), "x", "1") })
	}
	check := func(what string) {
		t.Helper()
		if err := write(); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	check("at first")
	goroutines := runtime.NumGoroutine()

	for _, fault := range []struct {
		name       string
		away, back func()
	}{
		{"silent", between.freeze, between.thaw},
		{"gone", between.close, between.open},
	} {
		t.Run(fault.name, func(t *testing.T) {
			fault.away()
			var wg sync.WaitGroup
			for range 40 { // more than there are connections
				wg.Go(func() { wantUnavailable(t, "a write", write) })
			}
			wg.Go(func() { wantUnavailable(t, "a read", func() error { return db.Ping(t.Context()) }) })
			wg.Wait()
			fault.back()
			check("after it came back")
		})
	}

	t.Run("in the middle of a transaction", func(t *testing.T) {
		wantUnavailable(t, "the statement", func() error {
			return db.Update(t.Context(), func(tx *store.Tx) error {
				between.freeze()
				return tx.SetSetting(t.Context(), "x", "2")
			})
		})
		between.thaw()
		check("after it came back")
	})

	wantGoroutines(t, goroutines+8) // what the pool keeps for its next connections
}

func wantGoroutines(t *testing.T, most int) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	end := time.After(time.Minute)
	for {
		now := runtime.NumGoroutine()
		if now <= most {
			return
		}
		select {
		case <-end:
			t.Errorf("%d goroutines are left, want at most %d", now, most)
			return
		case <-tick.C:
		}
	}
}

func TestALockThatIsNotFree(t *testing.T) {
	for _, engine := range servertest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			source := servertest.Source(t, engine)
			open := func() *store.DB {
				db, err := store.Open(source, store.Options{Patience: patience})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = db.Close() })
				return db
			}
			mine, theirs := open(), open()
			lock := func(db *store.DB) error {
				return db.Update(t.Context(), func(tx *store.Tx) error {
					_, err := tx.LockLogHead(t.Context())
					return err
				})
			}

			update(t, theirs, func(ctx context.Context, tx *store.Tx) error {
				if _, err := tx.LockLogHead(ctx); err != nil {
					return err
				}
				wantUnavailable(t, "waiting for the other process", func() error { return lock(mine) })
				if err := mine.Ping(ctx); err != nil {
					t.Errorf("reading: %v", err)
				}
				return nil
			})
			if err := lock(mine); err != nil {
				t.Errorf("once it is free: %v", err)
			}
		})
	}
}

func TestSQLiteFolderGone(t *testing.T) {
	_, err := store.Open(store.Source{SQLite: filepath.Join(t.TempDir(), "no", "damping.db")}, store.Options{})
	if err == nil {
		t.Error("opened in a folder that is not there")
	}
	if _, err := store.Open(store.Source{}, store.Options{}); err == nil {
		t.Error("opened nothing")
	}
}

func TestSQLiteFileIsPrivate(t *testing.T) {
	source := servertest.Source(t, servertest.SQLite)
	_ = os.Remove(source.SQLite)
	db, err := store.Open(source, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	info, err := os.Stat(source.SQLite)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode is %v, %v", info.Mode(), err)
	}
}

// between stands between the store and PostgreSQL, and can fall silent or go away.
type between struct {
	t      *testing.T
	folder string
	target string

	mu       sync.Mutex
	frozen   chan struct{} // closed while bytes flow
	listener net.Listener
	conns    []net.Conn
}

func newBetween(t *testing.T, target string) *between {
	folder, err := os.MkdirTemp("", "btw-")
	if err != nil {
		t.Fatal(err)
	}
	b := &between{t: t, folder: folder, target: target, frozen: make(chan struct{})}
	close(b.frozen)
	b.open()
	t.Cleanup(func() {
		b.close()
		_ = os.RemoveAll(folder)
	})
	return b
}

func (b *between) open() {
	listener, err := net.Listen("unix", filepath.Join(b.folder, ".s.PGSQL.5432"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.mu.Lock()
	b.listener = listener
	b.mu.Unlock()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go b.serve(conn)
		}
	}()
}

func (b *between) serve(conn net.Conn) {
	onward, err := net.Dial("unix", b.target)
	if err != nil {
		_ = conn.Close()
		return
	}
	b.mu.Lock()
	b.conns = append(b.conns, conn, onward)
	b.mu.Unlock()
	go b.copy(onward, conn)
	b.copy(conn, onward)
}

func (b *between) copy(to, from net.Conn) {
	defer to.Close()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		b.mu.Lock()
		flow := b.frozen
		b.mu.Unlock()
		<-flow
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err == io.EOF || err != nil {
			return
		}
	}
}

func (b *between) freeze() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.frozen = make(chan struct{})
}

func (b *between) thaw() {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.frozen)
}

func (b *between) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	_ = b.listener.Close()
	for _, conn := range b.conns {
		_ = conn.Close()
	}
	b.conns = nil
}
