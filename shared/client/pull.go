package client

import (
	"bytes"
	"slices"
	"sort"
	"strings"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
)

// NextPull returns the request for what is new.
func (e *Engine) NextPull() op.Pull {
	p := op.Pull{Dev: e.meta.Dev, Cursor: e.meta.Cursor, Digest: e.sum.Bytes(), Want: e.asking()}
	if e.sendHeld {
		p.Full, p.Held = true, e.holdings()
	}
	return p
}

func (e *Engine) holdings() []op.Holding {
	held := []op.Holding{}
	e.files.each(func(file op.ID, x *entry) { held = append(held, x.holdings(file)...) })
	sort.Slice(held, func(i, j int) bool { return held[i].Scope.Compare(held[j].Scope) < 0 })
	return held
}

// HandlePull applies one page and its cursor in one local transaction: a kill in the middle leaves both or neither.
// now is the device's clock. It returns the files whose view may have changed, and whether another page waits. A page
// that does not answer the device as it is now, because it comes late or was meant for another, is refused with
// conflict.
func (e *Engine) HandlePull(ans op.PullAnswer, now int64) (changed []op.ID, more bool, err error) {
	if asked := e.NextPull(); !bytes.Equal(ans.For, asked.Mark()) {
		return nil, false, errs.E(errs.Conflict, "err.conflict")
	}
	if ans.NeedHeld {
		if e.sendHeld {
			return nil, false, errs.E(errs.Internal, "err.internal") // asked twice for the same list: do not go round for ever
		}
		e.sendHeld = true
		return nil, true, nil
	}
	t := e.begin()
	t.contact(ans.Now, now)
	if ans.Reset {
		if err := t.reset(); err != nil {
			return nil, false, err
		}
	}
	for _, s := range ans.Revoked {
		if err := t.revoke(s); err != nil {
			return nil, false, err
		}
	}
	for i := range ans.Snapshots {
		if err := t.snapshot(&ans.Snapshots[i]); err != nil {
			return nil, false, err
		}
	}
	for _, s := range ans.Released {
		if err := t.release(s); err != nil {
			return nil, false, err
		}
	}
	for i := range ans.Ops {
		if err := t.apply(&ans.Ops[i]); err != nil {
			return nil, false, err
		}
	}
	if err := t.taken(ans.Wanted); err != nil {
		return nil, false, err
	}
	t.meta.Cursor, t.meta.Pulled, t.meta.Least = ans.Cursor, true, ans.MinClient
	t.told(&ans)
	if !ans.More {
		if err := t.sweep(); err != nil {
			return nil, false, err
		}
	}
	// The server can send everything again but a wipe: no crash may bring back what was taken away.
	if changed, err = t.commit(len(ans.Revoked) > 0); err != nil {
		return nil, false, err
	}
	e.sendHeld, e.behind = false, false
	return changed, ans.More, nil
}

// contact sets the clocks by the server's, both in ms UTC. Nothing in the log is later than the server's now, or than
// the next millisecond when a batch of many ops came in one: what is written after this is later than everything that
// the answer brought, snapshots included.
func (t *tx) contact(server, device int64) {
	t.meta.Offset, t.serverNow = server-device, server
	t.meta.HLC = max(t.meta.HLC, op.Ceil(server+1))
}

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
		t.insert(own{Op: o})
		t.records = append(t.records, drop(KindRetain, r.Key))
	}
	t.renumberAll(func(o *own) bool { return o.Op.Dev != t.meta.Dev })
	return nil
}

// revoke takes a scope off the device: its base, what was kept of own work in it, and drafts of its file when nothing
// else of the file is held. Unsent work stays in the outbox, unseen, until the server has taken custody of it. Without the
// right to the card, whatever else may still be read of the file comes in full: what is not here by then is treated alike.
func (t *tx) revoke(s op.Scope) error {
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
	if len(t.entry(s.File).held) > 0 {
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

// takeAway drops what is kept of own work in a scope that may not be read any more, and hides what must yet be sent.
func (t *tx) takeAway(s op.Scope) error {
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
	return t.dropPrefix(KindRetain, scopeKey(s)+"-")
}

// unsay drops the words of refused ops of a scope.
func (t *tx) unsay(s op.Scope) {
	for i, f := range t.refused {
		kept := slices.DeleteFunc(slices.Clone(f.Ops), func(o op.Op) bool { return o.Scope() == s })
		if len(kept) != len(f.Ops) {
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

// card takes a list row as the server has made it. It says which parts of the file may be read: what is kept of own work
// in others goes, and what was hidden in these is seen again.
func (t *tx) card(s *op.Snapshot) error {
	var c domain.Card
	if err := op.Unmarshal(s.Bundle, &c); err != nil {
		return err
	}
	file := s.Holding.Scope.File
	if c.File != file {
		return errs.E(errs.BadRequest, "err.bad_request")
	}
	c.Find = domain.Fold(file.Provisional()) + "\n"
	if c.Number != "" {
		c.Find += domain.Fold(c.Number) + "\n"
	}
	t.hold(s.Holding)
	x := t.entry(file).withRow(&c)
	x.reads = bitsOf(s.Reads)
	t.files[file] = x
	return t.tidy(file)
}

// tidy takes away what is kept of own work in parts of a file that may not be read, and shows again what was hidden of the
// others.
func (t *tx) tidy(file op.ID) error {
	traced, err := t.traced(file)
	if err != nil || !traced {
		return err
	}
	x := t.entry(file)
	for _, p := range op.Parts {
		part := op.Scope{File: file, Part: p}
		if !x.mayRead(p) {
			if err := t.takeAway(part); err != nil {
				return err
			}
			continue
		}
		t.showAgain(part)
	}
	return nil
}

// showAgain brings back into sight what was hidden of a scope.
func (t *tx) showAgain(s op.Scope) {
	t.regain(s)
	for i := range t.own {
		if o := t.own[i]; o.Hidden && o.Op.Scope() == s {
			o.Hidden = false
			t.put(i, o)
		}
	}
}

// snapshot takes a scope as the server has it. Own work that the server had folded by then is in it.
func (t *tx) snapshot(s *op.Snapshot) error {
	if s.Holding.Scope.Part == op.CardPart {
		return t.card(s)
	}
	state, err := fold.Open(s.Bundle)
	if err != nil {
		return err
	}
	scope := s.Holding.Scope
	t.hold(s.Holding)
	t.bases[scope] = &base{AsOf: s.AsOf, Bundle: s.Bundle, state: state}
	t.regain(scope)
	for i := 0; i < len(t.own); i++ {
		o := t.own[i]
		if o.Op.Scope() != scope {
			continue
		}
		o.Hidden = false
		if o.Acked && o.Seq <= s.AsOf {
			t.settle(i, o)
			i--
			continue
		}
		o.Covered = o.Covered || o.Op.Dev == t.meta.Dev && o.Op.N <= s.FoldedN
		t.put(i, o)
	}
	return nil
}

// apply folds one op of the log into the base of its scope, unless the base has it already.
func (t *tx) apply(o *op.Op) error {
	scope := o.Scope()
	if !t.holds(scope) {
		return nil
	}
	b, err := t.base(scope)
	if err != nil {
		return err
	}
	if o.Seq <= b.AsOf {
		return nil
	}
	b.state.Apply(o)
	b.Bundle = nil
	b.AsOf = o.Seq
	t.meta.HLC = max(t.meta.HLC, o.Eff)
	t.touch(o.File)
	if i := slices.IndexFunc(t.own, func(w own) bool { return w.Op.ID == o.ID }); i >= 0 {
		w := t.own[i]
		w.Covered = true
		if w.Acked {
			t.settle(i, w)
		} else {
			t.put(i, w)
		}
	}
	return nil
}

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

// keepFor is how long own work is kept for a server restored from a backup, in ms: older backups are not restored.
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
		if o.HLC.Millis() < now-keepFor {
			t.records = append(t.records, drop(KindRetain, r.Key))
		}
	}
	return nil
}
