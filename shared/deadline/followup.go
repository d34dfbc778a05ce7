package deadline

import "damping/shared/civil"

// MorningClock is when something falls due that has a date and no time of day: the start of the working day
// [proposal].
const MorningClock civil.Clock = 9 * 60

// FollowUp is the instant (ms UTC) at which a follow-up falls due that was set for a date and a time of day on the
// walls of the office. Without a time it is MorningClock. ok is false without a date.
func FollowUp(d civil.Date, c civil.Clock, z civil.Zone) (due int64, ok bool) {
	if !c.Valid() {
		c = MorningClock
	}
	return civil.Instant(d, c, z)
}

// Snooze is a follow-up put off by days: the same time of day, counted from its due day or, when that has passed,
// from today, so that putting off always leads ahead. All instants are ms UTC.
func Snooze(due, now int64, days int, z civil.Zone) int64 {
	from := max(civil.DateAt(due, z), civil.DateAt(now, z))
	at, _ := civil.Instant(from.AddDays(days), civil.ClockAt(due, z), z)
	return at
}

// Group is the part of Hari ini in which something stands.
type Group int

const (
	// Overdue is past its time.
	Overdue Group = iota
	// Today falls due before midnight.
	Today
	// ThisWeek falls due before the coming Monday.
	ThisWeek
	// Later is everything else.
	Later
)

// GroupOf sorts an instant (ms UTC) into the day and the week of now, on the walls of a zone.
func GroupOf(due, now int64, z civil.Zone) Group {
	if due < now {
		return Overdue
	}
	today, date := civil.DateAt(now, z), civil.DateAt(due, z)
	switch {
	case date == today:
		return Today
	case date < today.Monday().AddDays(7):
		return ThisWeek
	}
	return Later
}
