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
			if *oneSeed != 0 {
				alike(t, engine, *oneSeed)
				return
			}
			var both sync.WaitGroup
			for first := range uint64(2) {
				both.Go(func() {
					for seed := 1 + first; seed <= uint64(*histories) && !t.Failed(); seed += 2 {
						alike(t, engine, seed)
					}
				})
			}
			both.Wait()
			t.Logf("seeds 1 to %d", *histories)
		})
	}
}

// alike plays one history with both.
func alike(t *testing.T, engine servertest.Engine, seed uint64) {
	t.Helper()
	want, broken := sim.Tell(seed, sim.Memory)
	if broken != nil {
		t.Error(broken)
		return
	}
	got, broken := sim.Tell(seed, serve(t, engine))
	if seed == *oneSeed {
		t.Log("\n" + strings.Join(got, "\n"))
	}
	if broken != nil {
		t.Errorf("%v\nsee it with: go test ./server/oplog -run Simulation/%s -v -sim.seed=%d", broken, engine, seed)
	}
	for i := range min(len(want), len(got)) {
		if want[i] != got[i] {
			t.Errorf("seed=%d: after\n%s\nthe twin: %s\n%s: %s", seed, strings.Join(got[max(0, i-8):i], "\n"), want[i], engine, got[i])
			return
		}
	}
	if !slices.Equal(want, got) {
		t.Errorf("seed=%d: a story of %d lines, the twin's has %d", seed, len(got), len(want))
	}
}
