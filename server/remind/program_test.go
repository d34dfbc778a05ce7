package remind_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"damping/server/auth"
	"damping/server/oplog"
	"damping/server/push/pushtest"
	"damping/server/servertest"
	"damping/server/store"
	"damping/server/vault"
	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/notify"
	"damping/shared/op"
	core "damping/shared/oplog"
	"damping/shared/policy"
)

// build makes the server with the seams that a test needs.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "damping")
	out, err := exec.Command("go", "build", "-tags", "testseam", "-o", program, "damping/server").CombinedOutput()
	if err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return program
}

// furnished is a database with reminders for each round, and what a server needs to run on it.
type furnished struct {
	env    []string
	tokens []string
	seam   string
	secret string // the phone's credential
}

func furnish(t *testing.T, engine servertest.Engine, fake *pushtest.Service, rounds int) *furnished {
	t.Helper()
	folder := t.TempDir()
	h := &furnished{seam: filepath.Join(folder, "seam"), secret: rand.Text()}
	credential := sha256.Sum256([]byte(h.secret))
	keyFile := filepath.Join(folder, "key", "master.key")
	if err := vault.CreateMasterFile(keyFile, rand.Reader); err != nil {
		t.Fatal(err)
	}
	master, err := vault.OpenMasterFile(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	source := servertest.Source(t, engine)
	h.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "DAMPING_LISTEN=127.0.0.1:0", "DAMPING_KEY_FILE=" + keyFile,
		"DAMPING_PUSH_SUBJECT=it@damping.go.id", "DAMPING_TEST_SEAM=" + h.seam,
		"DAMPING_TEST_PUSH=" + fake.Origin(),
		"DAMPING_DATA=" + filepath.Dir(source.SQLite), "DAMPING_PUBLIC_URL=http://localhost:8080",
	}
	if p := source.Postgres; p != nil {
		at := url.URL{Scheme: "postgres", User: url.UserPassword(p.User, p.Password), Path: "/" + p.Database,
			RawQuery: url.Values{"host": {p.Host}, "port": {p.Port}, "sslmode": {"disable"}}.Encode()}
		h.env = append(h.env, "DATABASE_URL="+at.String(), "DAMPING_DATA="+filepath.Join(folder, "data"))
	}

	clock := servertest.NewClock()
	db, err := store.Open(source, store.Options{Now: clock.Now, Patience: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	log, err := oplog.Open(t.Context(), db, vault.New(master, rand.Reader), nil)
	if err != nil {
		t.Fatal(err)
	}
	office := servertest.NewOffice(t, db, clock)
	user := office.Account("dewi")
	appointment := office.Appoint(user, office.Found("WIB", "20:00", "07:00"), policy.Companion)
	device, file := office.ID(), office.ID()
	sub := fake.Subscribe(fake.Origin())
	office.Update(func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(
			tx.AddDevice(ctx, store.Device{ID: device, UserID: user, Label: "HP", CredentialHash: credential[:], CredentialExpiresAt: math.MaxInt64}),
			tx.SavePushSubscription(ctx, store.PushSubscription{ID: office.ID(), DeviceID: device, Endpoint: sub.Endpoint, P256DH: sub.Keys.P256DH, Auth: sub.Keys.Auth}),
		)
	})

	engineOf := core.New(log, rand.Reader)
	actor := core.Actor{User: user, Dev: device}
	write := func(drafts ...op.Draft) {
		ack, _, err := engineOf.Act(t.Context(), actor, appointment, office.ID(), func(core.Tx) ([]op.Draft, error) { return drafts, nil })
		if err != nil || ack.Verdict != op.Accepted {
			t.Fatalf("%+v, %v", ack, err)
		}
	}
	write(domain.Begin(file, domain.Case, file))
	for round := range rounds {
		at := h.hour(round)
		due := domain.LocalAt(at.UnixMilli(), 7*60)
		var drafts []op.Draft
		for range perKill {
			f := office.ID()
			h.tokens = append(h.tokens, notify.Token(device, f))
			drafts = append(drafts, domain.Begin(file, domain.FollowUp, f), domain.FollowUpDue.Set(file, f, due, nil))
		}
		write(drafts...)
	}
	return h
}

// hour is when the reminders of a round are due.
func (h *furnished) hour(round int) time.Time {
	return servertest.Start.Add(25*time.Hour + time.Duration(round)*step) // from nine in the morning on the next day
}

// process is a server that runs.
type process struct {
	cmd     *exec.Cmd
	address string
	conn    net.Conn
	lines   *bufio.Scanner
	ended   chan struct{}
}

// start runs the server of a round, and waits until it serves. Its clock begins where that of the one before stood.
func (h *furnished) start(t *testing.T, program string, round int) *process {
	t.Helper()
	at := h.hour(round - 1)
	cmd := exec.Command(program, "serve")
	cmd.Env = append(h.env, "DAMPING_TEST_CLOCK="+strconv.FormatInt(at.UnixMilli(), 10))
	said := &tail{}
	cmd.Stdout, cmd.Stderr = said, said
	_ = os.Remove(h.seam)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: cmd, ended: make(chan struct{})}
	go func() { _ = cmd.Wait(); close(p.ended) }()
	t.Cleanup(func() { p.kill(); <-p.ended })

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		p.address = said.address()
		if conn, err := net.Dial("unix", h.seam); err == nil && p.address != "" {
			p.conn, p.lines = conn, bufio.NewScanner(conn)
			return p
		}
		select {
		case <-p.ended:
			t.Fatalf("the server ended: %s", said)
		case <-ctx.Done():
			t.Fatalf("the server did not open its seam: %s", said)
		case <-tick.C:
		}
	}
}

// receive has the phone confirm all that it was shown so far, as its service worker does.
func (p *process) receive(t *testing.T, h *furnished, fake *pushtest.Service) {
	t.Helper()
	for _, m := range fake.Taken() {
		insist(t, func() bool { return p.receipt(t, h, m.Shown.Notification.Data.ID) })
	}
}

// receipt reports whether the server took a receipt; false when it is to be sent again.
func (p *process) receipt(t *testing.T, h *furnished, token string) bool {
	t.Helper()
	body := strings.NewReader(`{"id":"` + token + `"}`)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+p.address+api.PushReceiptPath, body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.AddCookie(&http.Cookie{Name: auth.DeviceCookie, Value: h.secret})
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode >= 300 && response.StatusCode != http.StatusServiceUnavailable {
		t.Fatalf("a receipt is answered with %d", response.StatusCode)
	}
	return response.StatusCode < 300
}

// insist asks until the answer is yes. A machine that does much else at a time may keep the database from the server
// for longer than the server has patience; whoever is told so comes again.
func insist(t *testing.T, ask func() bool) {
	t.Helper()
	end := time.After(time.Minute)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !ask() {
		select {
		case <-end:
			t.Fatal("the server is unavailable for a minute")
		case <-tick.C:
		}
	}
}

// killWhileSending wakes the server and kills it with its nth message: after a moment, or before it hears that the
// message was taken.
func (p *process) killWhileSending(t *testing.T, fake *pushtest.Service, nth int, wait time.Duration) {
	t.Helper()
	left := atomic.Int64{}
	left.Store(int64(nth))
	fake.After(func(pushtest.Message) {
		switch {
		case left.Add(-1) != 0:
		case wait == 0:
			p.kill()
		default:
			time.AfterFunc(wait, p.kill)
		}
	})
	defer fake.After(nil)
	p.seam(t, "clock advance "+step.String()) // wakes it
	select {
	case <-p.ended:
	case <-time.After(30 * time.Second):
		t.Fatalf("%d messages are left to come, and the server still lives", left.Load())
	}
}

func (p *process) kill() { _ = p.cmd.Process.Kill() }

// seam gives one command. A server that was killed meanwhile is silent.
func (p *process) seam(t *testing.T, command string) {
	t.Helper()
	if _, err := fmt.Fprintln(p.conn, command); err != nil || !p.lines.Scan() {
		return
	}
	if !strings.HasPrefix(p.lines.Text(), "ok") {
		t.Fatalf("%s: %s", command, p.lines.Text())
	}
}

// sweep sends all that is due.
func (p *process) sweep(t *testing.T) {
	t.Helper()
	insist(t, func() bool {
		if _, err := fmt.Fprintln(p.conn, "sweep"); err != nil || !p.lines.Scan() {
			t.Fatal("the last server died by itself")
		}
		said := p.lines.Text()
		if said != "ok" && !strings.Contains(said, string(errs.Unavailable)) {
			t.Fatal("sweep:", said)
		}
		return said == "ok"
	})
}

// checkSeam tries the commands that no other test needs.
func (p *process) checkSeam(t *testing.T, clock time.Time) {
	t.Helper()
	for command, want := range map[string]string{
		"counts": `^ok actions=\d+ claimed=\d+ dropped=\d+ failed=0 later=0 receipts=\d+ sent=\d+$`,
		"clock set " + fmt.Sprint(clock.UnixMilli()): fmt.Sprintf(`^ok %d\d{4}$`, clock.UnixMilli()/10_000),
		"clock":                      `^ok \d{13}$`,
		"clock advance 26":           `^error `,
		"clock set tomorrow":         `^error `,
		"allow http://127.0.0.1:9":   `^ok$`,
		"allow https://127.0.0.1:9":  `^error `,
		"allow http://192.168.1.1:9": `^error `,
		"allow http://localhost:9":   `^error `,
		"":                           `^error unknown command$`,
	} {
		if _, err := fmt.Fprintln(p.conn, command); err != nil || !p.lines.Scan() {
			t.Fatalf("%q: no answer", command)
		}
		if !regexp.MustCompile(want).MatchString(p.lines.Text()) {
			t.Errorf("%q: %s", command, p.lines.Text())
		}
	}
}

// tail keeps what a program said.
type tail struct{ text atomic.Pointer[string] }

func (w *tail) Write(b []byte) (int, error) {
	text := w.String() + string(b)
	text = text[max(0, len(text)-4000):]
	w.text.Store(&text)
	return len(b), nil
}

func (w *tail) String() string {
	if text := w.text.Load(); text != nil {
		return *text
	}
	return ""
}

var served = regexp.MustCompile(`"address":"([^"]+)"`)

// address is where the server says it serves, empty before it does.
func (w *tail) address() string {
	if found := served.FindStringSubmatch(w.String()); found != nil {
		return found[1]
	}
	return ""
}
