package work_test

import (
	"context"
	"net/http"
	"testing"

	"damping/server/ledger"
	"damping/server/servertest"
	"damping/server/servertest/house"
	"damping/server/store"
	"damping/server/work"
	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/op"
)

// disaster is an office whose database is lost and comes back as it was some time before.
type disaster struct {
	*house.House
	t      *testing.T
	folder string // of the ledger
	source store.Source
	db     *store.DB
	clock  *servertest.Clock
}

func eachDisaster(t *testing.T, test func(t *testing.T, d *disaster)) {
	for _, engine := range servertest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			d := &disaster{t: t, folder: t.TempDir(), source: servertest.Source(t, engine), clock: servertest.NewClock()}
			d.db = d.open()
			d.House = house.New(t, d.db, d.clock)
			test(t, d)
		})
	}
}

func (d *disaster) open() *store.DB {
	d.t.Helper()
	db, err := store.Open(d.source, store.Options{Now: d.clock.Now})
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = db.Close() })
	return db
}

// start is a start of the server: it looks at the ledger before it serves.
func (d *disaster) start(force bool) (work.Restored, bool) {
	d.t.Helper()
	d.db = d.open()
	var head store.LogHead
	err := d.db.View(d.t.Context(), func(tx *store.Tx) (err error) {
		head, err = tx.LogHead(d.t.Context())
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	l, err := ledger.Open(d.folder, head.ServerDevice)
	if err != nil {
		d.t.Fatal(err)
	}
	d.db.KeepLedger(l)
	r, done, err := work.Recover(d.t.Context(), d.db, l, force)
	if err != nil {
		d.t.Fatal(err)
	}
	d.House = d.Node(d.t, d.db)
	return r, done
}

// stop ends the server.
func (d *disaster) stop() {
	d.t.Helper()
	if err := d.db.Close(); err != nil {
		d.t.Fatal(err)
	}
}

// again signs somebody in on the browser they have.
func (d *disaster) again(b *house.Browser, login string) {
	d.t.Helper()
	b.MoveTo(d.House)
	b.Post(api.SessionPath, api.SignIn{Name: login, Password: house.Password, Device: api.DeviceInfo{Label: "HP", ID: b.Session.Device.ID}}).
		Want(http.StatusOK)
	b.Sync() // it hears of the restore, and offers again what the server has lost
	b.Sync()
}

// write changes the database on the server's own command line.
func (d *disaster) write(fn func(context.Context, *store.Tx) error) {
	d.t.Helper()
	if err := d.db.Update(d.t.Context(), func(tx *store.Tx) error { return fn(d.t.Context(), tx) }); err != nil {
		d.t.Fatal(err)
	}
}

// aCase has wati begin a case and stops the server for a backup.
func (d *disaster) aCase() (wati *house.Browser, file op.ID, backup store.Source) {
	d.t.Helper()
	d.stop()
	d.start(false)
	wati, file = d.SignedIn("wati"), d.ID()
	wati.Write(domain.Begin(file, domain.Case, file))
	wati.Sync()
	d.stop()
	return wati, file, servertest.Backup(d.t, d.source)
}

func holds(t *testing.T, b *house.Browser, file op.ID) bool {
	t.Helper()
	parts, err := b.File(file)
	if err != nil {
		t.Fatal(err)
	}
	return len(parts) > 0
}

func owner(t *testing.T, b *house.Browser, file op.ID) []op.ID {
	t.Helper()
	parts, err := b.File(file)
	if err != nil {
		t.Fatal(err)
	}
	return domain.CaseOwner.Get(parts, file).Heads
}

func number(t *testing.T, b *house.Browser, file op.ID) string {
	t.Helper()
	parts, err := b.File(file)
	if err != nil {
		t.Fatal(err)
	}
	v, _ := domain.ReadCase(parts, file)
	return v.Number
}

func TestRecover(t *testing.T) {
	eachDisaster(t, func(t *testing.T, d *disaster) {
		d.stop()
		if _, done := d.start(false); done {
			t.Fatal("a database that was never restored was taken for one")
		}
		wati, tini, ratna := d.SignedIn("wati"), d.SignedIn("tini"), d.SignedIn("ratna")
		handedOn, kept, lost := d.ID(), d.ID(), d.ID()
		wati.Write(domain.Begin(handedOn, domain.Case, handedOn))
		wati.Write(domain.Begin(kept, domain.Case, kept))
		wati.Sync()
		ratna.Sync()
		if asked, err := ratna.Want(d.Now(), handedOn); err != nil || !asked {
			t.Fatal(asked, err)
		}
		ratna.Sync()
		d.stop()
		backup := servertest.Backup(t, d.source)

		if _, done := d.start(false); done {
			t.Fatal("an ordinary start was taken for a restore")
		}
		for _, b := range []*house.Browser{wati, tini, ratna} {
			b.MoveTo(d.House)
		}
		wati.Write(domain.Begin(lost, domain.Case, lost))
		wati.Sync()
		was := number(t, wati, lost)
		spare := d.SignedIn("wati")
		wati.Delete(api.DeviceItem(spare.Session.Device.ID)).Want(http.StatusNoContent)
		ratna.Write(domain.Assign(handedOn, domain.AssignArgs{Appointment: d.Appointments["tini"]}, owner(t, ratna, handedOn)))
		ratna.Sync()
		wati.Sync()
		tini.Sync()
		d.write(func(ctx context.Context, tx *store.Tx) error {
			return tx.EndAppointment(ctx, d.Appointments["dodi"], "2026-01-31")
		})
		stolen, err := op.ParseID(tini.Session.Device.ID)
		if err != nil {
			t.Fatal(err)
		}
		d.write(func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.WipeDevice(ctx, stolen)
			return err
		})
		d.stop()

		d.source = backup
		r, done := d.start(false)

		if !done || r.Rights == 0 || r.Appointments != 1 || r.Numbers == 0 {
			t.Fatalf("%v: %+v", done, r)
		}
		wati.MoveTo(d.House)
		if got := wati.Get(api.MePath); got.Status != http.StatusUnauthorized {
			t.Errorf("somebody stayed signed in: %d", got.Status)
		}
		// Wati is back first: what was taken from her stays taken, though nobody has told the server anew.
		d.again(wati, "wati")
		if holds(t, wati, handedOn) || !holds(t, wati, kept) {
			t.Errorf("wati holds the case that was handed on: %v; her own: %v", holds(t, wati, handedOn), holds(t, wati, kept))
		}
		if now := number(t, wati, lost); now != was || was == "" {
			t.Errorf("the case that was lost came back as %q, was %q", now, was)
		}
		other := d.ID()
		wati.Write(domain.Begin(other, domain.Case, other))
		wati.Sync()
		if n := number(t, wati, other); n == was || n == "" {
			t.Errorf("a new case got the number %q", n)
		}
		// The head's device offers the hand-over again.
		d.again(ratna, "ratna")
		tini.MoveTo(d.House)
		in := api.SignIn{Name: "tini", Password: house.Password, Device: api.DeviceInfo{Label: "HP"}}
		if got := tini.Post(api.SessionPath, in); got.Status != http.StatusForbidden {
			t.Errorf("a device that was to be emptied is let in: %d", got.Status)
		}
		tini = d.SignedIn("tini")
		tini.Sync()
		if !holds(t, tini, handedOn) {
			t.Error("the hand-over was lost with the backup")
		}
	})
}

func TestRecoverOneBackupTwice(t *testing.T) {
	eachDisaster(t, func(t *testing.T, d *disaster) {
		wati, file, backup := d.aCase()
		d.start(false)
		d.again(wati, "wati")
		note := d.ID()
		wati.Write(domain.Begin(file, domain.Note, note), domain.NoteText.Set(file, note, "sesudah cadangan", nil))
		wati.Sync()
		d.stop()
		for range 2 {
			d.source = servertest.Backup(t, backup)
			if _, done := d.start(false); !done {
				t.Fatal("a restore went unnoticed")
			}
			d.again(wati, "wati")
			if wati.Unsent() != 0 {
				t.Error("something was not sent")
			}
			other := d.SignedIn("wati")
			other.Sync()
			if parts, err := other.File(file); err != nil || len(domain.Notes(parts)) != 1 {
				t.Fatalf("what was written since the backup: %d notes, %v", len(domain.Notes(parts)), err)
			}
			d.stop()
		}
	})
}

func TestRecoverByForce(t *testing.T) {
	eachDisaster(t, func(t *testing.T, d *disaster) {
		d.stop()
		d.start(false)
		wati := d.SignedIn("wati")
		d.stop()

		_, done := d.start(true)

		wati.MoveTo(d.House)
		if got := wati.Get(api.MePath); !done || got.Status != http.StatusUnauthorized {
			t.Errorf("%v, %d", done, got.Status)
		}
		if _, done := d.start(false); done {
			t.Error("restored for ever")
		}
	})
}

// A device that was enrolled after the backup is unknown to the restored server, and yet must bring back its work.
func TestRecoverWorkOfAYoungerDevice(t *testing.T) {
	for name, remembered := range map[string]bool{"that says who it was": true, "that becomes another": false} {
		t.Run(name, func(t *testing.T) { recoverYounger(t, remembered) })
	}
}

func recoverYounger(t *testing.T, remembered bool) {
	eachDisaster(t, func(t *testing.T, d *disaster) {
		_, file, backup := d.aCase()
		d.start(false)
		younger := d.SignedIn("wati")
		younger.Sync()
		note := d.ID()
		younger.Write(domain.Begin(file, domain.Note, note), domain.NoteText.Set(file, note, "sesudah cadangan", nil))
		younger.Sync()
		d.stop()
		d.source = backup
		d.start(false)
		younger.MoveTo(d.House)
		in := younger.Post(api.SessionPath, api.SignIn{Name: "wati", Password: house.Password, Device: api.DeviceInfo{Label: "HP"}})
		if remembered {
			in = younger.Post(api.SessionPath, api.SignIn{Name: "wati", Password: house.Password, Device: api.DeviceInfo{Label: "HP", ID: younger.Session.Device.ID}})
		}
		in.Want(http.StatusOK).Into(&younger.Session)
		device, err := op.ParseID(younger.Session.Device.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := younger.Rename(device); err != nil {
			t.Fatal(err)
		}
		younger.Sync()
		younger.Sync()

		fresh := d.SignedIn("wati")
		fresh.Sync()
		if parts, err := fresh.File(file); err != nil || len(domain.Notes(parts)) != 1 {
			t.Errorf("%d notes, %v; %d unsent, refused %v", len(domain.Notes(parts)), err, younger.Unsent(), younger.Refused())
		}
	})
}
