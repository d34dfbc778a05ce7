package sim

import (
	"bytes"
	"context"
	"encoding/hex"
	"slices"

	"damping/shared/attach"
	"damping/shared/client"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/outbox"
)

// plain stands for the sealing of shared/outbox. Nothing here is secret; what counts is when a copy is written, what is in
// it, and what becomes of an act that comes both ways.
type plain struct{ dev op.ID }

// copied is a copy as it lies on the disk.
type copied struct {
	_     struct{} `cbor:",toarray"`
	Dev   op.ID
	Epoch op.ID
	Ops   []op.Op
	Sent  bool // the mark that the worker leaves
	// Parcel is what the server must know of the bytes of an attachment, in place of an act.
	Parcel *attach.Parcel
}

func (s plain) Device() op.ID { return s.dev }

func (s plain) Seal(epoch op.ID, group []op.Op) ([]byte, error) {
	return op.Marshal(copied{Dev: s.dev, Epoch: epoch, Ops: group}), nil
}

func (s plain) SealParcel(p attach.Parcel) ([]byte, error) {
	return op.Marshal(copied{Dev: s.dev, Parcel: &p}), nil
}

func (s plain) Current(box []byte, epoch op.ID) bool {
	var c copied
	decode(box, &c)
	return c.Dev == s.dev && c.Epoch == epoch
}

// copies are the sealed copies of acts on a disk, by group.
func (d *disk) copies() map[op.ID]copied {
	return d.sealed(func(c copied) bool { return c.Parcel == nil })
}

// parcels are those of the bytes of attachments.
func (d *disk) parcels() map[op.ID]copied {
	return d.sealed(func(c copied) bool { return c.Parcel != nil })
}

func (d *disk) sealed(wanted func(copied) bool) map[op.ID]copied {
	out := map[op.ID]copied{}
	all, _ := d.Load(client.KindSealed)
	for _, r := range all {
		var c copied
		decode(r.Val, &c)
		if wanted(c) {
			out[c.id()] = c
		}
	}
	return out
}

func (c copied) id() op.ID {
	if c.Parcel != nil {
		return c.Parcel.ID
	}
	return c.Ops[0].G
}

// worker is the service worker: it wakes up while the app is locked, or open, and sends what is sealed in the order of
// writing. It learns nothing but what was taken.
func (d *device) worker() {
	d.checkCopies()
	var list []copied
	for _, c := range d.disk.copies() {
		if !c.Sent {
			list = append(list, c)
		}
	}
	if len(list) == 0 {
		return
	}
	slices.SortFunc(list, func(a, b copied) int { return int(int64(a.Ops[0].N) - int64(b.Ops[0].N)) })
	list = list[:1+d.w.rng.IntN(len(list))]
	d.w.tell("%s: the worker sends %d acts", d.name, len(list))
	for i, c := range list {
		if d.w.chance(10) { // the browser ends it
			return
		}
		ans := d.sendSealed(c)
		switch {
		case ans.Code == errs.Conflict && !ans.Taken:
			d.w.counted["sealed act waits for its device"]++
			continue
		case d.w.chance(20):
			d.w.counted["answer to the worker lost"]++
			continue
		}
		d.w.must(ans.Taken, "I3", "%s: a sealed act is torn", d.name)
		d.w.counted["sealed act taken"]++
		list[i].Sent = true
		d.mark(list[i])
	}
	d.check()
}

// sendSealed is the server's end of what a worker sends.
func (d *device) sendSealed(c copied) outbox.Answer {
	group := slices.Clone(c.Ops)
	wire(d.w, &group)
	before := slices.Clone(d.w.store.Grants())
	ans, err := d.core.Sealed(context.Background(), d.actor(), c.Epoch, group)
	d.w.must(err == nil, "I10", "%s: what the worker sent failed: %v", d.name, err)
	d.w.answered(ans)
	d.w.checkServer(before)
	wire(d.w, &ans)
	return ans
}

// mark leaves the sign that an act was taken, unless the page has dropped it meanwhile.
func (d *device) mark(c copied) {
	id := c.id()
	key := hex.EncodeToString(id[:])
	if was, _ := d.disk.Get(client.KindSealed, key); was[0] != nil {
		_ = d.disk.Memory.Commit(true, client.Record{Kind: client.KindSealed, Key: key, Val: op.Marshal(c)})
	}
}

// checkCopies asks that what waits for a verdict can be sent without the device, and nothing else.
func (d *device) checkCopies() {
	have := d.disk.copies()
	waits := map[op.ID][]op.Op{}
	open := map[op.ID]bool{}
	for _, o := range d.disk.pending {
		waits[o.Op.G] = append(waits[o.Op.G], o.Op)
		open[o.Op.G] = open[o.Op.G] || !o.Acked
	}
	for g, ops := range waits {
		if !open[g] {
			continue
		}
		c, found := have[g]
		whole := len(ops) == int(ops[0].GN)
		d.w.must(found || !whole, "I2", "%s: an act waits that the worker cannot send", d.name)
		d.w.must(!whole || c.Epoch == d.disk.meta.Cursor.Epoch, "I2", "%s: an act is sealed for another epoch", d.name)
		slices.SortFunc(ops, func(a, b op.Op) int { return int(int64(a.N) - int64(b.N)) })
		d.w.must(!whole || bytes.Equal(op.Marshal(c.Ops), op.Marshal(ops)), "I2", "%s: the sealed act is another", d.name)
	}
	for g := range have {
		d.w.must(open[g], "I8", "%s: a sealed act stays after its verdict", d.name)
	}
}
