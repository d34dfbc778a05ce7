package client

import (
	"sort"

	"damping/shared/errs"
	"damping/shared/op"
)

// Copied reports that the server has seen another number under this device's id than the one that it was sent: somebody
// copied the browser's profile, and two machines write as one. Nothing is sent until Rename gives this one an id of its
// own; nothing is lost meanwhile.
func (e *Engine) Copied() bool { return e.copied }

// Rename gives the device another id, as the server issued it. What has no verdict yet is numbered anew under it, in one
// durable transaction. Ids stay: should the server have taken some of it under the old number and its answer been lost,
// it knows it again.
func (e *Engine) Rename(dev op.ID) error {
	if dev.IsZero() || e.meta.Dev.IsZero() {
		return errs.E(errs.Invalid, "err.invalid").At("dev")
	}
	if dev == e.meta.Dev {
		return nil
	}
	t := e.begin()
	t.meta.Dev = dev
	t.renumberAll(func(o *own) bool { return !o.Acked })
	if _, err := t.commit(true); err != nil {
		return err
	}
	e.copied = false
	return nil
}

// renumberAll moves each act of which something is meant to the end of the numbers, in their order.
func (t *tx) renumberAll(meant func(*own) bool) {
	for i := 0; i < len(t.own); {
		end, move := i, false
		for end < len(t.own) && t.own[end].Op.G == t.own[i].Op.G {
			move = move || meant(&t.own[end])
			end++
		}
		if move {
			t.renumber(t.own[i:end])
		}
		i = end
	}
	sort.Slice(t.own, func(i, j int) bool { return t.own[i].Op.N < t.own[j].Op.N })
}

// renumber moves one act to the end of the numbers.
func (t *tx) renumber(act []own) {
	for k := range act {
		o := &act[k]
		t.dropKept(*o)
		t.meta.N++
		o.Op.Dev, o.Op.N = t.meta.Dev, t.meta.N
		if !o.Acked {
			o.Covered = false // that a snapshot held this number was said of the other machine's
		}
		t.touch(o.Op.File)
		t.keep(*o, false)
	}
}
