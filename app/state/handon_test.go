package state

import (
	"slices"
	"testing"

	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/policy"
)

func TestHanding(t *testing.T) {
	house, elsewhere := newID().String(), newID().String()
	var office api.Directory
	posts := map[string]op.ID{}
	for _, c := range []struct {
		name, house string
		role        policy.Role
	}{
		{"Wati", house, policy.Companion}, {"Ani", house, policy.Companion}, {"Dodi", house, policy.IntakeOfficer}, {"Maya", house, policy.Psychologist},
		{"Ratna", house, policy.UPTDHead}, {"Admin", house, policy.Administrator}, {"Nisa", elsewhere, policy.Companion},
	} {
		posts[c.name] = newID()
		office.People = append(office.People, api.Colleague{Name: c.name, Appointments: []api.Appointment{
			{ID: posts[c.name].String(), Institution: c.house, Role: string(c.role)}}})
	}
	as := func(name string, role policy.Role) Post {
		return Post{ID: posts[name], House: house, Role: string(role)}
	}

	for _, c := range []struct {
		name            string
		kind            op.EntKind
		owner           string
		as              Post
		owners, readers []string
		leaves          bool
	}{
		{"the desk hands a complaint to a caseworker", domain.Complaint, "Dodi", as("Dodi", policy.IntakeOfficer), []string{"Ani", "Wati"}, nil, false},
		{"a caseworker hands theirs to another, and it leaves", domain.Complaint, "Wati", as("Wati", policy.Companion), []string{"Ani"}, nil, true},
		{"a caseworker hands on no complaint of another", domain.Complaint, "Ani", as("Wati", policy.Companion), nil, nil, false},
		{"a head gives a case to another and lets people in", domain.Case, "Wati", as("Ratna", policy.UPTDHead), []string{"Ani"}, []string{"Ani", "Dodi", "Maya"}, false},
		{"an owner lets people in", domain.Case, "Wati", as("Wati", policy.Companion), nil, []string{"Ani", "Dodi", "Maya"}, true},
		{"who helps hands nothing on", domain.Case, "Wati", as("Maya", policy.Psychologist), nil, nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := handing(office, c.kind, posts[c.owner], c.as)
			names := func(list []Candidate) (out []string) {
				for _, p := range list {
					out = append(out, p.Name)
				}
				return out
			}
			if !slices.Equal(names(got.Owners), c.owners) || !slices.Equal(names(got.Readers), c.readers) {
				t.Errorf("owners %v, readers %v", names(got.Owners), names(got.Readers))
			}
			if got.Leaves != c.leaves {
				t.Errorf("it leaves the device: %v", got.Leaves)
			}
		})
	}
}
