// Package api is the HTTP door: it decodes a request within its limits, calls one use-case of server/work and answers.
// It holds no rule and asks no database.
//
// All routes stand in routes.go, each with who may call it; a route that says nothing may be called by nobody. JSON
// goes through huma, which checks what shared/api says of each field and writes the OpenAPI document from the same
// types; the two sync routes carry CBOR and the events a stream, and all three are described in the document, too.
// Every failure is a problem (RFC 9457) with a code of shared/errs and the key of a text.
//
// Nothing of what people write gets into the log: a line has the method, the pattern of the route, the status, the
// time it took and a random id, which the problem carries as well.
package api
