package errs_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"damping/shared/errs"
)

func TestErrorText(t *testing.T) {
	t.Run("holds code and field only", func(t *testing.T) {
		err := errs.E(errs.Invalid, "form.tooLong", "Siti Canary", 12).At("victim.name")

		if got, want := err.Error(), "invalid at victim.name"; got != want {
			t.Errorf("text is %q, want %q", got, want)
		}
		if strings.Contains(fmt.Sprintf("%v", err), "Canary") {
			t.Error("an argument reached the text of the error")
		}
	})

	t.Run("falls back to the key of the code", func(t *testing.T) {
		if got := errs.E(errs.Gone, "").Key; got != "err.gone" {
			t.Errorf("key is %q", got)
		}
	})
}

func TestAtLeavesTheOriginalAlone(t *testing.T) {
	bare := errs.E(errs.Invalid, "")
	bare.At("name")

	if bare.Field != "" {
		t.Errorf("original now points at %q", bare.Field)
	}
}

func TestCodeOf(t *testing.T) {
	wrapped := fmt.Errorf("load case: %w", errs.E(errs.NotFound, ""))

	for _, c := range []struct {
		name string
		err  error
		want errs.Code
	}{
		{"nil has no code", nil, ""},
		{"a foreign error is internal", errors.New("disk on fire"), errs.Internal},
		{"a wrapped error keeps its code", wrapped, errs.NotFound},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := errs.CodeOf(c.err); got != c.want {
				t.Errorf("code is %q, want %q", got, c.want)
			}
		})
	}

	if !errors.Is(wrapped, errs.E(errs.NotFound, "")) {
		t.Error("errors.Is does not compare codes")
	}
	if errors.Is(wrapped, errs.E(errs.NotFound, "").At("id")) {
		t.Error("errors.Is ignores the field that the target names")
	}
}

func TestEveryCodeTravels(t *testing.T) {
	seen := map[errs.Code]bool{}
	for _, code := range errs.Codes() {
		if seen[code] {
			t.Errorf("%s stands twice in the table", code)
		}
		seen[code] = true

		status := errs.HTTPStatus(code)
		if status < 400 || status > 599 {
			t.Errorf("%s maps to %d, which is no failure", code, status)
		}
		back := errs.FromHTTP(status)
		if errs.HTTPStatus(back) != status {
			t.Errorf("%s → %d → %s does not come back to the status", code, status, back)
		}
	}
}

// The list is append-only because codes travel between versions: this is the released order.
func TestCodesAreAppendOnly(t *testing.T) {
	released := "internal unavailable bad_request invalid unknown_field too_large unauthenticated wrong_credentials " +
		"limited forbidden not_found conflict gone quarantined rejected stale_client clock_skew replay_mismatch " +
		"torn_group locked store_corrupt quota wiped op_first bad_content"

	for i, want := range strings.Fields(released) {
		if got := errs.Codes()[i]; string(got) != want {
			t.Fatalf("code %d is %q, was released as %q", i, got, want)
		}
	}
}

func TestFromHTTP(t *testing.T) {
	for status, want := range map[int]errs.Code{
		200: "", 304: "", 400: errs.BadRequest, 401: errs.Unauthenticated, 403: errs.Forbidden, 409: errs.Conflict,
		418: errs.BadRequest, 422: errs.Invalid, 500: errs.Internal, 502: errs.Unavailable, 504: errs.Unavailable, 599: errs.Internal,
	} {
		if got := errs.FromHTTP(status); got != want {
			t.Errorf("%d gives %q, want %q", status, got, want)
		}
	}
	if got := errs.HTTPStatus("from_the_future"); got != 500 {
		t.Errorf("an unknown code maps to %d", got)
	}
}
