package sim

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"runtime"
	"strings"
	"testing"
)

var (
	elsewhere = flag.String("sim.told", "", "what the stories of seeds 1, 2, 3 and so on were on another machine, as this test prints it")
	stories   = flag.Int("sim.stories", 20, "how many stories to tell for that")
)

// TestToldElsewhere tells stories, which name every answer and every state by its bytes, in short. A browser that plays the
// same histories must tell the same: make test plays them here and gives what came of it to the same test there. They are
// those that server/oplog plays through HTTP on each engine.
func TestToldElsewhere(t *testing.T) {
	var here []string
	for seed := 1; seed <= *stories; seed++ {
		story, broken := Tell(uint64(seed), Twin(uint64(seed)))
		if broken != nil {
			t.Fatal(broken)
		}
		sum := sha256.Sum256([]byte(strings.Join(story, "\n")))
		here = append(here, hex.EncodeToString(sum[:6]))
	}
	t.Logf("told: %s", strings.Join(here, ","))
	if *elsewhere == "" && runtime.GOARCH != "wasm" {
		return
	}
	there := strings.Split(*elsewhere, ",")
	if len(there) != len(here) {
		t.Fatalf("%d stories were told elsewhere", len(there))
	}
	for i := range here {
		if here[i] != there[i] {
			t.Errorf("seed=%d: another story than elsewhere", i+1)
		}
	}
}
