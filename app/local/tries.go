package local

import (
	"time"

	"damping/shared/errs"
)

// tries counts the wrong passwords since the last right one.
type tries struct {
	N  int   `json:"n"`
	At int64 `json:"at"` // ms UTC of the last one, by the device's clock
}

// onlineFrom is the count of wrong tries from which only a sign-in over the network opens the store.
const onlineFrom = 10

const longestWait = 5 * time.Minute

// delay is how long after the last wrong try the next may be made: 1 s, 2 s, 4 s … 5 minutes.
func (t tries) delay() time.Duration {
	switch {
	case t.N <= 0:
		return 0
	case t.N > 9: // 2⁹ s are more than 5 minutes
		return longestWait
	}
	return min(time.Second<<(t.N-1), longestWait)
}

// nextAt is when the next try may be made, ms UTC by the device's clock; 0 for at once. A clock that was set back makes
// nobody wait longer than the delay.
func (t tries) nextAt(now int64) int64 {
	at := min(t.At, now) + t.delay().Milliseconds()
	if at <= now {
		return 0
	}
	return at
}

// onlineOnly reports whether tries on the device are used up.
func (t tries) onlineOnly() bool { return t.N >= onlineFrom }

// check refuses a try that may not be made: limited with the seconds to wait, or locked when only the network helps.
func (t tries) check(now int64) error {
	if t.onlineOnly() {
		return errs.E(errs.Locked, "unlock.onlineOnly")
	}
	if at := t.nextAt(now); at > 0 {
		seconds := int((at - now + 999) / 1000)
		return errs.E(errs.Limited, "unlock.wait", seconds)
	}
	return nil
}
