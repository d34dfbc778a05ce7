package sim

import (
	"fmt"
	"slices"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/oplog"
)

// device is one phone or computer: the real engine over a disk that may fail, with a clock of its own.
type device struct {
	w    *world
	of   *person
	name string
	id   op.ID
	disk *disk
	e    *client.Engine
	core Desk              // the server's, as reached from here
	may  map[op.Scope]bool // what its person could read when the server last looked
	skew int64             // its clock minus true time

	deeds []*deed           // what was written on it, in order
	saw   op.HLC            // the latest effective clock that its person has seen
	ever  map[op.Scope]bool // what it ever held
	asked map[op.ID]bool    // what it asked for when its cycle began
	taken []op.Scope        // what the page of this step took away
}

func (w *world) enrol(p *person) {
	d := &device{w: w, of: p, id: w.id(), disk: newDisk(), name: fmt.Sprintf("%s/%d", p.name, len(p.devices)+1)}
	w.store.Enrol(p.user, d.id)
	d.core = w.deskFor(d)
	d.setClock(w.rng.Int64N(3*day+1) - day)
	d.open()
	if err := d.e.Enrol(d.id); err != nil {
		panic(err)
	}
	w.devices, p.devices = append(w.devices, d), append(p.devices, d)
}

// actor is what a session proves about who is at the device.
func (d *device) actor() oplog.Actor { return oplog.Actor{User: d.of.user, Dev: d.id} }

func (d *device) clock() int64 { return d.w.now + d.skew }

func (d *device) setClock(skew int64) {
	d.skew = skew
	d.w.tell("%s: clock is %+d s off", d.name, skew/1000)
}

func (d *device) open() {
	e, err := client.Open(d.disk, d.w.bits)
	d.w.must(err == nil, "I12", "%s does not open: %v", d.name, err)
	d.e = e
	d.w.must(e.SealWith(plain{d.id}) == nil, "I12", "%s: what waits cannot be sealed", d.name)
}

// crash ends the browser; the latest relaxed writes may be gone.
func (d *device) crash(lost int) {
	wanted := d.e.NextPull().Want
	lost = d.disk.crash(lost)
	if lost > 0 {
		d.w.counted["crash with loss"]++
	}
	d.w.tell("%s: crash, %d writes gone", d.name, lost)
	d.open()
	d.w.must(lost > 0 || slices.Equal(wanted, d.e.NextPull().Want), "I12", "%s: what was to be asked for is forgotten", d.name)
	if lost > 0 {
		d.saw = d.w.seenOn(d)
	}
	d.check()
}

func (d *device) cursor() op.Cursor { return d.disk.meta.Cursor }

// watch remembers how a file looks and returns the question whether the app was told when that changed: it redraws only
// the files that were named.
func (d *device) watch() func(changed []op.ID) {
	f := d.w.files[d.w.rng.IntN(len(d.w.files))]
	before := d.shown(f)
	return func(changed []op.ID) {
		d.w.must(slices.Contains(changed, f) || before == d.shown(f), "I4", "%s: the view of %s changed and nobody was told", d.name, short(f))
	}
}

func (d *device) shown(f op.ID) string {
	parts, err := d.e.File(f)
	d.w.must(errs.CodeOf(err) == "", "I12", "%s: a file does not open: %v", d.name, err)
	var out []byte
	for _, part := range op.Parts {
		if st := parts[part]; st != nil {
			out = append(out, st.Bundle()...)
		}
	}
	return string(out)
}

// picture is everything the engine shows and would send, as one value.
func (d *device) picture() string {
	p := d.e.NextPull()
	p.Full, p.Held = false, nil
	push, _ := d.e.NextPush()
	if p.Cursor.Epoch != d.w.epoch() {
		push.Ops = nil // that it must pull first is not written down: asking again tells it again
	}
	out := string(op.Marshal([]any{p, push, d.e.Refused(), d.e.Unsent()}))
	cards := d.e.Cards()
	slices.SortFunc(cards, func(a, b domain.Card) int { return a.File.Compare(b.File) })
	out += string(op.Marshal(cards))
	for _, f := range d.w.files {
		out += d.shown(f)
	}
	return out
}
