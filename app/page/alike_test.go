package page

import (
	"strings"
	"testing"

	"damping/app/apptest"
	"damping/app/state"
	"damping/shared/domain"
	"damping/shared/op"
)

// aComplaint lays a ticket about somebody upon the desk.
func aComplaint(d *apptest.Desk, who string, age int64) op.ID {
	id := d.NewID()
	if err := d.Author(d.As(), "test", []op.Draft{
		domain.Begin(id, domain.Complaint, id), domain.ComplaintState.Set(id, id, domain.StateNew, nil),
		domain.ComplaintWho.Set(id, id, who, nil), domain.ComplaintAge.Set(id, id, age, nil),
	}); err != nil {
		panic(err)
	}
	return id
}

func TestAFormTellsWhoMayBeRecordedAlready(t *testing.T) {
	open := func(t *testing.T, p domain.Person, not func(first op.ID) op.ID) *Namesakes {
		page := &Namesakes{Form: "x", Whom: p}
		s := apptest.Open(t, page, func(d *apptest.Desk) {
			first := aCase(d, "Siti Bunga Canary", "2026-11-24T09:00")
			aCase(d, "Melati Putri", "2026-11-24T09:00")
			aComplaint(d, "St. Boenga Canary", 12)
			for range 7 {
				aComplaint(d, "Joko Banyak", 30)
			}
			if not != nil {
				page.Not = not(first)
			}
		})
		hasNot(t, s.HTML(), "Canary", "Melati")
		return page
	}
	t.Run("by name and age", func(t *testing.T) {
		page := open(t, domain.Person{Name: "Siti Bunga Canary", Age: 11}, nil)
		if n := len(page.found.Found); n != 2 {
			t.Errorf("%d files: %+v", n, page.found)
		}
	})
	t.Run("but not the file that it was filled from", func(t *testing.T) {
		page := open(t, domain.Person{Name: "Siti Bunga Canary", Age: 11}, func(first op.ID) op.ID { return first })
		if n := len(page.found.Found); n != 1 || page.found.Found[0].Kind != domain.Complaint {
			t.Errorf("%+v", page.found)
		}
	})
	t.Run("five at most", func(t *testing.T) {
		if n := len(open(t, domain.Person{Name: "Joko Banyak", Age: 30}, nil).found.Found); n != 5 {
			t.Errorf("%d files", n)
		}
	})
	t.Run("nobody of another age, and nobody without a name", func(t *testing.T) {
		for _, p := range []domain.Person{{Name: "Siti Bunga Canary", Age: 40}, {Age: 11}} {
			if page := open(t, p, nil); len(page.found.Found) != 0 {
				t.Errorf("%+v is like %+v", p, page.found)
			}
		}
	})
}

func TestACaseTellsWhichFilesMayBeTheSame(t *testing.T) {
	page := &Case{tab: tabSummary}
	var other op.ID
	s := apptest.Open(t, page, func(d *apptest.Desk) {
		page.ID, other = aCase(d, "Siti Canary", "2026-11-24T09:00"), aCase(d, "Sitti Canary", "2026-11-24T09:00")
		for _, id := range []op.ID{page.ID, other} {
			parts, _ := d.File(id)
			v := domain.Victims(parts)[0].ID
			if err := d.Author(d.As(), "test", []op.Draft{domain.VictimBirth.Set(id, v, "2015-02-03", nil), domain.VictimNIK.Set(id, v, "1871014302150001", nil)}); err != nil {
				t.Fatal(err)
			}
		}
	})
	has(t, s.HTML(), `data-test="alike"`, `data-how="sama"`, "NIK sama, tanggal lahir sama, nama mirip", other.String())
	hasNot(t, s.HTML(), "Canary", "1871014302150001")

	// On its card the number shows its ends, until it is revealed.
	page.tab = tabPeople
	has(t, s.HTML(), "1871********0001")
	hasNot(t, s.HTML(), "1871014302150001")
	s.Click(page.onReveal)
	has(t, s.HTML(), "1871014302150001")

	// A file chosen here is one that the merge form offers, however old it is.
	form := &CourseForm{What: "merge", Course: state.Course{Kind: domain.Case, File: page.ID}, Into: chosen{Link: page.alike.Found[0].Link, Times: 1}}
	if html := apptest.Open(t, form, nil).HTML(); strings.Count(html, other.String()) != 1 {
		t.Error("the merge form does not offer it")
	}
	s.Do(form.OnUpdate)
	if !form.open || form.sheet.values["merge-target"] != other.String() {
		t.Errorf("open %t, chosen %v", form.open, form.sheet.values)
	}
}
