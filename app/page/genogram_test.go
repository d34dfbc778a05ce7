package page

import (
	"strings"
	"testing"

	"damping/app/apptest"
	"damping/shared/domain"
	"damping/shared/op"
)

func TestGenogram(t *testing.T) {
	open := func(t *testing.T, members ...map[*domain.Def]string) string {
		page := &Case{}
		s := apptest.Open(t, page, func(d *apptest.Desk) {
			page.ID = aCase(d, "Bunga", "2026-11-24T09:00")
			for _, m := range members {
				id := d.NewID()
				drafts := []op.Draft{{File: page.ID, Part: op.Identity, Ent: op.Ent{Kind: domain.Member, ID: id}, Kind: op.Create}}
				for def, text := range m {
					val, ok := def.Encode(text)
					if !ok {
						t.Fatalf("%s of %s", text, def.Name)
					}
					drafts = append(drafts, op.Draft{File: page.ID, Part: def.Part, Ent: op.Ent{Kind: def.Entity, ID: id}, Kind: op.Set, Field: def.ID, SV: def.Version, Val: val})
				}
				if err := d.Author(d.As(), "test", drafts); err != nil {
					t.Fatal(err)
				}
			}
		})
		page.tab = tabPeople
		return s.HTML()
	}
	t.Run("is drawn and told of who is written down, without names", func(t *testing.T) {
		html := open(t, map[*domain.Def]string{domain.MemberTie.Def: "ayah_tiri", domain.MemberName.Def: "Canary X", domain.MemberSex.Def: domain.Male,
			domain.MemberAge.Def: "41", domain.MemberBond.Def: "kekerasan", domain.MemberTogether.Def: domain.Yes},
			map[*domain.Def]string{domain.MemberTie.Def: "kakek_nenek", domain.MemberAlive.Def: "meninggal", domain.MemberBond.Def: "dekat"})
		has(t, html, `data-test="genogram"`, "Korban, 11 tahun. Ayah tiri, Laki-laki, 41 tahun, Tinggal serumah, Ada kekerasan. Kakek atau nenek, Sudah meninggal, Dekat",
			`class="household"`, `class="dead"`, `class="bond kekerasan"`, `class="bond dekat"`, `role="img"`)
		hasNot(t, html, "Canary")
	})
	t.Run("is not there for nobody", func(t *testing.T) {
		if strings.Contains(open(t), "genogram") {
			t.Error("a drawing of nobody")
		}
	})
}
