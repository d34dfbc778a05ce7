package remind_test

import (
	"flag"
	mathrand "math/rand/v2"
	"testing"
	"time"

	"damping/server/push/pushtest"
	"damping/server/remind"
	"damping/server/servertest"
)

var kills = flag.Int("kills", 5, "how often the server is killed while it sends")

// A real server is killed with SIGKILL again and again while it sends, and started again. Every reminder arrives, and
// a phone, which shows one notification for each tag, shows each once. Of a phone that can send its receipts, the next
// server hears what was shown, and sends nothing again; without them it must, under the same tag.
func TestKilledWhileSending(t *testing.T) {
	program := build(t)
	for _, engine := range servertest.Engines {
		for name, answers := range map[string]bool{"a silent phone": false, "a phone that answers": true} {
			t.Run(string(engine)+", "+name, func(t *testing.T) {
				fake := pushtest.New(t)
				house := furnish(t, engine, fake, *kills)
				seed := uint64(time.Now().UnixNano())
				t.Logf("seed %d", seed)
				dice := mathrand.New(mathrand.NewPCG(seed, 0))
				for round := range *kills {
					server := house.start(t, program, round)
					if answers {
						server.receive(t, house, fake)
					}
					server.killWhileSending(t, fake, 1+dice.IntN(perKill), time.Duration(dice.IntN(3))*time.Millisecond)
				}
				server := house.start(t, program, *kills)
				if answers {
					server.receive(t, house, fake)
				}
				server.seam(t, "clock advance "+step.String())
				server.sweep(t)
				server.checkSeam(t, house.hour(*kills))
				server.kill()
				<-server.ended
				house.judge(t, fake, answers)
			})
		}
	}
}

// perKill is how many reminders fall due in each round.
const perKill = 8

// step is how far the clock moves on in each round, so that the leases of the server that was killed have ended.
const step = remind.Lease + time.Minute

// judge looks at what the phone shows after all.
func (h *furnished) judge(t *testing.T, fake *pushtest.Service, answers bool) {
	t.Helper()
	came := map[string]int{}
	for _, m := range fake.Taken() {
		if m.Topic != m.Shown.Notification.Tag || m.Topic != m.Shown.Notification.Data.ID {
			t.Fatal("a second one would stand beside the first")
		}
		came[m.Topic]++
	}
	lost, again := 0, 0
	for _, token := range h.tokens {
		if came[token] == 0 {
			lost++
		}
		again += max(0, came[token]-1)
		delete(came, token)
	}
	t.Logf("%d kills: %d reminders, %d lost, %d shown that should not be, %d sent again under the same tag",
		*kills, len(h.tokens), lost, len(came), again)
	if lost > 0 || len(came) > 0 {
		t.Error("reminders were lost or doubled")
	}
	if answers && again > *kills { // a message may still be on its way when the phone answers
		t.Error("what the phone had confirmed was sent again")
	}
}
