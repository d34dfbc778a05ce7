package page

import (
	"strconv"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/domain"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// genograms draw the family of each victim of whom somebody is written down. Who is of no victim by name is of all.
func (p *Case) genograms() app.UI {
	members := p.file.Records[domain.MemberForm.Name]
	return ui.Slot(len(members) > 0, func() app.UI {
		var drawings []app.UI
		for i, v := range p.file.Victims {
			title := ui.T("person.victim")
			if len(p.file.Victims) > 1 {
				title = ui.T("person.victimN", i+1)
			}
			var family []ui.Kin
			for _, m := range members {
				if of := m.Values[domain.MemberOf.Name]; of == "" || of == v.ID.String() {
					family = append(family, kin(m.Values))
				}
			}
			if len(family) > 0 {
				drawings = append(drawings, ui.Genogram(title, ui.Kin{Sex: v.Sex, Age: v.Age}, family))
			}
		}
		return ui.Section(ui.T("genogram.title"), drawings...)
	})
}

func kin(v state.Values) ui.Kin {
	k := ui.Kin{Tie: v[domain.MemberTie.Name], Sex: v[domain.MemberSex.Name], Age: -1, Bond: v[domain.MemberBond.Name],
		Dead: v[domain.MemberAlive.Name] == "meninggal", Together: v[domain.MemberTogether.Name] == domain.Yes}
	if years, err := strconv.ParseInt(v[domain.MemberAge.Name], 10, 64); err == nil {
		k.Age = years
	}
	return k
}
