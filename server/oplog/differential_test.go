package oplog_test

import (
	"flag"
	"strconv"
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
			var answers, ops, states atomic.Int64
			play(t, *byHTTP, func(seed uint64) {
				for _, line := range alike(t, "Differential", engine, seed, sim.Twin(seed), serveHTTP(t, engine, seed)) {
					switch told := append(strings.Fields(line), "", "", ""); told[1] {
					case "answer":
						answers.Add(1)
					case "log":
						n, _ := strconv.ParseInt(told[2], 10, 64)
						ops.Add(n)
					case "state":
						states.Add(1)
					}
				}
			})
			t.Logf("%d answers, %d ops and %d states are the same", answers.Load(), ops.Load(), states.Load())
		})
	}
}
