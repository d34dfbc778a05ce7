package route_test

import (
	"regexp"
	"testing"

	"damping/shared/route"
)

type id string

func (i id) String() string { return string(i) }

const (
	caseID = id("0198c2f0-7d3a-7c11-9b5e-3f1f5a2b6c7d")
	token  = "AZ09az_-AZ09az_-AZ09az"
)

func TestParse(t *testing.T) {
	for path, want := range map[string]route.Place{
		"/":                             {Page: route.Today},
		"/masuk":                        {Page: route.SignIn},
		"/masuk/":                       {Page: route.SignIn},
		"/aduan":                        {Page: route.Complaints},
		"/aduan/baru":                   {Page: route.NewComplaint},
		route.ToComplaint(caseID):       {Page: route.Complaint, ID: string(caseID)},
		"/kasus":                        {Page: route.Cases},
		"/kasus/baru":                   {Page: route.NewCase},
		route.ToCase(caseID):            {Page: route.Case, ID: string(caseID)},
		route.ToCase(caseID) + "/":      {Page: route.Case, ID: string(caseID)},
		"/lainnya":                      {Page: route.More},
		"/lainnya/perangkat":            {Page: route.Devices},
		"/mulai":                        {Page: route.Welcome},
		route.ToNotified(token):         {Page: route.Notified, ID: token},
		"/tenang":                       {},
		"":                              {},
		"/kasus/semua":                  {},
		"/kasus/../etc/passwd":          {},
		"/t/short":                      {},
		"/t/AZ09az_-AZ09az_-AZ09a%":     {},
		route.ToCase(caseID) + "/extra": {},
		"/kasus/0198C2F0-7D3A-7C11-9B5E-3F1F5A2B6C7D": {}, // ids are written in one way only
	} {
		if got := route.Parse(path); got != want {
			t.Errorf("%q is %+v, want %+v", path, got, want)
		}
	}
}

// The server registers Fixed and Patterns, the app asks Parse: they must agree, or a deep link opens on one side only.
func TestRegistrationAgreesWithParse(t *testing.T) {
	for _, path := range route.Fixed() {
		if route.Parse(path).Page == route.NotFound {
			t.Errorf("%s is registered and unknown to Parse", path)
		}
	}

	samples := []string{route.ToComplaint(caseID), route.ToCase(caseID), route.ToNotified(token)}
	if len(samples) != len(route.Patterns()) {
		t.Fatalf("%d patterns, %d samples", len(route.Patterns()), len(samples))
	}
	for i, pattern := range route.Patterns() {
		re := regexp.MustCompile(pattern)
		for j, sample := range samples {
			if re.MatchString(sample) != (i == j) {
				t.Errorf("%s and %s disagree", pattern, sample)
			}
		}
		for _, path := range route.Fixed() {
			if re.MatchString(path) {
				t.Errorf("%s also catches %s", pattern, path)
			}
		}
	}
}

func TestWelcomeTokenStaysInTheFragment(t *testing.T) {
	if got := route.ToWelcome("abc"); got != "/mulai#abc" {
		t.Errorf("link is %q", got)
	}
}
