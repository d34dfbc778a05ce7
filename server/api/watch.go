package api

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"damping/shared/errs"
)

// callKey is where a request's call lies in its context.
type callKey struct{}

// request is one call from outside, as the log sees it.
type request struct {
	id    string
	cause error
}

func callOf(ctx context.Context) *request {
	r, _ := ctx.Value(callKey{}).(*request)
	return r
}

// writeFor is how long an answer may take on its way, readFor a full batch on its way here: over 100 kbit/s a page takes
// most of a minute, a batch half of one.
const (
	writeFor = 3 * time.Minute
	readFor  = 90 * time.Second
)

// watched writes a line for each request, without anything that a person wrote or could be known by, and turns a
// panic into a problem.
func (s *server) watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		var bits [8]byte
		_, _ = io.ReadFull(s.random, bits[:]) // an id of zeros only makes a line harder to find
		c := &request{id: hex.EncodeToString(bits[:])}
		r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
		out := &answer{ResponseWriter: w}
		out.Header().Set("Cache-Control", "no-store")
		_ = http.NewResponseController(w).SetWriteDeadline(began.Add(writeFor)) // a test's recorder has none

		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler {
					panic(v)
				}
				// The value may quote a record; its type and the place say enough.
				c.cause = fmt.Errorf("panic of %T at %s", v, debug.Stack())
				if out.status == 0 {
					fail(out, r, errs.E(errs.Internal, ""))
				}
			}
			pattern := r.Pattern
			if pattern == "" {
				pattern = "none"
			}
			attrs := []slog.Attr{slog.String("method", r.Method), slog.String("route", pattern), slog.Int("status", out.status),
				slog.Int64("ms", time.Since(began).Milliseconds()), slog.String("request", c.id)}
			if c.cause != nil {
				attrs = append(attrs, slog.String("cause", c.cause.Error()))
			}
			s.log.LogAttrs(r.Context(), logged(out.status, c.cause), "request", attrs...)
		}()
		next.ServeHTTP(out, r)
	})
}

// answer remembers the status.
type answer struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
