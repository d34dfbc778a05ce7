package domain

import (
	"time"

	"damping/shared/civil"
)

// Date is a civil date, "2006-01-02". It has no zone: a birthday is the same day everywhere.
type Date = civil.Date

// Local is a civil date and time in the office's zone, "2006-01-02T15:04". A follow-up is due at nine in the office
// whatever the phone believes its zone to be.
type Local string

const localLayout = "2006-01-02T15:04"

// Valid reports whether l is a real date and time.
func (l Local) Valid() bool {
	_, err := time.Parse(localLayout, string(l))
	return err == nil && len(l) == len(localLayout)
}

// In returns the instant in milliseconds UTC for a zone that is offset minutes east of UTC. Indonesia's zones have no
// summer time: WIB is 420, WITA 480, WIT 540. An invalid l gives 0.
func (l Local) In(offset int) int64 {
	t, err := time.Parse(localLayout, string(l))
	if err != nil {
		return 0
	}
	return t.UnixMilli() - int64(offset)*60_000
}

// LocalAt returns the civil time at an instant in such a zone.
func LocalAt(ms int64, offset int) Local {
	return Local(time.UnixMilli(ms + int64(offset)*60_000).UTC().Format(localLayout))
}

// Date returns the day of l.
func (l Local) Date() Date {
	if len(l) < 10 {
		return ""
	}
	return Date(l[:10])
}
