package sim

import (
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/op"
)

// A phone whose disk is full: what the server can give again goes, in the engine's order, and closed cases last. Its person
// goes on all the same.

func init() {
	mustHappen = append(mustHappen, []string{"kept copy shed", "closed case shed", "closed case stays for own work", "shed case opened again"})
}

// tight is a person who has looked into closed cases, and now and then written there, when the disk is full.
func (d *device) tight() {
	w := d.w
	f, _ := d.known()
	if w.kinds[f] != domain.Case {
		return
	}
	if !domain.Closed(w.row(f).card) {
		d.conclude(f, w.people[2].devices[0])
	}
	d.atHand(f, func(parts domain.Parts) {
		if w.chance(10) {
			d.note(f, parts)
		}
	})
	if w.chance(20) {
		d.note(f, nil)
	}
	before := d.e.Grade(f)
	for d.shed() && w.chance(98) {
	}
	given := before == client.Full && d.e.Grade(f) == client.CardOnly
	if w.chance(30) {
		d.crash(w.rng.IntN(3))
	}
	if w.chance(50) {
		d.pull(w.fate())
	}
	if given && w.chance(30) {
		d.opens(f)
		w.counted["shed case opened again"]++
	}
}

// shed lets the engine make room by one thing, and asks whether nothing went that only this device has.
func (d *device) shed() bool {
	w := d.w
	before := map[op.ID]string{}
	for _, f := range w.files {
		if d.e.Grade(f) == client.Full {
			before[f] = d.shown(f)
		}
	}
	unsent, kept := d.e.Unsent(), len(d.disk.kept)
	more, err := d.e.Shed()
	w.must(err == nil, "I12", "%s: no room can be made: %v", d.name, err)
	w.must(unsent == d.e.Unsent(), "I2", "%s: work was let go of to make room", d.name)
	if kept > 0 && len(d.disk.kept) == 0 {
		w.counted["kept copy shed"]++
	}
	box := d.box()
	for _, a := range d.deeds { // what a restored server loses of these is lost
		if _, waits := box[a.op.ID]; !waits && !d.disk.kept[a.key] && a.heard {
			a.gone = true
		}
	}
	for f, was := range before {
		switch {
		case d.works(f):
			w.must(was == d.shown(f), "I4", "%s: %s is given up with work on it", d.name, short(f))
			if domain.Closed(d.disk.rows[f]) && !more {
				w.counted["closed case stays for own work"]++
			}
		case d.e.Grade(f) == client.CardOnly:
			w.must(domain.Closed(d.disk.rows[f]), "I12", "%s: %s is given up and open", d.name, short(f))
			w.counted["closed case shed"]++
			w.tell("%s: gives up %s", d.name, short(f))
		}
	}
	d.check()
	return more
}

// works reports whether something that was written on a file waits on the device.
func (d *device) works(f op.ID) bool {
	for _, o := range d.disk.pending {
		if o.Op.File == f {
			return true
		}
	}
	return false
}
