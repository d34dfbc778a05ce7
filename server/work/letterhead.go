package work

import (
	"fmt"
	"strings"
	"unicode"

	"damping/server/store"
)

// Letterhead is what stands above and below the letters of an institution. What is empty is left to be written by hand.
type Letterhead struct {
	Parent, Name, Address, Phone, City string
	HeadTitle, HeadName, HeadNIP       string
	// Pattern is that of the numbers.
	Pattern string
}

// LetterheadOf is the letterhead in a row.
func LetterheadOf(row store.Letterhead) Letterhead {
	return Letterhead{Parent: row.Parent, Name: row.Name, Address: row.Address, Phone: row.Phone, City: row.City,
		HeadTitle: row.HeadTitle, HeadName: row.HeadName, HeadNIP: row.HeadNIP, Pattern: row.Number}
}

// What may stand in a pattern: the number itself in six digits, the kind of letter, the year, and the month in Roman
// numerals, as offices write it.
const (
	markNumber = "{nomor}"
	markKind   = "{jenis}"
	markYear   = "{tahun}"
	markMonth  = "{bulan}"
)

// DefaultPattern is that of an institution that has set none: 460 is the file number of social affairs.
const DefaultPattern = "460/{nomor}/{jenis}/UPTD-PPA/{tahun}"

// Limits of what stands in a letterhead, in bytes: a line of a page, and two of an address.
const (
	maxHeadLine = 120
	maxAddress  = 240
	maxPattern  = 60
)

// Check says what is wrong with a letterhead; nil when it can be used.
func (l Letterhead) Check() error {
	for what, f := range map[string]struct {
		text string
		most int
	}{
		"parent": {l.Parent, maxHeadLine}, "name": {l.Name, maxHeadLine}, "address": {l.Address, maxAddress}, "phone": {l.Phone, maxHeadLine},
		"city": {l.City, maxHeadLine}, "head-title": {l.HeadTitle, maxHeadLine}, "head-name": {l.HeadName, maxHeadLine}, "head-nip": {l.HeadNIP, maxHeadLine},
		"number": {l.Pattern, maxPattern},
	} {
		if len(f.text) > f.most {
			return fmt.Errorf("%s: %d bytes, at most %d", what, len(f.text), f.most)
		}
		if strings.ContainsFunc(f.text, unicode.IsControl) {
			return fmt.Errorf("%s: a control character", what)
		}
	}
	if l.Pattern == "" {
		return nil
	}
	rest := strings.NewReplacer(markNumber, "", markKind, "", markYear, "", markMonth, "").Replace(l.Pattern)
	switch {
	case !strings.Contains(l.Pattern, markNumber) || !strings.Contains(l.Pattern, markYear):
		return fmt.Errorf("number: %q lacks %s or %s; numbers begin anew each year", l.Pattern, markNumber, markYear)
	case strings.ContainsAny(rest, "{}"):
		return fmt.Errorf("number: in braces only %s, %s, %s and %s", markNumber, markKind, markYear, markMonth)
	}
	return nil
}

var roman = [...]string{"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"}

// number fills a pattern.
func number(pattern, kind string, n int64, year, month int) string {
	return strings.NewReplacer(markNumber, fmt.Sprintf("%06d", n), markKind, kind, markYear, fmt.Sprint(year), markMonth, roman[month-1]).Replace(pattern)
}
