package api_test

import (
	"bytes"
	"context"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"damping/server/servertest/house"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// read is the text of a PDF, as poppler reads it.
func readPDF(t *testing.T, pdf []byte) string {
	t.Helper()
	cmd := exec.Command("pdftotext", "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	text, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// askLetter asks for a letter.
func askLetter(b *house.Browser, file op.ID, kind string, issue bool) house.Answer {
	return b.Post(api.LettersOf(file.String()), api.LetterAsk{Kind: kind, Paper: "a4", Issue: issue})
}

func TestLetters(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati, ratna := h.SignedIn("wati"), h.SignedIn("ratna")
		file := newCase(wati, "Melati")
		wati.Sync()

		t.Run("a draft has no number and is not kept", func(t *testing.T) {
			a := askLetter(wati, file, "f01", false).Want(http.StatusOK)
			text := readPDF(t, a.Body)
			if !strings.Contains(text, "Melati") || !strings.Contains(text, "KONSEP") {
				t.Error(text)
			}
			if got := a.Header.Get("Content-Type"); got != api.MediaPDF {
				t.Error(got)
			}
			if got := a.Header.Get("Content-Disposition"); got != `attachment; filename="F01-konsep.pdf"` {
				t.Error(got)
			}
			if a.Header.Get("Cache-Control") != "no-store" {
				t.Error("it may be kept")
			}
		})

		var list api.Letters
		t.Run("a number stays with its letter, and each kind is counted by itself", func(t *testing.T) {
			first := askLetter(wati, file, "f01", true).Want(http.StatusOK)
			h.Clock.Advance(time.Second)
			again := askLetter(ratna, file, "f01", true).Want(http.StatusOK)
			other := askLetter(wati, file, "visum", true).Want(http.StatusOK)
			for _, c := range []struct {
				a    house.Answer
				want string
			}{{first, "460/000001/F01/UPTD-PPA/2026"}, {again, "460/000001/F01/UPTD-PPA/2026"}, {other, "460/000001/VISUM/UPTD-PPA/2026"}} {
				if text := readPDF(t, c.a.Body); !strings.Contains(text, c.want) || strings.Contains(text, "KONSEP") {
					t.Errorf("not %s: %s", c.want, text)
				}
			}
			second := newCase(wati, "Kenanga")
			wati.Sync()
			if text := readPDF(t, askLetter(wati, second, "f01", true).Want(http.StatusOK).Body); !strings.Contains(text, "460/000002/F01/UPTD-PPA/2026") {
				t.Error(text)
			}
			wati.Get(api.LettersOf(file.String())).Want(http.StatusOK).Into(&list)
			if len(list.Kinds) != 10 || len(list.Issued) != 2 || list.Issued[0].Number != "460/000001/F01/UPTD-PPA/2026" ||
				list.Issued[0].By != wati.As.String() || list.Issued[1].Subject == "" {
				t.Errorf("%+v", list)
			}
		})

		t.Run("who may not read the case learns nothing", func(t *testing.T) {
			for _, login := range []string{"tini", "dodi", "lina", "joko"} {
				b := h.SignedIn(login)
				askLetter(b, file, "f01", false).Want(http.StatusNotFound)
				askLetter(b, file, "f01", true).Want(http.StatusNotFound)
				b.Get(api.LettersOf(file.String())).Want(http.StatusNotFound)
			}
		})

		t.Run("who reads a part only is told so", func(t *testing.T) {
			dodi := h.SignedIn("dodi")
			wati.Write(domain.Grant(file, domain.GrantArgs{Appointment: dodi.As, Parts: []op.Part{op.Core}}))
			wati.Sync()
			if p := askLetter(dodi, file, "f01", false).Want(http.StatusForbidden).Problem(); p.Key != "letter.forbidden" {
				t.Errorf("%+v", p)
			}
			var none api.Letters
			dodi.Get(api.LettersOf(file.String())).Want(http.StatusOK).Into(&none)
			if len(none.Kinds) != 0 {
				t.Errorf("%+v", none)
			}
		})

		t.Run("what is no letter", func(t *testing.T) {
			for _, ask := range []api.LetterAsk{{Kind: "f99", Paper: "a4"}, {Kind: "f01", Paper: "a5"}, {Kind: "visum", Paper: "a4", Subject: h.ID().String()}, {Kind: "visum", Paper: "a4", Subject: "x"}} {
				if a := wati.Post(api.LettersOf(file.String()), ask); a.Status != http.StatusUnprocessableEntity {
					t.Errorf("%+v: %d %s", ask, a.Status, a.Body)
				}
			}
			wati.Post(api.LettersOf("x"), api.LetterAsk{Kind: "f01", Paper: "a4"}).Want(http.StatusNotFound)
			askLetter(wati, h.ID(), "f01", false).Want(http.StatusNotFound)
		})

		t.Run("a letter about one victim waits to be told which", func(t *testing.T) {
			second := h.ID()
			wati.Write(domain.Begin(file, domain.Victim, second), domain.VictimName.Set(file, second, "Mawar", nil))
			wati.Sync()
			if p := askLetter(wati, file, "visum", false).Problem(); p.Code != errs.Invalid || p.Field != "subject" {
				t.Errorf("%+v", p)
			}
			a := wati.Post(api.LettersOf(file.String()), api.LetterAsk{Kind: "visum", Paper: "f4", Subject: second.String()}).Want(http.StatusOK)
			if text := readPDF(t, a.Body); !strings.Contains(text, "Mawar") || strings.Contains(text, "Melati") {
				t.Error(text)
			}
		})

		t.Run("the trail knows what went out, and who was refused", func(t *testing.T) {
			printed, issued, denied := 0, 0, 0
			err := h.DB.View(t.Context(), func(tx *store.Tx) error {
				rows, err := tx.AuditRows(t.Context(), 0, 10_000)
				for _, row := range rows {
					letter := row.Act == "letter_print" || row.Act == "letter_issue"
					switch {
					case letter && row.Denied:
						denied++
					case row.Act == "letter_print":
						printed++
					case row.Act == "letter_issue":
						issued++
					}
				}
				return err
			})
			if err != nil || printed != 2 || issued != 4 || denied != 10 {
				t.Error(printed, issued, denied, err)
			}
		})
	})
}

func TestTwoAskForTheSameNumberAtOnce(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati := h.SignedIn("wati")
		file := newCase(wati, "Melati")
		wati.Sync()
		var all sync.WaitGroup
		texts := make([]string, 6)
		for i := range texts {
			all.Go(func() {
				a := askLetter(wati, file, "f18", true)
				texts[i] = a.Header.Get("Content-Disposition")
			})
		}
		all.Wait()
		if slices.Sort(texts); texts[0] != `attachment; filename="F18-460-000001-F18-UPTD-PPA-2026.pdf"` || texts[0] != texts[5] {
			t.Error(texts)
		}
	})
}

func TestAnOfficeWritesOnItsOwnPaper(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati := h.SignedIn("wati")
		file := newCase(wati, "Melati")
		wati.Sync()
		err := h.DB.Update(t.Context(), func(tx *store.Tx) error {
			place, err := tx.Appointment(context.Background(), wati.As)
			if err != nil {
				return err
			}
			return tx.SaveLetterhead(t.Context(), store.Letterhead{InstitutionID: place.InstitutionID, Parent: "PEMERINTAH KOTA CONTOH", Name: "UPTD PPA CONTOH",
				City: "Kota Contoh", HeadName: "Ratna Dewi", Number: "{nomor}/UPTD/{bulan}/{tahun}"})
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, kind := range []string{"f17", "f18"} { // the pattern names no kind: one row of numbers for all
			text := readPDF(t, askLetter(wati, file, kind, true).Want(http.StatusOK).Body)
			for _, want := range []string{"PEMERINTAH KOTA CONTOH", "UPTD PPA CONTOH", "Ratna Dewi", []string{"000001/UPTD/XI/2026", "000002/UPTD/XI/2026"}[i]} {
				if !strings.Contains(text, want) {
					t.Errorf("%s lacks %q: %s", kind, want, text)
				}
			}
		}
	})
}
