// Package errs is how this product says that something expected went wrong.
//
// An expected failure is an Error: a Code that both sides of the wire know, the key of a text that tells the
// person what happened, what is safe and what to do now, and the form field it belongs to. Everything else is a
// foreign error: the person sees "internal", the operator gets one log line, written once at the edge.
//
// An Error never carries what somebody typed in its text: it may end in a log. Args hold limits and names of
// things ("at most {0} characters"), never a value of a record.
package errs

import "errors"

// Code names a kind of failure. Codes travel between versions of the program, so the list in codes.go only ever
// grows: none is renamed, reused or removed.
type Code string

// Error is an expected failure.
type Error struct {
	// Code is what kind of failure it is, for programs.
	Code Code
	// Key is the text for people, a key of shared/i18n. E fills it with "err.<code>" when none is given.
	Key string
	// Field is the form field or request member at fault, empty when the whole request is. A name, never a value.
	Field string
	// Args fill {0}, {1} … of the text. Limits and names of things only, no personal data.
	Args []any
}

// E makes an Error. An empty key means the general text of the code.
func E(code Code, key string, args ...any) *Error {
	if key == "" {
		key = code.Key()
	}
	return &Error{Code: code, Key: key, Args: args}
}

// At returns a copy of the error that points at a field.
func (e *Error) At(field string) *Error {
	at := *e
	at.Field = field
	return &at
}

// Error gives the code and the field, and nothing that came from a person. It is for logs and tests; people read
// the text of Key.
func (e *Error) Error() string {
	if e.Field == "" {
		return string(e.Code)
	}
	return string(e.Code) + " at " + e.Field
}

// Is makes errors.Is compare codes, and the field when the target names one.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	if !ok {
		return false
	}
	return e.Code == t.Code && (t.Field == "" || e.Field == t.Field)
}

// CodeOf is the code of an error: empty for nil, Internal for an error that is not ours.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e := As(err); e != nil {
		return e.Code
	}
	return Internal
}

// As is the expected failure inside err, or nil when there is none.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}
