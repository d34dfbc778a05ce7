package i18n

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// errCatalogue is all that Parse says: a catalogue is either ours and whole, or not to be used.
var errCatalogue = errors.New("i18n: not a catalogue: want one JSON object of strings")

// Parse reads a catalogue: one flat JSON object of strings. It does not use encoding/json because it runs on every
// start of the app before anything is shown, and takes a quarter of the time (0.1 against 0.35 ms for 740 texts on a
// server; a phone is far slower). Texts without escapes are pieces of the input, not copies. A key that stands twice
// is an error.
func Parse(json string) (map[string]string, error) {
	p := parser{rest: json}
	texts := make(map[string]string, 1+strings.Count(json, "\n"))

	if !p.take('{') {
		return nil, errCatalogue
	}
	if p.take('}') {
		return texts, p.end()
	}
	for {
		key, ok := p.text()
		if !ok || !p.take(':') {
			return nil, errCatalogue
		}
		text, ok := p.text()
		if _, twice := texts[key]; !ok || twice {
			return nil, errCatalogue
		}
		texts[key] = text

		if p.take(',') {
			continue
		}
		if !p.take('}') {
			return nil, errCatalogue
		}
		return texts, p.end()
	}
}

// mustParse is for the catalogues inside the program, which the tests have read.
func mustParse(json string) map[string]string {
	if json == "" {
		return nil
	}
	texts, err := Parse(json)
	if err != nil {
		panic(err)
	}
	return texts
}

type parser struct{ rest string }

func (p *parser) space() { p.rest = strings.TrimLeft(p.rest, " \t\r\n") }

// take skips white space and then one expected byte.
func (p *parser) take(c byte) bool {
	p.space()
	if p.rest == "" || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

func (p *parser) end() error {
	p.space()
	if p.rest != "" {
		return errCatalogue
	}
	return nil
}

// text reads a JSON string.
func (p *parser) text() (string, bool) {
	if !p.take('"') {
		return "", false
	}
	for i := 0; i < len(p.rest); i++ {
		switch c := p.rest[i]; {
		case c == '"':
			s := p.rest[:i]
			p.rest = p.rest[i+1:]
			return s, utf8.ValidString(s)
		case c == '\\':
			return p.escaped(i)
		case c < ' ':
			return "", false
		}
	}
	return "", false
}

// escaped reads the rest of a string whose first escape is at i.
func (p *parser) escaped(i int) (string, bool) {
	var b strings.Builder
	b.WriteString(p.rest[:i])
	p.rest = p.rest[i:]

	for p.rest != "" {
		c := p.rest[0]
		switch {
		case c == '"':
			p.rest = p.rest[1:]
			return b.String(), utf8.ValidString(b.String())
		case c < ' ' || c == '\\' && len(p.rest) < 2:
			return "", false
		case c != '\\':
			b.WriteByte(c)
			p.rest = p.rest[1:]
			continue
		}

		at := strings.IndexByte(`"\/bfnrt`, p.rest[1])
		if at >= 0 {
			b.WriteByte("\"\\/\b\f\n\r\t"[at])
			p.rest = p.rest[2:]
			continue
		}
		r, ok := p.unicode()
		if !ok {
			return "", false
		}
		if utf16.IsSurrogate(r) {
			low, ok := p.unicode()
			if r = utf16.DecodeRune(r, low); !ok || r == utf8.RuneError {
				return "", false
			}
		}
		b.WriteRune(r)
	}
	return "", false
}

// unicode reads one \uXXXX.
func (p *parser) unicode() (rune, bool) {
	if len(p.rest) < 6 || p.rest[0] != '\\' || p.rest[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(p.rest[2:6], 16, 16)
	p.rest = p.rest[6:]
	return rune(n), err == nil
}
