package api_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"damping/shared/api"
	"damping/shared/errs"
)

func TestProblem(t *testing.T) {
	t.Run("carries an error there and back", func(t *testing.T) {
		sent := errs.E(errs.TooLarge, "form.tooLong", "120").At("name")

		wire, err := json.Marshal(api.ProblemOf(sent))
		if err != nil {
			t.Fatal(err)
		}
		var got api.Problem
		if err := json.Unmarshal(wire, &got); err != nil {
			t.Fatal(err)
		}

		if back := got.Err(got.Status); !reflect.DeepEqual(back, sent) {
			t.Errorf("came back as %+v, want %+v", back, sent)
		}
	})

	t.Run("tells nothing of a foreign error", func(t *testing.T) {
		wire, _ := json.Marshal(api.ProblemOf(errors.New("pq: password of Canary")))
		if strings.Contains(string(wire), "Canary") {
			t.Errorf("the cause leaked: %s", wire)
		}
	})

	t.Run("judges a proxy's page by its status", func(t *testing.T) {
		if got := (api.Problem{}).Err(502); got.Code != errs.Unavailable || got.Key != "err.unavailable" {
			t.Errorf("became %+v", got)
		}
	})
}

// Session embeds Me: its members must lie flat in the answer, where the app and the OpenAPI document expect them.
func TestSessionIsFlat(t *testing.T) {
	wire, _ := json.Marshal(api.Session{Refresh: "r"})

	var members map[string]any
	if err := json.Unmarshal(wire, &members); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"user", "device", "appointments", "institutions", "lease", "now", "refresh", "expires"} {
		if _, ok := members[name]; !ok {
			t.Errorf("%q is missing from %s", name, wire)
		}
	}
}

func TestItemPathsFillThePattern(t *testing.T) {
	const id = "0198c2f0-7d3a-7c11-9b5e-3f1f5a2b6c7d"

	if got, want := api.SessionItem(id), strings.Replace(api.SessionItemPath, "{id}", id, 1); got != want {
		t.Errorf("session: %s, want %s", got, want)
	}
	if got, want := api.DeviceItem(id), strings.Replace(api.DeviceItemPath, "{id}", id, 1); got != want {
		t.Errorf("device: %s, want %s", got, want)
	}
}
