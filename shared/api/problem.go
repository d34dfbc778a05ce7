package api

import "damping/shared/errs"

// Problem is a failure in the form of RFC 9457, application/problem+json, with our code and text key.
type Problem struct {
	// Type is "about:blank": the code says more than a page would.
	Type string `json:"type"`
	// Title is the code in plain English, for people who read logs.
	Title  string `json:"title"`
	Status int    `json:"status"`
	// Code is one of shared/errs.
	Code errs.Code `json:"code"`
	// Key and Args are the text for people.
	Key  string `json:"key"`
	Args []any  `json:"args,omitempty"`
	// Field is the member at fault.
	Field string `json:"field,omitempty"`
	// Request is a random id that also stands in the server's log line.
	Request string `json:"request,omitempty"`
}

// ProblemOf puts an error on the wire. A foreign error becomes "internal" and tells nothing of its cause.
func ProblemOf(err error) Problem {
	e := errs.As(err)
	if e == nil {
		e = errs.E(errs.Internal, "")
	}
	return Problem{
		Type: "about:blank", Title: string(e.Code), Status: errs.HTTPStatus(e.Code),
		Code: e.Code, Key: e.Key, Args: e.Args, Field: e.Field,
	}
}

// Err gives back the error that the server made. An answer without a code of ours, from a proxy in between, is
// judged by its status alone.
func (p Problem) Err(status int) *errs.Error {
	if p.Code == "" {
		return errs.E(errs.FromHTTP(status), "")
	}
	e := errs.E(p.Code, p.Key, p.Args...)
	e.Field = p.Field
	return e
}
