package domain

import (
	"slices"
	"testing"

	"damping/shared/code"
)

// Each trigger sets its level, on a case and on a complaint, alone and beside a lower one; only a supervisor comes below it.
func TestEachTriggerSetsItsLevel(t *testing.T) {
	want := map[string]string{
		"terlapor_serumah": RiskHigh, "ancaman_bunuh": RiskHigh, "senjata": RiskHigh, "cekik": RiskHigh, "luka_berat": RiskHigh,
		"bunuh_diri": RiskHigh, "anak_tanpa_pengasuh": RiskHigh, "anak_balita": RiskHigh, "seksual_72_jam": RiskHigh, "hamil": RiskHigh,
		"disabilitas_bergantung": RiskHigh, "disekap": RiskHigh, "terlapor_pengasuh": RiskHigh, "terlapor_aparat": RiskHigh,
		"da5_tiga": RiskHigh, "pembalasan": RiskHigh,
		"kekerasan_baru": RiskMedium, "terlapor_dekat": RiskMedium,
		"kekerasan_lampau": RiskLow, "pengasuh_aman": RiskLow,
	}
	if len(Triggers) != len(want) {
		t.Errorf("%d triggers, want %d", len(Triggers), len(want))
	}
	for _, trigger := range Triggers {
		t.Run(trigger.Code, func(t *testing.T) {
			level := want[trigger.Code]
			d := newDesk(Case)
			risk := func() string { v, _ := ReadCase(d, d.file); return v.Risk }

			d.do(CaseTriggers.Add(d.file, d.file, trigger.Code), CaseTriggers.Add(d.file, d.file, "kekerasan_lampau"))
			if risk() != level {
				t.Errorf("a case is %q, want %q", risk(), level)
			}
			d.do(CaseRaise.Set(d.file, d.file, RiskLow, nil))
			if risk() != level {
				t.Errorf("an officer lowered it to %q", risk())
			}
			d.do(CaseLower.Set(d.file, d.file, RiskLow, nil))
			if risk() != RiskLow {
				t.Errorf("a supervisor did not lower it: %q", risk())
			}

			c := newDesk(Complaint)
			c.do(ComplaintTriggers.Add(c.file, c.file, trigger.Code))
			if v, _ := ReadComplaint(c, c.file); v.Risk != level {
				t.Errorf("a complaint is %q, want %q", v.Risk, level)
			}
		})
	}
}

func TestAnUnknownTriggerIsNotWeakerThanNone(t *testing.T) {
	if got := Highest(Levels([]string{"from_the_office"})...); got != RiskMedium {
		t.Errorf("it sets %q", got)
	}
}

func TestDangerTriggers(t *testing.T) {
	for _, c := range []struct{ yes, want []string }{
		{nil, nil},
		{[]string{"cemburu", "makin_parah"}, nil},
		{[]string{"cekik"}, []string{"cekik"}},
		{[]string{"senjata", "cemburu"}, []string{"senjata"}},
		{[]string{"makin_parah", "bisa_membunuh", "cemburu"}, []string{TriggerDanger}},
		{[]string{"makin_parah", "senjata", "bisa_membunuh", "cekik", "cemburu"}, []string{"senjata", "cekik", TriggerDanger}},
	} {
		if got := DangerTriggers(c.yes); !slices.Equal(got, c.want) {
			t.Errorf("%v sets %v, want %v", c.yes, got, c.want)
		}
	}
}

// Every relation that the ministry counts as family makes a case one of domestic violence, no other does.
func TestFamilyIsDomestic(t *testing.T) {
	family := []string{"orang_tua", "keluarga_saudara", "suami_istri"}
	for _, e := range code.Get(code.PerpetratorRelation).Entries {
		d := newDesk(Case)
		r := d.id()
		d.do(Begin(d.file, Relation, r), RelationCode.Set(d.file, r, e.Code, nil))
		if want := slices.Contains(family, code.Roll(code.PerpetratorRelation, e.Code, code.Simfoni)); Domestic(d) != want {
			t.Errorf("%s is domestic: %v", e.Code, !want)
		}
	}
}
