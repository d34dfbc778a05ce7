package oplog

import (
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/policy"
)

// Item is a group that was set aside because of access: what its author wrote is for somebody else to take in or to
// leave. Groups that a rule refused are their author's own and are none.
type Item struct {
	ID                op.ID // of the group's first op: a group's own id is only what a client says
	G, Dev            op.ID
	N, GN             uint64
	File              op.ID
	Kind              op.EntKind
	Institution, Unit op.ID // of the author's appointment
	Actor, As         op.ID
	Code              errs.Code
	RecvAt            int64 // ms UTC

	Outcome   Outcome
	By        op.ID // appointment that decided
	DecidedAt int64 // ms UTC; 0 while nobody has
	Beside    bool  // who asks owns the file or stands beside it
}

// Outcome is what somebody decided on an item.
type Outcome string

// The outcomes.
const (
	Waiting Outcome = ""
	Taken   Outcome = "taken" // it is in the file, under its author's name
	Left    Outcome = "left"  // it was read, and stays aside
)

// count adds n items with this outcome.
func (o Outcome) count(f *op.Fate, n int) {
	switch o {
	case Waiting:
		f.Waits += n
	case Taken:
		f.Taken += n
	case Left:
		f.Left += n
	}
}

// Place is a unit of an institution; a zero Unit is all of them.
type Place struct{ Institution, Unit op.ID }

// item makes a row for whoever must decide. Looks at cases are none: nobody else decides on them, and nor is what was
// meant for a file that nobody owns.
func (b *batch) item(group []op.Op, code errs.Code) (Item, bool, error) {
	o := &group[0]
	i := Item{ID: o.ID, G: o.G, Dev: o.Dev, N: o.N, GN: uint64(len(group)), File: o.File, Kind: domain.Case, Actor: b.actor.User, As: o.As,
		Code: code, RecvAt: b.now}
	f, found, err := b.tx.File(o.File)
	switch {
	case err != nil:
		return i, false, err
	case found:
		i.Kind = f.Kind
	case o.Kind == op.Create && domain.IsRoot(o.Ent.Kind):
		i.Kind = o.Ent.Kind
	}
	if _, owned := domain.OwnerField(i.Kind); !owned || o.Ent.Kind == domain.UserSpace {
		return i, false, nil
	}
	a, _, err := b.tx.Appointment(o.As)
	i.Institution, i.Unit = a.Institution, a.Unit
	return i, err == nil, err
}

// tell puts into an answer how much waits for its reader, and what became of what the reader wrote.
func tell(r Reader, ans *op.PullAnswer, actor Actor) error {
	items, _, err := waiting(r, actor.User)
	if err != nil {
		return err
	}
	ans.Inbox = len(items)
	fate, err := r.Fate(actor.User)
	if fate != (op.Fate{}) {
		ans.Fate = &fate
	}
	return err
}

// waiting lists the items that wait for somebody: on files that they own or stand beside, and those of their own unit
// on files that nobody has.
func waiting(r Reader, user op.ID) (items []Item, mine []Appointment, err error) {
	all, err := r.AppointmentsOf(user)
	if err != nil {
		return nil, nil, err
	}
	var ids []op.ID
	var places []Place
	for _, a := range all {
		if !a.ValidAt(r.Now()) {
			continue
		}
		mine, ids = append(mine, a), append(ids, a.ID)
		if policy.Standing(a.Role, domain.Case) {
			places = append(places, Place{a.Institution, a.Unit})
		}
	}
	if len(ids) == 0 {
		return nil, nil, nil
	}
	found, err := r.Items(ids, places)
	if err != nil {
		return nil, nil, err
	}
	for _, i := range found {
		if !i.Beside {
			kept, err := kept(r, i.File)
			if err != nil {
				return nil, nil, err
			}
			if kept {
				continue
			}
		}
		items = append(items, i)
	}
	return items, mine, nil
}

// kept reports whether somebody who is here now owns a file or stands beside it.
func kept(r Reader, file op.ID) (bool, error) {
	grants, err := r.Grants(file)
	if err != nil {
		return false, err
	}
	for _, g := range grants {
		if g.Why == WhyGranted {
			continue
		}
		a, found, err := r.Appointment(g.Appointment)
		if err != nil {
			return false, err
		}
		if found && a.ValidAt(r.Now()) {
			return true, nil
		}
	}
	return false, nil
}
