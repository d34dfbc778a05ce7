package sim

import (
	"slices"

	"damping/shared/client"
	"damping/shared/op"
)

// replace is a phone that fell into a river: its person goes on with another, as another device. What the old one had
// not sent is gone with it, and nobody claims otherwise.
func (d *device) replace() {
	w := d.w
	w.counted["device replaced"]++
	w.limbo = slices.DeleteFunc(w.limbo, func(l letter) bool { return l.to == d })
	d.disk.Memory, d.id, d.saw, d.ever, d.deeds = client.NewMemory(), w.id(), 0, nil, nil
	d.disk.undo = nil
	for _, wants := range append(w.wantsThen, w.wants) { // what the old one asked for is not the new one's
		delete(wants, d)
	}
	d.disk.reread()
	w.store.Enrol(d.of.user, d.id)
	d.open()
	if err := d.e.Enrol(d.id); err != nil {
		panic(err)
	}
	w.tell("%s: replaced by %s", d.name, short(d.id))
}

// upgrade is an app whose reducer has another version: it lets go of what the old one folded and takes it anew. Own work
// that only the bases held is out of sight until then.
func (d *device) upgrade() {
	w := d.w
	w.counted["reducer upgraded"]++
	meta := d.disk.meta
	meta.RV--
	if err := d.disk.Commit(true, client.Record{Kind: client.KindMeta, Key: "meta", Val: op.Marshal(meta)}); err != nil {
		panic(err)
	}
	for _, a := range d.deeds {
		a.unseen = a.unseen || a.taken
	}
	w.tell("%s: another reducer", d.name)
	d.open()
	w.must(len(d.disk.bases) == 0, "I9", "%s: bases of another reducer are kept", d.name)
	d.check()
}
