package client

import (
	"slices"
	"strings"

	"damping/shared/op"
)

// revoke takes a scope off the device. What is kept of own work in it stays until the page was taken (bereave): with the
// right to the card ends a list row, and what may yet be read of its file comes in full in its place.
func (t *tx) revoke(s op.Scope) {
	t.erase = true
	t.unhold(s)
	if s.Part != op.CardPart {
		t.dropBase(s)
	}
	x := t.entry(s.File)
	if len(x.held) == 0 {
		x = x.withRow(nil)
		t.want(s.File, want{})
	}
	t.files[s.File] = x.unread(s.Part)
	t.lost = append(t.lost, s)
}

// bereave takes away what is kept of own work in scopes that were revoked and did not come back with the same page, and
// drafts of a file of which nothing is held any more. Unsent work stays in the outbox, unseen, until the server has taken
// custody of it.
func (t *tx) bereave() error {
	taken := map[op.Scope]bool{}
	for _, s := range t.lost {
		x := t.entry(s.File)
		parts := []op.Part{s.Part}
		if s.Part == op.CardPart || len(x.held) == 0 { // of others some may have been on their way
			parts = op.Parts[:]
		}
		for _, p := range parts {
			part := op.Scope{File: s.File, Part: p}
			if x.mayRead(p) || taken[part] {
				continue
			}
			taken[part] = true
			if err := t.takeAway(part); err != nil {
				return err
			}
		}
		if file := (op.Scope{File: s.File}); len(x.held) == 0 && !taken[file] {
			taken[file] = true
			if err := t.dropPrefix(KindNote, fileKey(s.File)+"/"); err != nil {
				return err
			}
		}
	}
	return nil
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

// takeAway drops what is kept of own work in a scope that may not be read any more, and hides what must yet be sent.
func (t *tx) takeAway(s op.Scope) error {
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
