package sim

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/fold"
	"damping/shared/op"
)

// Grades of holding (model M10): who looks after the unit holds list rows and what they opened lately; who works on a file
// holds it in full while it is open. What each device should hold is decided anew here, from the grants, the states and
// what the server has said that it remembers.

func init() {
	events = append(events, event{1, (*device).fortnight})
	cycleChecks = append(cycleChecks, (*device).checkCards, (*device).checkOpened)
	mustHappen = append(mustHappen, []string{"card held", "card refreshed", "file opened", "file released", "own work on a released file"})
}

// opens is a person who opens a file: one of which only the list row is here is asked for, and often fetched at once.
func (d *device) opens(f op.ID) {
	w := d.w
	if d.e.Grade(f) != client.CardOnly && !w.chance(5) {
		return
	}
	ask, err := d.e.Want(d.clock(), f)
	w.must(err == nil, "I10", "%s: a file cannot be asked for: %v", d.name, err)
	if !ask {
		return
	}
	w.counted["file opened"]++
	w.tell("%s: opens %s", d.name, short(f))
	switch {
	case w.chance(70):
		d.pull(well)
	case w.chance(30): // what was asked for without signal is remembered
		d.crash(0)
	}
}

// fortnight lets what was opened be forgotten, now and then while its owner writes on it without signal.
func (d *device) fortnight() {
	w := d.w
	f, parts := d.known()
	if parts != nil && w.kinds[f] == domain.Case && w.chance(70) {
		d.note(f, parts)
	}
	w.pass(op.WantFor/2 + w.rng.Int64N(op.WantFor))
	w.tell("about a fortnight later")
	if w.chance(60) {
		d.pull(w.fate())
	}
}

// checkListed asks of a page whether a file that was at hand still is, in full or as a list row, unless the right to it was
// taken away.
func (d *device) checkListed(ans *op.PullAnswer, before map[op.Scope]uint64) {
	for s := range before {
		core, card := op.Scope{File: s.File, Part: op.Core}, op.Scope{File: s.File, Part: op.CardPart}
		if s != core && s != card {
			continue
		}
		_, full := d.disk.held[core]
		_, row := d.disk.held[card]
		d.w.must(full || row || slices.Contains(ans.Revoked, core) || slices.Contains(ans.Revoked, card), "I12",
			"%s: %s was given up before its card was there", d.name, short(s.File))
	}
}

// wants is which files the server remembers for each device, and since when.
type wants map[*device]map[op.ID]int64

func (w wants) clone() wants {
	out := wants{}
	for d, files := range w {
		out[d] = maps.Clone(files)
	}
	return out
}

// asks notes what a pull of a cycle asks for: it is to be there in the end.
func (d *device) asks(req *op.Pull) {
	for _, f := range req.Want {
		if d.asked == nil {
			d.asked = map[op.ID]bool{}
		}
		d.asked[f] = true
	}
}

// remembered takes in what an answer says. What was shed the server forgets; of what was asked for it remembers only what
// could be read then.
func (d *device) remembered(ans *op.PullAnswer) {
	for _, f := range ans.Shed {
		delete(d.w.wants[d], f)
	}
	if len(ans.Wanted) > 0 && d.w.wants[d] == nil {
		d.w.wants[d] = map[op.ID]int64{}
	}
	for _, f := range ans.Wanted {
		if !d.anyOf(f, d.may) {
			delete(d.asked, f)
			continue
		}
		d.w.wants[d][f] = d.w.now
	}
}

// full reports whether a device is to hold a file in full, given what its owner may read.
func (d *device) full(f op.ID, allowed map[op.Scope]bool) bool {
	w := d.w
	if !allowed[op.Scope{File: f, Part: op.Core}] {
		return true
	}
	if at, ok := w.wants[d][f]; ok && w.now < at+op.WantFor {
		return true
	}
	for _, g := range w.store.Grants() {
		a := w.apps[g.Appointment]
		if g.File == f && a.User == d.of.user && a.ValidAt(w.now) && (g.Until == 0 || w.now < g.Until) && g.Why.Titled() {
			return !domain.Closed(w.row(f).card)
		}
	}
	return false
}

// row is a list row that was derived from a core, and what it comes of and encodes to.
type row struct {
	core    []byte
	card    domain.Card
	encoded []byte
}

// row derives the list row of a file from the server's state of its core.
func (w *world) row(f op.ID) row {
	core := w.store.Bundle(op.Scope{File: f, Part: op.Core})
	if r, known := w.listed[f]; known && bytes.Equal(r.core, core) {
		return r
	}
	st, err := fold.Open(core)
	w.must(err == nil, "I9", "a core does not open: %v", err)
	c := domain.CardOf(domain.Parts{op.Core: st}, w.kinds[f], f)
	c.Find = ""
	r := row{core, c, op.Marshal(c)}
	w.listed[f] = r
	return r
}

// checkCards asks whether every card is as the server would derive it, and whether nothing is left of files that may not
// be read.
func (d *device) checkCards() {
	w, allowed := d.w, d.w.allowed(d.of.user)
	for _, f := range w.files {
		_, held := d.disk.held[op.Scope{File: f, Part: op.CardPart}]
		card, row := d.disk.rows[f]
		switch {
		case !d.any(f) && !row && !d.anyOf(f, allowed):
		case allowed[op.Scope{File: f, Part: op.Core}] && !d.full(f, allowed):
			w.must(held && row, "I1", "%s: the card of %s is not held", d.name, short(f))
			card.Find = ""
			if want := w.row(f); !bytes.Equal(op.Marshal(card), want.encoded) {
				w.fail("I1", "%s: the card of %s is not what the server derives: %+v instead of %+v", d.name, short(f), card, want.card)
			}
			w.counted["card held"]++
		default:
			w.must(!held, "I8", "%s: the card of %s is held beside the file or without a right", d.name, short(f))
			w.must(!row || d.anyOf(f, allowed) || d.begun(f), "I8", "%s: a list row of %s is left", d.name, short(f))
		}
	}
}

// begun reports whether a file was begun on the device and the server has never had it.
func (d *device) begun(f op.ID) bool {
	return slices.ContainsFunc(d.deeds, func(a *deed) bool {
		return a.op.File == f && a.op.Kind == op.Create && a.op.Ent.ID == f && !a.logged && !a.aside
	})
}

// checkOpened asks whether what was asked for was fetched.
func (d *device) checkOpened() {
	w, allowed := d.w, d.w.allowed(d.of.user)
	for f := range d.asked {
		core := op.Scope{File: f, Part: op.Core}
		_, held := d.disk.held[core]
		w.must(held || !allowed[core], "I10", "%s: %s was opened and is not here", d.name, short(f))
	}
	clear(d.asked)
	for _, f := range d.e.NextPull().Want {
		w.must(!d.anyOf(f, allowed), "I10", "%s: %s is asked for again and again", d.name, short(f))
	}
}

// book is one bucket as it lies on the disk, read with eyes of our own.
type book struct {
	held map[op.Scope]uint64
	may  map[op.Scope]bool // what may be read of what is held as a card
	rows map[op.ID]domain.Card
}

func readBook(b []byte) book {
	out := book{map[op.Scope]uint64{}, map[op.Scope]bool{}, map[op.ID]domain.Card{}}
	if b == nil {
		return out
	}
	if b[0] != 1 {
		panic("sim: a bucket of another version")
	}
	b = b[1:]
	take := func(n int) (v []byte) { v, b = b[:n], b[n:]; return v }
	id := func() op.ID { return op.ID(take(16)) }
	uint := func() uint64 { v, n := binary.Uvarint(b); take(n); return v }
	int := func() int64 { v, n := binary.Varint(b); take(n); return v }
	text := func() string { return string(take(toInt(uint()))) }
	for len(b) > 0 {
		f := id()
		head := take(3)
		for range head[2] {
			s := op.Scope{File: f, Part: op.Part(take(1)[0])}
			out.held[s] = uint()
		}
		for i, p := range []op.Part{1, 2, 3, 4, 5, 6, 7, op.Copy} {
			if _, card := out.held[op.Scope{File: f, Part: op.CardPart}]; card && head[1]&(1<<i) != 0 {
				out.may[op.Scope{File: f, Part: p}] = true
			}
		}
		if head[0] == 0 {
			continue
		}
		c := domain.Card{File: f, Kind: op.EntKind(take(1)[0]), Owner: id(), Age: int(), Touched: int(), Number: text(), State: text(),
			Risk: text(), District: text(), Head: text(), Sex: text(), Received: domain.Local(text()), Find: text()}
		for range uint() {
			c.Due = append(c.Due, domain.CardDue{ID: id(), Assignee: id(), Kind: text(), Due: domain.Local(text())})
		}
		out.rows[f] = c
	}
	return out
}

func toInt(n uint64) int { return int(n) }
