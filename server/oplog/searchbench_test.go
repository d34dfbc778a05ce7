package oplog_test

import (
	"database/sql"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/op"
)

const (
	benchCases = 200     // one caseworker's, of 20 kB of text each
	benchAll   = 100_000 // in the database
)

// BenchmarkSearch looks for names and words among 100,000 cases, as a caseworker who may read 200 of them. It reports the
// median and the 95th percentile in ms. The cases of the others are rows copied from one small case: nobody can open them,
// and nobody does.
func BenchmarkSearch(b *testing.B) {
	for _, engine := range servertest.Engines {
		b.Run(string(engine), func(b *testing.B) {
			clock := servertest.NewClock()
			source := servertest.Source(b, engine)
			db, err := store.Open(source, store.Options{Now: clock.Now})
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			o := newOffice(b, db, clock)
			random := rand.New(rand.NewSource(1))
			wati, tini := o.phone("wati"), o.phone("tini")
			for i := range benchCases {
				file := wati.newCase(fmt.Sprintf("Bunga%c%c Kenanga", 'a'+i%26, 'a'+i/26))
				for range 5 {
					wati.note(file, prose(random, 4000))
				}
				wati.push()
			}
			template := tini.newCase("Teratai")
			tini.note(template, prose(random, 400))
			tini.push()
			copyFile(b, servertest.Raw(b, source), source.Postgres != nil, template, benchAll-benchCases-1)

			var took []float64
			for b.Loop() {
				query := []string{"kenanga", "bungaca", "memalang tukan", "qwertyuiop"}[len(took)%4]
				began := time.Now()
				found, err := o.log.Search(b.Context(), o.people["wati"].User, query)
				if err != nil || found.Looked != benchCases {
					b.Fatal(found, err)
				}
				took = append(took, float64(time.Since(began).Microseconds())/1000)
			}
			slices.Sort(took)
			b.ReportMetric(took[len(took)/2], "p50-ms")
			b.ReportMetric(took[len(took)*95/100], "p95-ms")
		})
	}
}

// prose is words as they are spread in a language: few are frequent, many are rare.
func prose(random *rand.Rand, bytes int) string {
	var b strings.Builder
	spread := rand.NewZipf(random, 1.07, 8, 40_000)
	syllables := strings.Fields("ma ka di ber ter an per me pu lang ra sa ti ku ning tu si ne ga lo ba wi jo ha da ri mo su no ke la pa nu yo ce")
	for b.Len() < bytes {
		for n := spread.Uint64() + 30; n > 0; n /= uint64(len(syllables)) {
			b.WriteString(syllables[n%uint64(len(syllables))])
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// copyFile copies the rows of a file so many times, for whoever may read it.
func copyFile(b *testing.B, raw *sql.DB, postgres bool, file op.ID, times int) {
	b.Helper()
	literal := fmt.Sprintf("X'%x'", file[:])
	ids := fmt.Sprintf(`CREATE TABLE copied AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT randomblob(16) AS id, i FROM n`, times)
	if postgres {
		literal = fmt.Sprintf(`'\x%x'`, file[:])
		ids = fmt.Sprintf(`CREATE TABLE copied AS SELECT decode(md5(i::text), 'hex') AS id, i FROM generate_series(1, %d) AS i`, times)
	}
	statements := []string{ids,
		`INSERT INTO file SELECT c.id, f.kind, f.institution_id, f.unit_id, '', f.created_at, f.created_by, 0 FROM copied AS c, file AS f WHERE f.id = ` + literal,
		`INSERT INTO case_key SELECT c.id, k.key_id, k.recipient, k.wrapped, k.made_at FROM copied AS c, case_key AS k WHERE k.file = ` + literal,
		`INSERT INTO part_state SELECT c.id, s.part, s.as_of, s.rv, s.bundle FROM copied AS c, part_state AS s WHERE s.file = ` + literal,
		`INSERT INTO part_grant SELECT c.id, g.part, g.appointment, g.grant_seq, g.why, g.until_at FROM copied AS c, part_grant AS g WHERE g.file = ` + literal,
		`INSERT INTO case_row (file, kind, institution_id, unit_id, owner, number, status, stage, risk, case_kind, authority, channel, district, month, age_band,
			sex, next_due_at, created_at, updated_at, as_of) SELECT c.id, r.kind, r.institution_id, r.unit_id, r.owner, '', r.status, r.stage, r.risk, r.case_kind,
			r.authority, r.channel, r.district, r.month, r.age_band, r.sex, r.next_due_at, r.created_at, r.updated_at - c.i, r.as_of
			FROM copied AS c, case_row AS r WHERE r.file = ` + literal,
		`ANALYZE`}
	for _, s := range statements {
		if _, err := raw.ExecContext(b.Context(), s); err != nil {
			b.Fatalf("%s: %v", s, err)
		}
	}
}
