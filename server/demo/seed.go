package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"strconv"

	"damping/server/audit"
	"damping/server/auth"
	"damping/server/store"
	"damping/server/work"
	"damping/shared/errs"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// Rooms are what the demo is written through.
type Rooms struct {
	DB   *store.DB
	Auth *auth.Service
	Core *core.Core
}

// The facts about the installation that seeding leaves: when it began, and that it is done.
const (
	settingBegan = "demo_began"
	settingDone  = "demo_done"
)

// ErrInUse says that a database holds something else than a demo.
var ErrInUse = errors.New("demo: this database is in real use")

// Seed fills an empty database. On one that it has filled before it does nothing; one that it was interrupted on it
// finishes.
func Seed(ctx context.Context, r Rooms) error {
	s := &seeder{Rooms: r, ctx: ctx, random: rand.New(rand.NewSource(1820))}
	done, err := s.begin()
	if err != nil || done {
		return err
	}
	if err := s.cases(); err != nil {
		return fmt.Errorf("seed the demo: %w", err)
	}
	if err := s.complaints(); err != nil {
		return fmt.Errorf("seed the demo: %w", err)
	}
	if err := s.course(); err != nil {
		return fmt.Errorf("seed the demo: %w", err)
	}
	return r.DB.Update(ctx, func(tx *store.Tx) error { return tx.SetSetting(ctx, settingDone, "yes") })
}

// seeder makes everything from one source of bits, always in the same order.
type seeder struct {
	Rooms
	ctx    context.Context // of one call of Seed
	random *rand.Rand
	began  int64            // ms UTC
	ids    map[string]op.ID // of institutions, units and people, by name
	led    []led            // the cases, in the order in which they are written
}

func (s *seeder) id() op.ID { return op.NewID(s.began, s.random) }

// pick takes one at random.
func pick[T any](s *seeder, list []T) T { return list[s.random.Intn(len(list))] }

// begin writes who there is, once, and reads it back.
func (s *seeder) begin() (done bool, err error) {
	err = s.DB.Update(s.ctx, func(tx *store.Tx) error {
		mark, err := tx.Setting(s.ctx, settingDone)
		if errs.CodeOf(err) != errs.NotFound {
			done = mark == "yes"
			return err
		}
		began, err := tx.Setting(s.ctx, settingBegan)
		switch errs.CodeOf(err) {
		case "":
			s.began, err = strconv.ParseInt(began, 10, 64)
			s.name()
		case errs.NotFound:
			s.began = tx.Millis()
			s.name()
			err = s.office(tx)
		}
		return err
	})
	return done, err
}

// name gives everything its id, always the same ones.
func (s *seeder) name() {
	s.ids = map[string]op.ID{}
	for _, p := range places {
		s.ids[p.key] = s.id()
		for _, u := range p.units {
			s.ids[p.key+"/"+u] = s.id()
		}
	}
	for _, p := range people {
		s.ids[p.login] = s.id()
		for i := range p.posts {
			s.ids[postKey(p.login, i)] = s.id()
		}
	}
}

func postKey(login string, i int) string { return login + "#" + strconv.Itoa(i) }

// office writes institutions, units, people and their appointments.
func (s *seeder) office(tx *store.Tx) error {
	if empty, err := tx.Empty(s.ctx); err != nil || !empty {
		return errors.Join(err, ErrInUse)
	}
	for _, p := range places {
		row := store.Institution{ID: s.ids[p.key], Name: p.name, Kind: p.kind, Zone: "WIB", QuietFrom: "20:00", QuietTo: "07:00", CreatedAt: s.began}
		if err := tx.AddInstitution(s.ctx, row); err != nil {
			return err
		}
		for _, u := range p.units {
			if err := tx.AddUnit(s.ctx, store.Unit{ID: s.ids[p.key+"/"+u], InstitutionID: s.ids[p.key], Name: u, CreatedAt: s.began}); err != nil {
				return err
			}
		}
	}
	if err := tx.SaveLetterhead(s.ctx, store.Letterhead{InstitutionID: s.ids["uptd"], Parent: "PEMERINTAH KOTA CONTOH", Name: "UPTD PERLINDUNGAN PEREMPUAN DAN ANAK",
		Address: "Jl. Contoh No. 45, Kota Contoh", Phone: "(0000) 000000", City: "Kota Contoh", HeadTitle: "Kepala UPTD PPA", HeadName: "Ratna Dewi",
		Number: work.DefaultPattern, ChangedAt: s.began}); err != nil {
		return err
	}
	for _, p := range people {
		if err := tx.AddAccount(s.ctx, store.Account{ID: s.ids[p.login], Login: p.login, DisplayName: p.name, CreatedAt: s.began}); err != nil {
			return err
		}
		if err := s.Auth.SetPassword(s.ctx, tx, s.ids[p.login], Password); err != nil {
			return err
		}
		for i, at := range p.posts {
			row := store.Appointment{ID: s.ids[postKey(p.login, i)], UserID: s.ids[p.login], InstitutionID: s.ids[at.place],
				UnitID: s.ids[at.place+"/"+at.unit], Role: string(at.role), FromOn: "2024-01-01", CreatedAt: s.began}
			if err := tx.AddAppointment(s.ctx, row); err != nil {
				return err
			}
		}
	}
	audit.Append(tx, audit.Entry{Act: audit.SeedDemo})
	if err := tx.SetSetting(s.ctx, store.SettingDemo, "yes"); err != nil {
		return err
	}
	return tx.SetSetting(s.ctx, settingBegan, strconv.FormatInt(s.began, 10))
}

// act writes one act of a person under one of their posts. The same act of an earlier, interrupted start is known by
// its id and written once.
func (s *seeder) act(who string, post int, drafts func(core.Tx) ([]op.Draft, error)) error {
	ack, _, err := s.Core.Act(s.ctx, core.Actor{User: s.ids[who]}, s.ids[postKey(who, post)], s.id(), drafts)
	if err != nil {
		return err
	}
	if ack.Verdict != op.Accepted && ack.Verdict != 0 {
		return fmt.Errorf("an act of %s was refused: %s", who, ack.Code)
	}
	return nil
}

// these are drafts that need no look at what is there.
func these(drafts []op.Draft) func(core.Tx) ([]op.Draft, error) {
	return func(core.Tx) ([]op.Draft, error) { return drafts, nil }
}
