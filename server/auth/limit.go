package auth

import (
	"context"
	"crypto/sha256"
	"math"
	"time"

	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/op"
)

const (
	// freeTries is how many wrong passwords cost nothing but themselves.
	freeTries = 5
	// firstWait follows the next one, and each further one doubles it up to longestWait.
	firstWait   = time.Second
	longestWait = 15 * time.Minute
	// forgetAfter is when old failures no longer count.
	forgetAfter = 24 * time.Hour
)

// limitKey names a count. Somebody who shows the credential of one of the account's own devices is counted apart:
// else a stranger could keep a caseworker out by typing wrong passwords under their name all day.
func limitKey(login string, device op.ID) []byte {
	sum := sha256.Sum256(append([]byte("login\x00"+login+"\x00"), device[:]...))
	return sum[:]
}

// tryOnce counts a try before its password is looked at, so that a hundred tries side by side are a hundred. It
// returns limited, with the seconds to wait, when it is too early for another one.
func (s *Service) tryOnce(ctx context.Context, key []byte) error {
	var wait time.Duration
	err := s.db.Update(ctx, func(tx *store.Tx) error {
		count, err := tx.LoginLimit(ctx, key)
		if err != nil {
			return err
		}
		now := tx.Millis()
		if now < count.UntilAt {
			wait = time.Duration(count.UntilAt-now) * time.Millisecond
			return nil
		}
		if now-count.LastAt > forgetAfter.Milliseconds() {
			count.Fails = 0
		}
		count.Fails++
		count.LastAt = now
		count.UntilAt = now + pause(count.Fails).Milliseconds()
		return tx.SaveLoginLimit(ctx, count)
	})
	if err == nil && wait > 0 {
		return errs.E(errs.Limited, "", int(math.Ceil(wait.Seconds())))
	}
	return err
}

// pause is how long the next try must wait after that many failures.
func pause(fails int64) time.Duration {
	if fails < freeTries {
		return 0
	}
	doublings := min(fails-freeTries, 20)
	return min(firstWait<<doublings, longestWait)
}
