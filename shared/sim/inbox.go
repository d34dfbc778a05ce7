package sim

import (
	"bytes"
	"context"
	"slices"

	"damping/shared/domain"
	"damping/shared/op"
)

// What was set aside because of access, and what those do with it who find it in their inbox.

func init() {
	events = append(events, event{4, (*device).openInbox})
	restChecks = append(restChecks, (*world).checkInbox)
	mustHappen = append(mustHappen, []string{"inbox opened", "command adopt", "command setaside"})
}

// inbox asks what waits. It is asked online: what it answers lies on no device.
func (d *device) inbox() []op.InboxItem {
	box, err := d.core.Inbox(context.Background(), d.actor())
	d.w.must(err == nil, "I10", "%s: the inbox does not open: %v", d.name, err)
	wire(d.w, &box)
	for i := range box.Items {
		d.checkItem(&box.Items[i])
	}
	return box.Items
}

// openInbox takes one of what waits in or leaves it.
func (d *device) openInbox() {
	w := d.w
	items := d.inbox()
	if len(items) == 0 {
		return
	}
	w.counted["inbox opened"]++
	i := items[w.rng.IntN(len(items))]
	if w.kinds[i.File] == 0 {
		return // a file that only the device of before a restore knew
	}
	as := i.By
	if as.IsZero() || w.chance(5) {
		as = d.as() // without a right
	}
	if w.chance(70) {
		args := domain.AdoptArgs{Group: i.Group}
		if i.Begins {
			args.Owner = w.people[w.rng.IntN(2)].as[0]
		}
		d.write("adopt", as, domain.Adopt(i.Kind, i.File, args))
		return
	}
	kind, file, reason := i.Kind, i.File, d.words(i.File, op.Story)
	if _, begun := w.owners()[i.File]; begun == w.chance(5) { // what has no file is decided on in the own space
		kind, file, reason = domain.UserSpace, d.of.user, "salah"
	}
	d.write("set aside", as, domain.SetAside(kind, file, domain.SetAsideArgs{Group: i.Group, Reason: reason}))
}

// checkItem asks whether an item shows more than its reader may read, and whether its words are its author's.
func (d *device) checkItem(i *op.InboxItem) {
	w := d.w
	if len(i.Ops) == 0 {
		w.counted["inbox named only"]++
	}
	begun := w.owners()[i.File]
	w.must(!begun || d.leads() || d.may[op.Scope{File: i.File, Part: op.Core}], "I7", "%s: an item in the inbox of a file that may not be read", d.name)
	for k := range i.Ops {
		o := &i.Ops[k]
		w.must(!begun || d.may[o.Scope()], "I7", "%s: an item in the inbox that may not be read", d.name)
		a := w.deeds[o.ID]
		if a == nil {
			continue // done by notification
		}
		w.must(a.by.of.user == i.Actor && o.Actor == i.Actor && a.op.As == i.As, "I7", "%s: an item in another's name", d.name)
		w.must(bytes.Equal(a.op.Val, o.Val), "I2", "%s: an item whose words are not its author's", d.name)
	}
}

// owners are the files that there are.
func (w *world) owners() map[op.ID]bool {
	out := map[op.ID]bool{}
	for _, g := range w.store.Grants() {
		out[g.File] = true
	}
	return out
}

// checkInbox asks at rest whether what was taken in is there once, in its author's name, and whether nothing that was
// set aside is neither waiting nor decided on.
func (w *world) checkInbox() {
	log := map[op.ID]*op.Op{}
	for _, ops := range w.epochs[w.epoch()] {
		for _, o := range ops {
			log[o.ID] = o
		}
	}
	for i := range w.store.Aside() {
		o := &w.store.Aside()[i]
		in := log[op.Adopted(o.ID)]
		if in == nil {
			continue
		}
		w.must(in.Actor == o.Actor && in.As == o.As && bytes.Equal(in.Val, o.Val) && in.Scope() == o.Scope() && in.Kind == o.Kind && in.Ent == o.Ent,
			"I3", "op %s changed when it was taken in", short(o.ID))
		w.must(in.Eff >= min(o.HLC, op.Ceil(in.RecvAt)), "I6", "op %s was taken in as earlier than it was written", short(o.ID))
		if o.Kind == op.Set && slices.ContainsFunc(w.conflictsOf(in), func(id op.ID) bool { return id == in.ID }) {
			w.counted["taken in beside another value"]++
		}
	}
}

// conflictsOf are the live values of the register that an op wrote, when there are several.
func (w *world) conflictsOf(o *op.Op) (ids []op.ID) {
	for _, v := range live(w.epochs[w.epoch()][o.Scope()]) {
		if v.place == (place{o.Ent, op.Set, o.Field}) {
			ids = append(ids, v.id)
		}
	}
	if len(ids) < 2 {
		return nil
	}
	return ids
}
