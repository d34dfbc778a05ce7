package sim

import (
	"slices"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/op"
)

// Histories that take weeks or several people in turn, and that chance alone would hardly ever tell.

func init() {
	events = append(events, event{1, (*device).crowded}, event{1, (*device).guest}, event{1, (*device).again}, event{1, (*device).month}, event{1, (*device).farewell})
	mustHappen = append(mustHappen, []string{"part read beside a card", "new grant ended between pages", "sent after a month", "inbox hidden again", "inbox named only"})
}

// crowded is a device with more on it than it needs: who looks after a unit has opened all there is, who works on files has a
// full disk.
func (d *device) crowded() {
	if d.leads() {
		d.survey()
	} else {
		d.tight()
	}
}

// survey is a person who opens every file of which they hold the list row, and none of them for a fortnight: all are given
// up together, in pages as small as they can be.
func (d *device) survey() {
	w := d.w
	d.cycle()
	for _, f := range w.files {
		_, err := d.e.Want(d.clock(), f)
		w.must(err == nil, "I10", "%s: a file cannot be asked for: %v", d.name, err)
	}
	d.cycle()
	w.pass(op.WantFor)
	d.pages(1)
}

// guest lets a colleague into one part of a case that has ended, for some weeks: they write there, hold no more than the
// list row after a fortnight, and then the right to the part ends.
func (d *device) guest() {
	w := d.w
	f, _ := d.known()
	c, head := w.devices[w.rng.IntN(4)], w.people[2].devices[0]
	if w.kinds[f] != domain.Case || d.leads() || c.of == d.of {
		return
	}
	let := domain.GrantArgs{Appointment: c.of.as[0], Parts: []op.Part{op.Core}}
	d.write("grant to a guest", d.of.as[0], domain.Grant(f, let))
	let.Parts, let.Until = []op.Part{op.Identity}, w.now+op.WantFor+day
	d.write("grant to a guest", d.of.as[0], domain.Grant(f, let))
	d.conclude(f, head)
	c.atHand(f, func(parts domain.Parts) {
		c.write("name by a guest", let.Appointment, domain.CaseReporterName.Set(f, f, c.words(f, op.Identity), domain.CaseReporterName.Get(parts, f).Heads))
	})
	w.pass(op.WantFor)
	c.cycle()
	if c.disk.may[op.Scope{File: f, Part: op.Identity}] && c.e.Grade(f) == client.CardOnly {
		w.counted["part read beside a card"]++
	}
	w.pass(day)
	c.cycle()
}

// again lets a colleague in anew, under their other appointment, for a moment that ends between two pages.
func (d *device) again() {
	w := d.w
	f, parts := d.known()
	tini := w.people[1]
	c := tini.devices[w.rng.IntN(2)]
	if w.kinds[f] != domain.Case || d.leads() || c == d {
		return
	}
	let := domain.GrantArgs{Appointment: tini.as[0], Parts: []op.Part{op.Core, op.Identity}}
	d.write("grant", d.of.as[0], domain.Grant(f, let))
	d.cycle()
	c.cycle()
	d.write("name", d.of.as[0], domain.CaseReporterName.Set(f, f, d.words(f, op.Identity), domain.CaseReporterName.Get(parts, f).Heads))
	let.Appointment, let.Until = tini.as[1], w.now+1000
	d.write("grant anew", d.of.as[0], domain.Grant(f, let))
	d.cycle()
	req := c.e.NextPull()
	req.Limit = 1
	more, _ := c.page(c.fetch(req), false)
	w.pass(1000)
	if more && w.allowed(tini.user)[op.Scope{File: f, Part: op.Identity}] {
		w.counted["new grant ended between pages"]++
	}
	c.cycle()
}

// month is a device without signal for a month: what was written on it before is kept for a restored server as long as
// anything else, though it is so old when it is sent.
func (d *device) month() {
	w := d.w
	f, parts := d.known()
	if parts == nil || w.kinds[f] != domain.Case {
		return
	}
	d.note(f, parts)
	w.pass(keptFor + day)
	w.tell("a month later")
	d.cycle()
	w.counted["sent after a month"]++
	w.pass(day + hour)
	d.cycle()
}

// farewell is somebody in whose inbox something waits that they have read, and whose right to it ends: their appointment
// does, or the case goes over to a colleague. What they ask for after that must not bring it again.
func (d *device) farewell() {
	w := d.w
	f, _ := d.known()
	c, head := w.people[1-slices.Index(w.people, d.of)%2].devices[0], w.people[2].devices[0]
	if w.kinds[f] != domain.Case || d.leads() {
		return
	}
	d.write("grant", d.of.as[0], domain.Grant(f, domain.GrantArgs{Appointment: c.of.as[0], Parts: []op.Part{op.Core, op.Story}, Until: w.now + 1000}))
	d.cycle()
	c.cycle()
	w.pass(1000)
	c.note(f, nil)    // too late
	if w.chance(50) { // and into a part that is for who looks after the unit only
		c.write("lower", c.of.as[0], domain.CaseLower.Set(f, f, domain.RiskLow, nil), domain.CaseLowerWhy.Set(f, f, "alasan", nil))
	}
	c.push(well)
	words := func() bool {
		return slices.ContainsFunc(d.inbox(), func(i op.InboxItem) bool { return i.File == f && len(i.Ops) > 0 })
	}
	seen := words()
	if w.chance(50) {
		a := w.apps[d.of.as[0]]
		a.Until = midnight(w.now)
		w.apps[a.ID] = a
		w.store.Appoint(a)
		w.tell("appointment %s of %s ends", short(a.ID), d.of.name)
	} else {
		head.atHand(f, func(parts domain.Parts) {
			head.write("assign", head.of.as[0], domain.Assign(f, domain.AssignArgs{Appointment: c.of.as[0]}, domain.CaseOwner.Get(parts, f).Heads))
		})
	}
	if after := words(); seen && !after {
		w.counted["inbox hidden again"]++
	}
}

// atHand has a person open a file and do something with it, with signal before and after.
func (d *device) atHand(f op.ID, do func(domain.Parts)) {
	w := d.w
	for range 2 { // what they were just let into is known to them first
		d.cycle()
		_, err := d.e.Want(d.clock(), f)
		w.must(err == nil, "I10", "%s: a file cannot be asked for: %v", d.name, err)
	}
	d.cycle()
	parts, err := d.e.File(f)
	w.must(err == nil, "I12", "%s: a file does not open: %v", d.name, err)
	if parts.Part(op.Core).Find(op.Ent{Kind: w.kinds[f], ID: f}) != nil {
		do(parts)
		d.cycle()
	}
}

// pages fetches what is new in pages of a size.
func (d *device) pages(limit int) {
	for more, n := true, 0; more; n++ {
		d.w.must(n < 400, "I10", "%s: the pages do not end", d.name)
		req := d.e.NextPull()
		req.Limit = limit
		more, _ = d.page(d.fetch(req), false)
	}
}
