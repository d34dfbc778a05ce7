// Package code holds the lists behind every choice on a form: what a code is called, what it counts as in other
// people's statistics, where the list comes from and since when it holds; and the areas and holidays.
//
// The lists are data, in data/*.txt, never knowledge of the code: they are what a new office starts with. Codes are
// stored in records for ever; what an office later changes or retires it changes in its own copy. The reducer never
// asks this package anything, and a record with a code that no list knows is still read: it shows the code.
package code

import (
	"damping/shared/civil"
	"damping/shared/i18n"
)

// The names of the lists.
const (
	SafeNow             = "safe_now"
	Emergency           = "emergency" // telephone numbers that answer day and night
	Sex                 = "sex"
	ViolenceForm        = "violence_form"
	IncidentPlace       = "incident_place"
	PerpetratorRelation = "perpetrator_relation"
	ReporterType        = "reporter_type"
	ComplaintChannel    = "complaint_channel"
	ComplaintState      = "complaint_state"
	RiskLevel           = "risk_level"
	RiskTrigger         = "risk_trigger"
	Authority           = "authority"
	CaseKind            = "case_kind"
	LegalBasis          = "legal_basis"
	Stage               = "stage"
	TerminationReason   = "termination_reason"
	CaseState           = "case_state"
	ApprovalKind        = "approval_kind"
	Approval            = "approval"
	Decision            = "decision"
	FollowUpKind        = "follow_up_kind"
	FollowUpState       = "follow_up_state"
	NoteKind            = "note_kind"
	AgeBand             = "age_band"
	Role                = "role"
	District            = "district"
	Village             = "village"
	Holiday             = "holiday"
)

// The maps: names of the lists of others into which codes are counted, and of the few properties that entries have.
const (
	// Simfoni is the ministry's coarser list; a code without this map is itself one of its categories. One that counts as
	// "tanyakan", which no list has, is for the office to ask the ministry about.
	Simfoni = "simfoni"
	// Komnas is the vocabulary of Komnas Perempuan: the form of violence, or the sphere (ranah) of a relation.
	Komnas = "komnas"
	// Level is the risk level that a trigger sets at least.
	Level = "level"
	// Order is the place of a stage, from "1"; stages beside the way have Beside instead.
	Order  = "order"
	Beside = "beside"
	// Meets is "victim" for follow-ups that reach the victim, to whom the safe hours therefore apply.
	Meets = "meets"
	// HolidayKind is "nasional" or "cuti_bersama".
	HolidayKind = "kind"
)

// List is one code list.
type List struct {
	Name string
	// Source says where the list comes from, in Indonesian, to be shown in the product.
	Source string
	// ValidFrom is the day from which it holds.
	ValidFrom civil.Date
	// Entries are in the order in which they are offered.
	Entries []Entry
}

// Entry is one code of a list.
type Entry struct {
	Code string
	// ID and EN are its names in Indonesian and English.
	ID, EN string
	// Source and ValidFrom are those of its list.
	Source    string
	ValidFrom civil.Date

	maps string // "simfoni=lainnya komnas=publik"
}

// Get is the list of a name; an empty list when there is none.
func Get(list string) List { return lists()[list] }

// Names lists the names of all lists, in the order of the data.
func Names() []string {
	lists()
	return names
}

// Find is the entry of a code.
func Find(list, code string) (Entry, bool) {
	for _, e := range lists()[list].Entries {
		if e.Code == code {
			return e, true
		}
	}
	return Entry{}, false
}

// Has reports whether a list has a code.
func Has(list, code string) bool {
	_, ok := Find(list, code)
	return ok
}

// Label is what a code is called; a code that the list does not know is shown as it is, an empty one as nothing.
func Label(lang i18n.Lang, list, code string) string {
	e, ok := Find(list, code)
	if !ok {
		return code
	}
	return e.Label(lang)
}

// Label is what the entry is called.
func (e Entry) Label(lang i18n.Lang) string {
	if lang == i18n.EN {
		return e.EN
	}
	return e.ID
}

// Roll is what a code counts as in another list: the target of its map, or the code itself when it has none. A code
// that the list does not know rolls up to nothing: a report must show such rows apart, not guess.
func Roll(list, code, to string) string {
	e, ok := Find(list, code)
	if !ok {
		return ""
	}
	if target := e.Map(to); target != "" {
		return target
	}
	return code
}

// SimfoniList is the list that the ministry's register has for one: a coarser one of its own, or the same with fewer codes.
func SimfoniList(list string) string {
	switch list {
	case "occupation":
		return "occupation_simfoni"
	case "service_local":
		return "service_simfoni"
	}
	return list
}

// AgeBandOf is the band of an age in full years; a negative age is an unknown one.
func AgeBandOf(years int) string {
	switch {
	case years < 0:
		return "usia_tidak_diketahui"
	case years <= 5:
		return "0-5"
	case years <= 12:
		return "6-12"
	case years <= 17:
		return "13-17"
	case years <= 24:
		return "18-24"
	case years <= 44:
		return "25-44"
	case years <= 59:
		return "45-59"
	}
	return "60+"
}

// VillagesOf lists the villages of a district, by the district's code.
func VillagesOf(district string) []Entry {
	var found []Entry
	for _, e := range lists()[Village].Entries {
		if DistrictOf(e.Code) == district {
			found = append(found, e)
		}
	}
	return found
}

// DistrictOf is the code of the district in which a village lies.
func DistrictOf(village string) string {
	const size = len("18.71.01")
	if len(village) <= size || village[size] != '.' {
		return ""
	}
	return village[:size]
}
