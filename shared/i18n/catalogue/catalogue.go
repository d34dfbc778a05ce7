// Package catalogue holds the texts of the product: id.json and en.json, one flat object each, one key a line,
// sorted. To add a text, add its key to both files and run
//
//	go test ./shared/i18n/catalogue -update
//
// which sorts them; the tests then say what is missing. Keys read "page.thing". {0}, {1} … are filled by the program.
// A text that counts has "key.one" and "key.other" in English, "key.other" alone in Indonesian.
//
// How it reads: Indonesian at the level of a pupil of lower secondary school, "Anda", calm and kind, no jargon.
// A failure says what happened, what is safe, and what to do now.
//
// English is not compiled into the program for the phone (see en.go): the server hands it out as a file.
package catalogue

import _ "embed"

//go:embed id.json
var indonesian string

// JSON is the text of a catalogue file by the language's letters. Empty for a language that is not in this program.
func JSON(lang string) string {
	switch lang {
	case "id":
		return indonesian
	case "en":
		return english
	}
	return ""
}
