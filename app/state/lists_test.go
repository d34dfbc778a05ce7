package state

import (
	"math/rand"
	"testing"

	"damping/shared/civil"
	"damping/shared/domain"
	"damping/shared/find"
	"damping/shared/op"
)

var testRand = rand.New(rand.NewSource(7))

func newID() op.ID { return op.NewID(1795395600000, testRand) }

// nine is Monday 23 November 2026, 09.00 WIB.
const nine = 1795399200000

func testMe() Me {
	post := Post{ID: newID(), Zone: civil.WIB}
	return Me{User: newID(), As: post, Choices: []Post{post}}
}

func nothingUnsent(op.ID) bool { return false }

func TestToday(t *testing.T) {
	me := testMe()
	due := func(at domain.Local, who op.ID) domain.Card {
		return domain.Card{File: newID(), Kind: domain.Case, Due: []domain.CardDue{{ID: newID(), Kind: "telepon", Due: at, Assignee: who}}}
	}
	for _, c := range []struct {
		name                string
		card                domain.Card
		overdue, due, later int
	}{
		{"an hour ago is late", due("2026-11-23T08:00", me.As.ID), 1, 0, 0},
		{"an hour from now is due", due("2026-11-23T10:00", me.As.ID), 0, 1, 0},
		{"tomorrow is this week", due("2026-11-24T09:00", me.As.ID), 0, 0, 1},
		{"six days on is this week", due("2026-11-29T23:59", me.As.ID), 0, 0, 1},
		{"seven days on is not yet", due("2026-11-30T08:00", me.As.ID), 0, 0, 0},
		{"a colleague's is theirs", due("2026-11-23T08:00", newID()), 0, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := todayOf([]domain.Card{c.card}, me, nine, nothingUnsent)
			if len(got.Overdue) != c.overdue || len(got.Due) != c.due || len(got.Week) != c.later {
				t.Errorf("late %d, due %d, week %d", len(got.Overdue), len(got.Due), len(got.Week))
			}
		})
	}
	t.Run("settled complaints do not wait", func(t *testing.T) {
		got := todayOf([]domain.Card{{File: newID(), Kind: domain.Complaint, State: domain.StateNew}, {File: newID(), Kind: domain.Complaint, State: domain.StateBecameCase}}, me, nine, nothingUnsent)
		if len(got.Complaints) != 1 {
			t.Errorf("%d complaints wait", len(got.Complaints))
		}
	})
}

func TestThePressingComplaintIsOnTop(t *testing.T) {
	me := testMe()
	complaint := func(number, state, risk string, received domain.Local) domain.Card {
		return domain.Card{File: newID(), Kind: domain.Complaint, Number: number, State: state, Risk: risk, Received: received}
	}
	cards := []domain.Card{
		complaint("settled", domain.StateBecameCase, "tinggi", "2026-11-23T08:30"),
		complaint("low", domain.StateTriaged, "rendah", "2026-11-01T08:00"),
		complaint("new", domain.StateNew, "", "2026-11-23T08:00"),
		complaint("waits longer", domain.StateNew, "", "2026-11-20T08:00"),
		complaint("high", domain.StateTriaged, "tinggi", "2026-11-22T08:00"),
	}
	want := []string{"high", "waits longer", "new", "low", "settled"}
	for i, r := range complaintsOf(cards, me, nine, nothingUnsent).Rows {
		if r.Number != want[i] {
			t.Errorf("place %d: %s, want %s", i, r.Number, want[i])
		}
	}
	for i, r := range todayOf(cards, me, nine, nothingUnsent).Complaints {
		if r.Number != want[i] {
			t.Errorf("today, place %d: %s, want %s", i, r.Number, want[i])
		}
	}
}

func TestCasesAreFoundAndSorted(t *testing.T) {
	me := testMe()
	card := func(number, name, stage, risk string, owner op.ID) domain.Card {
		return domain.Card{File: newID(), Kind: domain.Case, Number: number, State: stage, Risk: risk, Owner: owner, Find: domain.Fold(number) + "\n" + domain.Fold(name)}
	}
	cards := []domain.Card{
		card("2026-000001", "Dewi", "asesmen", "rendah", me.As.ID),
		card("2026-000002", "Mohammad Soekardi", "asesmen", "tinggi", newID()),
		card("2026-000003", "Melati", "rencana", "sedang", me.As.ID),
		{File: newID(), Kind: domain.Complaint, Find: "mohamad"},
	}
	for _, c := range []struct {
		name  string
		q     Query
		first string
		n     int
	}{
		{"everything, the gravest first", Query{}, "2026-000002", 3},
		{"a name in another spelling", Query{Text: "Muhamad Sukardi"}, "2026-000002", 1},
		{"a stage", Query{Stage: "rencana"}, "2026-000003", 1},
		{"a risk", Query{Risk: "rendah"}, "2026-000001", 1},
		{"mine", Query{Mine: true}, "2026-000003", 2},
		{"nothing", Query{Text: "qqqqqqqq"}, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := casesOf(cards, c.q, me, nine, nothingUnsent, nil)
			if len(got.Rows) != c.n || got.Total != 3 {
				t.Fatalf("%d of %d rows", len(got.Rows), got.Total)
			}
			if c.n > 0 && got.Rows[0].Number != c.first {
				t.Errorf("first is %s", got.Rows[0].Number)
			}
		})
	}
}

func TestSnoozingMovesToTheNextDayAtTheSameHour(t *testing.T) {
	for _, c := range []struct{ due, now, want domain.Local }{
		{"2026-11-23T14:00", "2026-11-23T09:00", "2026-11-24T14:00"},
		{"2026-11-20T14:00", "2026-11-23T09:00", "2026-11-24T14:00"}, // late: from today on
		{"2026-11-26T08:30", "2026-11-23T09:00", "2026-11-27T08:30"},
		{"2026-12-31T08:30", "2026-12-31T09:00", "2027-01-01T08:30"},
	} {
		if got := nextDay(c.due, c.now); got != c.want {
			t.Errorf("%s at %s goes to %s, want %s", c.due, c.now, got, c.want)
		}
	}
}

func TestCasesAreFilteredAndFoundByTheirWords(t *testing.T) {
	me, sari := testMe(), newID()
	card := func(number, district, kind string, owner op.ID, touched int64, due ...domain.Local) domain.Card {
		c := domain.Card{File: newID(), Kind: domain.Case, Number: number, State: "asesmen", District: district, Owner: owner, Touched: touched, Find: number + "\n"}
		if kind != "" {
			c.Head = "anak#" + kind
		}
		for _, d := range due {
			c.Due = append(c.Due, domain.CardDue{ID: newID(), Due: d, Assignee: owner})
		}
		return c
	}
	cards := []domain.Card{
		card("1", "18.71.01", "kdrt", me.As.ID, 10, "2026-11-20T08:00"),
		card("2", "18.71.02", "", sari, 30),
		card("3", "18.71.02", "tppo", op.ID{}, 20),
		card("mawar", "", "", sari, 5),
	}
	cards[1].Risk, cards[3].State = domain.RiskHigh, domain.CaseShut
	hits := map[op.ID]Row{cards[0].File: {Found: find.Place(domain.Note)}, cards[1].File: {Found: find.Place(domain.Note), Away: true}, cards[2].File: {Found: find.Identity}}
	for name, c := range map[string]struct {
		q    Query
		want string
	}{
		"a district":         {Query{District: "18.71.02"}, "2 3"},
		"a kind":             {Query{Kind: "kdrt"}, "1"},
		"an owner":           {Query{Owner: sari.String()}, "2 mawar"},
		"late":               {Query{Late: true}, "1"},
		"nobody's":           {Query{Unassigned: true}, "3"},
		"number, name, rest": {Query{Text: "mawar"}, "mawar 3 2 1"},
		"words and a filter": {Query{Text: "mawar", Late: true}, "1"},
	} {
		got := casesOf(cards, c.q, me, nine, nothingUnsent, hits)
		numbers := ""
		for _, r := range got.Rows {
			numbers += " " + r.Number
		}
		if numbers != " "+c.want {
			t.Errorf("%s: %s, want %s", name, numbers, c.want)
		}
	}
	got := casesOf(cards, Query{Text: "mawar"}, me, nine, nothingUnsent, hits)
	if r := got.Rows; r[0].Found != 0 || r[2].Found != find.Place(domain.Note) || !r[2].Away || r[3].Away {
		t.Errorf("rows say %+v", r)
	}
	if len(got.Districts) != 2 || len(got.Kinds) != 2 || len(got.Load) != 3 {
		t.Errorf("there are %v, %v, %v", got.Districts, got.Kinds, got.Load)
	}
	for _, l := range got.Load {
		if l.Open != 1 || l.Who.Appointment == sari && l.High != 1 || l.Who.Appointment == me.As.ID && l.Late != 1 {
			t.Errorf("a load is %+v", l)
		}
	}
}
