package deadline

import "damping/shared/civil"

// The hours in which an ordinary reminder waits, unless the institution or the person chose others [proposal].
const (
	QuietFrom civil.Clock = 20 * 60
	QuietTo   civil.Clock = 7 * 60
)

// Quiet reports whether a time of day lies in the quiet hours, which begin with from and end before to and may run
// over midnight. The same time twice, or a missing one, means that there are none.
func Quiet(c, from, to civil.Clock) bool {
	switch {
	case !from.Valid() || !to.Valid() || from == to:
		return false
	case from < to:
		return from <= c && c < to
	}
	return c >= from || c < to
}

// NextAllowed is the first instant (ms UTC), not before the given one, at which a reminder may sound on the walls of
// a zone: the instant itself outside the quiet hours, otherwise their end. An urgent one never waits; only an explicit
// rule may make it so, never a guess.
func NextAllowed(instant int64, z civil.Zone, from, to civil.Clock, urgent bool) int64 {
	if urgent || !Quiet(civil.ClockAt(instant, z), from, to) {
		return instant
	}
	end, _ := civil.Instant(civil.DateAt(instant, z), to, z)
	if end <= instant { // the quiet hours end tomorrow morning
		end += day
	}
	return end
}
