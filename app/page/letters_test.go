package page

import (
	"testing"

	"damping/app/apptest"
	"damping/app/state"
	"damping/shared/api"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestLetters(t *testing.T) {
	var file op.ID
	page := &Letters{}
	s := apptest.Open(t, page, func(d *apptest.Desk) { file = aCase(d, "Bunga", "2026-11-23T07:00") })
	page.File = file

	s.Click(page.onOpen)
	has(t, s.HTML(), `data-test="error"`, "Coba lagi saat ada sinyal")

	victim := s.Desk.NewID().String()
	s.Desk.Mail = &api.Letters{
		Kinds:  []api.LetterKind{{Code: "f01", Form: "F01"}, {Code: "visum", About: "victim", Subjects: []string{victim, s.Desk.NewID().String()}}},
		Issued: []api.IssuedLetter{{Kind: "f01", Number: "460/000001/F01/UPTD-PPA/2026", At: s.Desk.Clock}}}
	s.Click(page.onOpen)
	has(t, s.HTML(), "F01 Formulir penerimaan pengaduan", "460/000001/F01/UPTD-PPA/2026", `data-test="letter-issue"`)
	hasNot(t, s.HTML(), "Korban 1", "Bunga", "belum terkirim")

	s.Click(page.onIssue)
	has(t, s.HTML(), "Pilih surat yang akan dibuat.")

	s.Do(func(app.Context) {
		page.sheet.set(state.LetterKind, "visum")
		page.sheet.set(state.LetterSubject, victim)
	})
	has(t, s.HTML(), "Korban 1", "Korban 2")
	s.Click(page.onIssue)
	has(t, s.HTML(), "Surat tersimpan")
	if want := (api.LetterAsk{Kind: "visum", Paper: "a4", Subject: victim, Issue: true}); len(s.Desk.Printed) != 1 || s.Desk.Printed[0] != want {
		t.Errorf("%+v", s.Desk.Printed)
	}

	page.Unsent = true
	has(t, s.HTML(), "belum terkirim")
}
