package state

import (
	"cmp"
	"sort"
	"strings"

	"damping/shared/domain"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Query is what is looked for among cases.
type Query struct {
	Text       string
	Stage      string
	Risk       string
	District   string
	Kind       string
	Owner      string // id of an appointment
	Mine       bool
	Late       bool
	Unassigned bool
}

// Cases is the list of cases that answer a query.
type Cases struct {
	Status Status
	Query  Query
	Total  int // all that are on the device
	Rows   []Row
	Now    int64
	Looked Looked
	// Districts, Kinds and Owners are those that any case has; Load is how the open ones are spread.
	Districts, Kinds []string
	Owners           []Candidate
	Load             []Load
}

// Load is what one colleague has in hand. A zero Who is nobody: cases that wait for an owner.
type Load struct {
	Who              Candidate
	Open, High, Late int
}

// passes reports whether a case passes the filters, whatever its words are.
func (q *Query) passes(c *domain.Card, r *Row) bool {
	return (q.Stage == "" || c.State == q.Stage) && (q.Risk == "" || c.Risk == q.Risk) && (q.District == "" || c.District == q.District) &&
		(q.Kind == "" || c.Type() == q.Kind) && (q.Owner == "" || c.Owner.String() == q.Owner) &&
		(!q.Mine || r.Mine) && (!q.Late || r.Late) && (!q.Unassigned || c.Owner.IsZero())
}

// casesOf finds the cases that answer a query. Those with the words in a number or a name come first, the best answers on
// top, then those that hits tell of, and each time what was changed last; without words, what is due first.
func casesOf(cards []domain.Card, q Query, me Me, now int64, unsent func(op.ID) bool, hits map[op.ID]Row) Cases {
	out := Cases{Status: Loaded, Query: q, Now: now}
	text := domain.Fold(q.Text)
	score := map[op.ID]int{}
	s := spread{districts: map[string]bool{}, kinds: map[string]bool{}, load: map[op.ID]*Load{}}
	for i := range cards {
		c := &cards[i]
		if c.Kind != domain.Case {
			continue
		}
		out.Total++
		r := rowOf(*c, me, now, unsent)
		s.add(c, r.Late)
		if !q.passes(c, &r) {
			continue
		}
		if text != "" {
			n := domain.Match(c.Find, text)
			hit, found := hits[c.File]
			switch {
			case n > 0:
				score[c.File] = n + 1
			case found:
				r.Found, r.Away = hit.Found, hit.Away
				if hit.Found.Names() {
					score[c.File] = 1
				}
			default:
				continue
			}
		}
		out.Rows = append(out.Rows, r)
	}
	s.into(&out)
	if text == "" {
		sortRows(out.Rows, dueFirst)
		return out
	}
	sortRows(out.Rows, func(a, b *Row) int {
		return cmp.Or(score[b.File]-score[a.File], cmp.Compare(b.Touched, a.Touched), a.File.Compare(b.File))
	})
	return out
}

// spread gathers what all cases have.
type spread struct {
	districts, kinds map[string]bool
	load             map[op.ID]*Load
}

func (s *spread) add(c *domain.Card, late bool) {
	s.districts[c.District] = true
	s.kinds[c.Type()] = true
	if domain.Closed(*c) {
		return
	}
	l := s.load[c.Owner]
	if l == nil {
		l = &Load{Who: Candidate{Appointment: c.Owner}}
		s.load[c.Owner] = l
	}
	l.Open++
	if c.Risk == domain.RiskHigh {
		l.High++
	}
	if late {
		l.Late++
	}
}

func (s *spread) into(out *Cases) {
	out.Districts, out.Kinds = codes(s.districts), codes(s.kinds)
	for _, l := range s.load {
		out.Load = append(out.Load, *l)
	}
}

// codes lists what is not empty, in order.
func codes(set map[string]bool) (out []string) {
	for c := range set {
		if c != "" {
			out = append(out, c)
		}
	}
	sort.Strings(out)
	return out
}

// showCases makes the list anew.
func (o *Office) showCases(ctx app.Context, cards []domain.Card, me Me, now int64, unsent func(op.ID) bool) {
	o.mu.Lock()
	q, f := o.query, o.found
	o.mu.Unlock()
	if f.text != strings.TrimSpace(q.Text) {
		f = found{}
	}
	out := casesOf(cards, q, me, now, unsent, f.hits)
	out.Looked = f.Looked
	o.name(&out)
	CasesKey.Set(ctx, out)
}

// name says who has the cases: the busiest first, and before them what nobody has.
func (o *Office) name(out *Cases) {
	me := o.me()
	for i := range out.Load {
		who := &out.Load[i].Who
		if who.Appointment.IsZero() {
			continue
		}
		if who.Name = o.author(who.Appointment).Name; me.mine(who.Appointment) {
			who.Name = me.Name
		}
		out.Owners = append(out.Owners, *who)
	}
	byName(out.Owners)
	sort.Slice(out.Load, func(i, j int) bool {
		a, b := &out.Load[i], &out.Load[j]
		if a.Who.Appointment.IsZero() != b.Who.Appointment.IsZero() {
			return a.Who.Appointment.IsZero()
		}
		return cmp.Or(cmp.Compare(b.Open, a.Open), a.Who.Appointment.Compare(b.Who.Appointment)) < 0
	})
}
