package oplog

import (
	"bytes"
	"context"
	"slices"

	"damping/shared/errs"
	"damping/shared/op"
)

// Sizes of a page. A device may ask for less, never for more.
const (
	pageBytes = 512 << 10 // bundles and ops together, about
	pageOps   = 500
)

// Pull answers what a device is to hold and does not have, in one read transaction: first what it may no longer read,
// then snapshots of what it does not hold, then ops of what it holds. How much of a file it is to hold, grades says. Whatever right has ended before the transaction
// began is not in the answer.
//
// A scope whose grant was given anew is not listed as revoked first: its snapshot, in this page or a later one, takes
// the place of what the device holds, so that its own unsent work never leaves the screen meanwhile.
func (c *Core) Pull(ctx context.Context, actor Actor, p op.Pull) (op.PullAnswer, error) {
	if p.Dev != actor.Dev {
		return op.PullAnswer{}, errs.E(errs.Forbidden, "err.forbidden").At("dev")
	}
	if err := wants(&p); err != nil {
		return op.PullAnswer{}, err
	}
	limit := pageBytes
	if p.Limit > 0 {
		limit = min(limit, p.Limit)
	}
	mark := p.Mark()
	var ans op.PullAnswer
	var delivered, next []op.Holding
	var wanted []op.ID
	err := c.store.View(ctx, func(r Reader) error {
		ans, delivered, next, wanted = op.PullAnswer{Now: r.Now(), For: mark, MinClient: c.MinClient}, nil, nil, nil
		head, err := r.Head()
		if err != nil {
			return err
		}
		if delivered, err = r.Delivered(actor.Dev); err != nil {
			return err
		}
		held := p.Held
		switch restored := p.Cursor.Epoch != head.Epoch; {
		case restored && p.Cursor.Epoch.IsZero():
			held = nil
		case restored && p.Full:
			ans.Reset = true
		case !p.Full && (restored || !bytes.Equal(op.DigestOf(delivered), p.Digest)):
			ans.NeedHeld = true
			return nil
		case !p.Full:
			held = delivered
		}
		w := &page{r: r, ans: &ans, actor: actor, p: p, head: head, limit: limit}
		if next, err = w.fill(held); err != nil {
			return err
		}
		wanted = w.wanted
		return tell(r, &ans, actor)
	})
	if err != nil || ans.NeedHeld {
		return ans, err
	}
	gone, now := changes(delivered, next)
	if len(gone)+len(now)+len(wanted) == 0 {
		return ans, nil
	}
	err = c.store.Update(ctx, func(tx Tx) error {
		// Only a memory of what was answered: if it is lost, the device is asked for its list.
		if err := tx.SetDelivered(actor.Dev, gone, now); err != nil || len(wanted) == 0 {
			return err
		}
		return tx.SetWanted(actor.Dev, wanted)
	})
	return ans, err
}

// page is one answer in the making.
type page struct {
	r     Reader
	ans   *op.PullAnswer
	actor Actor
	p     op.Pull
	head  Head
	limit int
	dev   Device
	// wanted is what of the files that were asked for may be read: nothing else is worth remembering.
	wanted []op.ID

	size    int
	has     map[op.Scope]uint64 // what the device holds once it has applied the answer
	current map[op.Scope]bool   // what it held before as it should be: ops are enough
}

// fill fills the answer and returns what the device holds once it has applied it.
func (w *page) fill(held []op.Holding) ([]op.Holding, error) {
	apps, err := valid(w.r, w.actor.User)
	if err != nil {
		return nil, err
	}
	plan, err := grades(w.r, w.actor, apps, w.p.Want)
	if err != nil {
		return nil, err
	}
	if w.dev, err = w.r.Device(w.actor.Dev); err != nil {
		return nil, err
	}
	w.ans.Wanted = w.p.Want
	for _, g := range plan {
		if g.wanted {
			w.wanted = append(w.wanted, g.file)
		}
	}
	cards := w.compare(held, plan)
	if len(w.has) == 0 {
		w.p.Cursor.Seq = w.head.Seq // who holds nothing has missed nothing
	}
	if err := w.snapshots(plan); err != nil {
		return nil, err
	}
	if err := w.news(apps, cards); err != nil {
		return nil, err
	}
	next := make([]op.Holding, 0, len(w.has))
	for s, g := range w.has {
		next = append(next, op.Holding{Scope: s, GrantSeq: g})
	}
	return next, nil
}

// compare says what of the held list is to go because the right has ended, and what is as it should be. It returns the
// cards by their files.
func (w *page) compare(held []op.Holding, plan []*grade) map[op.ID]*grade {
	allowed := make(map[op.Scope]uint64, 2*len(plan))
	cards := make(map[op.ID]*grade, len(plan))
	for _, g := range plan {
		for _, right := range g.rights {
			allowed[right.Scope] = right.GrantSeq
		}
		if g.card.GrantSeq != 0 {
			allowed[g.card.Scope] = g.card.GrantSeq
			cards[g.file] = g
		}
	}
	w.has, w.current = make(map[op.Scope]uint64, len(held)), make(map[op.Scope]bool, len(held))
	for _, h := range held {
		seq, ok := allowed[h.Scope]
		if !ok {
			w.ans.Revoked = append(w.ans.Revoked, h.Scope)
			continue
		}
		if !w.ans.Reset {
			w.has[h.Scope], w.current[h.Scope] = h.GrantSeq, h.GrantSeq == seq
		}
	}
	return cards
}

// guess is how many bytes a file in full may have, for the question whether all of them fit into one page.
const guess = 64 << 10

// snapshots adds what the device does not hold. What somebody waits for comes first, then the cards, so that there is a
// list to work with long before all of it is here, then the files in full, the newest grants first: what somebody was
// just let into is what they wait for.
func (w *page) snapshots(plan []*grade) error {
	var rows, full []*grade
	for _, g := range plan {
		switch {
		case !g.full && (!w.current[g.card.Scope] || w.holds(g.rights[0].Holding)): // beside a core it made a row of its own
			rows = append(rows, g)
		case !g.full:
			w.give(g)
		case g.full && slices.ContainsFunc(g.rights, func(r Right) bool { return !w.current[r.Scope] }):
			full = append(full, g)
		case g.full && w.holds(g.card):
			w.release(g.card.Scope)
		}
	}
	inOrder(rows)
	inOrder(full)
	first := 0
	for first < len(full) && full[first].wanted {
		first++
	}
	if err := w.files(full[:first]); err != nil {
		return err
	}
	full = full[first:]
	if len(full) > w.limit/guess { // they come over several pages: their cards stand for them meanwhile
		for _, g := range full {
			if g.card.GrantSeq != 0 && !w.current[g.card.Scope] && w.has[g.rights[0].Scope] == 0 {
				rows = append(rows, g)
			}
		}
	}
	if err := w.cards(rows); err != nil {
		return err
	}
	return w.files(full)
}

func (w *page) holds(h op.Holding) bool { _, ok := w.has[h.Scope]; return ok }

// room reports whether there is room for more; if not, there will be another page.
func (w *page) room() bool {
	w.ans.More = w.ans.More || w.size >= w.limit
	return w.size < w.limit
}

// files adds files in full, the core of each first. Its card goes when all of it is there: until then the card is how the
// device hears of a right that ends meanwhile.
func (w *page) files(list []*grade) error {
	for _, g := range list {
		for _, right := range g.rights {
			if w.current[right.Scope] {
				continue
			}
			if !w.room() {
				return nil
			}
			bundle, err := w.r.Snapshot(right.Scope)
			if err != nil {
				return err
			}
			w.add(op.Snapshot{Holding: right.Holding, AsOf: w.head.Seq, FoldedN: w.dev.LastN, Bundle: bundle})
		}
		if w.holds(g.card) {
			w.release(g.card.Scope)
		}
	}
	return nil
}

// add gives a scope that the device does not hold, or not as it is now.
func (w *page) add(s op.Snapshot) {
	w.size += len(s.Bundle) + 64
	w.ans.Snapshots = append(w.ans.Snapshots, s)
	w.has[s.Holding.Scope] = s.Holding.GrantSeq
	delete(w.current, s.Holding.Scope)
}

// release has the device give up a scope that it may yet read.
func (w *page) release(s op.Scope) {
	w.ans.Released = append(w.ans.Released, s)
	delete(w.has, s)
	delete(w.current, s)
}

// cardsAtOnce is how many cards are made at once.
const cardsAtOnce = 200

// cards adds list rows. A file that was held in full until now is given up in the page that brings its card, not before:
// it is never out of the list, and what the device holds of it is kept up to date until then.
func (w *page) cards(list []*grade) error {
	for part := range slices.Chunk(list, cardsAtOnce) {
		if !w.room() {
			return nil
		}
		made, err := w.r.Cards(files(part))
		if err != nil {
			return err
		}
		for _, g := range part {
			c, ok := made[g.file]
			if !ok {
				continue // erased
			}
			if !w.room() {
				return nil
			}
			if w.card(g, c); !g.full {
				w.give(g)
			}
		}
	}
	return nil
}

// give has the device give up all but the card of a file.
func (w *page) give(g *grade) {
	for _, right := range g.rights {
		if w.holds(right.Holding) {
			w.release(right.Scope)
		}
	}
}

func (w *page) card(g *grade, c Card) {
	w.add(op.Snapshot{Holding: g.card, AsOf: c.AsOf, Bundle: c.Bundle, Reads: g.reads})
}

func files(list []*grade) []op.ID {
	out := make([]op.ID, 0, len(list))
	for _, g := range list {
		out = append(out, g.file)
	}
	return out
}

// stepsAtOnce is how many steps of the log are looked at together. A step is small: nothing of it is opened.
const stepsAtOnce = 2000

// news walks the log from the cursor on. It adds the ops of scopes that the device holds as they were, and makes anew the
// cards of files whose core has changed; what the device holds no more than a card of is passed over unopened. A card is
// added at the last op of its core, so that a walk of several pages brings it once.
func (w *page) news(apps []op.ID, cards map[op.ID]*grade) error {
	w.ans.Cursor = op.Cursor{Epoch: w.head.Epoch, Seq: w.head.Seq}
	for from, last := w.p.Cursor.Seq, false; !last; {
		steps, err := w.r.StepsAfter(from, apps, stepsAtOnce)
		if err != nil {
			return err
		}
		if last = len(steps) < stepsAtOnce; !last {
			from = steps[len(steps)-1].Seq
		}
		wanted := slices.DeleteFunc(steps, func(s Step) bool { return !w.current[s.Scope] && !w.isRow(s) })
		for len(wanted) > 0 {
			some := wanted[:min(len(wanted), pageOps/5)]
			wanted = wanted[len(some):]
			whole, err := w.take(some, cards)
			if err != nil || !whole {
				return err
			}
		}
	}
	return nil
}

// isRow reports whether a step is the last that changed a card which the device holds.
func (w *page) isRow(s Step) bool {
	return s.Last && s.Scope.Part == op.Core && w.current[op.Scope{File: s.Scope.File, Part: op.CardPart}]
}

// take adds steps of the log while there is room. If there is not, the cursor stays before the first that has none.
func (w *page) take(steps []Step, cards map[op.ID]*grade) (whole bool, err error) {
	full := func() bool {
		n := len(w.ans.Ops) + len(w.ans.Snapshots)
		return len(w.ans.Ops) >= pageOps || w.size >= w.limit && n > 0
	}
	cut := func(s Step) (bool, error) {
		w.ans.More, w.ans.Cursor.Seq = true, s.Seq-1
		return false, nil
	}
	if full() {
		return cut(steps[0])
	}
	var seqs []uint64
	var rows []op.ID
	for _, s := range steps {
		if w.current[s.Scope] {
			seqs = append(seqs, s.Seq)
		}
		if w.isRow(s) {
			rows = append(rows, s.Scope.File)
		}
	}
	ops, err := w.r.Ops(seqs)
	if err != nil {
		return false, err
	}
	made, err := w.r.Cards(rows)
	if err != nil {
		return false, err
	}
	for _, s := range steps {
		if full() {
			return cut(s)
		}
		if w.isRow(s) {
			if c, ok := made[s.Scope.File]; ok {
				w.card(cards[s.Scope.File], c)
			}
		}
		if len(ops) > 0 && ops[0].Seq == s.Seq {
			w.ans.Ops = append(w.ans.Ops, ops[0])
			w.size += len(ops[0].Val) + 200
			ops = ops[1:]
		}
	}
	return true, nil
}

// changes says what differs between two lists of holdings.
func changes(before, after []op.Holding) (gone []op.Scope, now []op.Holding) {
	had := make(map[op.Scope]uint64, len(before))
	for _, h := range before {
		had[h.Scope] = h.GrantSeq
	}
	for _, h := range after {
		if seq, ok := had[h.Scope]; !ok || seq != h.GrantSeq {
			now = append(now, h)
		}
		delete(had, h.Scope)
	}
	for s := range had {
		gone = append(gone, s)
	}
	slices.SortFunc(gone, op.Scope.Compare)
	slices.SortFunc(now, func(a, b op.Holding) int { return a.Scope.Compare(b.Scope) })
	return gone, now
}

// valid lists a user's appointments that hold now.
func valid(r Reader, user op.ID) ([]op.ID, error) {
	all, err := r.AppointmentsOf(user)
	var ids []op.ID
	for _, a := range all {
		if a.ValidAt(r.Now()) {
			ids = append(ids, a.ID)
		}
	}
	return ids, err
}
