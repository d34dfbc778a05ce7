package code_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"damping/shared/code"
)

// How many codes each list of the field has. A missing list or entry would go unnoticed in a form.
var wholeLists = map[string]int{
	// functions, tasks and forms
	"function6": 6, "task11": 11, "form": 18, "stage": 11,
	// the ministry's lists and their finer local codes
	"violence_form": 7, "violence_detail": 2, "incident_place": 10, "perpetrator_relation": 33, "age_band": 8, "education": 8,
	"occupation": 16, "occupation_simfoni": 8, "marital_status": 6, "disability": 9, "religion": 8, "citizenship": 2,
	"reporter_type": 11, "complaint_channel": 11, "complaint_kind": 2, "domestic": 2, "risk_level": 3, "authority": 3, "case_kind": 2,
	"service_simfoni": 8, "service_local": 27, "case_status": 8, "termination_reason": 10, "sex": 2, "role": 24,
	// what others count
	"ranah": 3, "komnas_form": 4, "komnas_kind": 6, "komnas_crosscut": 4, "kpai_cluster": 5, "kpai_type": 13, "age_band_kpai": 5,
	// the law
	"ampk": 15, "tpks": 9, "tpks_other": 10, "kdrt": 4, "tppo_purpose": 7, "tppo_means": 9, "legal_basis": 6, "mediation_kind": 4,
	"request_kind": 5, "request_refusal": 3,
	// the records of a case file
	"risk_trigger": 20, "danger_question": 5, "danger_prompt": 3, "emergency_kind": 7, "date_precision": 5, "arrival": 2, "document_kind": 12,
	"assessment_need": 10, "family_relation": 14, "family_tie": 7, "family_bond": 6, "member_alive": 3, "school_state": 6,
	"goal_state": 5, "action_state": 5, "agreement_answer": 3, "consent_text": 1, "consent_purpose": 6, "consent_signer": 4, "consent_answer": 3,
	"child_assent": 3, "service_result": 3, "referral_state": 5, "police_wish": 4, "legal_step": 16, "clock_event": 15,
	"contact_result": 5, "visit_place": 7, "conference_decision": 7, "shelter_leave": 6, "closure_check": 11, "task_repeat": 3,
}

func TestEveryListOfTheField(t *testing.T) {
	for name, want := range wholeLists {
		if got := len(code.Get(name).Entries); got != want {
			t.Errorf("%s has %d codes, want %d", name, got, want)
		}
	}
}

// Where the maps of a list lead: to another list, or to one of a few words. "simfoni" leads to a category of the same
// list where nothing else is said.
var (
	mapsToList = map[string]string{
		"violence_form komnas": "komnas_form", "violence_detail bentuk": "violence_form",
		"perpetrator_relation komnas": "ranah", "perpetrator_relation jenis": "komnas_kind",
		"occupation simfoni": "occupation_simfoni", "service_local simfoni": "service_simfoni",
		"service_local fungsi6": "function6", "service_local tugas11": "task11",
		"risk_trigger level": "risk_level", "form tahap": "stage", "family_relation ikatan": "family_tie",
		"danger_question pemicu": "risk_trigger", "danger_prompt pemicu": "risk_trigger",
	}
	mapsToWord = map[string]*regexp.Regexp{
		"stage order": regexp.MustCompile(`^[1-8]$`), "stage beside": regexp.MustCompile(`^1$`), "follow_up_kind meets": regexp.MustCompile(`^victim$`),
		"holiday kind": regexp.MustCompile(`^(nasional|cuti_bersama)$`), "kpai_cluster order": regexp.MustCompile(`^[1-5]$`),
		"family_tie order": regexp.MustCompile(`^[1-6]$`), "ampk huruf": letter, "tpks huruf": letter, "tpks_other huruf": letter,
		"kdrt huruf": letter, "request_refusal huruf": letter,
	}
	letter = regexp.MustCompile(`^[a-o]$`)
)

// Every map leads to a code that exists: a report that rolls up must not end nowhere.
func TestMapsLeadSomewhere(t *testing.T) {
	maps := mapNames(t)
	for _, name := range code.Names() {
		for _, e := range code.Get(name).Entries {
			for _, m := range maps {
				target := e.Map(m)
				if target == "" {
					continue
				}
				key := name + " " + m
				switch list, word := mapsToList[key], mapsToWord[key]; {
				case word != nil:
					if !word.MatchString(target) {
						t.Errorf("%s: %s has %s=%q", name, e.Code, m, target)
					}
				case list != "":
					if !code.Has(list, target) {
						t.Errorf("%s: %s counts as %q, which %s does not have", name, e.Code, target, list)
					}
				case m == code.Simfoni && target == "tanyakan":
				case m == code.Simfoni:
					if up, ok := code.Find(name, target); !ok || up.Map(code.Simfoni) != "" {
						t.Errorf("%s: %s counts as %q, which is no category", name, e.Code, target)
					}
				default:
					t.Errorf("%s: nobody knows where %q of %s leads", name, m, e.Code)
				}
			}
		}
	}
}

// mapNames are the names of the maps that stand in the data, also one that nobody reads for a slip of the pen.
func mapNames(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("data/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no data", err)
	}
	var names []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`(?m)^[^#[].*$`).FindAllString(string(text), -1) {
			for _, pair := range regexp.MustCompile(`(\w+)=`).FindAllStringSubmatch(found, -1) {
				if !slices.Contains(names, pair[1]) {
					names = append(names, pair[1])
				}
			}
		}
	}
	return names
}

// One row of a service feeds three reports: the ministry's, the six functions and the eleven tasks.
func TestEveryServiceCountsInThreeReports(t *testing.T) {
	reached := map[string]bool{}
	maps := map[string]string{"simfoni": "service_simfoni", "fungsi6": "function6", "tugas11": "task11"}
	for _, e := range code.Get("service_local").Entries {
		for m, list := range maps {
			if e.Map(m) == "" {
				t.Errorf("%s has no %s", e.Code, m)
			}
			reached[list+" "+e.Map(m)] = true
		}
	}
	for _, list := range maps {
		for _, e := range code.Get(list).Entries {
			if !reached[list+" "+e.Code] {
				t.Errorf("no service counts as %s of %s", e.Code, list)
			}
		}
	}
	for _, e := range code.Get("occupation").Entries {
		if e.Map(code.Simfoni) == "" {
			t.Errorf("the ministry has no word for the occupation %s", e.Code)
		}
	}
}

// The letters of an article run without a gap: a category left out would show.
func TestTheLettersOfTheLawRunOn(t *testing.T) {
	for _, list := range []string{"ampk", "tpks", "tpks_other", "kdrt", "request_refusal", "task11"} {
		for i, e := range code.Get(list).Entries {
			got := e.Map("huruf")
			if list == "task11" {
				got = e.Code
			}
			if got != string(rune('a'+i)) {
				t.Errorf("%s: %s stands under %q", list, e.Code, got)
			}
		}
	}
}
