package ledger_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"damping/server/ledger"
	"damping/shared/op"
)

var server = op.NewID(1_790_000_000_000, bytes.NewReader(make([]byte, 16)))

func open(t *testing.T, folder string) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(folder, server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func acts(t *testing.T, l *ledger.Ledger, m ledger.Mark) (found []ledger.Act) {
	t.Helper()
	entries, err := l.After(m)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		found = append(found, e.Act)
	}
	return found
}

func TestLedger(t *testing.T) {
	t.Run("keeps entries and the mark over a start", func(t *testing.T) {
		folder := t.TempDir()
		l := open(t, folder)
		if _, some := l.Mark(); some {
			t.Fatal("a new ledger has a mark")
		}
		if err := l.Append(ledger.Entry{Act: ledger.Took, Epoch: 1, Seq: 7}, ledger.Entry{Act: ledger.EndDevice, Epoch: 2, Seq: 3}); err != nil {
			t.Fatal(err)
		}
		for _, m := range []ledger.Mark{{1, 7}, {2, 3}, {2, 1}} { // the last comes late, from another goroutine
			if err := l.Reached(m); err != nil {
				t.Fatal(err)
			}
		}

		l = open(t, folder)

		if m, some := l.Mark(); !some || m != (ledger.Mark{Epoch: 2, Seq: 3}) {
			t.Errorf("the mark came back as %v, %v", m, some)
		}
		for m, want := range map[ledger.Mark]int{{1, 0}: 2, {1, 7}: 1, {2, 2}: 1, {2, 3}: 0} {
			if got := acts(t, l, m); len(got) != want {
				t.Errorf("after %v: %v, want %d", m, got, want)
			}
		}
	})

	t.Run("passes over a line that a crash cut off, wherever it was cut", func(t *testing.T) {
		folder := t.TempDir()
		l := open(t, folder)
		if err := l.Append(ledger.Entry{Act: ledger.Took, Epoch: 1, Seq: 1, File: server}); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, server.String()+".log")
		line, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for cut := range len(line) - 1 {
			if err := os.WriteFile(path, append(bytes.Clone(line), line[:cut]...), 0o600); err != nil {
				t.Fatal(err)
			}
			l := open(t, folder)
			if err := l.Append(ledger.Entry{Act: ledger.EndDevice, Epoch: 1, Seq: 2}); err != nil {
				t.Fatal(err)
			}
			if got := acts(t, l, ledger.Mark{}); len(got) != 2 || got[1] != ledger.EndDevice {
				t.Fatalf("cut at %d: %v", cut, got)
			}
		}
	})

	t.Run("refuses a damaged line", func(t *testing.T) {
		for _, damaged := range []string{`{oops}`, `{"act":7}`, `{"act":"took"}{"act":"took"}`, "\x00\x00"} {
			folder := t.TempDir()
			path := filepath.Join(folder, server.String()+".log")
			if err := os.WriteFile(path, []byte("{\"act\":\"took\"}\n"+damaged+"\n{\"act\":\"took\"}\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := open(t, folder).After(ledger.Mark{}); err == nil {
				t.Errorf("what a line said was forgotten in silence: %q", damaged)
			}
		}
	})

	t.Run("is shared by several processes", func(t *testing.T) {
		folder := t.TempDir()
		a, b := open(t, folder), open(t, folder)
		for i := range 20 {
			for _, l := range []*ledger.Ledger{a, b} {
				if err := l.Append(ledger.Entry{Act: ledger.Took, Epoch: 1, Seq: int64(i + 1)}); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := acts(t, a, ledger.Mark{}); len(got) != 40 {
			t.Errorf("%d of 40", len(got))
		}
	})
}
