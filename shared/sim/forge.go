package sim

import (
	"context"
	"slices"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// forge sends what no honest app sends, from a device and a session that are honest: nothing of it may enter the log,
// and whatever it was, the acts behind it are judged as if it had not been there.
func (d *device) forge() {
	w := d.w
	at := slices.IndexFunc(d.deeds, func(a *deed) bool { return a.logged })
	if at < 0 {
		return
	}
	f := w.files[w.rng.IntN(len(w.files))]
	o := op.Op{V: op.Version, ID: w.id(), Dev: d.id, N: d.deeds[at].op.N, As: d.of.as[0], G: w.id(), GN: 1, File: f, Part: op.Core,
		Ent: op.Ent{Kind: w.kinds[f], ID: f}, Kind: op.Set, Field: domain.CaseDistrict.ID, SV: 1, Val: op.Marshal("palsu"), HLC: op.HLCAt(w.now)}
	other := w.devices[w.rng.IntN(len(w.devices))]
	switch w.rng.IntN(9) {
	case 0: // a number that is used
	case 1:
		o.Val = []byte{0xff}
	case 2:
		o.Actor = other.of.user
	case 3:
		o.Dev, o.N = w.id(), 1<<40
	case 4:
		o.As = w.people[len(w.people)-1].as[0]
	case 5:
		o.Field = 61_000
	case 6:
		o.Seq, o.Eff = 1, 1
	case 7:
		o.Part = 99
	case 8:
		o.Val = make([]byte, op.MaxValueBytes+1)
	}
	w.counted["forged op"]++
	ans := d.refused(op.Push{Dev: d.id, Epoch: d.cursor().Epoch, Ops: []op.Op{o}})
	for _, a := range ans.Acks {
		w.must(a.Verdict != op.Accepted, "I7", "a forged op was taken")
	}

	many := make([]op.Op, op.MaxBatchOps+1)
	for i := range many {
		many[i] = o
	}
	_, _, err := d.core.Push(context.Background(), d.actor(), op.Push{Dev: d.id, Ops: many})
	w.must(errs.CodeOf(err) == errs.TooLarge, "I10", "a batch over the limit: %v", err)
	_, _, err = d.core.Push(context.Background(), d.actor(), op.Push{Dev: w.id(), Ops: many[:1]})
	w.must(errs.CodeOf(err) == errs.Forbidden, "I7", "a batch in the name of another device: %v", err)
}

// refused sends a batch of which nothing may be taken.
func (d *device) refused(batch op.Push) op.PushAnswer {
	before := len(d.w.store.Log())
	ans := d.send(batch)
	d.w.must(len(d.w.store.Log()) == before, "I7", "%s: something of a forged batch was taken", d.name)
	return ans
}
