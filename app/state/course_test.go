package state

import (
	"cmp"
	"slices"
	"testing"

	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/policy"
)

// A form about the course of a file asks for what its command needs, and expects what its picture showed.
func TestSteering(t *testing.T) {
	file, other, head := newID(), newID(), newID()
	seen := []op.ID{newID()}
	for name, c := range map[string]struct {
		kind   op.EntKind
		what   string
		values Values
		wrong  string
	}{
		"a complaint without a reason":     {domain.Complaint, policy.Close, Values{"ending": domain.ComplaintInformation}, "reason"},
		"a complaint that ends as nothing": {domain.Complaint, policy.Close, Values{"reason": "x"}, "ending"},
		"passed on to nobody":              {domain.Complaint, policy.Close, Values{"ending": domain.ComplaintPassedOn, "reason": "x"}, "to"},
		"a complaint":                      {domain.Complaint, policy.Close, Values{"ending": domain.ComplaintPassedOn, "reason": "x", "to": "Dinas Sosial"}, ""},
		"a case":                           {domain.Case, policy.Close, Values{}, ""},
		"a no without a reason":            {domain.Case, policy.Approve, Values{"answer": "no"}, "reason"},
		"a yes":                            {domain.Case, policy.Approve, Values{"answer": "yes"}, ""},
		"neither yes nor no":               {domain.Case, policy.Approve, Values{"reason": "x"}, "answer"},
		"asking without an outcome":        {domain.Case, Ask, Values{"reason": "x"}, "outcome"},
		"asking":                           {domain.Case, Ask, Values{"outcome": "mandiri"}, ""},
		"opening again without a reason":   {domain.Case, policy.Reopen, Values{}, "reason"},
		"opening again":                    {domain.Case, policy.Reopen, Values{"reason": "x"}, ""},
		"merging into nothing":             {domain.Case, policy.Merge, Values{"reason": "x"}, "target"},
		"merging":                          {domain.Case, policy.Merge, Values{"reason": "x", "target": other.String()}, ""},
		"undoing it":                       {domain.Case, policy.Unmerge, Values{"reason": "x"}, ""},
		"another unit without its head":    {domain.Case, policy.Transfer, Values{"reason": "x"}, "head"},
		"another unit":                     {domain.Case, policy.Transfer, Values{"reason": "x", "head": head.String()}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			picture := Course{Kind: c.kind, File: file, Asking: domain.Asking{Outcome: "mandiri"}, course: seen, asked: seen,
				fields: map[op.FieldID][]op.ID{domain.CaseOwner.ID: seen, domain.ComplaintOwner.ID: seen}}
			drafts, wrong := steering(Steering{What: c.what, Course: picture, Values: c.values})
			if c.wrong != "" {
				if len(wrong) != 1 || wrong[0].Field != c.wrong {
					t.Errorf("%+v", wrong)
				}
				return
			}
			if len(wrong) != 0 {
				t.Fatalf("%+v", wrong)
			}
			for _, d := range drafts {
				o := op.Op{File: d.File, Part: d.Part, Ent: d.Ent, Kind: d.Kind, Field: d.Field, SV: d.SV, Val: d.Val, Sup: d.Sup}
				if code := errs.CodeOf(domain.Check(&o)); code != "" || d.Kind == op.Cmd && len(d.Sup) != 1 {
					t.Errorf("%q %+v", code, d)
				}
			}
		})
	}
}

// A file moves to another unit than the one it is in, wherever the reader stands.
func TestReceiversAreOfAnotherUnit(t *testing.T) {
	house, dodi := newID().String(), newID()
	var office api.Directory
	for _, p := range []struct {
		id         op.ID
		name, unit string
	}{{newID(), "Rini", "Pengaduan"}, {dodi, "Dodi", "Pengaduan"}, {newID(), "Tono", "Wilayah Timur"}} {
		office.People = append(office.People, api.Colleague{Name: p.name, Appointments: []api.Appointment{
			{ID: p.id.String(), Institution: house, Unit: p.unit, UnitName: p.unit, Role: string(policy.IntakeOfficer)}}})
	}
	for _, unit := range []string{"", "Pengaduan"} {
		got := receivers(office, domain.Complaint, dodi, Post{House: house, Unit: unit})
		if len(got) != 1 || got[0].Name != "Tono" {
			t.Errorf("read from unit %q it may go to %+v", unit, got)
		}
	}
}

func TestTargetsAreTheLatestTouched(t *testing.T) {
	as := Post{ID: newID(), Role: string(policy.CaseManager)}
	if !as.MayCommand(domain.Case, policy.Merge, true) {
		t.Fatal("who leads a case may not merge it")
	}
	var cards []domain.Card
	for range 3 * mostTargets {
		cards = append(cards, domain.Card{File: newID(), Kind: domain.Case, State: domain.StageReceipt, Owner: as.ID, Touched: testRand.Int63n(50)})
	}
	got := targets(cards, domain.Case, cards[0].File, as)

	sorted := slices.Clone(cards[1:])
	slices.SortFunc(sorted, func(a, b domain.Card) int {
		return cmp.Or(cmp.Compare(b.Touched, a.Touched), a.File.Compare(b.File))
	})
	if len(got) != mostTargets {
		t.Fatalf("%d targets", len(got))
	}
	for i, l := range got {
		if l.File != sorted[i].File {
			t.Fatalf("target %d is another", i)
		}
	}
}
