package page

import (
	"testing"

	"damping/app/apptest"
	"damping/app/state"
	"damping/shared/domain"
	"damping/shared/op"
)

func TestCaseListFindsWords(t *testing.T) {
	page := &CaseList{}
	s := apptest.Open(t, page, func(d *apptest.Desk) {
		id, note := aCase(d, "Canary Bunga", "2026-11-24T09:00"), d.NewID()
		if err := d.Author(d.As(), "test", []op.Draft{domain.Begin(id, domain.Note, note), domain.NoteText.Set(id, note, "dipukul dengan sapu", nil)}); err != nil {
			t.Fatal(err)
		}
		aCase(d, "Melati", "2026-11-24T09:00")
	})
	page.query = state.Query{Text: "sapu"}
	state.FindCases.Do(s.Context(), page.query)
	s.Settle()
	if len(page.list.Rows) != 1 || !page.list.Looked.Here {
		t.Fatalf("%+v", page.list)
	}
	has(t, s.HTML(), `data-test="case-row"`, "ditemukan dalam catatan", `data-test="case-looked"`)
	hasNot(t, s.HTML(), "dipukul", "Canary", `data-test="view-drop"`)

	state.SaveView.Do(s.Context(), state.View{Name: "Sapu", Query: page.query})
	s.Settle()
	has(t, s.HTML(), `data-test="view-drop"`, "Sapu")
	state.DropView.Do(s.Context(), "Sapu")
	s.Settle()
	hasNot(t, s.HTML(), `data-test="view-drop"`)
}
