package oplog

import (
	"context"
	"slices"

	"damping/shared/domain"
	"damping/shared/fold"
	"damping/shared/op"
	"damping/shared/policy"
)

// inboxBytes is about how many bytes of words one answer brings.
const inboxBytes = 1 << 20

// Inbox answers what waits for somebody to decide, oldest first; more than goes into one answer comes when some of it was
// decided on. A group of which they may not read every part is named without its words, and with those who may read it.
func (c *Core) Inbox(ctx context.Context, actor Actor) (op.Inbox, error) {
	var box op.Inbox
	var size int
	err := c.store.View(ctx, func(r Reader) error {
		box, size = op.Inbox{Now: r.Now()}, 0
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
			for k := range shown.Ops {
				size += len(shown.Ops[k].Val) + 200
			}
			if size >= inboxBytes {
				return nil
			}
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
