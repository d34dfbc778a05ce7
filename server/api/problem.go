package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"damping/shared/api"
	"damping/shared/errs"
)

// problem is a failure on its way out.
type problem struct {
	api.Problem
	cause error // for the operator's log when nobody foresaw it
}

// Error implements error.
func (p *problem) Error() string { return string(p.Code) }

// GetStatus implements huma.StatusError.
func (p *problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *problem) ContentType(string) string { return api.MediaProblem }

// problemOf turns any error into a problem that tells nothing of what nobody foresaw.
func problemOf(ctx context.Context, err error) *problem {
	if errors.Is(err, context.Canceled) && ctx.Err() != nil { // whoever asked has gone
		err = errs.E(errs.Unavailable, "")
	}
	p := &problem{Problem: api.ProblemOf(err)}
	if p.Code == errs.Internal || p.Code == errs.Unavailable || p.Code == errs.ServerFull {
		p.cause = err
	}
	if call := callOf(ctx); call != nil {
		p.Request = call.id
		call.cause = p.cause
	}
	return p
}

// fail answers with a problem outside of huma.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(r.Context(), err)
	h := w.Header()
	h.Set("Content-Type", api.MediaProblem)
	retry(h, p.Code)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p.Problem) // a broken connection is nobody's to tell
}

// retry tells machines when it is worth coming back.
func retry(h http.Header, code errs.Code) {
	switch code {
	case errs.Unavailable:
		h.Set("Retry-After", "5")
	case errs.Limited, errs.ServerFull:
		h.Set("Retry-After", "60")
	}
}

// huma's own failures (a body that cannot be read, a value that breaks a rule of its field) become problems of ours.
// These are variables of the package, and this is their only registration.
func init() {
	huma.ValidateStrictCasing = true
	huma.NewErrorWithContext = func(ctx huma.Context, status int, _ string, causes ...error) huma.StatusError {
		return ofHuma(ctx.Context(), status, causes)
	}
	huma.NewError = func(status int, _ string, causes ...error) huma.StatusError {
		return ofHuma(context.Background(), status, causes)
	}
}

// ofHuma never takes over huma's messages: they quote what was sent.
func ofHuma(ctx context.Context, status int, causes []error) huma.StatusError {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return problemOf(ctx, errs.E(errs.TooLarge, ""))
	case http.StatusUnprocessableEntity:
		return problemOf(ctx, ofField(causes))
	}
	if status >= 500 {
		return problemOf(ctx, errors.Join(causes...))
	}
	return problemOf(ctx, errs.E(errs.BadRequest, ""))
}

// ofField names the first member at fault. The name of a member that is not ours is the sender's, and may be anything.
func ofField(causes []error) error {
	field := ""
	for _, cause := range causes {
		var d huma.ErrorDetailer
		if !errors.As(cause, &d) {
			continue
		}
		detail := d.ErrorDetail()
		if detail.Message == validation.MsgUnexpectedProperty {
			return errs.E(errs.UnknownField, "")
		}
		if field == "" {
			field = fieldOf(detail)
		}
	}
	return errs.E(errs.Invalid, "").At(field)
}

// fieldOf is the name of a member of ours, without the "body." that huma puts before it. Of one that is missing huma
// tells in its message.
func fieldOf(detail *huma.ErrorDetail) string {
	path := strings.TrimPrefix(strings.TrimPrefix(detail.Location, "body"), ".")
	before, after, _ := strings.Cut(validation.MsgExpectedRequiredProperty, "%s")
	name, missing := strings.CutPrefix(detail.Message, before)
	if missing {
		path = strings.TrimPrefix(path+"."+strings.TrimSuffix(name, after), ".")
	}
	return path
}

// logged is the level at which a status is worth a line.
func logged(status int, cause error) slog.Level {
	switch {
	case cause != nil && status >= 500:
		return slog.LevelError
	case status == http.StatusTooManyRequests:
		return slog.LevelWarn
	}
	return slog.LevelInfo
}
