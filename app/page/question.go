package page

import (
	"slices"
	"strings"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// refs are whom and what the questions of a case can point to.
type refs struct {
	Of     map[op.EntKind][]ui.Option
	People []ui.Option // colleagues, by appointment
}

// refs makes them of the case on the page. Nobody is named as long as names are masked.
func (p *Case) refs() refs {
	f := p.file
	r := refs{Of: map[op.EntKind][]ui.Option{}, People: candidateOptions(f.Colleagues)}
	add := func(kind op.EntKind, id op.ID, label, name string) {
		if p.bare && name != "" {
			label += " (" + name + ")"
		}
		r.Of[kind] = append(r.Of[kind], ui.Option{Value: id.String(), Label: label})
	}
	for i, v := range f.Victims {
		label := ui.T("person.victimN", i+1)
		if who := ui.Person(v.Age, v.Sex); who != "" {
			label += ", " + who
		}
		add(domain.Victim, v.ID, label, v.Name)
	}
	for i, v := range f.Suspects {
		add(domain.Perpetrator, v.ID, ui.T("person.perpetratorN", i+1), v.Name)
	}
	for _, m := range f.Records[domain.MemberForm.Name] {
		add(domain.Member, m.ID, ui.Code("family_relation", m.Values[domain.MemberTie.Name]), m.Values[domain.MemberName.Name])
	}
	for _, g := range f.Records[domain.GoalForm.Name] {
		add(domain.Goal, g.ID, short(g.Values[domain.GoalText.Name]), "")
	}
	return r
}

// short is the beginning of a text, for a list to choose from.
func short(text string) string {
	const most = 60
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return text
}

// options are the answers that a question with a list can have.
func (r refs) options(d *domain.Def, answers state.Values) []ui.Option {
	switch {
	case d.Member:
		return r.People
	case d.Kind() == domain.Reference:
		return r.Of[d.Ref]
	case d.List == code.Village:
		return villages(answers[domain.IncidentDistrict.Name])
	}
	return ui.OptionsOf(d.List)
}

// villages are those of a district, or all of them with the district's name, where no district was chosen.
func villages(district string) (out []ui.Option) {
	for _, v := range code.Get(code.Village).Entries {
		of := code.DistrictOf(v.Code)
		switch {
		case district == "":
			out = append(out, ui.Option{Value: v.Code, Label: v.Label(ui.Lang()) + ", " + ui.Code(code.District, of)})
		case of == district:
			out = append(out, ui.Option{Value: v.Code, Label: v.Label(ui.Lang())})
		}
	}
	return out
}

// label is what a question is called.
func label(d *domain.Def) string { return ui.T("q." + d.Name) }

// fewTiles is how many answers are shown side by side; more fold into a list.
const fewTiles = 6

// longTile is how long an answer may be, in bytes, to stand beside others.
const longTile = 32

// question draws one question of a form with what was answered.
func (s *sheet) question(a domain.Question, r refs, on app.EventHandler) app.UI {
	f := s.field(a.Name, label(a.Def), "")
	f.Optional = !a.Need
	switch {
	case a.Kind() == domain.YesNo:
		return ui.Tiles(s.live(f, yesNo()), s.chosen(a.Name), on)
	case a.List != "" || a.Kind() == domain.Reference:
		c := s.live(f, r.options(a.Def, s.values))
		c.Many = a.Shape == domain.Many
		if c.Many || len(c.Options) <= fewTiles && a.Kind() != domain.Reference {
			c.Long = len(c.Options) > fewTiles || slices.ContainsFunc(c.Options, func(o ui.Option) bool { return len(o.Label) > longTile })
			return ui.Tiles(c, s.chosen(a.Name), on)
		}
		return ui.Select(c, on)
	}
	switch a.Kind() {
	case domain.Day:
		f.Type = "date"
	case domain.Moment:
		f.Type = "datetime-local"
	case domain.Number:
		f.Numeric, f.Narrow = true, true
	default:
		if a.MaxLen > 200 {
			f.Rows = 3
		}
		if a.Def == domain.CaseSafeFrom.Def || a.Def == domain.CaseSafeTo.Def {
			f.Type = "time"
		}
		f.Room = room(a.MaxLen, s.values[a.Name])
	}
	return ui.Text(f, on)
}

// room tells how much more a field takes, before it is full.
func room(most int, text string) string {
	if len(text)*5 < most*4 {
		return ""
	}
	return ui.T("form.room", max(0, most-len(text)))
}

// answer is what was answered, in words.
func (r refs) answer(d *domain.Def, text string) string {
	if text == "" {
		return ""
	}
	switch {
	case d.Kind() == domain.YesNo:
		return fieldText(d.ID, text)
	case d.Kind() == domain.Reference:
		for _, o := range r.options(d, nil) {
			if o.Value == text {
				return o.Label
			}
		}
		return ui.T("record.gone")
	case d.List != "" && d.Shape == domain.Many:
		return ui.Codes(d.List, strings.Split(text, ","))
	case d.List != "":
		return ui.Code(d.List, text)
	case d.Kind() == domain.Moment:
		return ui.Civil(domain.Local(text))
	case d.Kind() == domain.Day:
		return ui.Date(domain.Date(text))
	}
	return ui.Answer(text)
}
