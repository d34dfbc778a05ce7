package code_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"damping/shared/civil"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/i18n"
)

var codeForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_.+-]*$`)

func TestEveryListIsWhole(t *testing.T) {
	for _, name := range code.Names() {
		list := code.Get(name)
		if list.Source == "" || !list.ValidFrom.Valid() || len(list.Entries) == 0 {
			t.Errorf("%s: source %q, valid from %q, %d entries", name, list.Source, list.ValidFrom, len(list.Entries))
		}

		seen := map[string]bool{}
		for _, e := range list.Entries {
			if seen[e.Code] || !codeForm.MatchString(e.Code) {
				t.Errorf("%s: code %q is double or badly formed", name, e.Code)
			}
			seen[e.Code] = true
			if e.ID == "" || e.EN == "" || strings.ContainsAny(e.ID+e.EN, "|[]") {
				t.Errorf("%s: %q is called %q and %q", name, e.Code, e.ID, e.EN)
			}
			if e.Source != list.Source || e.ValidFrom != list.ValidFrom {
				t.Errorf("%s: %q does not say where it comes from", name, e.Code)
			}
		}
	}
}

func TestNoListStandsTwice(t *testing.T) {
	names := slices.Sorted(slices.Values(code.Names()))
	if len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("a list stands twice in %v", names)
	}
}

func TestEveryListOfTheRegistryExists(t *testing.T) {
	domain.Fields(func(d *domain.Def) {
		if d.List != "" && len(code.Get(d.List).Entries) == 0 {
			t.Errorf("field %d wants the list %q", d.ID, d.List)
		}
	})
}

// The rules in shared/domain know some codes by name; the lists must have them, with the same meaning.
func TestTheListsAgreeWithTheRules(t *testing.T) {
	want := map[string][]string{
		code.RiskLevel:      {domain.RiskLow, domain.RiskMedium, domain.RiskHigh},
		code.FollowUpState:  {domain.FollowUpOpen, domain.FollowUpClosed, domain.FollowUpCancelled},
		code.ComplaintState: {domain.StateNew, domain.StateTriaged, domain.StateBecameCase},
	}
	for list, codes := range want {
		for _, c := range codes {
			if !code.Has(list, c) {
				t.Errorf("%s lacks %q", list, c)
			}
		}
	}

	triggers := code.Get(code.RiskTrigger).Entries
	if len(triggers) != len(domain.Triggers) {
		t.Errorf("%d triggers in the list, %d in the rules", len(triggers), len(domain.Triggers))
	}
	for _, trigger := range domain.Triggers {
		if got := code.Roll(code.RiskTrigger, trigger.Code, code.Level); got != trigger.Level {
			t.Errorf("%s sets %q in the list, %q in the rules", trigger.Code, got, trigger.Level)
		}
	}

	for _, e := range code.Get("danger_question").Entries {
		want := []string(nil)
		if trigger := e.Map("pemicu"); trigger != "" {
			want = []string{trigger}
		}
		if got := domain.DangerTriggers([]string{e.Code}); !slices.Equal(got, want) {
			t.Errorf("yes to %s sets %v, the list says %v", e.Code, got, want)
		}
	}

	stage, n := domain.StageReceipt, 0
	for ; stage != ""; stage = domain.NextStage(stage) {
		n++
		if e, ok := code.Find(code.Stage, stage); !ok || e.Map(code.Order) != string(rune('0'+n)) {
			t.Errorf("stage %d, %q, is %q in the list", n, stage, e.Map(code.Order))
		}
	}
}

func TestLabel(t *testing.T) {
	for _, c := range []struct {
		lang       i18n.Lang
		list, code string
		want       string
	}{
		{i18n.ID, code.ViolenceForm, "psikis", "Psikis"},
		{i18n.EN, code.ViolenceForm, "psikis", "Psychological"},
		{i18n.EN, code.District, "18.71.01", "Kedaton"},
		{i18n.ID, code.ViolenceForm, "from_the_future", "from_the_future"},
		{i18n.ID, "no_such_list", "x", "x"},
		{i18n.ID, code.Sex, "", ""},
	} {
		if got := code.Label(c.lang, c.list, c.code); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.list, c.code, got, c.want)
		}
	}
}

func TestRoll(t *testing.T) {
	for _, c := range []struct{ list, code, to, want string }{
		{code.PerpetratorRelation, "ayah_tiri", code.Simfoni, "orang_tua"},
		{code.PerpetratorRelation, "orang_tua", code.Simfoni, "orang_tua"},
		{code.PerpetratorRelation, "mantan_suami", code.Simfoni, "lainnya"},
		{code.PerpetratorRelation, "majikan", code.Komnas, "publik"},
		{code.ViolenceForm, "penelantaran", code.Komnas, "ekonomi"},
		{code.IncidentPlace, "daring", code.Simfoni, "lainnya"},
		{code.IncidentPlace, "from_the_future", code.Simfoni, ""},
	} {
		if got := code.Roll(c.list, c.code, c.to); got != c.want {
			t.Errorf("%s %s counts as %q, want %q", c.list, c.code, got, c.want)
		}
	}
}

func TestAgeBandOf(t *testing.T) {
	for years := -1; years <= 130; years++ {
		if band := code.AgeBandOf(years); !code.Has(code.AgeBand, band) {
			t.Fatalf("%d years fall into %q, which is not in the list", years, band)
		}
	}
	for years, want := range map[int]string{-1: "usia_tidak_diketahui", 0: "0-5", 5: "0-5", 6: "6-12", 12: "6-12", 13: "13-17", 17: "13-17",
		18: "18-24", 24: "18-24", 25: "25-44", 44: "25-44", 45: "45-59", 59: "45-59", 60: "60+", 99: "60+"} {
		if got := code.AgeBandOf(years); got != want {
			t.Errorf("%d years: %s, want %s", years, got, want)
		}
	}
}

// Kota Bandar Lampung has 20 districts and 126 villages; the number of each district's villages is the ministry's.
func TestAreas(t *testing.T) {
	counts := map[string]int{"18.71.01": 7, "18.71.02": 6, "18.71.03": 7, "18.71.04": 8, "18.71.05": 5, "18.71.06": 7, "18.71.07": 6,
		"18.71.08": 5, "18.71.09": 6, "18.71.10": 7, "18.71.11": 5, "18.71.12": 7, "18.71.13": 9, "18.71.14": 6, "18.71.15": 6,
		"18.71.16": 5, "18.71.17": 6, "18.71.18": 7, "18.71.19": 6, "18.71.20": 5}

	total := 0
	for _, district := range code.Get(code.District).Entries {
		villages := code.VillagesOf(district.Code)
		if len(villages) != counts[district.Code] {
			t.Errorf("%s has %d villages, want %d", district.ID, len(villages), counts[district.Code])
		}
		total += len(villages)
	}
	if all := len(code.Get(code.Village).Entries); total != 126 || all != 126 || len(code.Get(code.District).Entries) != 20 {
		t.Errorf("%d of %d villages lie in %d districts", total, all, len(code.Get(code.District).Entries))
	}
	if code.DistrictOf("18.71") != "" || code.DistrictOf("18.71.01") != "" {
		t.Error("something that is no village lies in a district")
	}
}

func TestHolidaysAreDates(t *testing.T) {
	last := civil.Date("")
	for _, e := range code.Get(code.Holiday).Entries {
		day := civil.Date(e.Code)
		if !day.Valid() || day <= last {
			t.Errorf("%q is no date or out of order", e.Code)
		}
		last = day
	}
}
