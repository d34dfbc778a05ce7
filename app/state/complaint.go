package state

import (
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/fold"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// ComplaintFile is one ticket as its page shows it.
type ComplaintFile struct {
	Status    Status
	View      domain.ComplaintView
	Zone      Post // under which the person writes here, and whose wall clock the times are of
	By        Author
	Unsent    bool
	Online    bool // of one that is Partial: it is being fetched
	Owner     Author
	HasOwner  bool
	CaseHere  bool // the case that it became is on this device
	Waiting   []Request
	Handing   Handing
	Course    Course
	Conflicts []Conflict
	Files     []Attachment
	Clocks    []Clock
	Now       int64
	seen      seen
	triggers  []fold.Head
}

// seen are the heads of registers that the page was drawn from: what a writer who saw it replaces.
type seen map[op.FieldID][]op.ID

func (o *Office) openComplaint(ctx app.Context, id op.ID) {
	o.mu.Lock()
	o.open[domain.Complaint] = id
	delete(o.whole, domain.Complaint)
	o.mu.Unlock()
	ComplaintKey.Set(ctx, ComplaintFile{View: domain.ComplaintView{ID: id}})
	_ = o.desk.Want(id)
	o.showComplaint(ctx, id)
}

func (o *Office) showComplaint(ctx app.Context, id op.ID) {
	f := o.readComplaint(id)
	if f.Status == Partial {
		_ = o.desk.Want(id)
		if o.wasWhole(domain.Complaint, id) {
			return // it went over to somebody else before one's eyes: what is on the screen stays until it is here again
		}
	}
	o.shows(domain.Complaint, id, f.Status == Loaded)
	ComplaintKey.Set(ctx, f)
	o.opened(ctx, f.Status, id)
}

func (o *Office) readComplaint(id op.ID) ComplaintFile {
	out := ComplaintFile{View: domain.ComplaintView{ID: id}, Zone: o.postFor(id)}
	if card, ok := o.desk.Card(id); ok && o.desk.Grade(id) == client.CardOnly {
		out.Status, out.Unsent, out.Online = Partial, o.desk.Pending(id), o.desk.Sync().Online
		out.View.Number, out.View.State, out.View.Risk = card.Number, card.State, card.Risk
		out.HasOwner, out.Owner = !card.Owner.IsZero(), o.author(card.Owner)
		return out
	}
	parts, err := o.desk.File(id)
	if err != nil {
		out.Status = Failed
		return out
	}
	root := parts.Part(op.Core).Find(op.Ent{Kind: domain.Complaint, ID: id})
	if root == nil {
		out.Status = Missing
		return out
	}
	out.View, _ = domain.ReadComplaint(parts, id)
	out.Status, out.Unsent = Loaded, o.desk.Pending(id)
	out.Conflicts = o.conflicts(parts, domain.Complaint, out.Zone)
	out.HasOwner, out.Owner = !out.View.Owner.IsZero(), o.author(out.View.Owner)
	out.Waiting = o.requests(id)
	out.Clocks, out.Now = clocks(parts, domain.Complaint, id, out.Zone, out.HasOwner && out.Owner.Me), o.desk.Now()
	for _, list := range o.attachments(parts, id) {
		out.Files = append(out.Files, list...)
	}
	if !out.View.Case.IsZero() {
		out.CaseHere = o.desk.Grade(out.View.Case) != client.Unknown
	}
	if out.View.State == domain.StateNew || out.View.State == domain.StateTriaged {
		out.Handing = handing(o.desk.Directory(), domain.Complaint, out.View.Owner, out.Zone)
	}
	out.Course = o.course(parts, domain.Complaint, id, out.View.Owner, out.Zone)
	if len(root.Born) > 0 {
		out.By = o.author(root.Born[0].As)
	}
	out.seen = seenIn(parts, op.Ent{Kind: domain.Complaint, ID: id})
	_, out.triggers = domain.ComplaintTriggers.Elements(parts, id)
	return out
}

// seenIn collects the live heads of every register of an entity.
func seenIn(src domain.Source, ent op.Ent) seen {
	out := seen{}
	for _, p := range op.Parts {
		e := src.Part(p).Find(ent)
		if e == nil {
			continue
		}
		for _, r := range e.Regs {
			for _, h := range r.Sibs {
				out[r.Field] = append(out[r.Field], h.ID)
			}
		}
	}
	return out
}
