// Package civil is the calendar on the wall: dates, times of day and Indonesia's three time zones.
//
// A birth date or a due date is a civil date, not an instant: it must not move when somebody travels. Instants are
// int64 milliseconds since 1970 in UTC everywhere else; this package turns one into the other. The zones have had
// fixed offsets and no summer time since 1988 (Keppres 41/1987), so no time-zone database is needed, which would
// cost the phone 450 kB of download. The package never asks what time it is.
package civil

import "damping/shared/errs"

// Date is a day in the Gregorian calendar, "YYYY-MM-DD", years 0001 to 9999. The empty Date is no date. As text,
// dates compare and sort in the order of the calendar.
type Date string

// NewDate makes a date of its parts; a day that does not exist (29 February 2026) gives the empty Date.
func NewDate(year, month, day int) Date {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return ""
	}
	var b [10]byte
	putDigits(b[0:4], year)
	b[4] = '-'
	putDigits(b[5:7], month)
	b[7] = '-'
	putDigits(b[8:10], day)
	return Date(b[:])
}

// ParseDate reads "YYYY-MM-DD" and accepts only days that exist. Error: invalid, without the text.
func ParseDate(s string) (Date, error) {
	d := Date(s)
	if !d.Valid() {
		return "", errs.E(errs.Invalid, "form.badDate")
	}
	return d, nil
}

// Valid reports whether d is a day of the calendar; the empty Date is not.
func (d Date) Valid() bool {
	if len(d) != 10 || d[4] != '-' || d[7] != '-' {
		return false
	}
	year, ok1 := digits(string(d[0:4]))
	month, ok2 := digits(string(d[5:7]))
	day, ok3 := digits(string(d[8:10]))
	return ok1 && ok2 && ok3 && NewDate(year, month, day) == d
}

// Parts gives year, month (1–12) and day; zeros for the empty or a malformed Date.
func (d Date) Parts() (year, month, day int) {
	if !d.Valid() {
		return 0, 0, 0
	}
	year, _ = digits(string(d[0:4]))
	month, _ = digits(string(d[5:7]))
	day, _ = digits(string(d[8:10]))
	return year, month, day
}

// Weekday is 1 for Monday to 7 for Sunday, the Indonesian week; 0 for no date.
func (d Date) Weekday() int {
	if !d.Valid() {
		return 0
	}
	// 1970-01-01 was a Thursday.
	return int(mod(d.dayNumber()+3, 7)) + 1
}

// AddDays is the date n days later, earlier for a negative n. The empty Date stays empty.
func (d Date) AddDays(n int) Date {
	if !d.Valid() {
		return ""
	}
	return fromDayNumber(d.dayNumber() + int64(n))
}

// DaysUntil counts the days from d to other, negative when other is earlier; 0 when either is no date.
func (d Date) DaysUntil(other Date) int {
	if !d.Valid() || !other.Valid() {
		return 0
	}
	return int(other.dayNumber() - d.dayNumber())
}

// Monday is the first day of d's week.
func (d Date) Monday() Date { return d.AddDays(1 - d.Weekday()) }

// YearsAt is the age in full years of somebody born on d at the day at; -1 when either is no date or at is before d.
// Who is born on 29 February has a birthday on 1 March in other years.
func (d Date) YearsAt(at Date) int {
	if !d.Valid() || !at.Valid() || at < d {
		return -1
	}
	by, bm, bd := d.Parts()
	y, m, day := at.Parts()
	years := y - by
	if m < bm || m == bm && day < bd {
		years--
	}
	return years
}

// dayNumber counts days since 1970-01-01. The arithmetic counts from 1 March, so that the leap day comes last.
func (d Date) dayNumber() int64 {
	year, month, day := d.Parts()
	y, m := int64(year), int64(month)
	if m <= 2 {
		y--
	}
	era := floorDiv(y, 400)
	yearOfEra := y - era*400
	dayOfYear := (153*mod(m+9, 12)+2)/5 + int64(day) - 1
	dayOfEra := yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear
	return era*146097 + dayOfEra - 719468
}

// fromDayNumber is the inverse of dayNumber.
func fromDayNumber(n int64) Date {
	n += 719468
	era := floorDiv(n, 146097)
	dayOfEra := n - era*146097
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/146096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	m := (5*dayOfYear + 2) / 153
	day := dayOfYear - (153*m+2)/5 + 1
	year := yearOfEra + era*400
	month := m + 3
	if month > 12 {
		month -= 12
		year++
	}
	return NewDate(int(year), int(month), int(day))
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

func digits(s string) (n int, ok bool) {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, len(s) > 0
}

func putDigits(b []byte, n int) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func mod(a, b int64) int64 { return a - floorDiv(a, b)*b }
