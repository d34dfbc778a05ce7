// Package i18n gives every word that a person reads: T fills a text of the catalogue, and dates, times and numbers
// are written as the language wants them. No other package holds a text for people.
//
// Indonesian is the language of the product, English is complete beside it. The catalogues are two flat JSON files
// in shared/i18n/catalogue. The phone carries Indonesian only; the app fetches the English file when somebody asks
// for it and hands it to Register. A text that a language lacks is given in Indonesian; a key that nobody knows is
// given as the key, which a test prevents from ever being seen.
//
// Keys read "page.thing". A text that counts has the forms "key.one" and "key.other" and is asked for as "key"; the
// first argument is the number. Indonesian knows only "other".
package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"damping/shared/i18n/catalogue"
)

// Lang is a language of the product: its ISO 639-1 letters, as in the lang attribute of a page.
type Lang string

const (
	// ID is Bahasa Indonesia, the default.
	ID Lang = "id"
	// EN is English.
	EN Lang = "en"
)

// Languages lists the languages, the default first.
func Languages() []Lang { return []Lang{ID, EN} }

// Choose is the language for a stored or requested name: ID unless it is "en" or a regional English such as "en-GB".
func Choose(name string) Lang {
	if name == "en" || strings.HasPrefix(name, "en-") || strings.HasPrefix(name, "en_") {
		return EN
	}
	return ID
}

// texts maps keys to texts.
type texts = map[string]string

// builtin parses a catalogue that came with the program, when somebody first needs it. On the phone English is empty.
var builtin = map[Lang]func() texts{
	ID: sync.OnceValue(func() texts { return mustParse(catalogue.JSON("id")) }),
	EN: sync.OnceValue(func() texts { return mustParse(catalogue.JSON("en")) }),
}

// registered holds what was handed over while running; whole maps are swapped, never changed.
var registered atomic.Pointer[map[Lang]texts]

// Register gives a language its texts, replacing those it had. The map must not be changed afterwards. It may be
// called at any time, from any goroutine.
func Register(lang Lang, m map[string]string) {
	for {
		old := registered.Load()
		next := map[Lang]texts{lang: m}
		if old != nil {
			for l, t := range *old {
				if l != lang {
					next[l] = t
				}
			}
		}
		if registered.CompareAndSwap(old, &next) {
			return
		}
	}
}

// Ready reports whether a language can be used: always for ID, for EN on the phone only after Register.
func Ready(lang Lang) bool { return len(table(lang)) > 0 }

func table(lang Lang) texts {
	if r := registered.Load(); r != nil {
		if t, ok := (*r)[lang]; ok {
			return t
		}
	}
	if load, ok := builtin[lang]; ok {
		return load()
	}
	return nil
}

// T is the text of a key, with {0}, {1} … filled by args: strings as they are, whole numbers in the language's
// writing (a year must therefore be passed as a string). A text is always plain text, never markup.
func T(lang Lang, key string, args ...any) string {
	text, ok := find(table(lang), lang, key, args)
	if !ok && lang != ID {
		text, ok = find(table(ID), ID, key, args)
	}
	if !ok {
		return key
	}
	return fill(lang, text, args)
}

// Has reports whether the default language knows a key, as itself or in plural forms.
func Has(key string) bool {
	t := table(ID)
	if _, ok := t[key]; ok {
		return true
	}
	_, ok := t[key+".other"]
	return ok
}

func find(t texts, lang Lang, key string, args []any) (string, bool) {
	if text, ok := t[key]; ok {
		return text, true
	}
	if len(args) == 0 {
		return "", false
	}
	if n, ok := whole(args[0]); ok && n == 1 && lang == EN {
		if text, ok := t[key+".one"]; ok {
			return text, true
		}
	}
	text, ok := t[key+".other"]
	return text, ok
}

func fill(lang Lang, text string, args []any) string {
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}

	var b strings.Builder
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			break
		}
		size := strings.IndexByte(text[open:], '}')
		if size < 0 {
			break
		}
		b.WriteString(text[:open])
		n, err := strconv.Atoi(text[open+1 : open+size])
		if err == nil && n >= 0 && n < len(args) {
			b.WriteString(show(lang, args[n]))
		} else {
			b.WriteString(text[open : open+size+1])
		}
		text = text[open+size+1:]
	}
	b.WriteString(text)
	return b.String()
}

func show(lang Lang, arg any) string {
	if s, ok := arg.(string); ok {
		return s
	}
	if n, ok := whole(arg); ok {
		return Number(lang, n)
	}
	if f, ok := arg.(float64); ok {
		return Decimal(lang, f, 1)
	}
	return fmt.Sprint(arg)
}

// whole takes the integers that programs pass, and the whole float64 that JSON makes of them in the Args of a
// Problem.
func whole(arg any) (int64, bool) {
	switch n := arg.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	case int32:
		return int64(n), true
	case uint64:
		return int64(n), true
	case float64:
		return int64(n), n == float64(int64(n))
	}
	return 0, false
}
