package auth

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"damping/shared/api"
	"damping/shared/errs"
)

// A password also protects the data on the phone, against somebody who holds it and has days to guess.
const (
	minWords     = 4
	minDifferent = 5
)

//go:embed common.txt
var commonList string

// checkPassword refuses a password that would be guessed: shorter than 12 characters and fewer than four words, one
// character over and over, the sign-in name, or one that everybody tries first. Nothing else is asked of it: rules
// about signs and digits make people write them down.
func checkPassword(password, login string) error {
	if !utf8.ValidString(password) || strings.ContainsRune(password, 0) {
		return errs.E(errs.Invalid, "").At("password")
	}
	length := utf8.RuneCountInString(password)
	if length > api.MaxPassword {
		return errs.E(errs.Invalid, "form.tooLong", api.MaxPassword).At("password")
	}
	if length < api.MinPassword && words(password) < minWords {
		return errs.E(errs.Invalid, "welcome.tooShort", api.MinPassword).At("password")
	}

	plain := squeeze(password)
	name := squeeze(login)
	different := map[rune]bool{}
	for _, r := range plain {
		different[r] = true
	}
	weak := len(different) < minDifferent ||
		len(name) >= 4 && strings.Contains(plain, name) && len(plain)-len(name) < 8 ||
		steps(plain)
	for line := range strings.Lines(commonList) {
		common := strings.TrimSpace(line)
		if common == "" {
			continue
		}
		if plain == common || len(common) >= 8 && strings.HasPrefix(plain, common) && len(plain)-len(common) <= 4 {
			weak = true
		}
	}
	if weak {
		return errs.E(errs.Invalid, "welcome.tooCommon").At("password")
	}
	return nil
}

// words counts words of at least two letters.
func words(password string) int {
	n := 0
	for _, word := range strings.Fields(password) {
		if utf8.RuneCountInString(word) >= 2 {
			n++
		}
	}
	return n
}

// squeeze leaves the letters and digits, in lower case.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(s))
}

// steps tells whether the text only counts up or down, such as 123456789012 or abcdefghijkl.
func steps(s string) bool {
	runes := []rune(s)
	if len(runes) < 2 {
		return true
	}
	same := 0
	for i := 1; i < len(runes); i++ {
		d := runes[i] - runes[i-1]
		if d == 1 || d == -1 || d == 9 || d == -9 {
			same++
		}
	}
	return same == len(runes)-1
}
