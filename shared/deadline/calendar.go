package deadline

import (
	"sync"

	"damping/shared/civil"
	"damping/shared/code"
)

// Calendar knows on which days offices do not work, besides Saturdays and Sundays. The zero Calendar knows no holiday
// and is sure of no year.
type Calendar struct {
	free  map[civil.Date]bool
	years map[int]bool
}

// NewCalendar makes a calendar of days without work. A year is taken as known when one of its days is among them:
// national holidays and joint leave (cuti bersama) of a year are proclaimed together.
func NewCalendar(days []civil.Date) Calendar {
	c := Calendar{free: map[civil.Date]bool{}, years: map[int]bool{}}
	for _, d := range days {
		year, _, _ := d.Parts()
		c.free[d] = true
		c.years[year] = true
	}
	return c
}

// Indonesia is the calendar of the holidays in shared/code: national holidays and joint leave alike are no working
// days for a public office.
var Indonesia = sync.OnceValue(func() Calendar {
	var days []civil.Date
	for _, e := range code.Get(code.Holiday).Entries {
		days = append(days, civil.Date(e.Code))
	}
	return NewCalendar(days)
})

// Works reports whether offices work on a day.
func (c Calendar) Works(d civil.Date) bool {
	weekday := d.Weekday()
	return weekday >= 1 && weekday <= 5 && !c.free[d]
}

// Knows reports whether the holidays of the year of d are in the calendar.
func (c Calendar) Knows(d civil.Date) bool {
	year, _, _ := d.Parts()
	return c.years[year]
}

// AddWorkingDays is the n-th working day after a day; the day itself does not count, also when it is a working day.
// With n ≤ 0 it is the day itself. sure is false when it ran through a year whose holidays are not known. It is
// empty when the calendar ends before, and for an invalid date.
func (c Calendar) AddWorkingDays(from civil.Date, n int) (due civil.Date, sure bool) {
	if !from.Valid() {
		return "", false
	}
	due, sure = from, true
	for n > 0 {
		due = due.AddDays(1)
		if due == "" { // past the year 9999
			return "", false
		}
		sure = sure && c.Knows(due)
		if c.Works(due) {
			n--
		}
	}
	return due, sure
}
