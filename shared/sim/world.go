package sim

import (
	"context"
	"encoding/hex"
	"fmt"
	"math/rand/v2"

	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/oplog"
	"damping/shared/policy"
)

// world is one history: an office with its server, two caseworkers with two devices each, and a supervisor.
type world struct {
	seed  uint64
	rng   *rand.Rand
	bits  *rand.ChaCha8
	now   int64 // true time, ms UTC
	steps int

	inst, unit op.ID
	store      Server
	backups    []Backup
	wants      wants
	wantsThen  []wants // at the backups
	people     []*person
	devices    []*device
	files      []op.ID
	kinds      map[op.ID]op.EntKind
	listed     map[op.ID]row // the list rows, as last derived
	bySuffix   map[string]op.ID
	limbo      []letter
	still      bool // nobody else does anything any more
	stirred    bool // somebody did, since this was last set to false

	model
	counted map[string]int
	told    []string
	telling bool
	spoken  []op.ID // the epochs that answers named
}

// person is one user with their appointments.
type person struct {
	name    string
	user    op.ID
	as      []op.ID
	devices []*device
}

// letter is a message that the network has kept back and may yet deliver.
type letter struct {
	to     *device
	push   *op.Push
	pushed *op.PushAnswer
	pulled *op.PullAnswer
}

func newWorld(seed uint64, serve Serve) *world {
	var key [32]byte
	for i := range 8 {
		key[i] = byte(seed >> (8 * i))
	}
	w := &world{seed: seed, bits: rand.NewChaCha8(key), now: 1_790_000_000_000, kinds: map[op.ID]op.EntKind{}, listed: map[op.ID]row{}, wants: wants{}, bySuffix: map[string]op.ID{}, counted: map[string]int{}}
	w.rng = rand.New(w.bits)
	w.inst, w.unit = w.id(), w.id()
	w.model = newModel(w)
	w.store = archived(w, serve(w.id, func() int64 { return w.now }))
	w.epochs[w.epoch()] = ledger{}

	wati := w.hire("wati", policy.Companion)
	tini := w.hire("tini", policy.CaseManager, policy.Counselor)
	head := w.hire("head", policy.Supervisor)
	w.unit = w.id() // files come here by transfer only
	chief := w.hire("chief", policy.FollowUpChief)
	for _, p := range []*person{wati, wati, tini, tini, head, chief} {
		w.enrol(p)
	}
	return w
}

func (w *world) id() op.ID { return op.NewID(w.now, w.bits) }

func (w *world) hire(name string, roles ...policy.Role) *person {
	p := &person{name: name, user: w.id()}
	for _, r := range roles {
		a := oplog.Appointment{ID: w.id(), User: p.user, Institution: w.inst, Unit: w.unit, Role: r, From: midnight(w.now - 300*day)}
		w.store.Appoint(a)
		w.apps[a.ID] = a
		p.as = append(p.as, a.ID)
	}
	w.people = append(w.people, p)
	return p
}

// chance is true in n of a hundred cases.
func (w *world) chance(n int) bool { return w.rng.IntN(100) < n }

func (w *world) pass(ms int64) { w.now += ms }

func (w *world) tell(format string, args ...any) {
	if w.telling {
		w.told = append(w.told, fmt.Sprintf("%3d ", w.steps)+fmt.Sprintf(format, args...))
	}
}

// short names an id in the story of a history.
func short(id op.ID) string { return hex.EncodeToString(id[12:]) }

func (w *world) epoch() op.ID {
	head := oplog.Head{}
	_ = w.store.View(context.Background(), func(r oplog.Reader) error { head, _ = r.Head(); return nil })
	return head.Epoch
}

// play lets things happen, one after another, with every fault there is.
func (w *world) play() {
	first := w.devices[0]
	first.newFile()
	disaster := w.chance(25)
	if w.chance(70) { // most histories begin with a case that several share
		first.cycle()
		if disaster && w.chance(50) {
			w.copy()
		}
		f, parts := first.known()
		if parts != nil && w.kinds[f] == domain.Case && w.chance(70) {
			args := domain.GrantArgs{Appointment: w.people[1].as[0], Parts: []op.Part{op.Core, op.Identity, op.Story}}
			if w.chance(40) { // let into one part for a while only
				args.Parts = args.Parts[:2]
				first.write("grant", first.of.as[0], domain.Grant(f, domain.GrantArgs{Appointment: args.Appointment, Parts: []op.Part{op.Story},
					Until: w.now + w.rng.Int64N(3*60_000)}))
			}
			first.write("grant", first.of.as[0], domain.Grant(f, args))
			first.cycle()
		}
		for _, d := range w.devices[1:] {
			if w.pass(2); w.chance(70) {
				d.cycle()
			}
		}
	}
	for n := 25 + w.rng.IntN(30); w.steps < n; {
		w.steps++
		w.counted["step"]++
		w.pass(2 + w.rng.Int64N(5000))
		d := w.devices[w.rng.IntN(len(w.devices))]
		switch {
		case disaster && w.chance(5):
			w.restore()
		case len(w.limbo) > 0 && w.chance(10):
			w.deliver()
		default:
			w.happen(d)
		}
	}
}

// event is something that may happen next, to a device or around it, with how often it does.
type event struct {
	weight int
	do     func(d *device)
}

// events is what happens. A theme adds its own here.
var events = []event{
	{40, (*device).author},
	{18, func(d *device) { d.push(d.w.fate()) }},
	{20, func(d *device) { d.pull(d.w.fate()) }},
	{7, func(d *device) { d.cycle() }},
	{3, func(d *device) { d.crash(d.w.rng.IntN(3)) }},
	{4, func(d *device) { d.setClock(d.w.rng.Int64N(3*day+1) - day) }},
	{2, func(d *device) { d.w.appoint() }},
	{1, func(d *device) { d.w.pass(d.w.rng.Int64N(6 * hour)) }},
	{2, (*device).done},
	{3, (*device).talk},
	{3, (*device).tussle},
	{6, (*device).worker},
	{2, (*device).forge},
	{1, (*device).future},
	{1, (*device).upgrade},
	{1, (*device).replace},
	{3, func(d *device) { d.w.copy() }},
}

func (w *world) happen(d *device) {
	all := 0
	for _, e := range events {
		all += e.weight
	}
	n := w.rng.IntN(all)
	for _, e := range events {
		if n -= e.weight; n < 0 {
			e.do(d)
			return
		}
	}
}

// copy makes a backup of the server.
func (w *world) copy() {
	w.backups, w.wantsThen = append(w.backups, w.store.Backup()), append(w.wantsThen, w.wants.clone())
	if len(w.backups) > 3 {
		w.backups, w.wantsThen = w.backups[1:], w.wantsThen[1:]
	}
	w.tell("backup at %d", len(w.store.Log()))
}

const (
	hour = int64(3_600_000)
	day  = 24 * hour
)

// midnight is when the day of an instant began in the office's zone, WIB: appointments hold for whole days.
func midnight(at int64) int64 {
	const east = 7 * hour
	return at - (at+east)%day
}

// appoint ends an appointment of a caseworker or lets an ended one hold again.
func (w *world) appoint() {
	p := w.people[w.rng.IntN(2)]
	a := w.apps[p.as[w.rng.IntN(len(p.as))]]
	if a.Until == 0 && w.chance(60) {
		a.Until = midnight(w.now)
	} else {
		a.Until = 0
	}
	w.tell("appointment %s of %s until %d", short(a.ID), p.name, a.Until)
	w.apps[a.ID] = a
	w.store.Appoint(a)
}

// restore puts the server back to a backup, as after a disk that died: a new epoch, and everything since is gone. It may
// be an older one than the last time.
func (w *world) restore() {
	if len(w.backups) == 0 {
		return
	}
	n := w.rng.IntN(len(w.backups))
	w.store.Restore(w.backups[n])
	w.wants = w.wantsThen[n].clone()
	for _, a := range w.apps {
		w.store.Appoint(a) // who is appointed was written outside the database, too
	}
	for _, d := range w.devices {
		w.store.Enrol(d.of.user, d.id) // and who signs in is on the device that they say
	}
	w.counted["restore"]++
	w.restored()
	w.tell("restored to %d", len(w.store.Log()))
	w.checkServer(nil)
	for i, l := range w.limbo {
		if l.pushed == nil || w.chance(20) {
			continue
		}
		// A proxy may yet hold an answer of the server that died when its device already speaks to the restored one.
		for more := true; more; {
			w.pass(2)
			more = l.to.pull(well)
		}
		w.limbo = append(w.limbo[:i:i], w.limbo[i+1:]...)
		l.to.verdict(*l.pushed, true)
		break
	}
}

// deliver brings a message that everybody had given up.
func (w *world) deliver() {
	if len(w.limbo) == 0 {
		return
	}
	i := w.rng.IntN(len(w.limbo))
	l := w.limbo[i]
	w.limbo = append(w.limbo[:i], w.limbo[i+1:]...)
	switch {
	case l.push != nil:
		w.tell("%s: an old request arrives at the server", l.to.name)
		l.to.send(*l.push)
	case l.pushed != nil:
		w.tell("%s: an old verdict arrives", l.to.name)
		l.to.verdict(*l.pushed, true)
	default:
		w.tell("%s: an old page arrives", l.to.name)
		l.to.page(*l.pulled, true)
	}
}

func (w *world) keep(l letter) {
	if len(w.limbo) < 6 {
		w.limbo = append(w.limbo, l)
	}
}

// calm ends the faults and lets everybody sync until nothing moves.
func (w *world) calm() {
	w.limbo, w.still = nil, true
	w.pass(hour)
	w.tell("calm")
	for round := 0; ; round++ {
		w.must(round < 10, "I10", "the devices do not come to rest")
		before := len(w.store.Log()) + len(w.store.Aside())
		moved := false
		for _, d := range w.devices {
			w.pass(2)
			moved = d.cycle() || moved
		}
		if !moved && before == len(w.store.Log())+len(w.store.Aside()) {
			break
		}
	}
	for _, d := range w.devices {
		w.must(d.e.Unsent() <= d.stranded(), "I10", "%s has unsent work at rest", d.name)
		d.checkAll()
	}
	for _, check := range restChecks {
		check(w)
	}
	err := w.store.Verify()
	w.must(err == nil, "I9", "the server does not prove itself: %v", err)
	w.tellRest()
}
