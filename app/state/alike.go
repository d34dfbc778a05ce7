package state

import (
	"slices"
	"sort"

	"damping/shared/domain"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Alike is a file in which somebody stands who may be one of the people looked for.
type Alike struct {
	Link
	Whom   int      // which of the people, from 0
	How    string   // domain.Same or domain.Possible
	Shared []string // what the two have in common, as domain.Shared calls it
	Merges bool     // the file looked from may be merged into this one
}

// Alikes is what was found for these people.
type Alikes struct {
	People []domain.Person
	Found  []Alike
}

// Seek looks through the files of this device for people who may be these. Who asks is told under the name By.
type Seek struct {
	By     string
	File   op.ID // from which is looked, zero for a form that is none yet
	Kind   op.EntKind
	People []domain.Person
	Not    []op.ID // files that are known to be linked
}

const (
	mostAlike = 5
	mostRead  = 30 // files opened to look closer, the latest touched first
)

// PersonIn is somebody in a form, of whom only some is asked.
func PersonIn(name, years, sex string) domain.Person {
	p := domain.Person{Name: named(name), Age: -1, Sex: named(sex)}
	if n, ok := age(years); ok {
		p.Age = n
	}
	return p
}

// People are the victims of a case as they are compared, with their age today. Where no name may be read there are none.
func (f CaseFile) People() (out []domain.Person) {
	if f.NoNames {
		return nil
	}
	today := domain.LocalAt(f.Now, f.Zone.Offset()).Date()
	for _, v := range f.Victims {
		out = append(out, personOf(v, f.View.Received.Date(), today))
	}
	return out
}

// personOf is a victim with the age that an age told on some day has become. In the minds of those who tell it an age
// stands for the whole year.
func personOf(v domain.VictimView, told, today domain.Date) domain.Person {
	p := domain.Person{Name: named(v.Name), Birth: v.Birth, Age: grown(v.Age, told, today), Sex: v.Sex, NIK: v.NIK}
	if v.Birth != "" {
		p.Age = int64(v.Birth.YearsAt(today))
	}
	return p
}

func grown(years int64, told, today domain.Date) int64 {
	if since := told.YearsAt(today); years >= 0 && since > 0 {
		return years + int64(since)
	}
	return years
}

func (o *Office) seek(ctx app.Context, s Seek) {
	after(ctx, func(ctx app.Context) { AlikeKey(s.By).Set(ctx, Alikes{People: s.People, Found: o.alike(s)}) })
}

// alike compares names on the cards first: of two thousand files only the few are opened in which one may be meant.
func (o *Office) alike(s Seek) (out []Alike) {
	var like []func(string) bool
	for _, p := range s.People {
		like = append(like, domain.Namesake(p.Name))
	}
	var cards []domain.Card
	for _, c := range o.desk.Cards() {
		if c.File == s.File || stands(c) || slices.Contains(s.Not, c.File) {
			continue
		}
		if slices.ContainsFunc(like, func(in func(string) bool) bool { return in(c.Find) }) {
			cards = append(cards, c)
		}
	}
	sort.Slice(cards, func(i, j int) bool { return laterTouched(&cards[i], &cards[j]) })
	merges := o.mergers(s.Kind, s.File)
	today := o.local().Date()
	for _, c := range cards[:min(len(cards), mostRead)] {
		if found, ok := o.closer(c, s.People, today); ok {
			found.Merges = merges(&c)
			out = append(out, found)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].How == domain.Same && out[j].How != domain.Same })
	return out[:min(len(out), mostAlike)]
}

// stands reports whether another file stands for this one.
func stands(c domain.Card) bool {
	return c.State == domain.StateBecameCase || c.State == domain.ComplaintMerged || c.State == domain.ComplaintDuplicate || c.State == domain.CaseDuplicate
}

// closer opens a file and compares who is in it; the nearest likeness counts.
func (o *Office) closer(c domain.Card, people []domain.Person, today domain.Date) (out Alike, ok bool) {
	parts, err := o.desk.File(c.File)
	if err != nil {
		return out, false
	}
	var there []domain.Person
	if c.Kind == domain.Complaint {
		v, _ := domain.ReadComplaint(parts, c.File)
		there = append(there, domain.Person{Name: named(v.Who), Age: grown(v.Age, v.Received.Date(), today), Sex: named(v.Sex)})
	}
	for _, v := range domain.Victims(parts) {
		there = append(there, personOf(v, c.Received.Date(), today))
	}
	for i, p := range people {
		for _, q := range there {
			how := domain.Likeness(p, q)
			if how != domain.Unlike && (!ok || how == domain.Same && out.How != domain.Same) {
				out, ok = Alike{Link: linkTo(c.File, c), Whom: i, How: how, Shared: domain.Shared(p, q)}, true
				out.Age, out.Sex = q.Age, q.Sex
			}
		}
	}
	return out, ok
}

// mergers tells into which files a file may be merged.
func (o *Office) mergers(kind op.EntKind, file op.ID) func(*domain.Card) bool {
	if file.IsZero() {
		return func(*domain.Card) bool { return false }
	}
	return takers(kind, file, o.postFor(file))
}
