package ui

import (
	"strings"
	"sync/atomic"

	"damping/shared/civil"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"

	"damping/app/state"
)

// lang is the language of the window. It belongs to the window as the lang attribute belongs to its document, which is
// why it is kept here and not handed to every function.
var lang atomic.Value

// SetLang lets everything drawn from now on speak a language.
func SetLang(l i18n.Lang) { lang.Store(l) }

// Lang is the language of the window.
func Lang() i18n.Lang {
	if l, ok := lang.Load().(i18n.Lang); ok {
		return l
	}
	return i18n.ID
}

// T is a text of the catalogue in the window's language. It stands in hundreds of places and is therefore not inlined.
//
//go:noinline
func T(key string, args ...any) string { return i18n.T(Lang(), key, args...) }

// Code is what a code is called; an answer that passes a question over is called so in every list.
//
//go:noinline
func Code(list, c string) string {
	switch c {
	case state.Unknown:
		return T("form.unknown")
	case state.Declined:
		return T("form.declined")
	}
	return code.Label(Lang(), list, c)
}

// Codes is what several codes of a list are called.
func Codes(list string, codes []string) string {
	var words []string
	for _, c := range codes {
		words = append(words, Code(list, c))
	}
	return strings.Join(words, ", ")
}

// Answer is a text that somebody typed, or the name of the answer that passes the question over.
func Answer(text string) string {
	if text == state.Unknown || text == state.Declined {
		return Code("", text)
	}
	return text
}

// Name is the number of a file, or the provisional name it goes by until the server has numbered it.
func Name(number string, file op.ID) string {
	if number != "" {
		return number
	}
	return T("cases.provisional", file.Provisional())
}

// Who is how an author is named.
func Who(a state.Author) string {
	switch {
	case a.Me:
		return T("timeline.you")
	case a.Name != "":
		return a.Name
	}
	return T("timeline.someone")
}

// Person is who a row is about, without naming anybody: "Anak, 11 tahun".
func Person(age int64, sex string) string {
	switch {
	case age >= 0 && age < 18:
		return T("person.child") + ", " + T("person.ageYears", age)
	case age >= 0:
		return T("person.adult") + ", " + T("person.ageYears", age)
	case sex != "":
		return Code(code.Sex, sex)
	}
	return ""
}

// When is an instant as people say it now: "besok 09.00".
func When(at, now int64, p state.Post) string { return i18n.When(Lang(), at, now, p.Zone) }

// Stamp is an instant in full, with the zone's letters.
func Stamp(at int64, p state.Post) string { return i18n.DateTime(Lang(), at, p.Zone) }

// Clock is the time of day at an instant.
func Clock(at int64, p state.Post) string { return i18n.Clock(Lang(), civil.ClockAt(at, p.Zone)) }

// Civil is a civil date and time in full.
func Civil(l domain.Local) string {
	if !l.Valid() {
		return ""
	}
	c, _ := civil.ParseClock(string(l)[11:])
	return i18n.T(Lang(), "date.when", i18n.Date(Lang(), civil.Date(l.Date())), i18n.Clock(Lang(), c))
}

// Date is a day in full.
func Date(d domain.Date) string { return i18n.Date(Lang(), d) }

// Said is what is wrong with a field, in words; a question among the arguments is named by its label.
func Said(e state.FieldError) string {
	args := make([]any, len(e.Args))
	for i, a := range e.Args {
		if q, is := a.(state.Question); is {
			a = T("q." + string(q))
		}
		args[i] = a
	}
	return T(e.Key, args...)
}

// ValueText is a field's value in words.
func ValueText(v state.Value) string {
	switch v.Is {
	case 'b':
		if v.Bool {
			return T("button.yes")
		}
		return T("button.no")
	case 'l':
		return Civil(domain.Local(v.Text))
	case 'd':
		return i18n.Date(Lang(), civil.Date(v.Text))
	case 'w':
		return Who(v.Who)
	case 't':
		if v.List != "" {
			return Code(v.List, v.Text)
		}
		return Answer(v.Text)
	}
	return v.Text
}
