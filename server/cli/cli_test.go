package cli

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"damping/server/auth"
	"damping/server/config"
	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/op"
)

// place is where a program is tried: its folders, given by the environment.
type place struct {
	t      *testing.T
	folder string
}

// newPlace makes a place with the embedded database, or with a PostgreSQL database without tables.
func newPlace(t *testing.T, engine servertest.Engine) place {
	t.Helper()
	folder := t.TempDir()
	t.Setenv("DAMPING_DATA", filepath.Join(folder, "data"))
	t.Setenv("DAMPING_KEY_FILE", filepath.Join(folder, "key", "master.key"))
	t.Setenv("DAMPING_LISTEN", "127.0.0.1:0")
	t.Setenv("DATABASE_URL", "")
	if engine == servertest.Postgres {
		at := servertest.BareSource(t, engine).Postgres
		u := url.URL{Scheme: "postgres", User: url.User(at.User), Path: "/" + at.Database, RawQuery: url.Values{"host": {at.Host}, "port": {at.Port}}.Encode()}
		t.Setenv("DATABASE_URL", u.String())
	}
	return place{t, folder}
}

func eachPlace(t *testing.T, test func(t *testing.T, p place)) {
	t.Helper()
	for _, engine := range servertest.Engines {
		t.Run(string(engine), func(t *testing.T) { test(t, newPlace(t, engine)) })
	}
}

// try runs the program and returns its exit code and what it wrote.
func (p place) try(args ...string) (code int, out, errOut string) {
	p.t.Helper()
	var o, e strings.Builder
	code = run(p.t.Context(), args, terminal{&o, &e})
	return code, o.String(), e.String()
}

// must runs the program, which must succeed, and returns what it wrote.
func (p place) must(args ...string) string {
	p.t.Helper()
	code, out, errOut := p.try(args...)
	if code != 0 {
		p.t.Fatalf("damping %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errOut)
	}
	return out
}

func (p place) refused(wantCode int, about string, args ...string) {
	p.t.Helper()
	code, _, errOut := p.try(args...)
	if code != wantCode || !strings.Contains(errOut, about) {
		p.t.Errorf("damping %s: exit %d, want %d; says %q, want something about %q", strings.Join(args, " "), code, wantCode, errOut, about)
	}
}

func TestOffice(t *testing.T) {
	eachPlace(t, func(t *testing.T, p place) {
		out := p.must("user", "add", "Dewi", "Dewi Lestari", "--office", "UPTD PPA")
		if !strings.Contains(out, "http://localhost:0/mulai#") || !strings.Contains(out, `"dewi" administers "UPTD PPA"`) {
			t.Errorf("the first account: %s", out)
		}
		if out := p.must("user", "add", "rina", "Rina"); strings.Contains(out, "administers") {
			t.Errorf("the second account: %s", out)
		}
		p.refused(1, "already signs in", "user", "add", "RINA", "Rina lain")
		p.refused(1, "login", "user", "add", "ri na", "Rina")
		if out := p.must("user", "link", "rina"); !strings.Contains(out, "/mulai#") {
			t.Errorf("a link: %s", out)
		}
		p.refused(1, "nobody signs in", "user", "link", "nobody")

		institution := strings.TrimSpace(p.must("office", "add", "institution", "LPLBM Melati", "--zone", "WITA"))
		unit := strings.TrimSpace(p.must("office", "add", "unit", institution, "Pendampingan"))
		p.must("office", "add", "appointment", "rina", "pendamping", institution, "--unit", unit, "--from", "2026-01-01", "--until", "2026-12-31")
		p.must("office", "add", "appointment", "rina", "supervisor", institution)

		other := strings.TrimSpace(p.must("office", "add", "institution", "Lain", "--quiet-from", "9.30"))
		p.refused(1, "another institution", "office", "add", "appointment", "rina", "pendamping", other, "--unit", unit)
		p.refused(1, "there is no role", "office", "add", "appointment", "rina", "raja", institution)
		p.refused(1, "not an id", "office", "add", "appointment", "rina", "pendamping", "melati")
		p.refused(1, "nobody signs in", "office", "add", "appointment", "nobody", "pendamping", institution)
		p.refused(1, "is before", "office", "add", "appointment", "rina", "pendamping", institution, "--from", "2026-02-01", "--until", "2026-01-01")
		p.refused(1, "not a day", "office", "add", "appointment", "rina", "pendamping", institution, "--from", "1 Januari")
		p.refused(1, "not_found", "office", "add", "unit", unit, "x")
		p.refused(1, "quiet hours", "office", "add", "institution", "x", "--quiet-from", "malam")
		p.refused(2, "zone", "office", "add", "institution", "x", "--zone", "GMT")

		p.must("office", "letterhead", institution, "--name", "LPLBM Melati", "--head-name", "Dra. Ratna", "--number", "{nomor}/LPLBM/{bulan}/{tahun}")
		if out := p.must("office", "letterhead", institution, "--city", "Kota Contoh"); !strings.Contains(out, "Dra. Ratna") || !strings.Contains(out, "Kota Contoh") || !strings.Contains(out, "{nomor}/LPLBM/{bulan}/{tahun}") {
			t.Errorf("the letterhead: %s", out)
		}
		p.refused(1, "lacks {nomor}", "office", "letterhead", institution, "--number", "460/{tahun}")
		p.refused(1, "in braces only", "office", "letterhead", institution, "--number", "{nomor}/{tahun}/{hari}")
		p.refused(1, "at most 120", "office", "letterhead", institution, "--city", strings.Repeat("K", 121))
		p.refused(1, "control character", "office", "letterhead", institution, "--name", "a\nb")
		p.refused(1, "not_found", "office", "letterhead", unit, "--city", "x")

		list := p.must("office", "list")
		for _, want := range []string{"UPTD PPA (uptd_ppa, WIB)", "LPLBM Melati (uptd_ppa, WITA)", "unit Pendampingan", "rina is pendamping, 2026-01-01 to 2026-12-31", "dewi is admin_sistem"} {
			if !strings.Contains(list, want) {
				t.Errorf("%q is missing from\n%s", want, list)
			}
		}

		p.must("user", "disable", "rina")
		users := p.must("user", "list")
		if !strings.Contains(users, "rina  Rina  (closed)") || !strings.Contains(users, "dewi  Dewi Lestari  (no password yet)") {
			t.Errorf("users:\n%s", users)
		}
	})
}

func TestDevice(t *testing.T) {
	eachPlace(t, func(t *testing.T, p place) {
		p.must("user", "add", "dewi", "Dewi")
		p.must("user", "add", "rina", "Rina")
		if out := p.must("device", "list", "rina"); out != "" {
			t.Errorf("nobody signed in yet: %s", out)
		}
		rina, id := p.enrol("rina"), ""
		if id, _, _ = strings.Cut(p.must("device", "list", "rina"), " "); id != rina {
			t.Errorf("the device is %q, want %q", id, rina)
		}
		p.refused(1, "no device's id", "device", "wipe", "rina", "HP")
		p.refused(1, "no such device", "device", "wipe", "dewi", rina)
		p.refused(1, "nobody signs in", "device", "wipe", "nobody", rina)
		if out := p.must("device", "wipe", "rina", rina); !strings.Contains(out, "Asked") {
			t.Errorf("wipe says %q", out)
		}
		if out := p.must("device", "wipe", "rina", rina); !strings.Contains(out, "before") {
			t.Errorf("wiping again says %q", out)
		}
		if out := p.must("device", "list", "rina"); !strings.Contains(out, "to be erased since") {
			t.Errorf("then it is %q", out)
		}
	})
}

// enrol gives somebody a device without a browser, and answers its id.
func (p place) enrol(login string) string {
	p.t.Helper()
	var id op.ID
	c := config.Config{}
	if _, err := kong.Must(&c, config.FromFiles()).Parse(nil); err != nil {
		p.t.Fatal(err)
	}
	err := withPeople(p.t.Context(), &c, func(db *store.DB, _ *auth.Service) error {
		return db.Update(p.t.Context(), func(tx *store.Tx) error {
			account, err := accountOf(p.t.Context(), tx, login)
			if err != nil {
				return err
			}
			id = op.NewID(tx.Millis(), rand.Reader)
			return tx.AddDevice(p.t.Context(), store.Device{ID: id, UserID: account.ID, Label: "HP", CreatedAt: tx.Millis(), LastSeenAt: tx.Millis()})
		})
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return id.String()
}

func TestMigrateCommands(t *testing.T) {
	eachPlace(t, func(t *testing.T, p place) {
		if out := p.must("migrate", "status"); !strings.Contains(out, "pending  0001_people") || strings.Contains(out, "applied") {
			t.Errorf("before:\n%s", out)
		}
		if out := p.must("migrate", "up"); !strings.Contains(out, "applied 0001_people") {
			t.Errorf("up:\n%s", out)
		}
		if out := p.must("migrate", "up"); out != "up to date\n" {
			t.Errorf("again:\n%s", out)
		}
		if out := p.must("migrate", "status"); strings.Contains(out, "pending") {
			t.Errorf("after:\n%s", out)
		}
		p.must("migrate", "unlock")
	})
}

func TestKeyCommands(t *testing.T) {
	eachPlace(t, func(t *testing.T, p place) {
		p.refused(1, "damping keys init", "keys", "status")
		p.refused(1, "damping keys init", "serve")
		p.must("keys", "init")
		p.refused(1, "already", "keys", "init")
		before := p.must("keys", "status")
		if !strings.HasPrefix(before, "master:") || !strings.Contains(before, "newest, 0 keys") {
			t.Errorf("status %q", before)
		}
		p.must("keys", "rotate")
		if after := p.must("keys", "status"); after == before || strings.Contains(after, "older") {
			t.Errorf("status after rotating %q", after)
		}

		key := filepath.Join(p.folder, "key", "master.key")
		if err := os.Chmod(key, 0o444); err != nil {
			t.Fatal(err)
		}
		p.refused(1, "may be read by others", "serve")
		if err := os.Chmod(key, 0o400); err != nil {
			t.Fatal(err)
		}
		t.Setenv("DAMPING_KEY_FILE", filepath.Join(p.folder, "data", "master.key"))
		p.refused(2, "data folder", "serve")
		p.refused(2, "data folder", "keys", "init")
	})
}

func TestWrongCommandLines(t *testing.T) {
	p := newPlace(t, servertest.SQLite)
	p.refused(2, "", "nonsense")
	p.refused(2, "", "serve", "--nonsense")
	p.refused(2, "in the clear", "serve", "--listen", ":8080")
	p.refused(2, "demo", "serve", "--demo", "--listen", "0.0.0.0:8080")
	if code, out, _ := p.try("--help"); code != 0 || !strings.Contains(out, "serve") {
		t.Errorf("help: exit %d\n%s", code, out)
	}
	t.Setenv("DATABASE_URL", "postgres://u:canary@127.0.0.1:1/d?sslmode=disable")
	p.must("keys", "init")
	code, _, errOut := p.try("serve")
	if code != 1 || !strings.Contains(errOut, "does not answer") || strings.Contains(errOut, "canary") {
		t.Errorf("exit %d: %s", code, errOut)
	}
}

// running is a server under way.
type running struct {
	address string
	log     *lines
	stop    context.CancelFunc
	code    chan int
}

// start runs serve until it has said where.
func (p place) start(args ...string) running {
	p.t.Helper()
	ctx, cancel := context.WithCancel(p.t.Context())
	r := running{log: newLines(), stop: cancel, code: make(chan int, 1)}
	go func() { r.code <- run(ctx, append([]string{"serve"}, args...), terminal{io.Discard, r.log}) }()
	p.t.Cleanup(cancel)
	for {
		select {
		case line := <-r.log.each:
			var said struct{ Msg, Address string }
			if json.Unmarshal([]byte(line), &said) == nil && said.Msg == "serving" {
				r.address = said.Address
				return r
			}
		case code := <-r.code:
			p.t.Fatalf("serve ended with %d:\n%s", code, r.log)
		}
	}
}

// lines keeps what is written and hands it on line by line.
type lines struct {
	mu   sync.Mutex
	all  strings.Builder
	each chan string
}

func newLines() *lines { return &lines{each: make(chan string, 100)} }

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all.Write(b)
	select {
	case l.each <- string(b):
	default:
	}
	return len(b), nil
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

func TestServe(t *testing.T) {
	eachPlace(t, func(t *testing.T, p place) {
		p.must("keys", "init")
		r := p.start()
		for _, path := range []string{api.HealthPath, api.ReadyPath} {
			answer, err := http.Get("http://" + r.address + path)
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			if answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusNoContent {
				t.Errorf("%s answers %d", path, answer.StatusCode)
			}
		}
		r.stop()
		if code := <-r.code; code != 0 {
			t.Errorf("ended with %d:\n%s", code, r.log)
		}
		if strings.Count(r.log.String(), "127.0.0.1:") != 1 { // where it serves
			t.Errorf("an address of a caller stands in the log:\n%s", r.log)
		}
	})
}

func TestTheDemoAndRealUseStayApart(t *testing.T) {
	t.Run("no demo on a database in use", func(t *testing.T) {
		eachPlace(t, func(t *testing.T, p place) {
			p.must("keys", "init")
			p.must("user", "add", "dewi", "Dewi")
			p.refused(1, "in real use", "serve", "--demo")
		})
	})
	t.Run("no real use of a demo", func(t *testing.T) {
		eachPlace(t, func(t *testing.T, p place) {
			r := p.start("--demo") // makes itself a key
			r.stop()
			if code := <-r.code; code != 0 {
				t.Fatalf("ended with %d:\n%s", code, r.log)
			}
			p.refused(1, "passwords everybody knows", "serve")
			again := p.start("--demo")
			again.stop()
			<-again.code
		})
	})
}

func TestServeTLS(t *testing.T) {
	p := newPlace(t, servertest.SQLite)
	p.must("keys", "init")
	cert, key, pool := selfSigned(t, p.folder)
	p.refused(1, "tls: ", "serve", "--tls-cert", key, "--tls-key", key)

	r := p.start("--tls-cert", cert, "--tls-key", key, "--log-level", "debug")
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: "localhost"}, ForceAttemptHTTP2: true}}
	answer, err := client.Get("https://" + r.address + api.HealthPath)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.ProtoMajor != 2 {
		t.Errorf("speaks %s", answer.Proto)
	}
	if _, err := http.Get("https://" + r.address); err == nil {
		t.Error("a certificate of nobody is trusted")
	}
	client.CloseIdleConnections()
	r.stop()
	if code := <-r.code; code != 0 {
		t.Errorf("ended with %d:\n%s", code, r.log)
	}
	// The handshake that failed is in the log, and nobody's address.
	said := r.log.String()
	if !strings.Contains(said, "a connection failed") || strings.Count(said, "127.0.0.1:") != 1 {
		t.Errorf("the log says\n%s", said)
	}
}

// When the server is asked to stop, a request under way finishes.
func TestFarewell(t *testing.T) {
	p := newPlace(t, servertest.SQLite)
	p.must("keys", "init")
	c := config.Config{Listen: "127.0.0.1:0", DataDir: os.Getenv("DAMPING_DATA"), KeyFile: os.Getenv("DAMPING_KEY_FILE"), SessionIdle: time.Hour, DevicesPerPerson: 10,
		AttachmentsPerCase: 64, AttachmentsPerDevice: 64}
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	db, _, err := openMigrated(t.Context(), &c)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	log := slog.New(slog.DiscardHandler)
	house, err := build(t.Context(), &c, db, log)
	if err != nil {
		t.Fatal(err)
	}
	started, finish := make(chan struct{}), make(chan struct{})
	house.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(started)
		select {
		case <-finish:
			_, _ = io.WriteString(w, "done")
		case <-r.Context().Done():
			t.Error("the request was cut off")
		}
	})
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		t.Fatal(err)
	}

	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, &c, house, listener, log) }()
	body := make(chan string, 1)
	go func() {
		answer, err := http.Get("http://" + listener.Addr().String())
		if err != nil {
			body <- err.Error()
			return
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		body <- fmt.Sprint(string(text), err)
	}()
	<-started
	cancel()
	close(finish)
	if got := <-body; got != "done<nil>" {
		t.Errorf("the request got %q", got)
	}
	if err := <-ended; err != nil && !errors.Is(err, http.ErrServerClosed) {
		t.Error(err)
	}
}

func selfSigned(t *testing.T, folder string) (certFile, keyFile string, pool *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for path, content := range map[string][]byte{certFile: certPEM, keyFile: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(certPEM)
	return certFile, keyFile, pool
}
