package push

import (
	"net/http"
	"strconv"
	"time"
)

// Class is what to do after a message was sent.
type Class uint8

// The classes.
const (
	// Taken: the push service has it.
	Taken Class = iota + 1
	// Gone: nobody listens there any more; the subscription is to be forgotten.
	Gone
	// Refused: the push service does not take this message from us, and would not take it a second time. The
	// subscription stays, for the fault is rather ours; somebody should look.
	Refused
	// Later: not now.
	Later
)

func (c Class) String() string {
	switch c {
	case Taken:
		return "taken"
	case Gone:
		return "gone"
	case Refused:
		return "refused"
	}
	return "later"
}

// Outcome is what came of sending one message once.
type Outcome struct {
	Class Class
	// Status is the push service's HTTP status, 0 when there was no answer.
	Status int
	// RetryAfter is how long the push service asks to be left alone, 0 when it did not say.
	RetryAfter time.Duration
}

// classify sorts the answers of RFC 8030 and of the four big services. A redirect is Refused: it is not followed.
func classify(status int) Class {
	switch {
	case status >= 200 && status < 300:
		return Taken
	case status == http.StatusNotFound, status == http.StatusGone:
		return Gone
	case status == http.StatusTooManyRequests, status == http.StatusRequestTimeout, status >= 500:
		return Later
	}
	return Refused
}

// maxRetryAfter is the longest wait that is believed.
const maxRetryAfter = 24 * time.Hour

// retryAfter reads the header of that name: seconds, or a date.
func retryAfter(header string, now time.Time) time.Duration {
	wait := time.Duration(0)
	if seconds, err := strconv.Atoi(header); err == nil {
		wait = time.Duration(min(seconds, int(maxRetryAfter/time.Second))) * time.Second
	} else if at, err := http.ParseTime(header); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), maxRetryAfter)
}
