package api

import "strings"

// LettersPath is the letters of a case (GET Letters; POST LetterAsk, whose answer is a PDF). A POST fails with forbidden
// for who reads the case and not all that stands in the letter, and with invalid at "subject" when there are several
// records that it may be about and none was named.
const LettersPath = "/api/cases/{id}/letters"

// MediaPDF is what a letter comes as.
const MediaPDF = "application/pdf"

// Letters are the letters that the user may have of a case, and those that were given a number.
type Letters struct {
	Kinds  []LetterKind   `json:"kinds"`
	Issued []IssuedLetter `json:"issued"`
}

// LetterKind is a letter that can be had.
type LetterKind struct {
	Code string `json:"code"`
	// Form is its number among the forms of the field, empty for none.
	Form string `json:"form"`
	// About is the form of the records that there is one letter each about, Subjects those records; empty for a letter
	// about the whole case.
	About    string   `json:"about"`
	Subjects []string `json:"subjects"`
}

// IssuedLetter is a letter that was given a number.
type IssuedLetter struct {
	Kind    string `json:"kind"`
	Subject string `json:"subject"` // empty for the whole case
	Number  string `json:"number"`
	At      int64  `json:"at"`
	By      string `json:"by"` // appointment
}

// LetterAsk asks for a letter: as a draft, or with its number.
type LetterAsk struct {
	Kind    string `json:"kind" maxLength:"20"`
	Paper   string `json:"paper" enum:"a4,f4"`
	Subject string `json:"subject,omitempty" maxLength:"36"`
	Issue   bool   `json:"issue"`
}

// LettersOf is the path of the letters of a case.
func LettersOf(file string) string { return strings.Replace(LettersPath, "{id}", file, 1) }
