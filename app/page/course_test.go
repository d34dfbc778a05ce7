package page

import (
	"strings"
	"testing"

	"damping/app/apptest"
	"damping/shared/domain"
	"damping/shared/op"
)

// Whoever decides on the end of a case sees that it was asked for before anything else, whichever tab is open.
func TestAskingStandsAboveTheTabs(t *testing.T) {
	for _, tab := range []string{tabSummary, tabTimeline} {
		page := &Case{tab: tab}
		html := apptest.Open(t, page, func(d *apptest.Desk) {
			id := aCase(d, "Bunga", "2026-11-24T09:00")
			page.ID = id
			if err := d.Author(d.As(), "test", []op.Draft{
				domain.CaseOutcome.Set(id, id, "mandiri", nil), domain.CaseAsk.Set(id, id, domain.AskClosing, nil), domain.CaseAskNote.Set(id, id, "Pindah kota.", nil),
			}); err != nil {
				t.Fatal(err)
			}
		}).HTML()
		has(t, html, "Pindah kota.")
		if asked := strings.Index(html, `data-test="course-asking"`); asked < 0 || asked > strings.Index(html, `role="tablist"`) {
			t.Errorf("with %s open it stands at %d", tab, asked)
		}
	}
}

// What others did with handed-over work is counted as far as there is something to count.
func TestFate(t *testing.T) {
	for want, f := range map[string]op.Fate{"2 menunggu": {Waits: 2}, "1 diterima, 3 tidak diterima": {Taken: 1, Left: 3}, "": {}} {
		if got := fate(f); got != want {
			t.Errorf("%+v is told as %q, not %q", f, got, want)
		}
	}
}
