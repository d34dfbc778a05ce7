package api_test

import (
	"flag"
	mathrand "math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"damping/server/servertest"
)

var kills = flag.Int("kills", 5, "how often the server is killed while it is sent to")

// A real server is killed with SIGKILL again and again while two devices send to it, and started again. In the end
// every note is there once, and the log proves its equations.
func TestKilledWhileReceiving(t *testing.T) {
	program := build(t)
	for _, engine := range servertest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			seed := uint64(time.Now().UnixNano())
			t.Logf("%d kills with seed %d", *kills, seed)
			dice := mathrand.New(mathrand.NewPCG(seed, 0))
			h := newHome(t, servertest.Source(t, engine))
			p := h.start(t, program)
			first, second := h.sender(t, p), h.sender(t, p)
			senders := []*sender{first, second}
			for range *kills {
				// Some time after some request has gone out, the server is gone.
				var left atomic.Int64
				left.Store(int64(1 + dice.IntN(20)))
				wait := time.Duration(dice.IntN(20_000)) * time.Microsecond
				asked := func() {
					if left.Add(-1) == 0 {
						time.AfterFunc(wait, p.kill)
					}
				}
				var sending sync.WaitGroup
				for _, s := range senders {
					s.to, s.asked = p.address, asked
					sending.Go(func() { s.run(p.ended) })
				}
				sending.Wait()
				p = h.start(t, program)
			}
			for _, s := range senders {
				s.to, s.asked = p.address, func() {}
				insist(t, s.send)
			}
			p.kill()
			h.judge(t, senders...)
		})
	}
}
