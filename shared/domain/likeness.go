package domain

import (
	"slices"
	"strings"
)

// How alike two people are. It is a suggestion to look at both files, never a decision.
const (
	Same     = "sama"    // the same national id, or the same name and day of birth
	Possible = "mungkin" // worth a look
	Unlike   = ""
)

// Person is what is known of somebody when people are compared. Empty is not known.
type Person struct {
	Name  string
	Birth Date
	Age   int64 // full years, of both people at the same day; -1 when unknown
	Sex   string
	NIK   string
}

// Likeness compares two people. Names are compared as they are spoken, not as they are spelled; sexes or ids that differ
// leave only the likeness of a slip of the pen.
func Likeness(a, b Person) string {
	bothIDs := len(a.NIK) == 16 && len(b.NIK) == 16
	if bothIDs && a.NIK == b.NIK {
		return Same
	}
	when := bornAlike(a, b)
	if when == apart {
		return Unlike
	}
	name, words := namesAlike(a.Name, b.Name)
	switch differ := bothIDs || a.Sex != "" && b.Sex != "" && a.Sex != b.Sex; {
	case name == apart:
		return Unlike
	case differ:
		if name == equal && when == equal {
			return Possible
		}
		return Unlike
	case name == equal && when == equal:
		return Same
	case when == equal, when == near && name == equal, when == near && words > 1, name == equal && words > 1:
		return Possible
	}
	return Unlike
}

// nearness is how one thing that is known of two people compares.
type nearness int

const (
	apart nearness = iota
	unknown
	near
	equal
)

// bornAlike compares days of birth, or ages when one is missing. A year more or less is near, and so is the same day of
// another year. The first of January stands in the papers of many whose day nobody knew: it is not that day.
func bornAlike(a, b Person) nearness {
	if a.Birth == "" || b.Birth == "" {
		switch {
		case a.Age < 0 || b.Age < 0:
			return unknown
		case a.Age-b.Age <= 1 && b.Age-a.Age <= 1:
			return near
		}
		return apart
	}
	y1, m1, d1 := a.Birth.Parts()
	y2, m2, d2 := b.Birth.Parts()
	someday := m1 == 1 && d1 == 1
	switch {
	case a.Birth == b.Birth && !someday:
		return equal
	case y1-y2 <= 1 && y2-y1 <= 1, m1 == m2 && d1 == d2 && !someday:
		return near
	}
	return apart
}

// namesAlike compares two names; words is how many words of them found each other.
func namesAlike(a, b string) (how nearness, words int) {
	x, y := nameWords(a), nameWords(b)
	if len(x) == 0 || len(y) == 0 {
		return apart, 0
	}
	if slices.Equal(x, y) {
		return equal, len(x)
	}
	one, other := strings.Join(x, ""), strings.Join(y, "")
	if one == other { // Nur Haliza, Nurhaliza
		return equal, max(len(x), len(y))
	}
	if len(x) > len(y) || len(x) == len(y) && one > other { // the order of asking must not matter
		x, y = y, x
	}
	left := slices.Clone(y)
	for _, w := range x {
		i := slices.Index(left, w)
		if i < 0 {
			i = slices.IndexFunc(left, func(v string) bool { return wordsAlike(w, v) })
		}
		if i >= 0 {
			words, left[i] = words+1, "" // nothing is like ""
		}
	}
	turned := len(x) == len(y) && words == len(x)
	if turned || words == len(x) && wordsAlike(ownName(x), ownName(y)) {
		return near, words
	}
	if min(len(one), len(other)) >= 8 && wordsAlike(one, other) { // Abdul Rahman, Abdurrahman
		return near, len(x)
	}
	return apart, 0
}

// nameWords are the folded words of a name without titles. What follows a comma is a degree.
func nameWords(name string) []string {
	name, _, _ = strings.Cut(name, ",")
	words := strings.Fields(Fold(name))
	words = slices.DeleteFunc(words, func(w string) bool { return strings.Contains(titles, " "+w+" ") })
	for i, w := range words {
		switch w {
		case "st":
			w = "siti"
		case "abd", "abdl":
			w = "abdul"
		}
		words[i] = spoken(w)
	}
	return words
}

// Words as nameWords has them before and after spoken: titles, and words that so many names begin with that they tell
// nothing. The n is ny. (nyonya).
const (
	titles = " h hj haji hajah kiai ust ustad ustads ustadsah drs dra dr ir frof alm almh almarhum almarhumah bin binti bt " +
		"n nionia niona tn tuan nona sdr sdri saudara saudari bfk bafak ibu raden "
	common = " muhamad ahmad siti nur sri abdul dewi futri futra ni i wean futu gede made kadek nenga numan kumang ketut "
)

// ownName is the first word that is somebody's own: Aminah of Siti Aminah.
func ownName(words []string) string {
	for _, w := range words {
		if !strings.Contains(common, " "+w+" ") {
			return w
		}
	}
	return words[0]
}

var sounds = strings.NewReplacer("ae", "e", "ai", "e", "ei", "e", "o", "u", "j", "i", "ts", "s", "ds", "s", "ks", "s")

// spoken brings a folded word nearer to its sound than finding would bear: Zaenal and Zainal, Umar and Omar, Yusuf and
// Jusuf, Fatima and Fatimah.
func spoken(w string) string {
	w = sounds.Replace(w)
	if len(w) > 3 {
		w = strings.TrimSuffix(w, "h")
	}
	return w
}

// wordsAlike reports whether two words of names may be one: an initial, or one letter wrong in five, two in ten.
func wordsAlike(a, b string) bool {
	if a == "" || b == "" || a == b {
		return a != "" && b != ""
	}
	if len(a) == 1 || len(b) == 1 {
		return a[0] == b[0]
	}
	if a[0] != b[0] && a[1:] != b[1:] {
		return false
	}
	switch n := min(len(a), len(b)); {
	case n >= 10:
		return within(a, b, 2)
	case n >= 5:
		return within(a, b, 1)
	}
	return false
}
