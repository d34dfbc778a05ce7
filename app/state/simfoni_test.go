package state

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"damping/shared/code"
	"damping/shared/domain"
)

// sheetOf is the sheet of a case with one record of each kind.
func sheetOf(values Values) []SheetPart {
	f := CaseFile{View: domain.CaseView{Number: "2026-000123", Received: "2026-11-24T09:00", Channel: values["channel"]}, Records: map[string][]Record{}}
	for _, form := range []*domain.Form{domain.IncidentForm, domain.VictimForm, domain.PerpetratorForm, domain.ServiceForm} {
		r := Record{ID: newID(), Values: values}
		f.Records[form.Name] = []Record{r}
	}
	f.Relations = []domain.RelationView{{Victim: f.Records["victim"][0].ID, Perpetrator: f.Records["perpetrator"][0].ID, Code: values[domain.RelationCode.Name]}}
	f.Incidents = []domain.IncidentView{{Day: domain.Date(values[domain.IncidentDay.Name])}}
	return f.Simfoni()
}

// Every code that a form can hold counts as one of the ministry's, or is told to be asked about.
func TestEveryCodeIsTheMinistrysOrAskedAbout(t *testing.T) {
	var ask []string
	check := func(v Values) {
		for _, part := range sheetOf(v) {
			for _, r := range part.Rows {
				switch e, known := code.Find(r.List, r.Text); {
				case r.List == "" || r.Text == "":
				case r.Ask:
					ask = append(ask, r.Text)
				case !known, e.Map(code.Simfoni) != "":
					t.Errorf("%v: %s of %s is no word of the ministry", v, r.Text, r.List)
				}
			}
		}
	}
	n := 0
	for _, form := range []*domain.Form{domain.IncidentForm, domain.VictimForm, domain.PerpetratorForm, domain.RelationForm, domain.ServiceForm} {
		for _, a := range form.Asks {
			for _, e := range code.Get(a.List).Entries {
				check(Values{a.Name: e.Code})
				n++
			}
		}
	}
	for _, e := range code.Get(code.ComplaintChannel).Entries {
		check(Values{"channel": e.Code})
	}
	check(Values{domain.VictimMarital.Name: "from_the_future"})
	if slices.Sort(ask); n < 200 || fmt.Sprint(slices.Compact(ask)) != "[from_the_future kawin_belum_tercatat]" {
		t.Errorf("of %d codes, asked about are %v", n, ask)
	}
}

func TestTheSheetHasWhatTheMinistryAsksForAndNothingElse(t *testing.T) {
	v := Values{}
	for _, form := range []*domain.Form{domain.IncidentForm, domain.VictimForm, domain.PerpetratorForm, domain.ServiceForm} {
		for _, a := range form.Asks {
			if a.Kind() == domain.Text && a.List == "" {
				v[a.Name] = "canary " + a.Name
			}
		}
	}
	v[domain.VictimForms.Name], v[domain.VictimBirth.Name], v[domain.IncidentDay.Name] = "fisik,seksual", "2012-03-12", "2025-03-11"
	v[domain.RelationCode.Name], v[domain.ServiceCode.Name] = "ayah_tiri", "visum"
	var order, named, shown []string
	for _, p := range sheetOf(v) {
		order = append(order, p.What)
		for _, r := range p.Rows {
			if r.Text != "" {
				shown = append(shown, r.Text)
			}
			if r.Name {
				named = append(named, r.Key)
			}
		}
	}
	if got := strings.Join(order, " "); got != "case incident victim perpetrator relation service" {
		t.Errorf("in the order %s", got)
	}
	for _, text := range shown {
		if strings.HasPrefix(text, "canary") && !slices.Contains([]string{"canary victim.name", "canary victim.nik", "canary victim.birth_place", "canary perpetrator.name", "canary service.by"}, text) {
			t.Errorf("the sheet has %s", text)
		}
	}
	for _, want := range []string{"2026-000123", "24/11/2026", "12/03/2012", "11/03/2025", "12", "6-12", "fisik", "seksual", "orang_tua", "kesehatan", "non_kdrt"} {
		if !slices.Contains(shown, want) {
			t.Errorf("the sheet lacks %s: %v", want, shown)
		}
	}
	if got := strings.Join(named, " "); got != "q.victim.name q.victim.nik q.victim.birth_place q.victim.birth q.perpetrator.name" {
		t.Errorf("hidden are %s", got)
	}
}

func TestAgeWhenItHappened(t *testing.T) {
	for _, c := range []struct {
		birth, day domain.Date
		told       string
		want, band string
	}{
		{"2012-03-12", "2025-03-11", "", "12", "6-12"},
		{"2012-03-12", "2025-03-12", "99", "13", "13-17"},
		{"2012-03-12", "", "", "14", "13-17"},
		{"", "2024-11-01", "18", "16", "13-17"},
		{"", "", "18", "18", "18-24"},
		{"", "2020-01-01", "3", "0", "0-5"},
		{"", "2024-11-01", "", "", "usia_tidak_diketahui"},
	} {
		f := CaseFile{View: domain.CaseView{Received: "2026-11-24T09:00"}, Incidents: []domain.IncidentView{{}, {Day: c.day}}}
		rows := f.ageThen(Values{domain.VictimBirth.Name: string(c.birth), domain.VictimAge.Name: c.told})
		if rows[0].Text != c.want || rows[1].Text != c.band {
			t.Errorf("%+v: %v", c, rows)
		}
	}
}

func TestWhatIsNotCountedIsNotOnTheSheet(t *testing.T) {
	for _, p := range sheetOf(Values{domain.ServiceResult.Name: domain.ServiceDropped, domain.ServiceCode.Name: "visum"}) {
		switch {
		case p.What == "service":
			t.Error("a service that did not happen")
		case p.What == "relation" && p.Rows[0].Text != "na":
			t.Errorf("what nobody has said of a pair is %q", p.Rows[0].Text)
		}
	}
}
