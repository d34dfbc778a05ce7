package deadline_test

import (
	"testing"

	"damping/shared/civil"
	"damping/shared/deadline"
)

func TestFollowUp(t *testing.T) {
	if due, ok := deadline.FollowUp("2026-11-24", 9*60, civil.WIB); !ok || due != wib("2026-11-24 09:00") {
		t.Errorf("nine in the west is %d", due)
	}
	if due, ok := deadline.FollowUp("2026-11-24", 9*60, civil.WIT); !ok || due != wib("2026-11-24 07:00") {
		t.Errorf("nine in the east is %d", due)
	}
	if due, ok := deadline.FollowUp("2026-11-24", civil.NoClock, civil.WIB); !ok || due != wib("2026-11-24 09:00") {
		t.Errorf("without a time of day it is due at %d", due)
	}
	for _, d := range []civil.Date{"", "2026-02-30", "besok"} {
		if _, ok := deadline.FollowUp(d, 9*60, civil.WIB); ok {
			t.Errorf("%q falls due", d)
		}
	}
}

func TestSnooze(t *testing.T) {
	for _, c := range []struct {
		name, due, now string
		days           int
		want           string
	}{
		{"before it is due it moves from its own day", "2026-11-25 09:00", "2026-11-23 10:00", 1, "2026-11-26 09:00"},
		{"on the day it moves to the next", "2026-11-23 09:00", "2026-11-23 10:00", 1, "2026-11-24 09:00"},
		{"long overdue it moves from today", "2026-11-02 14:30", "2026-11-23 10:00", 1, "2026-11-24 14:30"},
		{"by a week", "2026-12-28 09:00", "2026-12-28 10:00", 7, "2027-01-04 09:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := deadline.Snooze(wib(c.due), wib(c.now), c.days, civil.WIB); got != wib(c.want) {
				t.Errorf("%d, want %d", got, wib(c.want))
			}
		})
	}
}

// In each zone, each hour of a year: putting off by a day leads into the next day or later, and keeps the time of day.
func TestSnoozeAlwaysLeadsAhead(t *testing.T) {
	for _, zone := range civil.Zones() {
		for now := wib("2026-01-01 00:00"); now < wib("2027-01-01 00:00"); now += hour {
			for _, due := range []int64{now - 40*day, now - hour, now, now + hour, now + 3*day} {
				got := deadline.Snooze(due, now, 1, zone)
				if got <= now || got < due+day || civil.ClockAt(got, zone) != civil.ClockAt(due, zone) {
					t.Fatalf("%s: due %d at %d was put off to %d", zone, due, now, got)
				}
			}
		}
	}
}

func TestGroupOf(t *testing.T) {
	now := wib("2026-11-25 10:00") // a Wednesday

	for _, c := range []struct {
		due  string
		want deadline.Group
	}{
		{"2026-11-25 09:59", deadline.Overdue},
		{"2026-11-20 12:00", deadline.Overdue},
		{"2026-11-25 10:00", deadline.Today},
		{"2026-11-25 23:59", deadline.Today},
		{"2026-11-26 00:00", deadline.ThisWeek},
		{"2026-11-29 23:59", deadline.ThisWeek},
		{"2026-11-30 00:00", deadline.Later},
	} {
		if got := deadline.GroupOf(wib(c.due), now, civil.WIB); got != c.want {
			t.Errorf("%s stands in %d, want %d", c.due, got, c.want)
		}
	}
	if got := deadline.GroupOf(wib("2026-11-25 23:00"), now, civil.WIT); got != deadline.ThisWeek {
		t.Errorf("one in the morning of tomorrow in the east stands in %d", got)
	}
}
