package civil

import "damping/shared/errs"

// Clock is a time of day in minutes since midnight, 0 to 1439.
type Clock int

// NoClock is the absence of a time of day.
const NoClock Clock = -1

// ParseClock reads "09:00" or, as Indonesians write it, "09.00"; the hour may have one digit. Error: invalid.
func ParseClock(s string) (Clock, error) {
	i := len(s) - 3
	if i < 1 || i > 2 || s[i] != ':' && s[i] != '.' {
		return NoClock, errs.E(errs.Invalid, "form.badTime")
	}
	hour, ok1 := digits(s[:i])
	minute, ok2 := digits(s[i+1:])
	if !ok1 || !ok2 || hour > 23 || minute > 59 {
		return NoClock, errs.E(errs.Invalid, "form.badTime")
	}
	return Clock(hour*60 + minute), nil
}

// Valid reports whether c is a time of day.
func (c Clock) Valid() bool { return c >= 0 && c < 24*60 }

// String is "HH:MM", empty for NoClock: the form in which a time of day is stored and sent.
func (c Clock) String() string {
	if !c.Valid() {
		return ""
	}
	var b [5]byte
	putDigits(b[0:2], int(c)/60)
	b[2] = ':'
	putDigits(b[3:5], int(c)%60)
	return string(b[:])
}

// Zone is one of Indonesia's time zones by its usual letters. The zero Zone counts as WIB, where this office is.
type Zone string

const (
	// WIB is western Indonesian time, UTC+7: Sumatra, Java, west and central Kalimantan.
	WIB Zone = "WIB"
	// WITA is central Indonesian time, UTC+8: Bali, Nusa Tenggara, Sulawesi, east, north and south Kalimantan.
	WITA Zone = "WITA"
	// WIT is eastern Indonesian time, UTC+9: Maluku, Papua.
	WIT Zone = "WIT"
)

// Zones lists the three from west to east.
func Zones() []Zone { return []Zone{WIB, WITA, WIT} }

// ParseZone reads the letters of a zone. Error: invalid.
func ParseZone(s string) (Zone, error) {
	for _, z := range Zones() {
		if string(z) == s {
			return z, nil
		}
	}
	return "", errs.E(errs.Invalid, "form.badZone")
}

// Letters are "WIB", "WITA" or "WIT".
func (z Zone) Letters() string {
	if z == WITA || z == WIT {
		return string(z)
	}
	return string(WIB)
}

// Minutes is how many minutes the zone is ahead of UTC.
func (z Zone) Minutes() int { return int(z.offset() / minute) }

// offset is how many milliseconds the zone is ahead of UTC.
func (z Zone) offset() int64 {
	switch z {
	case WITA:
		return 8 * hour
	case WIT:
		return 9 * hour
	}
	return 7 * hour
}

// Lengths of time in milliseconds.
const (
	minute int64 = 60_000
	hour         = 60 * minute
	day          = 24 * hour
)

// DateAt is the date on the wall in a zone at an instant (ms UTC).
func DateAt(instant int64, z Zone) Date {
	return fromDayNumber(floorDiv(instant+z.offset(), day))
}

// ClockAt is the time of day on the wall in a zone at an instant (ms UTC), the seconds cut off.
func ClockAt(instant int64, z Zone) Clock {
	return Clock(mod(instant+z.offset(), day) / minute)
}

// Instant is the moment (ms UTC) at which a zone's walls show that date and time; ok is false when either is missing
// or does not exist.
func Instant(d Date, c Clock, z Zone) (instant int64, ok bool) {
	if !d.Valid() || !c.Valid() {
		return 0, false
	}
	return d.dayNumber()*day + int64(c)*minute - z.offset(), true
}
