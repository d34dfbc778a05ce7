package page

import (
	"strings"
	"testing"

	"damping/app/apptest"
	"damping/app/state"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/notify"
	"damping/shared/op"
)

// has asserts on the drawn page by the names that journeys use.
func has(t *testing.T, html string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(html, w) {
			t.Errorf("the page lacks %q", w)
		}
	}
}

func hasNot(t *testing.T, html string, never ...string) {
	t.Helper()
	for _, n := range never {
		if strings.Contains(html, n) {
			t.Errorf("the page shows %q", n)
		}
	}
}

// aCase lays a case with a named victim and a follow-up upon the desk.
func aCase(d *apptest.Desk, name string, due domain.Local) op.ID {
	id, victim, f := d.NewID(), d.NewID(), d.NewID()
	err := d.Author(d.As(), "test", []op.Draft{
		domain.Begin(id, domain.Case, id), domain.CaseChannel.Set(id, id, "telepon", nil),
		domain.Begin(id, domain.Victim, victim), domain.VictimName.Set(id, victim, name, nil), domain.VictimAge.Set(id, victim, 11, nil),
		domain.Begin(id, domain.FollowUp, f), domain.FollowUpKind.Set(id, f, "telepon", nil), domain.FollowUpDue.Set(id, f, due, nil),
	})
	if err != nil {
		panic(err)
	}
	return id
}

// A long story stands there with its newest entries; the rest is a tap away.
func TestALongStory(t *testing.T) {
	page := &Case{}
	s := apptest.Open(t, page, func(d *apptest.Desk) {
		page.ID = aCase(d, "Bunga", "2026-11-24T09:00")
		for range 40 {
			n := d.NewID()
			if err := d.Author(d.As(), "test", []op.Draft{domain.Begin(page.ID, domain.Note, n), domain.NoteText.Set(page.ID, n, "Catatan.", nil)}); err != nil {
				t.Fatal(err)
			}
		}
	})
	shown := func() int { page.tab = tabTimeline; return strings.Count(s.HTML(), `data-test="entry"`) }
	if n := shown(); n != firstEntries {
		t.Errorf("%d entries", n)
	}
	has(t, s.HTML(), `data-test="older"`, "Tampilkan yang lebih lama (12)")
	s.Click(page.onOlder)
	if n := shown(); n != 42 {
		t.Errorf("%d entries once older ones were asked for", n)
	}
	hasNot(t, s.HTML(), `data-test="older"`)
}

func TestTodayPage(t *testing.T) {
	t.Run("is kind when nothing is due", func(t *testing.T) {
		s := apptest.Open(t, &Today{}, nil)
		has(t, s.HTML(), `data-test="empty"`)
	})
	t.Run("names nobody", func(t *testing.T) {
		page := &Today{}
		s := apptest.Open(t, page, func(d *apptest.Desk) { aCase(d, "Canary Bunga", "2026-11-23T07:00") })
		has(t, s.HTML(), `data-test="overdue"`, `data-test="today-row"`, `data-test="unsent"`)
		hasNot(t, s.HTML(), "Canary", "Bunga")
	})
	t.Run("draws a part of what is very much", func(t *testing.T) {
		s := apptest.Open(t, &Today{}, func(d *apptest.Desk) {
			for range rowsAtOnce + 3 {
				aCase(d, "Bunga", "2026-11-23T07:00")
			}
		})
		has(t, s.HTML(), `data-test="more-overdue"`)
		if n := strings.Count(s.HTML(), `data-test="today-row"`); n != rowsAtOnce {
			t.Errorf("%d rows are drawn", n)
		}
	})
	t.Run("loses a row that was done, and keeps the act", func(t *testing.T) {
		page := &Today{}
		s := apptest.Open(t, page, func(d *apptest.Desk) { aCase(d, "Bunga", "2026-11-23T07:00") })
		due := page.today.Overdue[0]
		state.CloseDue.Do(s.Context(), state.DueRef{File: due.File, ID: due.ID})
		s.Settle()
		hasNot(t, s.HTML(), `data-test="today-row"`)
		if acts := s.Desk.Acts; acts[len(acts)-1] != state.FormDue {
			t.Errorf("acts are %v", acts)
		}
	})
}

func TestNotifiedPage(t *testing.T) {
	open := func(t *testing.T, token func(*apptest.Desk) string) string {
		page := &Notified{}
		s := apptest.Open(t, page, func(d *apptest.Desk) {
			aCase(d, "Bunga", "2026-11-22T07:00")
			aCase(d, "Melati", "2026-11-23T07:00")
			page.Token = token(d)
		})
		return s.HTML()
	}
	t.Run("shows the follow-up that the notification is about", func(t *testing.T) {
		html := open(t, func(d *apptest.Desk) string {
			device, _ := op.ParseID(d.Me().Device.ID)
			return notify.Token(device, d.Cards()[0].Due[0].ID)
		})
		if n := strings.Count(html, `data-test="today-row"`); n != 1 {
			t.Errorf("%d rows, want the one", n)
		}
	})
	t.Run("shows all that is due when the word means nothing here", func(t *testing.T) {
		html := open(t, func(*apptest.Desk) string { return "AAAAAAAAAAAAAAAAAAAAAA" })
		if n := strings.Count(html, `data-test="today-row"`); n != 2 {
			t.Errorf("%d rows, want both", n)
		}
	})
}

func TestCasePage(t *testing.T) {
	var id op.ID
	open := func(t *testing.T) (*Case, *apptest.Stage) {
		page := &Case{tab: tabSummary}
		s := apptest.Open(t, page, func(d *apptest.Desk) { id = aCase(d, "Canary Bunga", "2026-11-24T09:00"); page.ID = id })
		return page, s
	}
	t.Run("masks names until they are tapped, and writes the tap down", func(t *testing.T) {
		page, s := open(t)
		hasNot(t, s.HTML(), "Canary")
		has(t, s.HTML(), `data-test="reveal"`)
		s.Click(page.onReveal)
		has(t, s.HTML(), "Canary Bunga")
		s.Click(page.onReveal)
		looks := 0
		for _, a := range s.Desk.Acts {
			if a == "access" {
				looks++
			}
		}
		if looks != 2 {
			t.Errorf("%d entries in the access log, want one for the opening and one for the revealing", looks)
		}
	})
	t.Run("tells what the next stage lacks", func(t *testing.T) {
		_, s := open(t)
		has(t, s.HTML(), `data-test="missing-list"`, "aman sekarang")
		hasNot(t, s.HTML(), `data-test="advance"`)
	})
	t.Run("waits for the server after asking for the next stage", func(t *testing.T) {
		page, s := open(t)
		state.EditField.Do(s.Context(), state.FieldEdit{Form: "x", File: id, Ent: op.Ent{Kind: domain.Case, ID: id}, Field: domain.CaseSafeNow.ID, Text: "aman"})
		s.Settle()
		has(t, s.HTML(), `data-test="advance"`)
		s.Click(page.onAdvance)
		has(t, s.HTML(), `data-test="waiting"`)
	})
	t.Run("shows both versions of a conflict and takes one", func(t *testing.T) {
		page, s := open(t)
		for _, c := range []string{"aman", "tidak_aman"} { // neither author saw the other's
			if err := s.Desk.Author(s.Desk.As(), "test", []op.Draft{domain.CaseSafeNow.Set(id, id, c, nil)}); err != nil {
				t.Fatal(err)
			}
		}
		state.OpenCase.Do(s.Context(), id)
		s.Settle()
		if n := len(page.file.Conflicts); n != 1 || len(page.file.Conflicts[0].Versions) != 2 {
			t.Fatalf("%d conflicts", n)
		}
		c := page.file.Conflicts[0]
		state.Resolve.Do(s.Context(), state.Choice{File: id, Ent: c.Ent, Field: c.Field, Head: c.Versions[0].Head})
		s.Settle()
		if len(page.file.Conflicts) != 0 || page.file.View.SafeNow != "aman" {
			t.Errorf("after choosing: %d conflicts, %s", len(page.file.Conflicts), page.file.View.SafeNow)
		}
	})
	t.Run("says when the case is not on this device", func(t *testing.T) {
		page := &Case{}
		s := apptest.Open(t, page, func(d *apptest.Desk) { page.ID = d.NewID() })
		has(t, s.HTML(), `data-test="case-missing"`)
	})
}

func TestNewComplaintPage(t *testing.T) {
	t.Run("keeps every answer as a draft", func(t *testing.T) {
		page := &NewComplaint{}
		s := apptest.Open(t, page, nil)
		s.Do(func(ctx ctxOf) { page.sheet.typed("who", "Bunga"); page.sheet.keep(ctx) })

		again := &NewComplaint{}
		s.Do(again.OnMount)
		if again.sheet.values["who"] != "Bunga" || again.sheet.kept.Saved == 0 {
			t.Errorf("kept %v", again.sheet.values)
		}
	})
	t.Run("links its errors to the fields", func(t *testing.T) {
		page := &NewComplaint{}
		s := apptest.Open(t, page, nil)
		state.FileComplaint.Do(s.Context(), state.Values{"age": "x"})
		s.Settle()
		has(t, s.HTML(), `data-test="summary"`, `href="#f-safe"`, `aria-invalid`)
	})
	t.Run("says what happened when the phone is full, and keeps the answers", func(t *testing.T) {
		page := &NewComplaint{}
		s := apptest.Open(t, page, nil)
		s.Desk.Fail = errs.E(errs.Quota, "")
		state.FileComplaint.Do(s.Context(), state.Values{"safe": "aman", "who": "Bunga"})
		s.Settle()
		has(t, s.HTML(), `data-test="problem"`, "Ruang penyimpanan habis")
	})
}

func TestSignInPage(t *testing.T) {
	page := &SignIn{Early: early{Name: "rina", Password: "salah", Submitted: true}}
	page.OnInit()
	s := apptest.Open(t, page, nil)
	has(t, s.HTML(), `value="rina"`, `data-test="problem"`) // what was typed before the app came was sent, and was wrong
	hasNot(t, s.HTML(), "disabled>")
}

func TestSigningOutTellsWhatIsUnsent(t *testing.T) {
	page := &More{}
	s := apptest.Open(t, page, func(d *apptest.Desk) { aCase(d, "Bunga", "2026-11-24T09:00") })
	s.Click(page.onAsk)
	has(t, s.HTML(), `data-test="signout-unsent"`)
	s.Click(page.onOut)
	if !s.Desk.Locked {
		t.Error("the store is open after signing out")
	}
}

func TestWritingAsIsSaidToWhoHasSeveralAppointments(t *testing.T) {
	page := &NewCase{}
	s := apptest.Open(t, page, nil)
	has(t, s.HTML(), `data-test="writes-as"`, "UPTD PPA")
}
