package state

import (
	"slices"
	"strconv"
	"strings"

	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// The sheet from which somebody types a case into the ministry's register, in the register's order: the case, what happened,
// each victim, each alleged perpetrator, what one is to the other, the services. Whatever the ministry does not ask for is
// not on it. Codes are the ministry's coarser ones.

// Copying is one value on its way to the clipboard; Mark tells which on the page.
type Copying struct{ Mark, Text string }

// Copied is what came of it.
type Copied struct {
	Mark    string
	Problem string // i18n key, "" when it is there
}

// SheetPart is one form of the register.
type SheetPart struct {
	What string // case, incident, victim, perpetrator, relation, service
	N, M int    // which, from 1: of a relation the perpetrator and the victim, of a service the victim
	Rows []SheetRow
}

// SheetRow is one value to copy.
type SheetRow struct {
	Key  string // i18n key of what is asked
	List string // the value is a code of this list, "" when it is words
	Text string // "" when nobody has said
	Ask  bool   // the ministry's word for it is not known: the office asks
	Name bool   // it names somebody
}

// Simfoni is the sheet of a case.
func (f CaseFile) Simfoni() (out []SheetPart) {
	head := SheetPart{What: "case", Rows: []SheetRow{
		{Key: "simfoni.number", Text: f.View.Number}, {Key: "simfoni.reported", Text: slashed(string(f.View.Received.Date()))},
		coded("case.channel", domain.CaseChannel.List, f.View.Channel), {Key: "simfoni.domestic", List: "domestic", Text: f.domestic()}}}
	out = append(out, head)
	for i, r := range f.Records[domain.IncidentForm.Name] {
		out = append(out, SheetPart{What: "incident", N: i + 1, Rows: asked(r.Values, domain.IncidentDay.Def, domain.IncidentPlace.Def, domain.IncidentDistrict.Def)})
	}
	victims, suspects := f.Records[domain.VictimForm.Name], f.Records[domain.PerpetratorForm.Name]
	for i, r := range victims {
		rows := asked(r.Values, domain.VictimName.Def, domain.VictimNIK.Def, domain.VictimSex.Def, domain.VictimBirthPlace.Def, domain.VictimBirth.Def)
		rows = append(rows, f.ageThen(r.Values)...)
		out = append(out, SheetPart{What: "victim", N: i + 1, Rows: append(rows, asked(r.Values, domain.VictimVillage.Def, domain.VictimCitizenship.Def, domain.VictimReligion.Def,
			domain.VictimEducation.Def, domain.VictimOccupation.Def, domain.VictimMarital.Def, domain.VictimDisability.Def, domain.VictimForms.Def)...)})
	}
	for i, r := range suspects {
		out = append(out, SheetPart{What: "perpetrator", N: i + 1, Rows: asked(r.Values, domain.PerpetratorName.Def, domain.PerpetratorSex.Def, domain.PerpetratorAge.Def,
			domain.PerpetratorCitizenship.Def, domain.PerpetratorEducation.Def, domain.PerpetratorOccupation.Def, domain.PerpetratorMarital.Def)})
	}
	for i, s := range suspects {
		for j, v := range victims {
			relation := "na"
			for _, r := range f.Relations {
				if r.Perpetrator == s.ID && r.Victim == v.ID && r.Code != "" {
					relation = r.Code
				}
			}
			out = append(out, SheetPart{What: "relation", N: i + 1, M: j + 1, Rows: []SheetRow{coded("q.relation.code", domain.RelationCode.List, relation)}})
		}
	}
	for _, r := range f.Records[domain.ServiceForm.Name] {
		if r.Values[domain.ServiceResult.Name] == domain.ServiceDropped {
			continue
		}
		whom := slices.IndexFunc(victims, func(v Record) bool { return v.ID.String() == r.Values[domain.ServiceOf.Name] })
		out = append(out, SheetPart{What: "service", N: whom + 1, Rows: asked(r.Values, domain.ServiceCode.Def, domain.ServiceBy.Def, domain.ServiceFrom.Def)})
	}
	return out
}

// domestic is whether the case is one of domestic violence, as a code.
func (f CaseFile) domestic() string {
	if f.Domestic {
		return "kdrt"
	}
	return "non_kdrt"
}

// asked are the rows of some questions; each of several answers has one of its own, once.
func asked(v Values, questions ...*domain.Def) (out []SheetRow) {
	for _, d := range questions {
		for i, text := range d.Split(named(v[d.Name])) {
			row := coded("q."+d.Name, d.List, text)
			row.Name = d.Part == op.Identity && d.List == ""
			if d.Kind() == domain.Day {
				row.Text = slashed(text)
			}
			if i == 0 || !slices.Contains(out, row) {
				out = append(out, row)
			}
		}
		if len(d.Split(v[d.Name])) == 0 {
			out = append(out, SheetRow{Key: "q." + d.Name})
		}
	}
	return out
}

// coded is a row with a code, as the ministry has it. A code of which that is not known stays what it is, to be asked about.
func coded(key, list, c string) SheetRow {
	if list == "" || c == "" {
		return SheetRow{Key: key, Text: c}
	}
	in, to := code.SimfoniList(list), code.Roll(list, c, code.Simfoni)
	if !code.Has(in, to) {
		return SheetRow{Key: key, List: list, Text: c, Ask: true}
	}
	return SheetRow{Key: key, List: in, Text: to}
}

// ageThen is how old a victim was when it happened first, and the band of that: by the dates where they are known, else by
// the age that was told when it was reported.
func (f CaseFile) ageThen(v Values) []SheetRow {
	reported, then := f.View.Received.Date(), domain.Date("")
	for _, i := range f.Incidents {
		if i.Day != "" && (then == "" || i.Day < then) {
			then = i.Day
		}
	}
	if then == "" {
		then = reported
	}
	years := -1
	if birth := domain.Date(v[domain.VictimBirth.Name]); birth != "" {
		years = birth.YearsAt(then)
	} else if told, err := strconv.Atoi(v[domain.VictimAge.Name]); err == nil {
		years = max(told-max(then.YearsAt(reported), 0), 0)
	}
	text := ""
	if years >= 0 {
		text = strconv.Itoa(years)
	}
	return []SheetRow{{Key: "simfoni.age", Text: text}, {Key: "simfoni.ageBand", List: code.AgeBand, Text: code.AgeBandOf(years)}}
}

func (o *Office) copy(ctx app.Context, c Copying) {
	out := Copied{Mark: c.Mark}
	if err := o.desk.Copy(c.Text); err != nil {
		out.Problem, _, _ = explain(err)
	}
	CopiedKey.Set(ctx, out)
}

// slashed is a date as the register takes it: 24/11/2026.
func slashed(date string) string {
	parts := strings.Split(date, "-")
	slices.Reverse(parts)
	return strings.Join(parts, "/")
}
