package oplog_test

import (
	"flag"
	"strings"
	"sync/atomic"
	"testing"

	"damping/server/servertest"
	"damping/shared/sim"
)

var byHTTP = flag.Int("http.n", defaultByHTTP, "how many histories to play through HTTP on each engine")

// TestDifferential plays the same histories with the memory twin and, through sessions, HTTP and CBOR, with a whole server
// on each engine: every answer to every device is the same, and so is every byte of what the parts have folded to.
func TestDifferential(t *testing.T) {
	for _, engine := range servertest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			var answers, states atomic.Int64
			play(t, *byHTTP, func(seed uint64) {
				for _, line := range alike(t, "Differential", engine, seed, sim.Twin(seed), serveHTTP(t, engine, seed)) {
					switch {
					case strings.Contains(line, "  answer "):
						answers.Add(1)
					case strings.Contains(line, "  state "):
						states.Add(1)
					}
				}
			})
			t.Logf("%d answers and %d states are the same", answers.Load(), states.Load())
		})
	}
}
