package page

import (
	"testing"

	"damping/app/apptest"
	"damping/app/state"
	"damping/shared/domain"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// A colleague closes the case while somebody writes into it. Nothing that was begun goes before it is safe, and nothing
// is begun any more.
func TestFormsOutliveTheClosingOfTheirCase(t *testing.T) {
	t.Run("a note", func(t *testing.T) {
		form := &NoteForm{}
		s := apptest.Open(t, form, func(d *apptest.Desk) { form.File = aCase(d, "Bunga", "2026-11-24T09:00") })
		has(t, s.HTML(), `data-test="note-open"`)
		s.Do(func(ctx ctxOf) {
			form.onOpen(ctx, app.Event{})
			form.sheet.typed("text", "Ibu menelepon")
			form.sheet.keep(ctx)
		})
		form.Ended = true
		has(t, s.HTML(), `data-test="note-form"`, `data-test="ended-meanwhile"`, "tetap masuk ke berkas")
		state.WriteNote.Do(s.Context(), state.NoteEdit{File: form.File, Kind: "perkembangan", Text: "Ibu menelepon"})
		s.Settle()
		has(t, s.HTML(), `data-test="note-saved"`)
		hasNot(t, s.HTML(), `data-test="note-form"`, `data-test="note-open"`)
	})
	t.Run("a follow-up", func(t *testing.T) {
		form := &FollowUpForm{Ended: true}
		s := apptest.Open(t, form, func(d *apptest.Desk) { form.File = aCase(d, "Bunga", "2026-11-24T09:00") })
		hasNot(t, s.HTML(), `data-test="followup-open"`)
		form.begin("clock", "09:00", "fkind")
		has(t, s.HTML(), `data-test="followup-form"`, "baru mengingatkan bila kasus dibuka kembali")
	})
	t.Run("a field", func(t *testing.T) {
		line := &FieldLine{Field: domain.CaseWish.ID, Value: "Ingin pindah sekolah"}
		s := apptest.Open(t, line, nil)
		s.Click(line.onEdit)
		line.Fixed = true
		has(t, s.HTML(), `data-test="field-form"`, `data-test="ended-meanwhile"`)
		s.Click(line.onCancel)
		hasNot(t, s.HTML(), `data-test="field-form"`, `data-test="edit-208"`)
	})
	t.Run("on the page they keep their places", func(t *testing.T) {
		page := &Case{tab: tabSummary}
		s := apptest.Open(t, page, func(d *apptest.Desk) {
			page.ID = aCase(d, "Bunga", "2026-11-24T09:00")
		})
		page.file.Course.Ended = true
		has(t, s.HTML(), `data-test="case-shut"`, `id="fold-"`)
		hasNot(t, s.HTML(), `data-test="note-open"`, `data-test="followup-open"`)
	})
}
