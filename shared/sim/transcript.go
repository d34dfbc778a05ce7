package sim

import (
	"crypto/sha256"
	"maps"
	"slices"

	"damping/shared/op"
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

// tellStates writes what everything has folded to into the story.
func (w *world) tellStates() {
	log := w.epochs[w.epoch()]
	for _, s := range slices.SortedFunc(maps.Keys(log), op.Scope.Compare) {
		if w.kinds[s.File] != 0 { // a person's own space has no state
			w.tell("  state %x of %s, %d ops", sha256.Sum256(w.store.Bundle(s)), s.Part, len(log[s]))
		}
	}
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
