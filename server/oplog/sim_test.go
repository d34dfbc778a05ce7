package oplog_test

import (
	"flag"
	"slices"
	"strings"
	"sync"
	"testing"

	"damping/server/servertest"
	"damping/shared/sim"
)

var (
	histories = flag.Int("sim.n", defaultHistories, "how many histories to run on each engine")
	oneSeed   = flag.Uint64("sim.seed", 0, "run the history of this seed only, telling its steps")
)

// TestSimulation plays the histories of shared/sim against the real databases. Every invariant is asked of them, and
// every answer to every device must be the one that the memory twin gives in the same history.
func TestSimulation(t *testing.T) {
	for _, engine := range servertest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			play(t, *histories, func(seed uint64) { alike(t, "Simulation", engine, seed, sim.Memory, serve(t, engine)) })
		})
	}
}

// play plays the histories of n seeds, two at a time, until one fails, or the one that was asked for.
func play(t *testing.T, n int, history func(seed uint64)) {
	if *oneSeed != 0 {
		history(*oneSeed)
		return
	}
	var both sync.WaitGroup
	for first := range uint64(2) {
		both.Go(func() {
			for seed := 1 + first; seed <= uint64(n) && !t.Failed(); seed += 2 {
				history(seed)
			}
		})
	}
	both.Wait()
	t.Logf("seeds 1 to %d", n)
}

// alike plays one history with a server and with its twin, and returns the story that both tell.
func alike(t *testing.T, test string, engine servertest.Engine, seed uint64, twin, server sim.Serve) []string {
	t.Helper()
	want, broken := sim.Tell(seed, twin)
	if broken != nil {
		t.Error(broken)
		return nil
	}
	got, broken := sim.Tell(seed, server)
	if seed == *oneSeed {
		t.Log("\n" + strings.Join(got, "\n"))
	}
	if broken != nil {
		t.Errorf("%v\nsee it with: go test ./server/oplog -run %s/%s -v -sim.seed=%d", broken, test, engine, seed)
	}
	for i := range min(len(want), len(got)) {
		if want[i] != got[i] {
			t.Errorf("seed=%d: after\n%s\nthe twin: %s\n%s: %s", seed, strings.Join(got[max(0, i-8):i], "\n"), want[i], engine, got[i])
			return nil
		}
	}
	if !slices.Equal(want, got) {
		t.Errorf("seed=%d: a story of %d lines, the twin's has %d", seed, len(got), len(want))
	}
	return got
}
