package i18n

import (
	"strconv"

	"damping/shared/civil"
)

// Date is a date in full: "9 Agustus 2026". Empty for no date.
func Date(lang Lang, d civil.Date) string {
	year, month, day := d.Parts()
	if day == 0 {
		return ""
	}
	return T(lang, "date.full", strconv.Itoa(day), Month(lang, month), strconv.Itoa(year))
}

// LongDate is a date with its weekday: "Senin, 23 November 2026".
func LongDate(lang Lang, d civil.Date) string {
	if !d.Valid() {
		return ""
	}
	return T(lang, "date.long", Weekday(lang, d.Weekday()), Date(lang, d))
}

// Month is the name of a month, 1 to 12.
func Month(lang Lang, month int) string {
	if month < 1 || month > 12 {
		return ""
	}
	return T(lang, "date.month."+two(month))
}

// Weekday is the name of a weekday, 1 for Monday to 7 for Sunday.
func Weekday(lang Lang, weekday int) string {
	if weekday < 1 || weekday > 7 {
		return ""
	}
	return T(lang, "date.weekday."+strconv.Itoa(weekday))
}

// Clock is a time of day without its zone: "09.00", in English "09:00". Empty for none.
func Clock(lang Lang, c civil.Clock) string {
	if !c.Valid() {
		return ""
	}
	return T(lang, "date.clock", two(int(c)/60), two(int(c)%60))
}

// Time is the time of day at an instant (ms UTC) in a zone, with the zone's letters: "09.00 WIB".
func Time(lang Lang, instant int64, z civil.Zone) string {
	return T(lang, "date.time", Clock(lang, civil.ClockAt(instant, z)), z.Letters())
}

// DateTime is an instant (ms UTC) in a zone: "9 Agustus 2026 09.00 WIB".
func DateTime(lang Lang, instant int64, z civil.Zone) string {
	return T(lang, "date.dateTime", Date(lang, civil.DateAt(instant, z)), Time(lang, instant, z))
}

// Day is a date as people say it on the day today: "hari ini", "besok", "kemarin", "Rabu" when it is two to six days
// ahead, "9 Agustus" in the same year, otherwise in full. Empty for no date.
func Day(lang Lang, d, today civil.Date) string {
	if !d.Valid() {
		return ""
	}
	switch n := today.DaysUntil(d); {
	case !today.Valid():
		return Date(lang, d)
	case n == 0:
		return T(lang, "date.today")
	case n == 1:
		return T(lang, "date.tomorrow")
	case n == -1:
		return T(lang, "date.yesterday")
	case n >= 2 && n <= 6:
		return Weekday(lang, d.Weekday())
	}

	year, month, day := d.Parts()
	if thisYear, _, _ := today.Parts(); year == thisYear {
		return T(lang, "date.dayMonth", strconv.Itoa(day), Month(lang, month))
	}
	return Date(lang, d)
}

// When is an instant as people say it now: "besok 09.00", "kemarin 14.00". Both are ms UTC; the zone is the one on
// the reader's wall, so its letters are left out.
func When(lang Lang, instant, now int64, z civil.Zone) string {
	day := Day(lang, civil.DateAt(instant, z), civil.DateAt(now, z))
	return T(lang, "date.when", day, Clock(lang, civil.ClockAt(instant, z)))
}

// Span is a length of time in its largest whole unit: "45 menit", "20 jam", "3 hari". The sign is ignored; below one
// minute it says so.
func Span(lang Lang, ms int64) string {
	if ms < 0 {
		ms = -ms
	}
	minutes := ms / 60_000
	switch {
	case minutes < 1:
		return T(lang, "date.moment")
	case minutes < 60:
		return T(lang, "date.minutes", minutes)
	case minutes < 48*60:
		return T(lang, "date.hours", minutes/60)
	}
	return T(lang, "date.days", minutes/(24*60))
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
