package oplog

import (
	"context"
	"slices"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/fold"
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

// Inbox answers what waits for somebody to decide. A group of which they may not read every part is named without its
// words, and with those who may read it.
func (c *Core) Inbox(ctx context.Context, actor Actor) (op.Inbox, error) {
	var box op.Inbox
	err := c.store.View(ctx, func(r Reader) error {
		box = op.Inbox{Now: r.Now()}
		items, mine, err := waiting(r, actor.User)
		if err != nil {
			return err
		}
		for _, i := range items {
			shown, err := show(r, i, mine)
			if err != nil {
				return err
			}
			box.Items = append(box.Items, shown)
		}
		return nil
	})
	return box, err
}

// show makes an item as one of the appointments may see it.
func show(r Reader, i Item, mine []Appointment) (op.InboxItem, error) {
	ops, err := r.Aside(i)
	if err != nil {
		return op.InboxItem{}, err
	}
	out := op.InboxItem{Group: i.ID, File: i.File, Kind: i.Kind, Actor: i.Actor, As: i.As, Made: i.RecvAt, Came: i.RecvAt, Code: i.Code}
	if len(ops) == 0 { // erased with its file
		return out, nil
	}
	out.Made = ops[0].HLC.Millis()
	for k := range ops {
		if !slices.Contains(out.Parts, ops[k].Part) {
			out.Parts = append(out.Parts, ops[k].Part)
		}
	}
	slices.Sort(out.Parts)
	f, found, err := r.File(i.File)
	if err != nil {
		return out, err
	}
	if !found {
		return showUnbegun(out, i, ops, mine), nil
	}
	grants, err := r.Grants(i.File)
	if err != nil {
		return out, err
	}
	reads := func(app op.ID, p op.Part) bool {
		return slices.ContainsFunc(grants, func(g Grant) bool {
			return g.Appointment == app && g.Part == p && (g.Until == 0 || r.Now() < g.Until)
		})
	}
	readable := !slices.ContainsFunc(ops, func(o op.Op) bool {
		return o.File != i.File || !slices.ContainsFunc(mine, func(a Appointment) bool { return reads(a.ID, o.Part) })
	})
	register, _ := domain.OwnerField(f.Kind)
	bundle, err := r.Snapshot(op.Scope{File: f.ID, Part: op.Core})
	if err != nil {
		return out, err
	}
	core, err := fold.Open(bundle)
	if err != nil {
		return out, err
	}
	owner := register.Get(domain.Parts{op.Core: core}, f.ID)
	out.After = ops[0].HLC > owner.At().Eff
	if !readable {
		out.Others, err = readers(r, grants, out.Parts)
		return out, err
	}
	out.Ops = ops
	for _, a := range mine {
		name := domain.CommandName(domain.CmdAdopt)
		decides := standing(f, a) && policy.MayCommand(a.Role, f.Kind, name, false) || owner.V == a.ID && policy.MayCommand(a.Role, f.Kind, name, true)
		if !decides {
			continue
		}
		takes := mayTake(a, f, ops, reads)
		if out.By.IsZero() || takes && !out.May {
			out.By, out.May = a.ID, takes
		}
	}
	return out, nil
}

// showUnbegun shows an item on a file that does not exist: its words to a head whose role would read them there.
func showUnbegun(out op.InboxItem, i Item, ops []op.Op, mine []Appointment) op.InboxItem {
	for _, a := range mine {
		if !leads(a, i) {
			continue
		}
		if out.By.IsZero() {
			out.By = a.ID
		}
		hidden := slices.ContainsFunc(ops, func(o op.Op) bool { return o.File != i.File || !policy.MayRead(a.Role, o.Part, i.Kind) })
		if !hidden && out.Ops == nil {
			out.By, out.Ops, out.Begins = a.ID, ops, ops[0].Kind == op.Create && domain.IsRoot(ops[0].Ent.Kind)
			out.May = out.Begins
		}
	}
	return out
}

// leads reports whether an appointment looks after the unit in which an item was written.
func leads(a Appointment, i Item) bool {
	place := File{Kind: domain.Case, Institution: i.Institution, Unit: i.Unit}
	return standing(place, a) && policy.MayCommand(a.Role, domain.Case, domain.CommandName(domain.CmdAdopt), false)
}

// mayTake reports whether an appointment may write all that a group holds.
func mayTake(a Appointment, f File, ops []op.Op, reads func(app op.ID, p op.Part) bool) bool {
	return !slices.ContainsFunc(ops, func(o op.Op) bool {
		return o.Kind == op.Cmd || !reads(a.ID, o.Part) || !policy.MayWrite(a.Role, o.Part, f.Kind)
	})
}

// readers lists the appointments that read all the parts now.
func readers(r Reader, grants []Grant, parts []op.Part) ([]op.ID, error) {
	has := map[op.ID]int{}
	var out []op.ID
	for _, g := range grants {
		if slices.Contains(parts, g.Part) && (g.Until == 0 || r.Now() < g.Until) {
			has[g.Appointment]++
		}
		if has[g.Appointment] < len(parts) || slices.Contains(out, g.Appointment) {
			continue
		}
		a, found, err := r.Appointment(g.Appointment)
		if err != nil {
			return nil, err
		}
		if found && a.ValidAt(r.Now()) {
			out = append(out, a.ID)
		}
	}
	slices.SortFunc(out, op.ID.Compare)
	return out, nil
}
