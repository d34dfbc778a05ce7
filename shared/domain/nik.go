package domain

import (
	"strings"

	"damping/shared/civil"
	"damping/shared/errs"
)

// The sexes that a national id number (NIK) tells of, codes of the list sex.
const (
	Female = "perempuan"
	Male   = "laki_laki"
)

// NIK is what a national id number says by itself. It is a hint: a number that disagrees with what was entered is a
// warning, never an error.
type NIK struct {
	// Province, City and District are area codes ("18", "18.71", "18.71.01") of the first registration, not of residence.
	Province, City, District string
	Sex                      string
	Birth                    Date
	// Sure is false when the birth date gives an age above 90 or below 1 year: the number has two digits for the year, so
	// somebody has to ask.
	Sure bool
}

// ParseNIK reads a national id number on a day: PP KK CC DD MM YY SSSS, area, day of birth (40 more for women), month, two
// digits of the year, serial. It has no check digit.
func ParseNIK(s string, today Date) (NIK, error) {
	if err := checkNumber(s, "NIK"); err != nil {
		return NIK{}, err
	}
	day, sex := two(s[6:]), Male
	if day > 40 {
		day, sex = day-40, Female
	}
	birth := dateOf(day, s, today)
	if birth == "" {
		return NIK{}, errs.E(errs.Invalid, "nik.date", "NIK")
	}
	age := birth.YearsAt(today)
	return NIK{Province: s[:2], City: s[:2] + "." + s[2:4], District: s[:2] + "." + s[2:4] + "." + s[4:6], Sex: sex, Birth: birth,
		Sure: age >= 1 && age <= 90}, nil
}

// CheckKK says what is wrong with the number of a family card (KK): an area, the day on which it was made, a serial.
func CheckKK(s string, today Date) error {
	if err := checkNumber(s, "KK"); err != nil {
		return err
	}
	if dateOf(two(s[6:]), s, today) == "" {
		return errs.E(errs.Invalid, "nik.date", "KK")
	}
	return nil
}

// checkNumber holds what both numbers have in common; name is how the person knows the number.
func checkNumber(s, name string) error {
	if len(s) != 16 || strings.Trim(s, "0123456789") != "" {
		return errs.E(errs.Invalid, "nik.digits", name)
	}
	if s[12:] == "0000" {
		return errs.E(errs.Invalid, "nik.serial", name)
	}
	return nil
}

// dateOf is the date in a number, in this century unless that lies ahead; "" when it is in no calendar.
func dateOf(day int, s string, today Date) Date {
	month, year := two(s[8:]), two(s[10:])
	d := civil.NewDate(2000+year, month, day)
	if d > today {
		d = civil.NewDate(1900+year, month, day)
	}
	return d
}

// two is the number that two digits make.
func two(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

// Mask hides a number so that it can be told from another one and not be copied: "1871********0012".
func Mask(s string) string {
	if len(s) != 16 {
		return strings.Repeat("*", len(s))
	}
	return s[:4] + "********" + s[12:]
}
