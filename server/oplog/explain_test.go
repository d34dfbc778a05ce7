package oplog_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"damping/server/servertest"
	"damping/server/store"
)

// TestPullWalksTheIndex asks both engines how they would find a device's news: by the log's number, from the cursor on,
// and by the grants' key, so that a device that is up to date costs the same however long the log is.
func TestPullWalksTheIndex(t *testing.T) {
	const query = `SELECT op_row.* FROM op AS op_row WHERE op_row.seq > 4000 AND EXISTS (SELECT 1 FROM part_grant AS g
		WHERE g.file = op_row.file AND g.part = op_row.part AND g.appointment IN (%s) AND (g.until_at = 0 OR g.until_at > 1))
		ORDER BY op_row.seq LIMIT 501`
	placed(t, func(t *testing.T, o *office, source store.Source) {
		wati := o.phone("wati")
		for range 40 {
			wati.newCase("Bunga")
		}
		wati.sync()
		raw := servertest.Raw(t, source)
		id := o.people["wati"].ID
		if source.Postgres == nil {
			plan := strings.Join(column(t, raw, fmt.Sprintf("EXPLAIN QUERY PLAN "+query, fmt.Sprintf("X'%x'", id[:])), 3), "\n")
			if !strings.Contains(plan, "SEARCH op_row USING INTEGER PRIMARY KEY (rowid>?)") || !strings.Contains(plan, "part_grant_1 (file=? AND part=? AND appointment=?)") || strings.Contains(plan, "TEMP B-TREE") {
				t.Errorf("the plan is\n%s", plan)
			}
			return
		}
		if _, err := raw.ExecContext(context.Background(), "ANALYZE"); err != nil {
			t.Fatal(err)
		}
		plan := strings.Join(texts(t, raw, fmt.Sprintf("EXPLAIN "+query, fmt.Sprintf(`'\x%x'`, id[:]))), "\n")
		if strings.Contains(plan, "Seq Scan on op ") {
			t.Errorf("the plan is\n%s", plan)
		}
		t.Log(plan)
	})
}
