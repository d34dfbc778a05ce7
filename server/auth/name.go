package auth

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"damping/shared/api"
	"damping/shared/errs"
)

// Fold brings a sign-in name to the one form in which it is stored and compared: letter case, width and blanks around
// it do not count.
func Fold(login string) string {
	return strings.ToLower(norm.NFKC.String(strings.TrimSpace(login)))
}

// checkLogin refuses a sign-in name that people could not type or that looks like another one.
func checkLogin(folded string) error {
	n := utf8.RuneCountInString(folded)
	if n < 2 {
		return errs.E(errs.Invalid, "form.required").At("login")
	}
	if n > api.MaxName {
		return errs.E(errs.Invalid, "form.tooLong", api.MaxName).At("login")
	}
	for _, r := range folded {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(".-_@", r) {
			return errs.E(errs.Invalid, "").At("login")
		}
	}
	return nil
}

// checkText refuses an empty or overlong name of a person or device, and characters that cannot be seen.
func checkText(text, field string, most int) (string, error) {
	text = strings.TrimSpace(text)
	n := utf8.RuneCountInString(text)
	if !utf8.ValidString(text) {
		return "", errs.E(errs.Invalid, "").At(field)
	}
	if n == 0 {
		return "", errs.E(errs.Invalid, "form.required").At(field)
	}
	if n > most {
		return "", errs.E(errs.Invalid, "form.tooLong", most).At(field)
	}
	for _, r := range text {
		if unicode.IsControl(r) {
			return "", errs.E(errs.Invalid, "").At(field)
		}
	}
	return text, nil
}
