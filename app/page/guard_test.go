package page

import (
	"strings"
	"testing"

	"damping/app/state"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

type ctxOf = app.Context

func TestWatchman(t *testing.T) {
	t.Run("locks after two minutes without a touch, and says so before", func(t *testing.T) {
		w := watchman{touched: 1000}
		if w.over(1000+idleLimit-1) || !w.over(1000+idleLimit) {
			t.Error("the limit is not where it should be")
		}
		if w.soon(1000+idleLimit-warnBefore-1) != 0 || w.soon(1000+idleLimit-5000) != 5 {
			t.Error("the warning comes at the wrong time")
		}
	})
	t.Run("locks after a minute out of sight", func(t *testing.T) {
		w := watchman{touched: 1000, hidden: 1000}
		if w.over(1000+hiddenLimit-1) || !w.over(1000+hiddenLimit) {
			t.Error("the limit is not where it should be")
		}
	})
	t.Run("waits five minutes for a camera or a picker that it opened", func(t *testing.T) {
		w := watchman{touched: 1000, hidden: 1000, picking: 1000}
		if w.over(1000+pickLimit-1) || !w.over(1000+pickLimit) || w.soon(1000+idleLimit-5000) != 0 {
			t.Error("the limit is not where it should be")
		}
	})
	t.Run("leaves at the third Shift in a row", func(t *testing.T) {
		w := watchman{}
		if w.shift(0) || w.shift(200) || !w.shift(400) {
			t.Error("three quick ones do not leave")
		}
		slow := watchman{}
		if slow.shift(0) || slow.shift(1000) || slow.shift(2000) {
			t.Error("three slow ones leave")
		}
	})
}

func TestWindowOfALongList(t *testing.T) {
	const rows = 10_000
	first := 0
	for top := 0; top < rows; top += 7 { // scrolling down, every row in sight must be drawn
		first = windowAt(first, top, rows)
		if top < first || min(top+12, rows) > first+drawn {
			t.Fatalf("at row %d rows %d to %d are drawn", top, first, first+drawn)
		}
	}
	for top := rows - 12; top >= 0; top -= 7 {
		first = windowAt(first, top, rows)
		if top < first || top+12 > first+drawn {
			t.Fatalf("going up, at row %d rows %d to %d are drawn", top, first, first+drawn)
		}
	}
}

func TestASharedComputerDoesNotPromiseToKeep(t *testing.T) {
	over := state.Sync{Unsent: 2, Problem: "unauthenticated"}
	_, own := syncWords(over, state.Me{})
	_, shared := syncWords(over, state.Me{Shared: true})
	if shared == own || !strings.Contains(shared, "2") {
		t.Errorf("it says %q", shared)
	}
}

func TestSyncIsToldInWords(t *testing.T) {
	for _, c := range []struct {
		name  string
		sync  state.Sync
		me    state.Me
		class string
	}{
		{"all sent", state.Sync{Online: true, Contact: 1}, state.Me{}, ""},
		{"offline is no alarm", state.Sync{}, state.Me{}, "wait"},
		{"unsent waits", state.Sync{Unsent: 3}, state.Me{}, "wait"},
		{"unsent on a shared computer is grave", state.Sync{Unsent: 3}, state.Me{Shared: true}, "stuck"},
		{"the session ended", state.Sync{Unsent: 1, Problem: "unauthenticated"}, state.Me{}, "stuck"},
		{"the session ended with everything sent", state.Sync{Online: true, Contact: 1, Problem: "unauthenticated"}, state.Me{}, "stuck"},
	} {
		t.Run(c.name, func(t *testing.T) {
			class, text := syncWords(c.sync, c.me)
			if class != c.class || text == "" {
				t.Errorf("%q %q", class, text)
			}
		})
	}
}
