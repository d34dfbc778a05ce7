package sim

import (
	"flag"
	"fmt"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var (
	count = flag.Int("sim.n", defaultCount, "how many histories to run")
	start = flag.Uint64("sim.seed", 0, "run the history of this seed only, telling its steps; 0 runs sim.n from seed 1")
)

// TestSimulation runs the histories and stops at the first that breaks an invariant, with its seed.
func TestSimulation(t *testing.T) {
	if *start != 0 {
		w, broken := run(*start, true)
		t.Log("\n" + strings.Join(w.told, "\n"))
		if broken != nil {
			t.Fatalf("seed=%d invariant=%s", *start, broken)
		}
		return
	}

	defer debug.SetGCPercent(debug.SetGCPercent(400)) // thousands of small worlds, each soon forgotten
	begin := time.Now()
	var next atomic.Uint64
	var stop atomic.Bool
	var mu sync.Mutex
	worst, reason, counted := uint64(0), "", map[string]int{}
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for seed := next.Add(1); seed <= uint64(*count) && !stop.Load(); seed = next.Add(1) {
				w, broken := run(seed, false)
				mu.Lock()
				for what, n := range w.counted {
					counted[what] += n
				}
				if broken != nil && (worst == 0 || seed < worst) {
					worst, reason = seed, broken.String()
				}
				mu.Unlock()
				if broken != nil {
					stop.Store(true)
				}
			}
		})
	}
	all.Wait()
	if worst != 0 {
		t.Fatalf("seed=%d invariant=%s\nsee it with: go test ./shared/sim -run Simulation -v -sim.seed=%d", worst, reason, worst)
	}
	took := time.Since(begin)
	t.Logf("%d histories in %s, %.0f histories/s", *count, took.Round(time.Millisecond), float64(*count)/took.Seconds())
	for _, what := range slices.Sorted(maps.Keys(counted)) {
		t.Logf("%9d %s", counted[what], what)
	}
	// A history in which nothing goes wrong proves little: what the simulation is for must have happened.
	for _, what := range []string{"act taken", "act quarantined", "act rejected", "act torn", "register in conflict", "tomb", "scope revoked",
		"crash with loss", "write refused by the disk", "late page refused", "late verdict", "restore", "act offered again", "page cut",
		"appointment changed under way",
		"command assign", "command grant", "command advance"} {
		if *count >= 1000 && counted[what] < *count/100 {
			t.Errorf("%s: only %d times", what, counted[what])
		}
	}
}

// breach is an invariant that did not hold.
type breach struct {
	name, text string
}

func (b *breach) String() string { return b.name + " " + b.text }

// must ends the history unless the invariant holds.
func (w *world) must(ok bool, name, format string, args ...any) {
	if !ok {
		panic(&breach{name, fmt.Sprintf(format, args...)})
	}
}

// run plays one history and returns what it broke, or nil. A panic of the code under test breaks it, too.
func run(seed uint64, tell bool) (w *world, broken *breach) {
	w = newWorld(seed)
	w.telling = tell
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *breach:
			broken = r
		default:
			broken = &breach{"panic", fmt.Sprint(r)}
			if tell {
				buf := make([]byte, 8<<10)
				w.tell("%s", buf[:runtime.Stack(buf, false)])
			}
		}
	}()
	w.play()
	w.calm()
	return w, nil
}
