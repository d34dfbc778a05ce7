package sim

import (
	"fmt"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Breach is an invariant that did not hold. A panic of the code under test breaks one, too.
type Breach struct {
	Seed       uint64
	Name, Text string
}

// Error begins with the seed, from which the history can be played again.
func (b *Breach) Error() string {
	return fmt.Sprintf("seed=%d invariant=%s %s", b.Seed, b.Name, b.Text)
}

// Tell plays the history of one seed and returns its steps, and what it broke.
func Tell(seed uint64, serve Serve) ([]string, *Breach) {
	w, broken := run(seed, serve, true)
	return w.told, broken
}

// Result is what a campaign has seen.
type Result struct {
	Histories int
	Took      time.Duration
	Counted   map[string]int // how often what happened
	Broken    *Breach        // of the lowest seed found; nil when everything held
}

// Run plays the histories of n seeds beginning with first, on all processors, and stops soon after one breaks an
// invariant. Now and then it calls progress, if there is one, with how many have been played.
func Run(first uint64, n int, serve Serve, progress func(played int)) Result {
	defer debug.SetGCPercent(debug.SetGCPercent(1600)) // thousands of small worlds, each soon forgotten
	begin := time.Now()
	r := Result{Counted: map[string]int{}}
	var next atomic.Uint64
	next.Store(first)
	var mu sync.Mutex
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for {
				seed := next.Add(1) - 1
				if seed >= first+uint64(n) {
					return
				}
				w, broken := run(seed, serve, false)
				mu.Lock()
				r.Histories++
				for what, n := range w.counted {
					r.Counted[what] += n
				}
				if broken != nil && (r.Broken == nil || seed < r.Broken.Seed) {
					r.Broken = broken
				}
				stop := r.Broken != nil
				if progress != nil && r.Histories%10_000 == 0 {
					progress(r.Histories)
				}
				mu.Unlock()
				if stop {
					return
				}
			}
		})
	}
	all.Wait()
	r.Took = time.Since(begin)
	return r
}

// String tells the figures and how often what happened.
func (r Result) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d histories in %s, %.0f histories/s", r.Histories, r.Took.Round(time.Millisecond), float64(r.Histories)/r.Took.Seconds())
	for _, what := range slices.Sorted(maps.Keys(r.Counted)) {
		fmt.Fprintf(&b, "\n%9d %s", r.Counted[what], what)
	}
	return b.String()
}

// Missing lists what a campaign of this length should have seen and has not: a history in which nothing goes wrong
// proves little.
func (r Result) Missing() []string {
	var out []string
	for _, what := range slices.Concat(mustHappen...) {
		if r.Histories >= 1000 && r.Counted[what] < r.Histories/500 {
			out = append(out, fmt.Sprintf("%s: only %d times", what, r.Counted[what]))
		}
	}
	return out
}

// mustHappen is what every long campaign has to contain, by theme.
var mustHappen = [][]string{
	{"act taken", "act quarantined", "act rejected", "act torn", "register in conflict", "tomb", "scope revoked", "page cut"},
	{"crash with loss", "write refused by the disk", "late page refused", "late verdict"},
	{"restore", "act offered again", "appointment changed under way"},
	{"forged op", "op of a later version", "reducer upgraded", "device replaced", "conflict settled", "removed and back"},
	{"command assign", "command grant", "command advance", "command transfer", "command close", "command reopen", "command approve",
		"command merge", "command unmerge"},
}

// must ends the history unless the invariant holds.
func (w *world) must(ok bool, name, format string, args ...any) {
	if !ok {
		w.fail(name, format, args...)
	}
}

// fail ends the history.
func (w *world) fail(name, format string, args ...any) {
	panic(&Breach{Seed: w.seed, Name: name, Text: fmt.Sprintf(format, args...)})
}

// run plays one history and returns what it broke, or nil.
func run(seed uint64, serve Serve, tell bool) (w *world, broken *Breach) {
	w = newWorld(seed, serve)
	w.telling = tell
	defer w.store.Close()
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *Breach:
			broken = r
		default:
			broken = &Breach{Seed: seed, Name: "panic", Text: fmt.Sprint(r)}
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
