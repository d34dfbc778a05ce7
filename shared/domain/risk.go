package domain

import (
	"damping/shared/op"
)

// The risk levels, lowest first.
const (
	RiskLow    = "rendah"
	RiskMedium = "sedang"
	RiskHigh   = "tinggi"
)

// RiskRank orders the levels: 1 low, 2 medium, 3 high, 0 for anything else.
func RiskRank(level string) int {
	switch level {
	case RiskLow:
		return 1
	case RiskMedium:
		return 2
	case RiskHigh:
		return 3
	}
	return 0
}

// Trigger is an observation that sets a least level of risk.
type Trigger struct{ Code, Level string }

// Triggers are the observations of the safety check, gravest first [proposal, after the danger assessment literature
// and the local standards; every office may add its own]. Their words are in the list risk_trigger.
var Triggers = []Trigger{
	{"terlapor_serumah", RiskHigh}, {"ancaman_bunuh", RiskHigh}, {"senjata", RiskHigh}, {"cekik", RiskHigh},
	{"luka_berat", RiskHigh}, {"bunuh_diri", RiskHigh}, {"anak_tanpa_pengasuh", RiskHigh}, {"anak_balita", RiskHigh},
	{"seksual_72_jam", RiskHigh}, {"hamil", RiskHigh}, {"disabilitas_bergantung", RiskHigh}, {"disekap", RiskHigh},
	{"terlapor_pengasuh", RiskHigh}, {"terlapor_aparat", RiskHigh}, {TriggerDanger, RiskHigh}, {"pembalasan", RiskHigh},
	{"kekerasan_baru", RiskMedium}, {"terlapor_dekat", RiskMedium}, {"kekerasan_lampau", RiskLow}, {"pengasuh_aman", RiskLow},
}

// TriggerDanger stands for three or more times yes to the five danger questions (the list danger_question).
const TriggerDanger = "da5_tiga"

// DangerTriggers are the triggers that the danger questions answered with yes set: what an answer means by itself, and
// TriggerDanger for three of them. The questions only add: they never lower a level and are never its sole basis.
func DangerTriggers(yes []string) []string {
	var out []string
	for _, answer := range yes {
		switch answer {
		case "senjata", "cekik":
			out = append(out, answer)
		}
	}
	if len(yes) >= 3 {
		out = append(out, TriggerDanger)
	}
	return out
}

// Levels returns the level that each trigger sets; an unknown trigger counts as medium, because an office's own
// trigger must not be weaker than its absence.
func Levels(triggers []string) []string {
	out := make([]string, 0, len(triggers))
	for _, c := range triggers {
		level := RiskMedium
		for _, t := range Triggers {
			if t.Code == c {
				level = t.Level
			}
		}
		out = append(out, level)
	}
	return out
}

// Highest returns the gravest of the levels, "" when none is known.
func Highest(levels ...string) string {
	best := ""
	for _, l := range levels {
		if RiskRank(l) > RiskRank(best) {
			best = l
		}
	}
	return best
}

// caseRisk is the level to show (model M11): a supervisor's lower level if it is newer than every trigger and raise,
// else the gravest of triggers and raise.
func caseRisk(src Source, id op.ID) string {
	triggers, heads := CaseTriggers.Elements(src, id)
	raise := CaseRaise.Get(src, id)
	lower := CaseLower.Get(src, id)
	if lower.Known && !lower.Conflict {
		at, newest := lower.At().Eff, true
		for _, h := range append(heads, raise.Sibs...) {
			newest = newest && h.Eff < at
		}
		if newest {
			return lower.V
		}
	}
	return Highest(append(Levels(triggers), raise.V)...)
}
