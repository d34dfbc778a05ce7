package client

import (
	"slices"
	"strings"

	"damping/shared/op"
)

// revoke takes a scope off the device: its base, what was kept of own work in it, and drafts of its file when nothing
// else of the file is held. Unsent work stays in the outbox, unseen, until the server has taken custody of it. Without the
// right to the card, whatever else may still be read of the file comes in full: what neither is here nor comes in the same
// page is treated alike.
func (t *tx) revoke(s op.Scope) error {
	t.erase = true
	t.unhold(s)
	if s.Part == op.CardPart {
		for _, p := range op.Parts {
			if part := (op.Scope{File: s.File, Part: p}); !t.holds(part) {
				if err := t.takeAway(part); err != nil {
					return err
				}
			}
		}
	} else {
		t.dropBase(s)
		if err := t.takeAway(s); err != nil {
			return err
		}
	}
	if len(t.entry(s.File).held) > 0 || slices.ContainsFunc(op.Parts, func(p op.Part) bool { return t.comes[op.Scope{File: s.File, Part: p}] }) {
		return nil
	}
	for _, p := range op.Parts { // some may have been on their way in place of the card
		if err := t.takeAway(op.Scope{File: s.File, Part: p}); err != nil {
			return err
		}
	}
	t.files[s.File] = t.entry(s.File).withRow(nil)
	t.want(s.File, want{})
	return t.dropPrefix(KindNote, fileKey(s.File)+"/")
}

// release gives up a scope that may yet be read: what the server has of it, it can send again. Unsent work stays where
// it is and in sight. A card is given up when all that may be read of its file is here.
func (t *tx) release(s op.Scope) error {
	t.unhold(s)
	if s.Part == op.CardPart {
		return t.tidy(s.File)
	}
	t.dropBase(s)
	for i := range t.own {
		if o := t.own[i]; o.Op.Scope() == s && o.Covered {
			o.Covered = false
			t.put(i, o)
		}
	}
	if w, asked := t.e.wants[s.File]; asked && !w.Ask {
		t.want(s.File, want{})
	}
	return nil
}

func (t *tx) dropBase(s op.Scope) {
	t.bases[s] = nil
	t.records = append(t.records, drop(KindBase, scopeKey(s)))
}

// takeAway drops what is kept of own work in a scope that may not be read any more, and hides what must yet be sent. What
// comes anew in the same page may be read.
func (t *tx) takeAway(s op.Scope) error {
	if t.comes[s] {
		return nil
	}
	n := len(t.records)
	for i := 0; i < len(t.own); i++ {
		if o := t.own[i]; o.Op.Scope() == s {
			if o.Acked {
				t.remove(i)
				i--
				continue
			}
			o.Hidden = true
			t.put(i, o)
		}
	}
	t.revokeBlobs(s)
	t.unsay(s)
	err := t.dropPrefix(KindRetain, scopeKey(s)+"-")
	t.erase = t.erase || slices.ContainsFunc(t.records[n:], func(r Record) bool { return r.Val == nil })
	return err
}

// unsay drops the words of refused ops of a scope.
func (t *tx) unsay(s op.Scope) {
	for i, f := range t.refused {
		kept := slices.DeleteFunc(slices.Clone(f.Ops), func(o op.Op) bool { return o.Scope() == s })
		if len(kept) != len(f.Ops) {
			t.erase = true
			t.dropUnsaid(slices.DeleteFunc(slices.Clone(f.Ops), func(o op.Op) bool { return o.Scope() != s }))
			t.refused[i].Ops = kept
			t.records = append(t.records, record(KindRefused, groupKey(f.Group), t.refused[i]))
		}
	}
}

func (t *tx) dropPrefix(kind Kind, prefix string) error {
	if kind == KindNote {
		t.dropStaged(func(draft string) bool { return strings.HasPrefix(draft, prefix) })
	}
	all, err := t.shelf(kind)
	if err != nil {
		return err
	}
	for _, r := range all {
		if strings.HasPrefix(r.Key, prefix) {
			t.records = append(t.records, drop(kind, r.Key))
		}
	}
	return nil
}

// shelf reads a shelf once: many scopes may be taken away together.
func (t *tx) shelf(kind Kind) ([]Record, error) {
	if all, ok := t.shelves[kind]; ok {
		return all, nil
	}
	all, err := t.e.store.Load(kind)
	if err != nil {
		return nil, err
	}
	if t.shelves == nil {
		t.shelves = map[Kind][]Record{}
	}
	t.shelves[kind] = all
	return all, nil
}

// traced reports whether anything of own work is kept of a file.
func (t *tx) traced(file op.ID) (bool, error) {
	if t.traces == nil {
		kept, err := t.shelf(KindRetain)
		if err != nil {
			return false, err
		}
		t.traces = map[string]bool{}
		for _, r := range kept {
			t.traces[r.Key[:len(fileKey(op.ID{}))]] = true
		}
		for i := range t.own {
			t.traces[fileKey(t.own[i].Op.File)] = true
		}
		for _, f := range t.refused {
			t.traces[fileKey(f.File)] = true
		}
		t.eachBlob(func(b Blob) { t.traces[fileKey(b.Scope.File)] = true })
	}
	return t.traces[fileKey(file)], nil
}
