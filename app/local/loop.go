package local

import (
	"context"
	"math/rand/v2"
	"time"

	"damping/shared/errs"
)

const (
	firstRetry = time.Second
	lastRetry  = 5 * time.Minute
	// idle is how long a silent server is believed. Its stream of events usually speaks long before; a proxy may hold
	// the stream back without cutting it.
	idle = 5 * time.Minute
)

// retryIn is the wait after a number of failures in a row: anything between nothing and twice the last bound ("full
// jitter"), so that a thousand phones do not come back in the same second.
func retryIn(failures int, random func(int64) int64) time.Duration {
	bound := lastRetry
	if failures < 10 {
		bound = min(firstRetry<<(failures-1), lastRetry)
	}
	return time.Duration(random(int64(bound)))
}

// Kick makes the loop run a cycle now.
func (s *Syncer) Kick() {
	select {
	case s.kicks <- struct{}{}:
	default: // one is waiting already, and it will see what this one wants seen
	}
}

// Run cycles until ctx ends: at once, at every kick, after failures with growing waits, and now and then.
func (s *Syncer) Run(ctx context.Context) {
	failures := 0
	for {
		err := s.Cycle(ctx)
		if ctx.Err() != nil {
			return
		}

		wait := idle
		switch {
		case err == nil:
			failures = 0
		case errs.CodeOf(err) == errs.Locked:
			return // the store was shut under us
		default:
			failures++
			wait = retryIn(failures, rand.Int64N)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-s.kicks:
		case <-timer.C:
		}
		timer.Stop()
	}
}
