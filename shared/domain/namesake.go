package domain

import (
	"math/bits"
	"slices"
	"strings"
)

// Namesake looks for somebody's name in the folded texts of cards, before any file is opened: what it answers is whether
// opening it may be worth while. It is asked of every card that the device holds, and nearly all of them are passed over
// by the consonants alone.
func Namesake(name string) func(find string) bool {
	own := nameWords(name)
	whole := strings.Join(own, "")
	if telling := slices.DeleteFunc(slices.Clone(own), func(w string) bool { return strings.Contains(common, " "+w+" ") }); len(telling) > 0 {
		own = telling // no two names are alike by Siti alone
	}
	return func(find string) bool {
		for line, rest := "", find; rest != "" && whole != ""; {
			line, rest, _ = strings.Cut(rest, "\n")
			if strings.ContainsAny(line, "0123456789") || !mayBe(line, whole, own) { // the first lines are numbers
				continue
			}
			if how, _ := namesAlike(line, name); how > apart {
				return true
			}
		}
		return false
	}
}

// mayBe reports whether a folded line could be like a name for all that its consonants tell: one of its words like one of
// the name's, or the whole like the whole.
func mayBe(line, whole string, own []string) bool {
	if sounding(line, whole) {
		return true
	}
	for w, rest := "", line; rest != ""; {
		w, rest, _ = strings.Cut(rest, " ")
		for _, o := range own {
			if sounding(w, o) {
				return true
			}
		}
	}
	return false
}

// hard are the consonants that no spelling takes away or puts in.
const hard = 1<<('b'&31) | 1<<('c'&31) | 1<<('f'&31) | 1<<('g'&31) | 1<<('l'&31) | 1<<('m'&31) | 1<<('n'&31) | 1<<('r'&31) | 1<<('s'&31)

// sounding is what wordsAlike asks, as far as it can be told without spelling the words anew: the first letter, and the
// consonants, of which each letter wrong changes two at most.
func sounding(a, b string) bool {
	if a == "" || b == "" || begins(a[0]) != begins(b[0]) && a[1:] != b[1:] {
		return false
	}
	apart := bits.OnesCount32((letters(a) ^ letters(b)) & hard)
	switch n := min(len(a), len(b)); {
	case n >= 10:
		return apart <= 4
	case n >= 5:
		return apart <= 2
	}
	return apart == 0 || len(a) == 1 || len(b) == 1
}

// begins is one letter for all that words of one sound may begin with.
func begins(c byte) byte {
	switch c {
	case 'e', 'i', 'j':
		return 'a'
	case 'o':
		return 'u'
	case 't', 'd', 'k':
		return 's'
	}
	return c
}

// Shared tells what two people have in common, for who is to look at both: "nik", "birth", "name".
func Shared(a, b Person) (what []string) {
	if a.NIK != "" && a.NIK == b.NIK {
		what = append(what, "nik")
	}
	if a.Birth != "" && bornAlike(a, b) == equal {
		what = append(what, "birth")
	}
	if how, _ := namesAlike(a.Name, b.Name); how > apart {
		what = append(what, "name")
	}
	return what
}
