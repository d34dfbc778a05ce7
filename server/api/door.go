package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"damping/server/auth"
	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/op"
)

// door puts a route into the mux, and into the OpenAPI document.
type door func(*server, route)

// The names of the two cookies in the OpenAPI document.
var securitySchemes = map[string]*huma.SecurityScheme{
	"session": {Type: "apiKey", In: "cookie", Name: auth.SessionCookie},
	"device":  {Type: "apiKey", In: "cookie", Name: auth.DeviceCookie},
}

// operation is how a route stands in the document.
func (r route) operation() *huma.Operation {
	o := &huma.Operation{OperationID: r.id, Method: r.method, Path: r.path, Summary: r.summary, MaxBodyBytes: max(r.limit, 1)}
	switch r.who {
	case signedIn:
		o.Security = []map[string][]string{{"session": {}}}
		o.Errors = append(o.Errors, 401, 404)
	case aDevice, leaving:
		o.Security = []map[string][]string{{"device": {}}}
		o.Errors = append(o.Errors, 401)
	}
	if r.limit > 0 {
		o.Errors = append(o.Errors, 400, 413)
	}
	o.Errors = append(o.Errors, 403, 429, 503)
	return o
}

// call is a door for JSON: huma reads and checks the request and writes the answer.
func call[I, O any](fn func(context.Context, *I) (*O, error)) door {
	return func(s *server, r route) {
		huma.Register(s.huma, *r.operation(), func(ctx context.Context, in *I) (*O, error) {
			out, err := fn(ctx, in)
			if err != nil {
				p := problemOf(ctx, err)
				h := http.Header{}
				retry(h, p.Code)
				return nil, huma.ErrorWithHeaders(p, h)
			}
			return out, nil
		})
	}
}

// strictJSON refuses what encoding/json would quietly mend: broken UTF-8, a NUL, a member that comes twice.
var strictJSON = huma.Format{
	Marshal: func(w io.Writer, v any) error { return json.NewEncoder(w).Encode(v) },
	Unmarshal: func(data []byte, v any) error {
		if !utf8.Valid(data) {
			return errs.E(errs.BadRequest, "")
		}
		d := json.NewDecoder(bytes.NewReader(data))
		if err := tidy(d, 0); err != nil {
			return errs.E(errs.BadRequest, "")
		}
		if _, err := d.Token(); !errors.Is(err, io.EOF) {
			return errs.E(errs.BadRequest, "")
		}
		return json.Unmarshal(data, v)
	},
}

var errUntidy = errors.New("api: not tidy")

// tidy reads one value and refuses it as strictJSON says, or when it is nested deeper than anything of ours.
func tidy(d *json.Decoder, depth int) error {
	token, err := d.Token()
	if err != nil || depth > 16 {
		return errors.Join(err, errUntidy)
	}
	if text, ok := token.(string); ok && strings.ContainsRune(text, 0) {
		return errUntidy
	}
	open, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	for d.More() {
		if open == '{' {
			name, err := d.Token()
			if err != nil {
				return err
			}
			text, _ := name.(string)
			if seen[text] || strings.ContainsRune(text, 0) {
				return errUntidy
			}
			seen[text] = true
		}
		if err := tidy(d, depth+1); err != nil {
			return err
		}
	}
	_, err = d.Token() // the closing one
	return err
}

// cbor is a door for the sync messages: core deterministic CBOR in both directions, read strictly.
func cbor[I, O any](fn func(context.Context, auth.Actor, I) (O, error)) door {
	return cborOf(actorOf, fn)
}

// cborOf is the same for whoever the route's credential stands for.
func cborOf[A, I, O any](who func(context.Context) A, fn func(context.Context, A, I) (O, error)) door {
	return func(s *server, r route) {
		o := r.operation()
		o.RequestBody = &huma.RequestBody{Required: true, Content: binary(api.MediaCBOR)}
		s.mention(o, "200", api.MediaCBOR)
		s.mount(r, func(w http.ResponseWriter, req *http.Request) {
			if media, _, err := mime.ParseMediaType(req.Header.Get("Content-Type")); err != nil || media != api.MediaCBOR {
				fail(w, req, errs.E(errs.BadRequest, ""))
				return
			}
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(readFor)) // a test's recorder has none
			var in I
			if err := read(w, req, r.limit, &in); err != nil {
				fail(w, req, err)
				return
			}
			out, err := fn(req.Context(), who(req.Context()), in)
			if err != nil {
				fail(w, req, err)
				return
			}
			deliver(w, req, api.MediaCBOR, op.Marshal(out))
		})
	}
}

// read reads a CBOR body within its limit.
func read(w http.ResponseWriter, r *http.Request, limit int64, v any) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return errs.E(errs.TooLarge, "")
	case err != nil: // torn on its way
		return errs.E(errs.BadRequest, "")
	}
	return op.Unmarshal(body, v)
}

// stream is a door for server-sent events.
func stream(fn http.HandlerFunc) door {
	return func(s *server, r route) {
		s.mention(r.operation(), "200", "text/event-stream")
		s.mount(r, fn)
	}
}

// plain is a door for an answer without a request.
func plain(fn http.HandlerFunc, media string) door {
	return func(s *server, r route) {
		s.mention(r.operation(), "200", media)
		s.mount(r, fn)
	}
}

// mention adds an operation that does not go through huma to the document.
func (s *server) mention(o *huma.Operation, status, media string) {
	o.Responses = map[string]*huma.Response{status: {Description: o.Summary, Content: binary(media)}}
	s.huma.OpenAPI().AddOperation(o)
}

func binary(media string) map[string]*huma.MediaType {
	schema := &huma.Schema{Type: huma.TypeString}
	if media == api.MediaCBOR {
		schema.Format = "binary"
	}
	return map[string]*huma.MediaType{media: {Schema: schema}}
}
