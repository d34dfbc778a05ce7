package sim

import (
	"flag"
	"strings"
	"testing"
)

var (
	count = flag.Int("sim.n", defaultCount, "how many histories to run")
	start = flag.Uint64("sim.seed", 0, "run the history of this seed only, telling its steps; 0 runs sim.n from sim.first")
	first = flag.Uint64("sim.first", 1, "the first seed of a run of many")
)

// TestSimulation runs the histories and stops at the first that breaks an invariant, with its seed.
func TestSimulation(t *testing.T) {
	if *start != 0 {
		story, broken := Tell(*start, Memory)
		t.Log("\n" + strings.Join(story, "\n"))
		if broken != nil {
			t.Fatal(broken)
		}
		return
	}
	r := Run(*first, *count, Memory, func(played int) { t.Logf("%d histories played", played) })
	if r.Broken != nil {
		t.Fatalf("%v\nsee it with: go test ./shared/sim -run Simulation -v -sim.seed=%d", r.Broken, r.Broken.Seed)
	}
	t.Logf("seeds %d to %d: %s", *first, *first+uint64(*count)-1, r)
	for _, missing := range r.Missing() {
		t.Error(missing)
	}
}
