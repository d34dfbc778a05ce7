package api_test

import (
	"bufio"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"damping/server/auth"
	"damping/server/oplog"
	"damping/server/store"
	"damping/server/vault"
	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/policy"
)

// build makes the server.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "damping")
	if out, err := exec.Command("go", "build", "-o", program, "damping/server").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return program
}

// home is where a server lives: its database, its key, and one person.
type home struct {
	env    []string
	source store.Source
	vault  *vault.Vault
	as     op.ID
	user   op.ID
}

func newHome(t *testing.T, source store.Source) *home {
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
	h := &home{source: source, vault: vault.New(master, rand.Reader)}
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

// judge fails unless the database holds everything that was written, once, and nothing else.
func (h *home) judge(t *testing.T, senders ...*sender) {
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
			t.Errorf("%d notes, %d lost, %d doubled, %d unsent, %d refused", s.notes, lost, doubled, s.Unsent(), len(s.Refused()))
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
	if !t.Failed() {
		t.Logf("%d notes written, all there once", wrote)
	}
}
