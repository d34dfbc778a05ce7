package deadline_test

import (
	"testing"

	"damping/shared/civil"
	"damping/shared/deadline"
)

func TestNextAllowed(t *testing.T) {
	const from, to = deadline.QuietFrom, deadline.QuietTo

	for _, c := range []struct{ name, at, want string }{
		{"by day it sounds at once", "2026-11-23 09:00", "2026-11-23 09:00"},
		{"one minute before the quiet hours it still sounds", "2026-11-23 19:59", "2026-11-23 19:59"},
		{"with their beginning it waits for the morning", "2026-11-23 20:00", "2026-11-24 07:00"},
		{"after midnight it waits for the same morning", "2026-11-24 00:30", "2026-11-24 07:00"},
		{"one minute before their end it waits", "2026-11-24 06:59", "2026-11-24 07:00"},
		{"with their end it sounds", "2026-11-24 07:00", "2026-11-24 07:00"},
		{"over the end of the year", "2026-12-31 23:00", "2027-01-01 07:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := deadline.NextAllowed(wib(c.at), civil.WIB, from, to, false); got != wib(c.want) {
				t.Errorf("%d, want %d", got, wib(c.want))
			}
		})
	}

	night := wib("2026-11-23 23:00")
	if got := deadline.NextAllowed(night, civil.WIB, from, to, true); got != night {
		t.Error("an urgent reminder waits")
	}
	if got := deadline.NextAllowed(night, civil.WIB, 0, 0, false); got != night {
		t.Error("without quiet hours a reminder waits")
	}
	if got := deadline.NextAllowed(night, civil.WIB, civil.NoClock, to, false); got != night {
		t.Error("with half of the quiet hours missing a reminder waits")
	}
	if got, want := deadline.NextAllowed(wib("2026-11-23 12:30"), civil.WIB, 12*60, 13*60, false), wib("2026-11-23 13:00"); got != want {
		t.Error("a rest at noon does not end at its end")
	}
}

// Three zones, a year, several settings: nothing sounds in the quiet hours, nothing waits without need, nothing is
// lost or waits more than a day, and no minute is skipped at which it might have sounded.
func TestNoReminderSoundsInQuietHoursForAYear(t *testing.T) {
	settings := [][2]civil.Clock{{deadline.QuietFrom, deadline.QuietTo}, {12 * 60, 13 * 60}, {0, 6*60 + 30}, {22 * 60, 0}, {7*60 + 1, 7 * 60}}

	for _, zone := range civil.Zones() {
		for _, quiet := range settings {
			from, to := quiet[0], quiet[1]
			for at := wib("2026-01-01 00:00"); at < wib("2027-01-01 00:00"); at += 17*minute + 1000 {
				got := deadline.NextAllowed(at, zone, from, to, false)

				switch {
				case got < at || got-at > day:
					t.Fatalf("%s %s–%s: %d waits %d ms", zone, from, to, at, got-at)
				case deadline.Quiet(civil.ClockAt(got, zone), from, to):
					t.Fatalf("%s %s–%s: sounds at %s", zone, from, to, civil.ClockAt(got, zone))
				case got == at:
					continue
				case civil.ClockAt(got, zone) != to || got%minute != 0:
					t.Fatalf("%s %s–%s: waits until %s", zone, from, to, civil.ClockAt(got, zone))
				case !deadline.Quiet(civil.ClockAt(at, zone), from, to) || !deadline.Quiet(civil.ClockAt(got-1, zone), from, to):
					t.Fatalf("%s %s–%s: %d waits though it need not", zone, from, to, at)
				}
				if deadline.NextAllowed(at, zone, from, to, true) != at {
					t.Fatalf("%s: an urgent one waits", zone)
				}
			}
		}
	}
}
