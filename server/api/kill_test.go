package api_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"damping/server/auth"
	"damping/server/oplog"
	"damping/server/servertest"
	"damping/server/store"
	"damping/server/vault"
	"damping/shared/api"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/policy"
)

var kills = flag.Int("kills", 5, "how often the server is killed while it is sent to")

// A real server is killed with SIGKILL again and again while two devices send to it, and started again. In the end
// every note is there once, and the log proves its equations.
func TestKilledWhileReceiving(t *testing.T) {
	program := filepath.Join(t.TempDir(), "damping")
	if out, err := exec.Command("go", "build", "-o", program, "damping/server").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	for _, engine := range servertest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			seed := uint64(time.Now().UnixNano())
			dice := mathrand.New(mathrand.NewPCG(seed, 0))
			h := newHome(t, engine)
			p := h.start(t, program)
			first, second := h.sender(t, p), h.sender(t, p)
			senders := []*sender{first, second}
			for range *kills {
				// Some time after some request has gone out, the server is gone.
				var left atomic.Int64
				left.Store(int64(1 + dice.IntN(20)))
				wait := time.Duration(dice.IntN(20_000)) * time.Microsecond
				asked := func() {
					if left.Add(-1) == 0 {
						time.AfterFunc(wait, p.kill)
					}
				}
				var sending sync.WaitGroup
				for _, s := range senders {
					s.to, s.asked = p.address, asked
					sending.Go(func() { s.run(p.ended) })
				}
				sending.Wait()
				p = h.start(t, program)
			}
			for _, s := range senders {
				s.to, s.asked = p.address, func() {}
				if err := s.send(); err != nil {
					t.Fatal(err)
				}
			}
			p.kill()
			h.judge(t, seed, senders)
		})
	}
}

// home is where a server lives: its database, its key, and one person.
type home struct {
	env    []string
	source store.Source
	vault  *vault.Vault
	as     op.ID
	user   op.ID
}

func newHome(t *testing.T, engine servertest.Engine) *home {
	t.Helper()
	folder := t.TempDir()
	key := filepath.Join(folder, "key", "master.key")
	if err := vault.CreateMasterFile(key, rand.Reader); err != nil {
		t.Fatal(err)
	}
	master, err := vault.OpenMasterFile(key)
	if err != nil {
		t.Fatal(err)
	}
	h := &home{source: servertest.Source(t, engine), vault: vault.New(master, rand.Reader)}
	h.env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "DAMPING_LISTEN=127.0.0.1:0", "DAMPING_KEY_FILE=" + key,
		"DAMPING_DATA=" + filepath.Dir(h.source.SQLite)}
	if p := h.source.Postgres; p != nil {
		at := url.URL{Scheme: "postgres", User: url.User(p.User), Path: "/" + p.Database,
			RawQuery: url.Values{"host": {p.Host}, "port": {p.Port}}.Encode()}
		h.env = append(h.env, "DATABASE_URL="+at.String(), "DAMPING_DATA="+filepath.Join(folder, "data"))
	}
	db := h.open(t)
	defer db.Close()
	people, err := auth.New(db, rand.Reader, auth.Options{})
	if err != nil {
		t.Fatal(err)
	}
	id := func() op.ID { return op.NewID(time.Now().UnixMilli(), rand.Reader) }
	inst, unit := id(), id()
	h.user, h.as = id(), id()
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		ctx := t.Context()
		if err := tx.AddInstitution(ctx, store.Institution{ID: inst, Name: "UPTD", Kind: "uptd_ppa", Zone: "WIB", QuietFrom: "20:00", QuietTo: "07:00"}); err != nil {
			return err
		}
		if err := tx.AddUnit(ctx, store.Unit{ID: unit, InstitutionID: inst, Name: "Tindak lanjut"}); err != nil {
			return err
		}
		if err := tx.AddAccount(ctx, store.Account{ID: h.user, Login: "wati", DisplayName: "Wati"}); err != nil {
			return err
		}
		if err := people.SetPassword(ctx, tx, h.user, password); err != nil {
			return err
		}
		return tx.AddAppointment(ctx, store.Appointment{ID: h.as, UserID: h.user, InstitutionID: inst, UnitID: unit, Role: string(policy.Companion), FromOn: "2020-01-01"})
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

const password = "empat kata yang mudah"

func (h *home) open(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Open(h.source, store.Options{Patience: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// process is a server that runs.
type process struct {
	cmd     *exec.Cmd
	address string
	ended   chan struct{}
}

func (p *process) kill() { _ = p.cmd.Process.Kill(); <-p.ended }

// start runs a server and waits until it has said where it serves.
func (h *home) start(t *testing.T, program string) *process {
	t.Helper()
	cmd := exec.Command(program, "serve")
	cmd.Env = h.env
	says, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: cmd, ended: make(chan struct{})}
	lines := bufio.NewScanner(says)
	heard := ""
	for p.address == "" && lines.Scan() {
		var line struct{ Msg, Address string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "serving" {
			p.address = line.Address
		}
		heard += lines.Text() + "\n"
	}
	go func() {
		_, _ = io.Copy(io.Discard, says) // a full pipe would stop the server
		_ = cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(p.kill)
	if p.address == "" {
		t.Fatalf("the server did not start:\n%s", heard)
	}
	return p
}

// sender is a device that writes notes and sends them, whatever becomes of the server.
type sender struct {
	*client.Engine
	h       *home
	to      string
	session string
	asked   func() // told of each request
	file    op.ID
	notes   int
	failed  error // of the device itself
}

func (h *home) sender(t *testing.T, p *process) *sender {
	t.Helper()
	engine, err := client.Open(client.NewMemory(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := &sender{Engine: engine, h: h, to: p.address, asked: func() {}}
	body, _ := json.Marshal(api.SignIn{Name: "wati", Password: password, Device: api.DeviceInfo{Label: "HP"}})
	res, err := http.Post("http://"+p.address+api.SessionPath, api.MediaJSON, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var session api.Session
	if err := json.NewDecoder(res.Body).Decode(&session); err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(res.Status, err)
	}
	for _, c := range res.Cookies() {
		if c.Name == auth.SessionCookie {
			s.session = c.Value
		}
	}
	device, err := op.ParseID(session.Device.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Enrol(device); err != nil {
		t.Fatal(err)
	}
	s.file = op.NewID(time.Now().UnixMilli(), rand.Reader)
	if _, err := s.Author(time.Now().UnixMilli(), h.as, op.Ctx{}, []op.Draft{domain.Begin(s.file, domain.Case, s.file)}); err != nil {
		t.Fatal(err)
	}
	return s
}

// run writes and sends until the server is gone, which is no failure.
func (s *sender) run(gone <-chan struct{}) {
	for {
		select {
		case <-gone:
			return
		default:
		}
		for range 3 {
			note := op.NewID(time.Now().UnixMilli(), rand.Reader)
			_, err := s.Author(time.Now().UnixMilli(), s.h.as, op.Ctx{}, []op.Draft{domain.Begin(s.file, domain.Note, note),
				domain.NoteText.Set(s.file, note, fmt.Sprint("catatan ", s.notes), nil)})
			if err != nil {
				s.failed = err
				return
			}
			s.notes++
		}
		_ = s.send()
	}
}

// send sends what waits, and gets what is new.
func (s *sender) send() error {
	for batch, more := s.NextPush(); more; batch, more = s.NextPush() {
		var ans op.PushAnswer
		if err := s.ask(api.SyncPushPath, batch, &ans); err != nil {
			return err
		}
		if _, err := s.HandlePush(ans, time.Now().UnixMilli()); err != nil {
			return err
		}
	}
	for more := true; more; {
		var ans op.PullAnswer
		err := s.ask(api.SyncPullPath, s.NextPull(), &ans)
		if err == nil {
			_, more, err = s.HandlePull(ans, time.Now().UnixMilli())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *sender) ask(path string, in, out any) error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+s.to+path, bytes.NewReader(op.Marshal(in)))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", api.MediaCBOR)
	r.AddCookie(&http.Cookie{Name: auth.SessionCookie, Value: s.session})
	s.asked()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", res.Status, body)
	}
	return op.Unmarshal(body, out)
}

// judge counts what the database holds.
func (h *home) judge(t *testing.T, seed uint64, senders []*sender) {
	t.Helper()
	db := h.open(t)
	defer db.Close()
	log, err := oplog.Open(t.Context(), db, h.vault, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	wrote := 0
	for _, s := range senders {
		parts, err := s.File(s.file)
		if err != nil || s.failed != nil {
			t.Fatal(err, s.failed)
		}
		there := map[string]int{}
		for _, n := range domain.Notes(parts) {
			there[n.Text]++
		}
		lost, doubled := 0, 0
		for n := range s.notes {
			switch there[fmt.Sprint("catatan ", n)] {
			case 0:
				lost++
			case 1:
			default:
				doubled++
			}
		}
		if lost > 0 || doubled > 0 || s.Unsent() > 0 || len(s.Refused()) > 0 || len(there) != s.notes {
			t.Errorf("seed %d: %d notes, %d lost, %d doubled, %d unsent, %d refused", seed, s.notes, lost, doubled, s.Unsent(), len(s.Refused()))
		}
		wrote += s.notes
	}
	var ops int64
	if err := db.View(t.Context(), func(tx *store.Tx) (err error) { ops, err = tx.CountOps(t.Context()); return err }); err != nil {
		t.Fatal(err)
	}
	// A case is its create op and four effects, a note two ops.
	if want := int64(5*len(senders) + 2*wrote); ops != want {
		t.Errorf("%d ops, want %d", ops, want)
	}
	t.Logf("%d kills: %d notes written, all there once", *kills, wrote)
}
