package remind_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"damping/server/oplog"
	"damping/server/push/pushtest"
	"damping/server/remind"
	"damping/server/servertest"
	"damping/server/store"
	"damping/server/vault"
	"damping/shared/domain"
	"damping/shared/notify"
	"damping/shared/op"
	core "damping/shared/oplog"
	"damping/shared/policy"
)

var kills = flag.Int("kills", 5, "how often the server is killed while it sends")

// A real server is killed with SIGKILL again and again while it sends, and started again. Every reminder arrives, and
// a phone, which shows one notification for each tag, shows each once.
func TestKilledWhileSending(t *testing.T) {
	program := build(t)
	for _, engine := range servertest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			const each = 8 // reminders for each kill
			fake := pushtest.New(t)
			house := furnish(t, engine, fake, each**kills)
			seed := uint64(time.Now().UnixNano())
			t.Logf("seed %d", seed)
			dice := mathrand.New(mathrand.NewPCG(seed, 0))

			due := time.UnixMilli(house.dueAt)
			for round := range *kills {
				// The lease of the one that was killed has ended when the next begins.
				server := house.start(t, program, due.Add(time.Duration(round)*(remind.Lease+time.Minute)))
				left := atomic.Int64{}
				left.Store(1 + dice.Int64N(each))
				wait := time.Duration(dice.Int64N(3)) * time.Millisecond
				shot := make(chan struct{})
				fake.After(func(pushtest.Message) {
					if left.Add(-1) != 0 {
						return
					}
					if wait == 0 { // before it hears that the message was taken
						server.kill()
						close(shot)
						return
					}
					time.AfterFunc(wait, func() { server.kill(); close(shot) })
				})
				server.seam(t, "allow "+fake.Origin())
				server.seam(t, "clock advance 1ms") // wakes it
				select {
				case <-shot:
				case <-time.After(30 * time.Second):
					t.Fatalf("round %d: %d messages came, and the server still lives", round, len(fake.Messages()))
				}
				<-server.ended
			}
			fake.After(nil)
			server := house.start(t, program, due.Add(time.Duration(*kills)*(remind.Lease+time.Minute)))
			server.seam(t, "allow "+fake.Origin())
			if !server.seam(t, "sweep") {
				t.Fatal("the last server died by itself")
			}
			server.kill()
			<-server.ended

			shown := map[string]int{}
			for _, m := range fake.Taken() {
				if m.Topic != m.Shown.Notification.Tag || m.Topic != m.Shown.Notification.Data.ID {
					t.Fatal("a second one would stand beside the first")
				}
				shown[m.Topic]++
			}
			lost, again := 0, 0
			for _, token := range house.tokens {
				if shown[token] == 0 {
					lost++
				}
				again += max(0, shown[token]-1)
				delete(shown, token)
			}
			t.Logf("%d kills: %d reminders, %d lost, %d shown that should not be, %d sent again under the same tag",
				*kills, len(house.tokens), lost, len(shown), again)
			if lost > 0 || len(shown) > 0 {
				t.Error("reminders were lost or doubled")
			}
		})
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

// furnished is a database with reminders that are all due at one hour, and what a server needs to run on it.
type furnished struct {
	env    []string
	dueAt  int64
	tokens []string
	seam   string
}

func furnish(t *testing.T, engine servertest.Engine, fake *pushtest.Service, many int) *furnished {
	t.Helper()
	folder := t.TempDir()
	h := &furnished{seam: filepath.Join(folder, "seam")}
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
			tx.AddDevice(ctx, store.Device{ID: device, UserID: user, Label: "HP"}),
			tx.SavePushSubscription(ctx, store.PushSubscription{ID: id(), DeviceID: device, Endpoint: sub.Endpoint, P256DH: sub.Keys.P256DH, Auth: sub.Keys.Auth}),
		)
	})
	if err != nil {
		t.Fatal(err)
	}

	engineOf := core.New(log, rand.Reader)
	actor := core.Actor{User: user, Dev: device, Appointments: []core.Appointment{{ID: appointment, User: user, Institution: inst, Unit: unit, Role: policy.Companion}}}
	write := func(drafts ...op.Draft) {
		ack, _, err := engineOf.Act(t.Context(), actor, appointment, id(), func(core.Tx) ([]op.Draft, error) { return drafts, nil })
		if err != nil || ack.Verdict != op.Accepted {
			t.Fatalf("%+v, %v", ack, err)
		}
	}
	write(domain.Begin(file, domain.Case, file))
	var drafts []op.Draft
	for range many {
		f := id()
		h.tokens = append(h.tokens, notify.Token(device, f))
		drafts = append(drafts, domain.Begin(file, domain.FollowUp, f), domain.FollowUpDue.Set(file, f, "2026-11-24T09:00", nil))
		if len(drafts) > 80 {
			write(drafts...)
			drafts = nil
		}
	}
	if len(drafts) > 0 {
		write(drafts...)
	}
	h.dueAt = domain.Local("2026-11-24T09:00").In(7 * 60)
	return h
}

// process is a server that runs.
type process struct {
	cmd   *exec.Cmd
	conn  net.Conn
	lines *bufio.Scanner
	ended chan struct{}
}

// start runs the server with its clock at an instant and waits until its seam is open.
func (h *furnished) start(t *testing.T, program string, at time.Time) *process {
	t.Helper()
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
		conn, err := net.Dial("unix", h.seam)
		if err == nil {
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

var _ io.Writer = (*tail)(nil)
