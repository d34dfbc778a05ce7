package state

import (
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// CaseFile is one case as its page shows it.
type CaseFile struct {
	Status     Status
	View       domain.CaseView
	Zone       Post // under which the person writes here, and whose wall clock the times are of
	Now        int64
	Owner      Author
	HasOwner   bool
	Opened     int64 // ms UTC
	Unsent     bool  // something in the head was not yet taken by the server
	Online     bool  // of one that is Partial: it is being fetched
	NoNames    bool  // the reader's role does not hold the identity part
	Victims    []domain.VictimView
	Suspects   []domain.PerpetratorView
	Relations  []domain.RelationView
	Incidents  []domain.IncidentView
	Open, Done []FollowUp
	Timeline   []Entry
	Next       string // the next stage, "" after the last
	Missing    []domain.Missing
	Waiting    []Request
	Handing    Handing
	Course     Course
	Conflicts  []Conflict
	Records    map[string][]Record // by the name of their form
	Clocks     []Clock
	Barred     string      // i18n key of why there may be no mediation, "" when there may
	Colleagues []Candidate // of the house, to name in a record
	Domestic   bool        // domestic violence
	heads      map[op.Ent]seen
}

// Heads are what a writer replaces who saw the field as it is in this picture.
func (f CaseFile) Heads(ent op.Ent, field op.FieldID) []op.ID { return f.heads[ent][field] }

// FollowUp is a follow-up on the page of its case.
type FollowUp struct {
	ID     op.ID
	Kind   string
	Text   string
	Due    int64 // ms UTC
	Done   int64 // ms UTC, 0 while open
	Who    Author
	Unsent bool
}

func (o *Office) openCase(ctx app.Context, id op.ID) {
	o.mu.Lock()
	o.open[domain.Case] = id
	delete(o.whole, domain.Case)
	o.mu.Unlock()
	CaseKey.Set(ctx, CaseFile{View: domain.CaseView{ID: id}})
	_ = o.desk.Want(id) // opening it again asks again; what is here is shown meanwhile
	o.showCase(ctx, id)
}

func (o *Office) showCase(ctx app.Context, id op.ID) {
	f := o.readCase(id)
	if f.Status == Partial {
		_ = o.desk.Want(id)
		if o.wasWhole(domain.Case, id) {
			return // it went over to somebody else before one's eyes: what is on the screen stays until it is here again
		}
	}
	o.shows(domain.Case, id, f.Status == Loaded)
	CaseKey.Set(ctx, f)
	o.opened(ctx, f.Status, id)
}

// reveal writes down that names of a case were looked at.
func (o *Office) reveal(_ app.Context, id op.ID) { o.look(domain.AccessRevealed, id) }

func (o *Office) readCase(id op.ID) CaseFile {
	out := CaseFile{View: domain.CaseView{ID: id}, Zone: o.postFor(id), Now: o.desk.Now()}
	if card, ok := o.desk.Card(id); ok && o.desk.Grade(id) == client.CardOnly {
		out.Status, out.Unsent, out.Online = Partial, o.desk.Pending(id), o.desk.Sync().Online
		out.View.Number, out.View.State, out.View.Risk = card.Number, card.State, card.Risk
		out.HasOwner, out.Owner = !card.Owner.IsZero(), o.author(card.Owner)
		out.Victims = []domain.VictimView{{Age: card.Age, Sex: card.Sex}}
		return out
	}
	parts, err := o.desk.File(id)
	if err != nil {
		out.Status = Failed
		return out
	}
	root := parts.Part(op.Core).Find(op.Ent{Kind: domain.Case, ID: id})
	if root == nil {
		out.Status = Missing
		return out
	}

	out.View, _ = domain.ReadCase(parts, id)
	out.Status, out.Unsent, out.NoNames = Loaded, o.desk.Pending(id), parts.Part(op.Identity) == nil
	out.HasOwner = !out.View.Owner.IsZero()
	out.Owner = o.author(out.View.Owner)
	if len(root.Born) > 0 {
		out.Opened = root.Born[0].Eff.Millis()
		if !out.HasOwner { // who makes a case is its owner; the server says so when it has taken it
			out.HasOwner, out.Owner = true, o.author(root.Born[0].As)
		}
	}
	out.Victims, out.Suspects = domain.Victims(parts), domain.Perpetrators(parts)
	out.Relations, out.Incidents = domain.Relations(parts), domain.Incidents(parts)
	out.Domestic = domain.Domestic(parts)
	out.Next = domain.NextStage(out.View.Stage)
	if out.Next != "" {
		out.Missing = domain.MissingFor(out.Next, parts, id)
	}
	out.Waiting = o.requests(id)
	out.Handing = handing(o.desk.Directory(), domain.Case, out.View.Owner, out.Zone)
	out.Course = o.course(parts, domain.Case, id, out.View.Owner, out.Zone)
	o.readFollowUps(&out, parts)
	out.Timeline = o.timeline(parts, id, out.Zone.Offset())
	out.Records, out.Colleagues = o.records(parts, id), colleagues(o.desk.Directory(), out.Zone, o.me().Name)
	out.Barred = domain.MediationBar(parts, id)
	out.Clocks = clocks(parts, domain.Case, id, out.Zone, out.HasOwner && out.Owner.Me)
	out.Conflicts = o.conflicts(parts, domain.Case, out.Zone)
	out.heads = map[op.Ent]seen{root.Ent: seenIn(parts, root.Ent)}
	for _, v := range out.Victims {
		ent := op.Ent{Kind: domain.Victim, ID: v.ID}
		out.heads[ent] = seenIn(parts, ent)
	}
	for _, v := range out.Suspects {
		ent := op.Ent{Kind: domain.Perpetrator, ID: v.ID}
		out.heads[ent] = seenIn(parts, ent)
	}
	return out
}

func (o *Office) readFollowUps(out *CaseFile, parts domain.Parts) {
	zone := out.Zone.Offset()
	for _, f := range domain.FollowUps(parts) {
		v := FollowUp{ID: f.ID, Kind: f.Kind, Text: f.Text, Who: o.author(f.Assignee), Unsent: o.desk.Pending(f.ID)}
		if f.Due != "" {
			v.Due = f.Due.In(zone)
		}
		if f.Done != "" {
			v.Done = f.Done.In(zone)
		}
		if f.State == domain.FollowUpOpen {
			out.Open = append(out.Open, v)
		} else {
			out.Done = append(out.Done, v)
		}
	}
	sortByDue(out.Open)
}
