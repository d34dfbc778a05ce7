package page

import (
	"testing"

	"damping/app/apptest"
	"damping/app/state"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

func TestSimfoniSheet(t *testing.T) {
	open := func(t *testing.T) (*Case, *apptest.Stage) {
		page := &Case{}
		s := apptest.Open(t, page, func(d *apptest.Desk) {
			page.ID = aCase(d, "Canary Bunga", "2026-11-24T09:00")
			parts, _ := d.File(page.ID)
			v := domain.Victims(parts)[0].ID
			if err := d.Author(d.As(), "test", []op.Draft{domain.VictimMarital.Set(page.ID, v, "kawin_belum_tercatat", nil),
				domain.VictimEducation.Set(page.ID, v, "sd", nil)}); err != nil {
				t.Fatal(err)
			}
		})
		return page, s
	}
	t.Run("lies folded, and names nobody until that is tapped", func(t *testing.T) {
		page, s := open(t)
		has(t, s.HTML(), `data-test="simfoni-open"`)
		hasNot(t, s.HTML(), `data-test="simfoni"`)
		s.Click(page.onSheet)
		has(t, s.HTML(), `data-test="simfoni"`, "SD sederajat", "6–12 tahun", `data-test="simfoni-ask"`, "Kawin belum tercatat")
		hasNot(t, s.HTML(), "Canary")
		s.Click(page.onReveal)
		has(t, s.HTML(), "Canary Bunga")
	})
	t.Run("ticks what was copied, and says when the browser forbids it", func(t *testing.T) {
		page, s := open(t)
		s.Click(page.onSheet)
		state.CopyText.Do(s.Context(), state.Copying{Mark: "0.2", Text: "Telepon"})
		s.Settle()
		has(t, s.HTML(), "Salin lagi: Saluran aduan", "Disalin")
		s.Desk.Fail = errs.E(errs.Forbidden, "simfoni.notCopied")
		state.CopyText.Do(s.Context(), state.Copying{Mark: "0.1", Text: "x"})
		s.Settle()
		has(t, s.HTML(), "ketik sendiri")
		if page.copied.done["0.1"] {
			t.Error("what was not copied is ticked")
		}
	})
}
