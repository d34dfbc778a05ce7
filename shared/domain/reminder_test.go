package domain

import (
	"testing"
)

// An action of the plan is reminded of by a follow-up of its own, which moves and ends with it.
func TestAnActionIsRemindedOf(t *testing.T) {
	d := newDesk(Case)
	who := d.id()
	answers := map[string]string{"action.text": "Antar ke sekolah", "action.who": who.String(), "action.due": "2026-12-01"}
	id := d.fill(ActionForm, answers)
	save := func() { d.do(ActionForm.Follows(d, d.file, id, answers)...) }
	only := func() FollowUpView {
		t.Helper()
		all := FollowUps(d)
		if len(all) != 1 {
			t.Fatalf("%d follow-ups", len(all))
		}
		return all[0]
	}

	save()
	if f := only(); f.Due != "2026-12-01T09:00" || f.Assignee != who || f.Text != "Antar ke sekolah" || f.State != FollowUpOpen {
		t.Errorf("%+v", f)
	}
	if got := ActionForm.Follows(d, d.file, id, answers); len(got) != 0 {
		t.Errorf("saved again it writes %d drafts", len(got))
	}
	answers["action.due"] = "2026-12-08"
	save()
	if f := only(); f.Due != "2026-12-08T09:00" {
		t.Errorf("%+v", f)
	}
	answers["action.state"] = "tercapai"
	save()
	if f := only(); f.State != FollowUpClosed {
		t.Errorf("%+v", f)
	}
	answers["action.state"], answers["action.due"] = "berjalan", "2026-12-20"
	save()
	if f := only(); f.State != FollowUpClosed {
		t.Errorf("one that was done is asked for again: %+v", f)
	}
}

func TestReminders(t *testing.T) {
	d := newDesk(Case)
	for _, c := range []struct {
		name    string
		form    *Form
		answers map[string]string
		due     Local
	}{
		{"danger is looked at again", DangerForm, map[string]string{"danger.next": "2026-12-01"}, "2026-12-01T09:00"},
		{"a hearing is gone to at its hour", LegalForm, map[string]string{"legal.next": "2026-12-03T10:30"}, "2026-12-03T10:30"},
		{"without a day nothing is due", ReviewForm, map[string]string{"review.text": "Baik."}, ""},
		{"an action that is over is not begun", ActionForm, map[string]string{"action.due": "2026-12-01", "action.state": "dibatalkan"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := len(FollowUps(d))
			id := d.fill(c.form, c.answers)
			d.do(c.form.Follows(d, d.file, id, c.answers)...)
			all := FollowUps(d)
			if (len(all) > before) != (c.due != "") {
				t.Fatalf("%d follow-ups", len(all)-before)
			}
			if c.due != "" {
				found := false
				for _, f := range all {
					found = found || f.Due == c.due
				}
				if !found {
					t.Errorf("none is due %s", c.due)
				}
			}
		})
	}
}
