package domain

import (
	"testing"
)

func TestAgain(t *testing.T) {
	for _, c := range []struct {
		name               string
		due, after, repeat Local
		want               Local
	}{
		{"once", "2026-11-24T09:00", "2026-11-24T10:00", "", ""},
		{"daily", "2026-11-24T09:00", "2026-11-24T10:00", "harian", "2026-11-25T09:00"},
		{"weekly", "2026-11-24T09:00", "2026-11-24T10:00", "mingguan", "2026-12-01T09:00"},
		{"done before it was due it comes in its own turn", "2026-11-24T09:00", "2026-11-20T10:00", "mingguan", "2026-12-01T09:00"},
		{"those that were missed are not made up for", "2026-11-02T09:00", "2026-11-24T10:00", "mingguan", "2026-11-30T09:00"},
		{"monthly, over the end of the year", "2026-12-15T09:00", "2026-12-15T10:00", "bulanan", "2027-01-15T09:00"},
		{"a month without such a day", "2027-01-31T09:00", "2027-01-31T10:00", "bulanan", "2027-02-28T09:00"},
		{"and back to the day", "2027-01-31T09:00", "2027-03-01T10:00", "bulanan", "2027-03-31T09:00"},
		{"without a due time", "", "2026-11-24T10:00", "harian", ""},
	} {
		if got := again(c.due, string(c.repeat), c.after); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestAFollowUpComesAgain(t *testing.T) {
	d := newDesk(Case)
	id, who := d.id(), d.id()
	d.do(Begin(d.file, FollowUp, id), FollowUpKind.Set(d.file, id, "telepon", nil), FollowUpDue.Set(d.file, id, "2026-11-24T09:00", nil),
		FollowUpAssignee.Set(d.file, id, who, nil), FollowUpRepeat.Set(d.file, id, "mingguan", nil), FollowUpText.Set(d.file, id, "Tanya kabar.", nil))
	first := FollowUps(d)[0]
	d.do(CloseFollowUp(d.file, first, "2026-11-24T10:00")...)
	d.do(CloseFollowUp(d.file, first, "2026-11-24T10:01")...) // a colleague, who has not seen it done
	open := func() (out []FollowUpView) {
		for _, f := range FollowUps(d) {
			if f.State == FollowUpOpen && f.ID != id {
				out = append(out, f)
			}
		}
		return out
	}
	got := open()
	if len(got) != 1 || got[0].Due != "2026-12-01T09:00" || got[0].Text != "Tanya kabar." || got[0].Assignee != who || got[0].Repeat != "mingguan" {
		t.Fatalf("%+v", got)
	}
	d.do(CloseFollowUp(d.file, got[0], "2026-12-01T10:00")...)
	if got = open(); len(got) != 1 || got[0].Text != "Tanya kabar." || got[0].Due != "2026-12-08T09:00" {
		t.Errorf("%+v", got)
	}
}
