package oplog_test

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"slices"
	"testing"
	"time"

	"damping/server/oplog"
	"damping/server/servertest"
	"damping/server/store"
	"damping/server/vault"
	"damping/shared/civil"
	"damping/shared/errs"
	"damping/shared/op"
	core "damping/shared/oplog"
	"damping/shared/sim"
)

// serve opens servers for the simulation on a real engine, each in a database of its own.
func serve(t *testing.T, engine servertest.Engine) sim.Serve {
	return func(id func() op.ID, clock func() int64) sim.Server {
		s := newSimServer(t, engine, id, clock)
		s.begin()
		return s
	}
}

func newSimServer(t *testing.T, engine servertest.Engine, id func() op.ID, clock func() int64) *simServer {
	s := &simServer{t: t, master: servertest.Master(t), source: servertest.Source(t, engine), id: id, epoch: 1,
		now: func() time.Time { return time.UnixMilli(clock()) }}
	s.build = func(v *vault.Vault) (err error) {
		s.store, err = oplog.Open(context.Background(), s.db, v, nil)
		return err
	}
	return s
}

func (s *simServer) begin() {
	s.open()
	s.id() // an epoch, which a database makes for itself
	s.identify(s.id())
}

// simServer is a database in the simulation. What fails ends the history.
type simServer struct {
	store  *oplog.Log
	t      *testing.T
	master *vault.Master
	source store.Source
	db     *store.DB
	raw    *sql.DB
	id     func() op.ID
	now    func() time.Time
	epoch  int64
	copies []store.Source
	build  func(*vault.Vault) error // puts what stands on the database there when it was opened

	log   []op.Op // as far as read
	aside []op.Op
	known map[op.ID]bool // those in aside
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func (s *simServer) open() {
	var err error
	s.db, err = store.Open(s.source, store.Options{Now: s.now, Patience: time.Minute})
	check(err)
	s.raw = servertest.Raw(s.t, s.source)
	check(s.build(vault.New(s.master, rand.Reader)))
	s.log, s.aside, s.known = nil, nil, map[op.ID]bool{}
}

func (s *simServer) shut() {
	check(s.raw.Close())
	check(s.db.Close())
}

// identify gives the server the device id that its twin has, and its epoch.
func (s *simServer) identify(device op.ID) {
	check(s.db.Update(context.Background(), func(tx *store.Tx) error {
		row, err := tx.LockLogHead(context.Background())
		if err != nil {
			return err
		}
		row.Epoch = s.epoch
		if !device.IsZero() {
			row.ServerDevice = device
		}
		return tx.SaveLogHead(context.Background(), row)
	}))
}

// Appoint implements sim.Server. Institution, unit and account come with the first who needs them.
func (s *simServer) Appoint(a core.Appointment) {
	ctx := context.Background()
	until := ""
	if a.Until != 0 {
		until = string(civil.DateAt(a.Until, civil.WIB).AddDays(-1))
	}
	missing := func(err error, add func() error) error {
		if errs.CodeOf(err) == errs.NotFound {
			return add()
		}
		return err
	}
	check(s.db.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Institution(ctx, a.Institution)
		if err := missing(err, func() error {
			return tx.AddInstitution(ctx, store.Institution{ID: a.Institution, Name: "Kantor", Kind: "uptd_ppa", Zone: "WIB", QuietFrom: "20:00", QuietTo: "07:00"})
		}); err != nil {
			return err
		}
		_, err = tx.Unit(ctx, a.Unit)
		if err := missing(err, func() error {
			return tx.AddUnit(ctx, store.Unit{ID: a.Unit, InstitutionID: a.Institution, Name: "Tindak lanjut"})
		}); err != nil {
			return err
		}
		_, err = tx.Account(ctx, a.User)
		if err := missing(err, func() error { return tx.AddAccount(ctx, store.Account{ID: a.User, Login: a.User.String()}) }); err != nil {
			return err
		}
		if _, err = tx.Appointment(ctx, a.ID); err == nil {
			if until == "" {
				until = "2199-12-31" // what depends on the day is known by an end
			}
			return tx.EndAppointment(ctx, a.ID, until)
		}
		return missing(err, func() error {
			return tx.AddAppointment(ctx, store.Appointment{ID: a.ID, UserID: a.User, InstitutionID: a.Institution, UnitID: a.Unit,
				Role: string(a.Role), FromOn: string(civil.DateAt(a.From, civil.WIB)), UntilOn: until})
		})
	}))
}

// Enrol implements sim.Server.
func (s *simServer) Enrol(user, device op.ID) {
	check(s.db.Update(context.Background(), func(tx *store.Tx) error {
		if _, err := tx.Device(context.Background(), device); errs.CodeOf(err) != errs.NotFound {
			return err
		}
		return tx.AddDevice(context.Background(), store.Device{ID: device, UserID: user, Label: "HP"})
	}))
}

// Update implements core.Store.
func (s *simServer) Update(ctx context.Context, fn func(core.Tx) error) error {
	return s.store.Update(ctx, fn)
}

// View implements core.Store.
func (s *simServer) View(ctx context.Context, fn func(core.Reader) error) error {
	return s.store.View(ctx, fn)
}

// Log implements sim.Server.
func (s *simServer) Log() []op.Op {
	last := uint64(0)
	if n := len(s.log); n > 0 {
		last = s.log[n-1].Seq
	}
	news, err := s.store.OpsAfter(context.Background(), last)
	check(err)
	s.log = append(s.log, news...)
	return s.log
}

// Aside implements sim.Server.
func (s *simServer) Aside() []op.Op {
	var ids []op.ID
	s.query("SELECT op_id FROM quarantine", func(rows *sql.Rows) error {
		var id []byte
		err := rows.Scan(&id)
		if !s.known[op.ID(id)] {
			ids, s.known[op.ID(id)] = append(ids, op.ID(id)), true
		}
		return err
	})
	news, err := s.store.AsideByID(context.Background(), ids)
	check(err)
	slices.SortFunc(news, func(a, b op.Op) int {
		return cmp.Or(cmp.Compare(a.RecvAt, b.RecvAt), a.Dev.Compare(b.Dev), cmp.Compare(a.N, b.N))
	})
	s.aside = append(s.aside, news...)
	return s.aside
}

// Grants implements sim.Server.
func (s *simServer) Grants() (all []core.Grant) {
	s.query("SELECT file, part, appointment, grant_seq, why, until_at FROM part_grant", func(rows *sql.Rows) error {
		var g core.Grant
		var file, appointment []byte
		err := rows.Scan(&file, &g.Part, &appointment, &g.Seq, &g.Why, &g.Until)
		if err == nil {
			g.File, g.Appointment = op.ID(file), op.ID(appointment)
			all = append(all, g)
		}
		return err
	})
	return all
}

// Trail implements sim.Server, as far as the log's core writes it: the rooms above it write of who comes in, and of who read
// their inbox.
func (s *simServer) Trail() (all []core.Entry) {
	s.query(`SELECT actor, as_id, device, act, denied, objects FROM audit
		WHERE act NOT IN ('sign_in', 'session_refresh', 'password_set', 'device_enrol', 'inbox_read') ORDER BY seq`, func(rows *sql.Rows) error {
		var e core.Entry
		var actor, as, device, objects []byte
		var denied bool
		err := rows.Scan(&actor, &as, &device, &e.Act, &denied, &objects)
		copy(e.Actor[:], actor)
		copy(e.As[:], as)
		copy(e.Dev[:], device)
		for id := range slices.Chunk(objects, len(op.ID{})) {
			e.Objects = append(e.Objects, op.ID(id))
		}
		if denied {
			e.Code = errs.Forbidden
		}
		all = append(all, e)
		return err
	})
	return all
}

func (s *simServer) query(statement string, each func(*sql.Rows) error) {
	rows, err := s.raw.Query(statement)
	check(err)
	defer rows.Close()
	for rows.Next() {
		check(each(rows))
	}
	check(rows.Err())
}

// Bundle implements sim.Server.
func (s *simServer) Bundle(scope op.Scope) []byte {
	b, err := s.store.Bundle(context.Background(), scope)
	check(err)
	return b
}

// Backup implements sim.Server.
func (s *simServer) Backup() sim.Backup {
	s.shut()
	defer s.open()
	s.copies = append(s.copies, servertest.Backup(s.t, s.source))
	return s.copies[len(s.copies)-1]
}

// Restore implements sim.Server.
func (s *simServer) Restore(b sim.Backup) {
	s.shut()
	servertest.Remove(s.t, s.source)
	s.source = servertest.Backup(s.t, b.(store.Source))
	s.open()
	s.id() // an epoch, which this server does not need to be given
	s.epoch++
	s.identify(op.ID{})
}

// Verify implements sim.Server.
func (s *simServer) Verify() error { return s.store.Verify(context.Background()) }

// Close implements sim.Server.
func (s *simServer) Close() {
	s.shut()
	for _, source := range append(s.copies, s.source) {
		servertest.Remove(s.t, source)
	}
}
