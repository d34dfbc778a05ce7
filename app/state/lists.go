package state

import (
	"cmp"
	"sort"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/find"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Status is which face a list shows.
type Status uint8

// The faces: nothing yet, a failure, content. An empty list is content of length zero.
const (
	Loading Status = iota
	Failed
	Loaded
	Missing // a file that is not on this device
	Partial // a file of which only the list row is on this device; the rest is asked for
)

// Row is a complaint or a case in a list. It says who only by age and sex.
type Row struct {
	File     op.ID
	Number   string // "" until the server has numbered it; the provisional name is made of File
	State    string
	Risk     string
	District string
	Age      int64 // -1 unknown
	Sex      string
	Mine     bool
	Unsent   bool
	Received domain.Local
	Due      int64 // ms UTC of the next open follow-up, 0 for none
	DueKind  string
	Late     bool
	Touched  int64
	Found    find.Place // where what was looked for stands, when it is neither a name nor a number on the row; 0 otherwise
	Away     bool       // the server found it
}

// Due is a follow-up on the Today page.
type Due struct {
	File   op.ID
	ID     op.ID
	Number string
	Kind   string
	Risk   string
	Age    int64 // of the first victim, -1 when not known
	Sex    string
	At     int64 // ms UTC
	Unsent bool
}

// Today is what the first page shows.
type Today struct {
	Status             Status
	Overdue, Due, Week []Due
	Complaints         []Row // not yet settled
	Now                int64
}

// Complaints is the inbox of tickets.
type Complaints struct {
	Status Status
	Rows   []Row
	Now    int64
}

const dayMillis = 24 * 60 * 60 * 1000

// todayOf sorts what is due for one of the person's appointments: late, today, and the six days after.
func todayOf(cards []domain.Card, me Me, now int64, unsent func(op.ID) bool) Today {
	t := Today{Status: Loaded, Now: now}
	zone := me.As.Offset()
	today := domain.LocalAt(now, zone).Date()
	horizon := domain.LocalAt(now+6*dayMillis, zone).Date()
	for _, c := range cards {
		if c.Kind == domain.Complaint && (c.State == domain.StateNew || c.State == domain.StateTriaged) {
			t.Complaints = append(t.Complaints, rowOf(c, me, now, unsent))
		}
		for _, d := range c.Due { // a complaint stands whole in the list below
			if c.Kind == domain.Complaint || !me.mine(d.Assignee) {
				continue
			}
			day := d.Due.Date()
			if day > horizon {
				continue
			}
			due := Due{File: c.File, ID: d.ID, Number: c.Number, Kind: d.Kind, Risk: c.Risk, Age: c.Age, Sex: c.Sex, At: d.Due.In(zone), Unsent: unsent(d.ID)}
			switch {
			case due.At < now:
				t.Overdue = append(t.Overdue, due)
			case day == today:
				t.Due = append(t.Due, due)
			default:
				t.Week = append(t.Week, due)
			}
		}
	}
	for _, list := range [][]Due{t.Overdue, t.Due, t.Week} {
		sort.Slice(list, func(i, j int) bool {
			a, b := &list[i], &list[j]
			return cmp.Or(cmp.Compare(a.At, b.At), a.ID.Compare(b.ID)) < 0
		})
	}
	sortRows(t.Complaints, pressingFirst)
	return t
}

func rowOf(c domain.Card, me Me, now int64, unsent func(op.ID) bool) Row {
	r := Row{File: c.File, Number: c.Number, State: c.State, Risk: c.Risk, District: c.District, Age: c.Age, Sex: c.Sex,
		Mine: me.mine(c.Owner) || c.Owner.IsZero() && c.Kind == domain.Case && c.Number == "", Unsent: unsent(c.File), Received: c.Received, Touched: c.Touched}
	if len(c.Due) > 0 {
		first := &c.Due[0]
		for i := range c.Due {
			if c.Due[i].Due < first.Due {
				first = &c.Due[i]
			}
		}
		r.Due, r.DueKind = first.Due.In(me.As.Offset()), first.Kind
	}
	r.Late = r.Due != 0 && r.Due < now
	return r
}

// sortRows sorts with the sort package, as all lists here are: slices.SortFunc is compiled anew for each type, which costs
// the download 20 kB of program a time, and hands whole rows to every comparison.
func sortRows(rows []Row, compare func(a, b *Row) int) {
	sort.Slice(rows, func(i, j int) bool { return compare(&rows[i], &rows[j]) < 0 })
}

// pressingFirst puts complaints over a time limit on top, then those of high risk, then those nobody has assessed, and each
// time who waits longest.
func pressingFirst(a, b *Row) int {
	press := func(r *Row) int {
		switch {
		case r.Late:
			return 0
		case r.Risk == domain.RiskHigh:
			return 1
		case r.Risk == "":
			return 2
		}
		return 3
	}
	return cmp.Or(press(a)-press(b), cmp.Compare(a.Received, b.Received), a.File.Compare(b.File))
}

func newestFirst(a, b *Row) int {
	return cmp.Or(cmp.Compare(b.Received, a.Received), b.File.Compare(a.File))
}

// dueFirst puts what falls due first on top, then the gravest risk, then the latest change.
func dueFirst(a, b *Row) int {
	switch {
	case a.Due != 0 && b.Due == 0:
		return -1
	case a.Due == 0 && b.Due != 0:
		return 1
	}
	return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(domain.RiskRank(b.Risk), domain.RiskRank(a.Risk)),
		cmp.Compare(b.Touched, a.Touched), a.File.Compare(b.File))
}

// complaintsOf lists the tickets: the open ones first, the most pressing on top, then the others, the newest on top.
func complaintsOf(cards []domain.Card, me Me, now int64, unsent func(op.ID) bool) Complaints {
	out := Complaints{Status: Loaded, Now: now}
	for _, c := range cards {
		if c.Kind == domain.Complaint {
			out.Rows = append(out.Rows, rowOf(c, me, now, unsent))
		}
	}
	open := func(r *Row) bool { return r.State == domain.StateNew || r.State == domain.StateTriaged }
	sortRows(out.Rows, func(a, b *Row) int {
		switch {
		case open(a) && open(b):
			return pressingFirst(a, b)
		case open(a):
			return -1
		case open(b):
			return 1
		}
		return newestFirst(a, b)
	})
	return out
}

// showLists makes all lists anew.
func (o *Office) showLists(ctx app.Context) {
	cards, me, now, unsent := o.desk.Cards(), o.me(), o.desk.Now(), o.unsent()
	o.mu.Lock()
	o.listed = now
	o.mu.Unlock()
	today := todayOf(cards, me, now, unsent)
	TodayKey.Set(ctx, today)
	o.wantDue(today)
	ComplaintsKey.Set(ctx, complaintsOf(cards, me, now, unsent))
	o.showCases(ctx, cards, me, now, unsent)
}

// wantDue asks for the files in which the person has something to do within a week: they must be able to do it without
// signal, also in a file that is not theirs.
func (o *Office) wantDue(t Today) {
	if o.desk.Sync().FirstFetch {
		return // most of it is on its way
	}
	var files []op.ID
	for _, list := range [][]Due{t.Overdue, t.Due, t.Week} {
		for _, d := range list {
			if o.desk.Grade(d.File) == client.CardOnly {
				files = append(files, d.File)
			}
		}
	}
	if len(files) > 0 {
		_ = o.desk.Want(files...) // what could not be asked for now is asked for when the lists are next made
	}
}

// unsent tells of what there is own work that the server has not taken yet. It asks once: a list asks for each of its rows.
func (o *Office) unsent() func(op.ID) bool {
	all := o.desk.AllPending()
	return func(id op.ID) bool { return all[id] }
}
