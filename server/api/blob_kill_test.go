package api_test

import (
	mathrand "math/rand/v2"
	"sync"
	"testing"
	"time"

	"damping/server/oplog"
	"damping/server/servertest"
	"damping/shared/attach"
)

// A real server is killed with SIGKILL again and again while chunks come in and notes with them. Each time it goes on where
// it was: what it said it has it has, and in the end every byte is there and every note once.
func TestKilledWhileChunksCome(t *testing.T) {
	program := build(t)
	for _, engine := range servertest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			seed := uint64(time.Now().UnixNano())
			t.Logf("%d kills with seed %d", *kills, seed)
			dice := mathrand.New(mathrand.NewPCG(seed, 0))
			h := newHome(t, servertest.Source(t, engine))
			p := h.start(t, program)
			s := h.sender(t, p)
			a := s.attached(t, photo(t, 1, *kills*6*attach.ChunkSize+1000))
			u := newUploader(p.address, s.session)
			done := false
			for range *kills {
				// After some bytes have gone up, in the middle of a chunk or of its keeping, the server is gone.
				u.wire.mu.Lock()
				at := u.wire.up + dice.Int64N(6*attach.ChunkSize)
				u.wire.mu.Unlock()
				wait := time.Duration(dice.IntN(10_000)) * time.Microsecond
				dying := p
				u.wire.at(at, func() { time.AfterFunc(wait, dying.kill) })
				var sending sync.WaitGroup
				s.to = p.address
				sending.Go(func() { s.run(p.ended) })
				for u.to = p.address; !done; {
					if err := u.bring(t.Context(), a); err == nil {
						done = true
					}
					select {
					case <-p.ended:
					default:
						continue
					}
					break
				}
				p.kill()
				u.wire.at(0, nil)
				sending.Wait()
				p = h.start(t, program)
			}
			s.to, u.to = p.address, p.address
			insist(t, s.send)
			if err := u.bring(t.Context(), a); err != nil {
				t.Fatal(err)
			}
			u.check(t, a)
			if s.failed != nil || s.Unsent() > 0 || len(s.Refused()) > 0 {
				t.Error("notes were lost:", s.failed, s.Unsent(), len(s.Refused()))
			}
			p.kill()
			db := h.open(t)
			defer db.Close()
			log, err := oplog.Open(t.Context(), db, h.vault, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := log.Verify(t.Context()); err != nil {
				t.Error(err)
			}
			t.Logf("%d chunks and %d notes, %d chunks torn", len(a.Chunks), s.notes, len(u.wasted))
		})
	}
}
