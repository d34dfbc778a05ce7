package sim

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"

	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/oplog"
)

// answered writes an answer of the server into the story, so that two servers that were told the same can be compared.
// What each makes for itself is left out: an epoch becomes its number, and no order is promised for what was revoked.
func (w *world) answered(answer any) {
	if !w.telling {
		return
	}
	switch a := answer.(type) {
	case op.PushAnswer:
		a.Epoch, a.For = w.numberOf(a.Epoch), w.numberOf(a.For)
		answer = a
	case op.PullAnswer:
		a.For, a.Cursor.Epoch = nil, w.numberOf(a.Cursor.Epoch)
		a.Revoked = slices.SortedFunc(slices.Values(a.Revoked), op.Scope.Compare)
		a.Released = slices.SortedFunc(slices.Values(a.Released), op.Scope.Compare)
		answer = a
	}
	sum := sha256.Sum256(op.Marshal(answer))
	w.tell("  answer %x", sum[:6])
}

// tellRest writes what the server holds in the end into the story: what it took and set aside, who may read, what it
// wrote of all that for those who look after, and what everything has folded to.
func (w *world) tellRest() {
	if !w.telling {
		return
	}
	grants := slices.SortedFunc(slices.Values(w.store.Grants()), func(a, b oplog.Grant) int {
		return cmp.Or(op.Scope{File: a.File, Part: a.Part}.Compare(op.Scope{File: b.File, Part: b.Part}), a.Appointment.Compare(b.Appointment))
	})
	trail := w.store.Trail()
	for i := range trail {
		if trail[i].Code != "" {
			trail[i].Code = errs.Forbidden // why is not kept everywhere
		}
	}
	w.tell("  log %s", digest(w.store.Log()))
	w.tell("  aside %s", digest(w.store.Aside()))
	w.tell("  grants %s", digest(grants))
	w.tell("  trail %s", digest(trail))
	log := w.epochs[w.epoch()]
	for _, s := range slices.SortedFunc(maps.Keys(log), op.Scope.Compare) {
		if w.kinds[s.File] != 0 { // a person's own space has no state
			w.tell("  state %x of %s", sha256.Sum256(w.store.Bundle(s)), s.Part)
		}
	}
}

// digest is how many there are, and what they are.
func digest[T any](all []T) string {
	return fmt.Sprintf("%d %x", len(all), sha256.Sum256(op.Marshal(all)))
}

// numberOf gives the epochs of a history the numbers 1, 2, 3, in order of their coming.
func (w *world) numberOf(epoch op.ID) op.ID {
	if epoch.IsZero() {
		return epoch
	}
	at := slices.Index(w.spoken, epoch)
	if at < 0 {
		at, w.spoken = len(w.spoken), append(w.spoken, epoch)
	}
	return op.ID{15: byte(at + 1)}
}
