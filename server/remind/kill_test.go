package remind_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"math"
	mathrand "math/rand/v2"
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

var kills = flag.Int("kills", 5, "how often the server is killed while it sends")

// A real server is killed with SIGKILL again and again while it sends, and started again. Every reminder arrives, and
// a phone, which shows one notification for each tag, shows each once. Of a phone that can send its receipts, the next
// server hears what was shown, and sends nothing again; without them it must, under the same tag.
func TestKilledWhileSending(t *testing.T) {
	program := build(t)
	for _, engine := range servertest.Engines {
		for name, answers := range map[string]bool{"a silent phone": false, "a phone that answers": true} {
			t.Run(string(engine)+", "+name, func(t *testing.T) {
				fake := pushtest.New(t)
				house := furnish(t, engine, fake, *kills)
				seed := uint64(time.Now().UnixNano())
				t.Logf("seed %d", seed)
				dice := mathrand.New(mathrand.NewPCG(seed, 0))
				for round := range *kills {
					server := house.start(t, program, round)
					if answers {
						server.receive(t, house, fake)
					}
					server.killWhileSending(t, fake, 1+dice.IntN(perKill), time.Duration(dice.IntN(3))*time.Millisecond)
				}
				server := house.start(t, program, *kills)
				if answers {
					server.receive(t, house, fake)
				}
				server.seam(t, "clock advance "+step.String())
				if !server.seam(t, "sweep") {
					t.Fatal("the last server died by itself")
				}
				server.checkSeam(t, house.hour(*kills))
				server.kill()
				<-server.ended
				house.judge(t, fake, answers)
			})
		}
	}
}

// perKill is how many reminders fall due in each round.
const perKill = 8

// step is how far the clock moves on in each round, so that the leases of the server that was killed have ended.
const step = remind.Lease + time.Minute

// judge looks at what the phone shows after all.
func (h *furnished) judge(t *testing.T, fake *pushtest.Service, answers bool) {
	t.Helper()
	came := map[string]int{}
	for _, m := range fake.Taken() {
		if m.Topic != m.Shown.Notification.Tag || m.Topic != m.Shown.Notification.Data.ID {
			t.Fatal("a second one would stand beside the first")
		}
		came[m.Topic]++
	}
	lost, again := 0, 0
	for _, token := range h.tokens {
		if came[token] == 0 {
			lost++
		}
		again += max(0, came[token]-1)
		delete(came, token)
	}
	t.Logf("%d kills: %d reminders, %d lost, %d shown that should not be, %d sent again under the same tag",
		*kills, len(h.tokens), lost, len(came), again)
	if lost > 0 || len(came) > 0 {
		t.Error("reminders were lost or doubled")
	}
	if answers && again > *kills { // a message may still be on its way when the phone answers
		t.Error("what the phone had confirmed was sent again")
	}
}

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
	id := func() op.ID { return op.NewID(clock.Now().UnixMilli(), rand.Reader) }
	inst, unit, user, appointment, device, file := id(), id(), id(), id(), id(), id()
	sub := fake.Subscribe(fake.Origin())
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		ctx := t.Context()
		return errors.Join(
			tx.AddInstitution(ctx, store.Institution{ID: inst, Name: "UPTD", Kind: "uptd_ppa", Zone: "WIB", QuietFrom: "20:00", QuietTo: "07:00"}),
			tx.AddUnit(ctx, store.Unit{ID: unit, InstitutionID: inst, Name: "Tindak lanjut"}),
			tx.AddAccount(ctx, store.Account{ID: user, Login: "dewi", DisplayName: "Dewi"}),
			tx.AddAppointment(ctx, store.Appointment{ID: appointment, UserID: user, InstitutionID: inst, UnitID: unit, Role: string(policy.Companion), FromOn: "2026-01-01"}),
			tx.AddDevice(ctx, store.Device{ID: device, UserID: user, Label: "HP", CredentialHash: credential[:], CredentialExpiresAt: math.MaxInt64}),
			tx.SavePushSubscription(ctx, store.PushSubscription{ID: id(), DeviceID: device, Endpoint: sub.Endpoint, P256DH: sub.Keys.P256DH, Auth: sub.Keys.Auth}),
		)
	})
	if err != nil {
		t.Fatal(err)
	}

	engineOf := core.New(log, rand.Reader)
	actor := core.Actor{User: user, Dev: device}
	write := func(drafts ...op.Draft) {
		ack, _, err := engineOf.Act(t.Context(), actor, appointment, id(), func(core.Tx) ([]op.Draft, error) { return drafts, nil })
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
			f := id()
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
		body := strings.NewReader(`{"id":"` + m.Shown.Notification.Data.ID + `"}`)
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
		if response.StatusCode >= 300 {
			t.Fatalf("a receipt is answered with %d", response.StatusCode)
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

// seam gives one command and tells whether it was answered: a server that was killed meanwhile is silent.
func (p *process) seam(t *testing.T, command string) bool {
	t.Helper()
	if _, err := fmt.Fprintln(p.conn, command); err != nil || !p.lines.Scan() {
		return false
	}
	if !strings.HasPrefix(p.lines.Text(), "ok") {
		t.Fatalf("%s: %s", command, p.lines.Text())
	}
	return true
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
