package client

import (
	"damping/shared/op"
)

// reset begins again with a server that was restored: what is held goes, and what the server may have lost is offered
// again. Ids make that safe. List rows stay until all is here again.
func (t *tx) reset() error {
	t.lend()
	t.e.files.each(func(file op.ID, x *entry) {
		for _, h := range x.held {
			t.records = append(t.records, drop(KindBase, scopeKey(op.Scope{File: file, Part: h.part})))
		}
		t.files[file] = &entry{row: x.row, card: x.card}
		t.touch(file)
	})
	t.meta.Stale = true
	t.bases, t.dropBases = map[op.Scope]*base{}, true
	for i := range t.own {
		o := t.own[i]
		o.Acked, o.Covered, o.Seq, o.Eff = false, false, 0, 0
		t.put(i, o)
	}
	t.reofferBlobs()
	kept, err := t.e.store.Load(KindRetain)
	if err != nil {
		return err
	}
	for _, r := range kept {
		var o op.Op
		if err := op.Unmarshal(r.Val, &o); err != nil {
			return err
		}
		o.RecvAt = 0
		t.insert(own{Op: o})
		t.records = append(t.records, drop(KindRetain, r.Key))
	}
	t.renumberAll(func(o *own) bool { return o.Op.Dev != t.meta.Dev })
	return nil
}
