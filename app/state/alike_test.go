package state

import (
	"testing"

	"damping/shared/domain"
)

// An age told some years ago has grown; a date of birth tells it better.
func TestPeopleAreComparedAsTheyAreToday(t *testing.T) {
	f := CaseFile{Now: nine, View: domain.CaseView{Received: "2024-11-01T09:00"}, Victims: []domain.VictimView{
		{Name: "Bunga", Age: 11}, {Name: Unknown, Age: -1}, {Name: "Melati", Age: 11, Birth: "2010-11-23"}}}
	got := f.People()
	if got[0].Age != 13 || got[1].Age != -1 || got[1].Name != "" || got[2].Age != 16 {
		t.Errorf("%+v", got)
	}
	if f.NoNames = true; len(f.People()) != 0 {
		t.Error("somebody is compared for who may read no name")
	}
	if p := PersonIn(Declined, "sebelas", Unknown); p != (domain.Person{Age: -1}) {
		t.Errorf("nobody is %+v", p)
	}
}

func TestAFileForWhichAnotherStandsIsNoneToLookAt(t *testing.T) {
	for state, want := range map[string]bool{domain.StateNew: false, domain.StateBecameCase: true, domain.ComplaintMerged: true,
		domain.CaseDuplicate: true, domain.CaseShut: false, domain.StageAssess: false} {
		if stands(domain.Card{State: state}) != want {
			t.Errorf("in state %q: want %t", state, want)
		}
	}
}
