package oplog_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/domain"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// The words that must be nowhere in a database. They are long enough not to come about by chance.
const (
	canaryName = "Kenanga Canarywati"
	canaryText = "canarycerita yang tidak boleh terbaca"
	canaryTask = "canarytugas"
)

// placed is an office on a database whose place is known.
func placed(t *testing.T, test func(t *testing.T, o *office, source store.Source)) {
	t.Helper()
	for _, engine := range servertest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			clock := servertest.NewClock()
			source := servertest.Source(t, engine)
			db, err := store.Open(source, store.Options{Now: clock.Now})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			test(t, newOffice(t, db, clock), source)
		})
	}
}

// TestNothingToReadOnTheDisk writes names and stories, also some that are set aside, and looks for them in everything
// that the database has, in all the ways in which text may lie there.
func TestNothingToReadOnTheDisk(t *testing.T) {
	placed(t, func(t *testing.T, o *office, source store.Source) {
		wati, tini := o.phone("wati"), o.phone("tini")
		file := wati.newCase(canaryName)
		wati.note(file, canaryText)
		f := wati.followUp(file, "2026-11-24T09:00", op.ID{})
		wati.write(domain.FollowUpText.Set(file, f, canaryTask, wati.find(file, f).Heads.Due))
		wati.sync()
		tini.note(file, canaryText)   // not hers: set aside under the case's key
		tini.note(o.ID(), canaryText) // nobody's: under the house's
		tini.push()
		o.View(func(ctx context.Context, tx *store.Tx) error {
			n, err := tx.CountQuarantined(ctx)
			if n != 4 {
				t.Error("set aside:", n)
			}
			return err
		})

		for _, word := range []string{canaryName, canaryText, canaryTask, "Kenanga", "canarycerita"} {
			if where := find(t, source, word); where != "" {
				t.Errorf("%q lies in %s", word, where)
			}
		}

		// The search does find what is there, in a text and in bytes.
		o.Update(func(ctx context.Context, tx *store.Tx) error {
			if err := tx.SetSetting(ctx, "control", canaryName); err != nil {
				return err
			}
			return tx.SavePartState(ctx, store.PartState{File: file, Part: op.Legal, RV: 1, Bundle: []byte("xx" + canaryText)})
		})
		for _, word := range []string{canaryName, canaryText} {
			if find(t, source, word) == "" {
				t.Errorf("the search is blind: %q was planted", word)
			}
		}
	})
}

// find looks for a word in everything that a database has and says where it is.
func find(t *testing.T, source store.Source, word string) string {
	t.Helper()
	for where, content := range contents(t, source) {
		for how, form := range forms(word) {
			if bytes.Contains(content, form) {
				return where + " as " + how
			}
		}
	}
	return ""
}

// forms is a word in the ways in which text may lie in a file.
func forms(word string) map[string][]byte {
	wide := make([]byte, 0, 2*len(word))
	for _, unit := range utf16.Encode([]rune(word)) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	all := map[string][]byte{"text": []byte(word), "UTF-16": wide, "hex": []byte(hex.EncodeToString([]byte(word)))}
	for shift := range 3 { // base64 depends on where the word begins
		coded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat(" ", shift) + word))
		all[fmt.Sprintf("base64 %d", shift)] = []byte(coded[shift*4/3+1 : len(coded)-4])
	}
	return all
}

// contents is every file of a SQLite database, or every row of a PostgreSQL one as a dump would have it.
func contents(t *testing.T, source store.Source) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	if source.Postgres == nil {
		names, err := filepath.Glob(filepath.Dir(source.SQLite) + "/*")
		if err != nil || len(names) == 0 {
			t.Fatal("no database file", err)
		}
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			out[filepath.Base(name)] = content
		}
		return out
	}
	db := servertest.Raw(t, source)
	for _, table := range texts(t, db, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") {
		out[table] = []byte(strings.Join(texts(t, db, "SELECT t::text FROM \""+table+"\" AS t"), "\n"))
	}
	return out
}

// texts reads the first column of a query as text, column any other.
func texts(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	return column(t, db, query, 0)
}

func column(t *testing.T, db *sql.DB, query string, n int) (out []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		into := []any{&text}
		for i := 0; i < n; i++ {
			into = append([]any{new(any)}, into...)
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		out = append(out, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestVandals changes rows past the program. Whatever was changed does not open, and the failure tells of no content.
func TestVandals(t *testing.T) {
	placed(t, func(t *testing.T, o *office, source store.Source) {
		wati := o.phone("wati")
		file, other := wati.newCase(canaryName), wati.newCase("Melati")
		wati.sync()
		fresh := o.phone("wati")
		ops := func() error {
			return o.log.View(t.Context(), func(r core.Reader) error {
				steps, err := r.StepsAfter(0, []op.ID{wati.as}, 1000)
				if err != nil {
					return err
				}
				var seqs []uint64
				for _, s := range steps {
					seqs = append(seqs, s.Seq)
				}
				_, err = r.Ops(seqs)
				return err
			})
		}
		pull := func() error {
			_, err := o.core.Pull(t.Context(), fresh.actor, fresh.NextPull())
			return err
		}
		hexOf := func(id op.ID) string {
			if source.Postgres != nil {
				return `'\x` + hex.EncodeToString(id[:]) + "'"
			}
			return "X'" + hex.EncodeToString(id[:]) + "'"
		}
		if err := ops(); err != nil {
			t.Fatal(err)
		}
		for _, v := range []struct {
			name       string
			do, undo   string
			seenBy     func() error
			seenByName string
		}{
			{"another actor", "UPDATE op SET actor = as_id WHERE seq = 2", "UPDATE op SET actor = (SELECT actor FROM op WHERE seq = 1) WHERE seq = 2", ops, "reading the log"},
			{"another field", "UPDATE op SET field = field + 1 WHERE seq = 3", "UPDATE op SET field = field - 1 WHERE seq = 3", ops, "reading the log"},
			{"another time", "UPDATE op SET eff = eff + 1 WHERE seq = 3", "UPDATE op SET eff = eff - 1 WHERE seq = 3", ops, "reading the log"},
			{"another file's bundle", "UPDATE part_state SET bundle = (SELECT bundle FROM part_state WHERE file = " + hexOf(other) +
				" AND part = 2) WHERE file = " + hexOf(file) + " AND part = 2", "", pull, "pulling"},
		} {
			servertest.Vandalise(t, source, v.do)
			err := v.seenBy()
			if err == nil {
				t.Errorf("%s: %s noticed nothing", v.name, v.seenByName)
			} else if strings.Contains(err.Error(), "anary") {
				t.Errorf("%s: the error tells: %v", v.name, err)
			}
			if v.undo != "" {
				servertest.Vandalise(t, source, v.undo)
				if err := v.seenBy(); err != nil {
					t.Fatalf("%s: mended, and still: %v", v.name, err)
				}
			}
		}
		if err := o.log.Verify(t.Context()); err == nil {
			t.Error("verify noticed nothing")
		}
	})
}
