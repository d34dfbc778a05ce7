package civil_test

import (
	"testing"
	"time"

	"damping/shared/civil"
	"damping/shared/errs"
)

// The standard library is the second opinion: every day of 230 years, in both directions.
func TestDateAgreesWithTheStandardLibrary(t *testing.T) {
	start := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	first := civil.Date("1900-01-01")

	for n := range 365 * 230 {
		want := start.AddDate(0, 0, n)
		got := first.AddDays(n)

		if string(got) != want.Format(time.DateOnly) {
			t.Fatalf("day %d is %s, want %s", n, got, want.Format(time.DateOnly))
		}
		if iso := (int(want.Weekday())+6)%7 + 1; got.Weekday() != iso {
			t.Fatalf("%s is weekday %d, want %d", got, got.Weekday(), iso)
		}
		if first.DaysUntil(got) != n || got.DaysUntil(first) != -n {
			t.Fatalf("%s is %d days from the first, want %d", got, first.DaysUntil(got), n)
		}
	}
}

func TestParseDate(t *testing.T) {
	for _, good := range []string{"2026-08-09", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"} {
		if d, err := civil.ParseDate(good); err != nil || string(d) != good {
			t.Errorf("%s: %q, %v", good, d, err)
		}
	}
	for _, bad := range []string{"", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-8-9", "26-08-09",
		"2026/08/09", "2026-08-09 ", "0000-01-01", "2026-08-0x", "+026-08-09"} {
		if d, err := civil.ParseDate(bad); errs.CodeOf(err) != errs.Invalid || d != "" {
			t.Errorf("%q: %q, %v", bad, d, err)
		}
	}
}

func TestDateArithmeticOnNoDate(t *testing.T) {
	var none civil.Date
	if none.AddDays(3) != "" || none.Weekday() != 0 || none.DaysUntil("2026-01-01") != 0 || none.YearsAt("2026-01-01") != -1 {
		t.Error("the empty date pretends to be a day")
	}
}

func TestYearsAt(t *testing.T) {
	for _, c := range []struct {
		born, at civil.Date
		want     int
	}{
		{"2012-03-12", "2026-03-11", 13},
		{"2012-03-12", "2026-03-12", 14},
		{"2008-02-29", "2026-02-28", 17}, // still a child
		{"2008-02-29", "2026-03-01", 18},
		{"2026-05-01", "2026-05-01", 0},
		{"2026-05-02", "2026-05-01", -1},
	} {
		if got := c.born.YearsAt(c.at); got != c.want {
			t.Errorf("born %s, at %s: %d, want %d", c.born, c.at, got, c.want)
		}
	}
}

func TestMonday(t *testing.T) {
	for d, want := range map[civil.Date]civil.Date{"2026-11-23": "2026-11-23", "2026-11-29": "2026-11-23", "2026-11-30": "2026-11-30"} {
		if got := d.Monday(); got != want {
			t.Errorf("week of %s starts on %s, want %s", d, got, want)
		}
	}
}

func TestParseClock(t *testing.T) {
	for s, want := range map[string]civil.Clock{"09:00": 540, "9.05": 545, "00:00": 0, "23.59": 1439} {
		if got, err := civil.ParseClock(s); err != nil || got != want {
			t.Errorf("%q: %d, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "9", "24:00", "12:60", "12:5", "-1:00", "123:00", "ab:cd", "12-30"} {
		if got, err := civil.ParseClock(s); errs.CodeOf(err) != errs.Invalid || got != civil.NoClock {
			t.Errorf("%q: %d, %v", s, got, err)
		}
	}
	if got := civil.Clock(545).String(); got != "09:05" {
		t.Errorf("written as %q", got)
	}
	if got := civil.NoClock.String(); got != "" {
		t.Errorf("no clock is written as %q", got)
	}
}

// Each hour of a year in each zone, against the standard library, there and back.
func TestInstantsInThreeZones(t *testing.T) {
	for _, zone := range civil.Zones() {
		offset := map[civil.Zone]int{civil.WIB: 7, civil.WITA: 8, civil.WIT: 9}[zone]
		place := time.FixedZone(zone.Letters(), offset*3600)

		for at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() == 2026; at = at.Add(59 * time.Minute) {
			ms, wall := at.UnixMilli(), at.In(place)
			date, clock := civil.DateAt(ms, zone), civil.ClockAt(ms, zone)

			if string(date) != wall.Format(time.DateOnly) || clock.String() != wall.Format("15:04") {
				t.Fatalf("%s: %s %s, want %s", zone, date, clock, wall)
			}
			if back, ok := civil.Instant(date, clock, zone); !ok || back != ms {
				t.Fatalf("%s: %d came back as %d", zone, ms, back)
			}
		}
	}
}

func TestInstantBefore1970(t *testing.T) {
	ms := time.Date(1926, 12, 31, 16, 30, 0, 0, time.UTC).UnixMilli()
	if d, c := civil.DateAt(ms, civil.WIB), civil.ClockAt(ms, civil.WIB); d != "1926-12-31" || c.String() != "23:30" {
		t.Errorf("%s %s", d, c)
	}
}

func TestTheZeroZoneIsWIB(t *testing.T) {
	if civil.Zone("").Letters() != "WIB" || civil.DateAt(0, "") != civil.DateAt(0, civil.WIB) {
		t.Error("the zero zone is not WIB")
	}
	if _, err := civil.ParseZone("UTC"); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("UTC is taken for a zone: %v", err)
	}
}
