package work_test

import (
	"context"
	"testing"
	"time"

	"damping/server/auth"
	"damping/server/servertest"
	"damping/server/servertest/house"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/op"
)

// actor is who is signed in in a browser, as the use-cases want it.
func actor(t *testing.T, h *house.House, b *house.Browser) auth.Actor {
	t.Helper()
	for _, c := range b.Cookies() {
		if c.Name == auth.SessionCookie {
			who, err := h.Auth.Authenticate(t.Context(), c.Value)
			if err != nil {
				t.Fatal(err)
			}
			return who
		}
	}
	t.Fatal("nobody is signed in")
	return auth.Actor{}
}

// quiet reports whether nothing is told. What could be told was committed before, so there is nothing to wait for.
func quiet(head <-chan uint64) bool {
	select {
	case <-head:
		return false
	default:
		return true
	}
}

func TestFollow(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati, ratna, lina := h.SignedIn("wati"), h.SignedIn("ratna"), h.SignedIn("lina")
		heads := map[string]<-chan uint64{}
		for name, b := range map[string]*house.Browser{"wati": wati, "ratna": ratna, "lina": lina} {
			f, err := h.Office.Follow(t.Context(), actor(t, h, b))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			<-f.Head() // the present number
			heads[name] = f.Head()
		}
		file := h.ID()
		for range 3 { // nobody takes the numbers meanwhile: only the newest is left
			wati.Write(domain.Begin(file, domain.Case, file))
			file = h.ID()
			wati.Sync()
		}
		if first := <-heads["ratna"]; first == 0 || !quiet(heads["ratna"]) {
			t.Error("the head of the unit is told once, of the newest")
		}
		if quiet(heads["wati"]) {
			t.Error("the author's other page is not told")
		}
		if !quiet(heads["lina"]) {
			t.Error("somebody of another institution is told")
		}
	})
}

// TestOtherNode writes through one process and listens at another on the same PostgreSQL.
func TestOtherNode(t *testing.T) {
	source := servertest.Source(t, servertest.Postgres)
	clock := servertest.NewClock()
	open := func() *store.DB {
		db, err := store.Open(source, store.Options{Now: clock.Now, Patience: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	here := house.New(t, open(), clock)
	there := here.Node(t, open())
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go there.Office.WatchOtherNodes(ctx)

	ratna := there.SignedIn("ratna")
	next, end := ratna.Events()
	defer end()
	began, _ := next()
	wati := here.SignedIn("wati")
	file := here.ID()
	wati.Write(domain.Begin(file, domain.Case, file))
	wati.Sync()
	if seq, ok := next(); !ok || seq <= began {
		t.Error("the page at the other node was not told:", seq, ok)
	}
	ratna.Sync()
	if len(ratna.Cards()) != 1 {
		t.Error("cards:", len(ratna.Cards()))
	}
}

// TestLastAs brings the appointment under which somebody last wrote on a device to the front.
func TestLastAs(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		b := h.SignedIn("wati")
		second := op.NewID(h.Now()+1, zeros{})
		err := h.DB.Update(t.Context(), func(tx *store.Tx) error {
			first, err := tx.Appointment(t.Context(), h.Appointments["wati"])
			if err != nil {
				return err
			}
			first.ID, first.Role, first.CreatedAt = second, "manajer_kasus", tx.Millis()+1
			return tx.AddAppointment(t.Context(), first)
		})
		if err != nil {
			t.Fatal(err)
		}
		me := func() api.Me {
			m, err := h.Office.Me(t.Context(), actor(t, h, b))
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		if m := me(); len(m.Appointments) != 2 || m.Appointments[0].ID != h.Appointments["wati"].String() {
			t.Errorf("before: %+v", m.Appointments)
		}
		b.As = second
		file := h.ID()
		b.Write(domain.Begin(file, domain.Case, file))
		b.Sync()
		if m := me(); m.Appointments[0].ID != second.String() {
			t.Errorf("after: %+v", m.Appointments)
		}
	})
}

// zeros is a source of bits for one id.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }
