package i18n

import (
	"strconv"
	"strings"
)

// Number is a whole number in groups of three: "1.234.567", in English "1,234,567".
func Number(lang Lang, n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	return sign + group(digits, T(lang, "number.group"))
}

// Decimal is a number with that many digits behind the decimal sign, rounded: "1.234,5", in English "1,234.5".
func Decimal(lang Lang, f float64, places int) string {
	text := strconv.FormatFloat(f, 'f', max(places, 0), 64)
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}

	before, behind, hasPoint := strings.Cut(text, ".")
	text = sign + group(before, T(lang, "number.group"))
	if hasPoint {
		text += T(lang, "number.decimal") + behind
	}
	return text
}

func group(digits, sep string) string {
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(sep)
		}
		b.WriteRune(d)
	}
	return b.String()
}
