package client

import (
	"cmp"
	"slices"
	"sort"

	"damping/shared/domain"
	"damping/shared/op"
)

// sweep ends a whole pull: what the server has taken and no base will ever cover must not stay. That is a command, whose
// effects are here by now, an op of a file of which only the card is here, and an op whose scope is not given to this
// device. Only of the last nothing is kept for a restored server. A person's own space is given to nobody.
func (t *tx) sweep() error {
	var left []op.ID
	for i := 0; i < len(t.own); i++ {
		o := t.own[i]
		x := t.entry(o.Op.File)
		if !o.Acked || o.Seq > t.meta.Cursor.Seq || x.holds(o.Op.Part) && o.Op.Kind != op.Cmd {
			continue
		}
		if x.mayRead(o.Op.Part) || o.Op.Ent.Kind == domain.UserSpace {
			t.settle(i, o)
		} else {
			left = append(left, o.Op.File)
			t.erase = true
			t.remove(i)
			for _, p := range op.Parts {
				if !x.mayRead(p) {
					t.unsay(op.Scope{File: o.Op.File, Part: p})
				}
			}
		}
		i--
	}
	left = append(left, t.recall()...)
	t.sweepBlobs()
	if err := t.forget(left); err != nil {
		return err
	}
	t.sweepRows()
	return t.prune()
}

// lend marks the words of refused acts that lie in scopes which may be read, before a new beginning takes those away.
func (t *tx) lend() {
	for i, f := range t.refused {
		may := func(o op.Op) bool { return t.entry(o.File).mayRead(o.Part) }
		if !f.Lent && slices.ContainsFunc(f.Ops, may) {
			t.refused[i].Lent = true
			t.records = append(t.records, record(KindRefused, groupKey(f.Group), t.refused[i]))
		}
	}
}

// recall drops the words of refused acts whose scopes did not come back after a new beginning, and returns their files.
// What is offered again may yet bring a file back: its words wait for that.
func (t *tx) recall() (files []op.ID) {
	for _, f := range slices.Clone(t.refused) {
		waits := slices.ContainsFunc(t.own, func(o own) bool { return o.Op.File == f.File && !o.Acked })
		if !f.Lent || waits {
			continue
		}
		for _, o := range f.Ops {
			if !t.entry(o.File).mayRead(o.Part) {
				t.unsay(o.Scope())
				files = append(files, o.File)
			}
		}
	}
	return files
}

// sweepRows lets go of list rows that were kept over a new beginning and that nothing stands behind.
func (t *tx) sweepRows() {
	if !t.meta.Stale {
		return
	}
	t.meta.Stale = false
	t.erase = true // what did not come back
	t.e.files.each(func(file op.ID, _ *entry) {
		if len(t.entry(file).held) == 0 {
			t.touch(file)
		}
	})
}

// forget drops the drafts of those files of which nothing is left on the device.
func (t *tx) forget(files []op.ID) error {
	sort.Slice(files, func(i, j int) bool { return files[i].Compare(files[j]) < 0 })
	for _, f := range slices.Compact(files) {
		if len(t.entry(f).held) > 0 || slices.ContainsFunc(t.own, func(o own) bool { return o.Op.File == f }) {
			continue
		}
		if err := t.dropPrefix(KindNote, fileKey(f)+"/"); err != nil {
			return err
		}
	}
	return nil
}

// keepFor is how long own work is kept for a server restored from a backup, in ms from when the server had it: older
// backups are not restored.
const keepFor = int64(30 * 24 * 3_600_000)

// prune lets go of what was kept longer. It looks once a day, because looking opens everything that is kept.
func (t *tx) prune() error {
	now := t.serverNow
	if now-t.meta.Pruned < 24*3_600_000 {
		return nil
	}
	t.meta.Pruned = now
	kept, err := t.e.store.Load(KindRetain)
	if err != nil {
		return err
	}
	for _, r := range kept {
		var o op.Op
		if err := op.Unmarshal(r.Val, &o); err != nil {
			return err
		}
		if cmp.Or(o.RecvAt, o.HLC.Millis()) < now-keepFor { // one of before that was noted tells only when it was written
			t.records = append(t.records, drop(KindRetain, r.Key))
		}
	}
	return nil
}
