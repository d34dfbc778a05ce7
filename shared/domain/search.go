package domain

import (
	"math/bits"
	"strings"
)

// Fold brings a name to the form in which names are compared: lower case, Latin letters without marks, the old and the
// new Indonesian spelling made alike (oe/u, dj/j, tj/c, sj/sy, ch/kh, nj/ny), doubled letters single, and the common
// shortenings of Muhammad made one. It is for finding, never for showing.
func Fold(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'à' && r <= 'ÿ')
	})
	for i, w := range words {
		words[i] = foldWord(w)
	}
	return strings.Join(words, " ")
}

var spelling = strings.NewReplacer("oe", "u", "dj", "j", "tj", "c", "sj", "s", "sy", "s", "ch", "h", "kh", "h", "nj", "n", "ny", "n",
	"dh", "d", "th", "t", "y", "i", "v", "f", "p", "f", "z", "s", "q", "k", "x", "ks",
	"à", "a", "á", "a", "â", "a", "ã", "a", "ä", "a", "ç", "c", "è", "e", "é", "e", "ê", "e", "ë", "e", "ì", "i", "í", "i", "î", "i", "ï", "i",
	"ñ", "n", "ò", "o", "ó", "o", "ô", "o", "õ", "o", "ö", "o", "ù", "u", "ú", "u", "û", "u", "ü", "u", "ý", "i", "ÿ", "i")

// oldLetters tell the spelling of before 1972, in which a j of its own was today's y: Soejono, Tjahjadi.
var (
	oldLetters = []string{"oe", "dj", "tj", "sj"}
	oldJ       = strings.NewReplacer("dj", "dj", "tj", "tj", "sj", "sj", "nj", "nj", "j", "y")
)

func foldWord(w string) string {
	for _, old := range oldLetters {
		if strings.Contains(w, old) {
			w = oldJ.Replace(w)
			break
		}
	}
	w = spelling.Replace(w)
	var b []byte
	for i := range len(w) {
		letter := w[i] >= 'a' && w[i] <= 'z'
		if letter && len(b) > 0 && b[len(b)-1] == w[i] {
			continue
		}
		b = append(b, w[i])
	}
	switch w = string(b); w {
	case "m", "mh", "mhd", "muh", "moh", "muhd", "mohd", "mhmd", "muhamad", "mohamad", "mohamed", "muhamed", "muhamat", "mohamat", "muhamd", "mohamd":
		return "muhamad"
	}
	return w
}

// Match rates how well a folded text answers a folded query: 0 for not at all, higher is better. Every word of the
// query must be found: as the beginning of a word, inside one, or with one letter wrong in a word of four or more
// letters (two in eight or more). A number must be right.
func Match(text, query string) int {
	score := 0
	for _, q := range strings.Fields(query) {
		best := 0
		for rest := text; rest != "" && best < 4; {
			var w string
			if i := strings.IndexAny(rest, " \n"); i >= 0 {
				w, rest = rest[:i], rest[i+1:]
			} else {
				w, rest = rest, ""
			}
			best = max(best, Rate(w, q))
		}
		if best == 0 {
			return 0
		}
		score += best
	}
	return score
}

// Nearly is the rate of a word that is found with a letter wrong.
const Nearly = 1

// Rate rates how well one folded word answers a word of a folded query: 4 for the same, 3 for its beginning, 2 for what
// stands inside it, Nearly, and 0 for not at all.
func Rate(w, q string) int {
	switch {
	case w == q:
		return 4
	case strings.HasPrefix(w, q):
		return 3
	case len(q) >= 3 && strings.Contains(w, q):
		return 2
	}
	allowed := 0
	switch {
	case strings.ContainsAny(q, "0123456789"): // one digit off is another number
	case len(q) >= 8:
		allowed = 2
	case len(q) >= 4:
		allowed = 1
	}
	if allowed == 0 || bits.OnesCount32(letters(q)&^letters(w)) > allowed {
		return 0
	}
	if within(w, q, allowed) || len(w) > len(q) && within(w[:len(q)], q, allowed) {
		return Nearly
	}
	return 0
}

// letters is the set of a word's letters. Each that another word lacks costs it an edit at least, which is sooner known than
// how many there are.
func letters(w string) (set uint32) {
	for i := range len(w) {
		set |= 1 << (w[i] & 31)
	}
	return set
}

// within reports whether a and b are at most k edits apart (insert, delete, change, swap of neighbours).
func within(a, b string, k int) bool {
	if len(a)-len(b) > k || len(b)-len(a) > k || len(a) > 63 || len(b) > 63 {
		return false
	}
	var rows [3][64]int
	prev2, prev, cur := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(b)] <= k
}
