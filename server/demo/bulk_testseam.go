//go:build testseam

package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand"
	"os"
	"slices"
	"strconv"

	"damping/server/audit"
	"damping/server/oplog"
	"damping/server/store"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
	core "damping/shared/oplog"
	"damping/shared/policy"
)

// testSeamBulk names the size, M, XL or L, of a data set to measure with. It is loaded beside the demo, through the log's
// core like the demo, once; M and XL are many cases, L is few of three hundred
// entries each.
const testSeamBulk = "DAMPING_TEST_BULK"

// bulkSet is one data set: all cases are open, and one caseworker's.
type bulkSet struct {
	login string
	cases int
	// opening writes the n-th case; tasks is how many follow-ups it has.
	opening func(s *seeder, file op.ID, n int) (d []op.Draft, tasks int)
}

var bulkSets = map[string]bulkSet{
	"M":  {"mega", 150, (*seeder).testSeamRich},
	"XL": {"kirana", 2000, (*seeder).testSeamLean},
	"L":  {"lastri", 12, (*seeder).testSeamLong},
}

// The office of the data sets: a head, who stands beside all cases, and a caseworker for each size.
const bulkUnit = "bulk/Tindak Lanjut"

var bulkPeople = []person{
	{"bulan", "Bulan Purnama", []post{{"bulk", "", policy.UPTDHead}}},
	{"mega", "Mega Puspita", []post{{"bulk", "Tindak Lanjut", policy.Companion}}},
	{"kirana", "Kirana Maharani", []post{{"bulk", "Tindak Lanjut", policy.Companion}}},
	{"lastri", "Lastri Wulandari", []post{{"bulk", "Tindak Lanjut", policy.Companion}}},
}

// Bulk loads the data set that the environment names, if any, and says how large it is. A load that was interrupted is
// finished by the next start.
func Bulk(ctx context.Context, r Rooms, log *oplog.Log, say func(format string, args ...any)) error {
	size := os.Getenv(testSeamBulk)
	if size == "" {
		return nil
	}
	set, ok := bulkSets[size]
	if !ok {
		return fmt.Errorf("%s: no data set is called %q", testSeamBulk, size)
	}
	s := &seeder{Rooms: r, ctx: ctx, random: testSeamRandom("office"), ids: map[string]op.ID{}}
	done, err := s.testSeamOffice("bulk_" + size)
	if err != nil {
		return fmt.Errorf("load %s: %w", size, err)
	}
	if done == "" {
		if done, err = s.testSeamLoad(log, size, set); err != nil {
			return fmt.Errorf("load %s: %w", size, err)
		}
	}
	say("%s: %s\n", size, done)
	return nil
}

func testSeamRandom(what string) *rand.Rand {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte("bulk " + what))
	return rand.New(rand.NewSource(int64(sum.Sum64())))
}

// testSeamOffice writes the office once, and reads what an earlier load said of itself.
func (s *seeder) testSeamOffice(setting string) (done string, err error) {
	err = s.DB.Update(s.ctx, func(tx *store.Tx) error {
		began, err := tx.Setting(s.ctx, settingBegan)
		if err != nil {
			return err
		}
		if s.began, err = strconv.ParseInt(began, 10, 64); err != nil {
			return err
		}
		s.ids["bulk"], s.ids[bulkUnit] = s.id(), s.id()
		for _, p := range bulkPeople {
			s.ids[p.login], s.ids[postKey(p.login, 0)] = s.id(), s.id()
		}
		if done, err = tx.Setting(s.ctx, setting); errs.CodeOf(err) != errs.NotFound {
			return err
		}
		done = ""
		if _, err = tx.Setting(s.ctx, "bulk_office"); errs.CodeOf(err) != errs.NotFound {
			return err
		}
		return s.testSeamBegin(tx)
	})
	return done, err
}

func (s *seeder) testSeamBegin(tx *store.Tx) error {
	place := store.Institution{ID: s.ids["bulk"], Name: "UPTD PPA Kota Besar", Kind: "uptd_ppa", Zone: "WIB", QuietFrom: "20:00", QuietTo: "07:00",
		CreatedAt: s.began}
	unit := store.Unit{ID: s.ids[bulkUnit], InstitutionID: place.ID, Name: "Tindak Lanjut", CreatedAt: s.began}
	if err := errors.Join(tx.AddInstitution(s.ctx, place), tx.AddUnit(s.ctx, unit)); err != nil {
		return err
	}
	for _, p := range bulkPeople {
		at := p.posts[0]
		account := store.Account{ID: s.ids[p.login], Login: p.login, DisplayName: p.name, CreatedAt: s.began}
		row := store.Appointment{ID: s.ids[postKey(p.login, 0)], UserID: account.ID, InstitutionID: place.ID, UnitID: s.ids[at.place+"/"+at.unit],
			Role: string(at.role), FromOn: "2024-01-01", CreatedAt: s.began}
		if err := tx.AddAccount(s.ctx, account); err != nil {
			return err
		}
		if err := errors.Join(s.Auth.SetPassword(s.ctx, tx, account.ID, Password), tx.AddAppointment(s.ctx, row)); err != nil {
			return err
		}
	}
	audit.Append(tx, audit.Entry{Act: audit.SeedDemo})
	return tx.SetSetting(s.ctx, "bulk_office", "yes")
}

// testSeamLoad writes the cases, each in an act and a transaction of its own, weighs them, and leaves a note of it.
func (s *seeder) testSeamLoad(log *oplog.Log, size string, set bulkSet) (string, error) {
	s.random = testSeamRandom(size)
	files, tasks := make([]op.ID, set.cases), 0
	for n := range files {
		files[n] = s.id()
		drafts, follow := set.opening(s, files[n], n)
		tasks += follow
		for act := range slices.Chunk(drafts, op.MaxGroupOps) {
			if err := s.act(set.login, 0, these(act)); err != nil {
				return "", err
			}
		}
	}
	ops, plain, err := testSeamWeigh(s.ctx, log, files)
	if err != nil {
		return "", err
	}
	done := fmt.Sprintf("%d cases, %d tasks, %d ops, %.1f MB of plain JSON, owned by %s", set.cases, tasks, ops, float64(plain)/1e6, set.login)
	return done, s.DB.Update(s.ctx, func(tx *store.Tx) error { return tx.SetSetting(s.ctx, "bulk_"+size, done) })
}

// testSeamWeigh counts what is live in the states of files, and the bytes of the states as JSON.
func testSeamWeigh(ctx context.Context, log *oplog.Log, files []op.ID) (ops, plain int, err error) {
	err = log.View(ctx, func(r core.Reader) error {
		for _, file := range files {
			for _, part := range op.Parts {
				bundle, err := r.Snapshot(op.Scope{File: file, Part: part})
				if err != nil {
					return err
				}
				state, err := fold.Open(bundle)
				if err != nil {
					return err
				}
				text, err := json.Marshal(state)
				if err != nil {
					return err
				}
				if len(state.Ents) > 0 {
					ops, plain = ops+testSeamHeads(state), plain+len(text)
				}
			}
		}
		return nil
	})
	return ops, plain, err
}

// testSeamHeads counts the live operations of a state: in these sets nothing replaces anything, so that is all of them.
func testSeamHeads(state *fold.State) (n int) {
	for _, e := range state.Ents {
		n += len(e.Born)
		for _, r := range e.Regs {
			n += len(r.Sibs)
		}
		for _, bag := range append(e.Sets, e.Lists...) {
			n += len(bag.Items)
		}
	}
	return n
}

// testSeamRich is a case as the demo's: people, relation, incident, notes, and five follow-ups, every third time six.
func (s *seeder) testSeamRich(file op.ID, n int) ([]op.Draft, int) {
	d := s.opening(file, n, 8+s.random.Intn(40), 0)
	for i := range 3 {
		note, which := s.id(), s.random.Intn(len(notes))
		d = append(d, domain.Begin(file, domain.Note, note), domain.NoteKind.Set(file, note, noteKinds[which], nil),
			domain.NoteAt.Set(file, note, s.local(-9+3*i, 9+i, 30), nil), domain.NoteText.Set(file, note, notes[which], nil))
	}
	tasks := 5
	if n%3 == 0 {
		tasks = 6
	}
	for range tasks {
		d = append(d, s.testSeamTask(file, true)...)
	}
	return d, tasks
}

// testSeamLean is a case of about 25 operations: what a caseworker who follows two thousand cases has of each.
func (s *seeder) testSeamLean(file op.ID, n int) ([]op.Draft, int) {
	victim := s.id()
	received := s.local(-3-s.random.Intn(700), 8+s.random.Intn(8), 5*s.random.Intn(12))
	d := []op.Draft{
		domain.Begin(file, domain.Case, file), domain.CaseReceived.Set(file, file, received, nil),
		domain.CaseWish.Set(file, file, pick(s, wishes), nil),
		domain.Begin(file, domain.Victim, victim), domain.VictimName.Set(file, victim, pick(s, womenNames)+" "+pick(s, lastNames), nil),
		domain.VictimAge.Set(file, victim, int64(8+s.random.Intn(40)), nil),
	}
	for i := range 5 {
		d = append(d, s.testSeamTask(file, i == n%5)...)
	}
	return d, 5
}

// testSeamLong is a case of years: three hundred entries in its story.
func (s *seeder) testSeamLong(file op.ID, n int) ([]op.Draft, int) {
	d, tasks := s.testSeamRich(file, n)
	for i := range 290 {
		note, which := s.id(), s.random.Intn(len(notes))
		d = append(d, domain.Begin(file, domain.Note, note), domain.NoteKind.Set(file, note, noteKinds[which], nil),
			domain.NoteAt.Set(file, note, s.local(-300+i, 9, i%60), nil), domain.NoteText.Set(file, note, notes[which], nil))
	}
	return d, tasks
}

// testSeamTask is an open follow-up: one in twenty is overdue, the others are due within two months.
func (s *seeder) testSeamTask(file op.ID, text bool) []op.Draft {
	id, task := s.id(), pick(s, tasks)
	d := []op.Draft{domain.Begin(file, domain.FollowUp, id), domain.FollowUpKind.Set(file, id, task.kind, nil),
		domain.FollowUpDue.Set(file, id, s.local(s.random.Intn(63)-3, 8+s.random.Intn(9), 5*s.random.Intn(12)), nil)}
	if text {
		d = append(d, domain.FollowUpText.Set(file, id, task.text, nil))
	}
	return d
}
