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
	var made *answered
	err := c.store.View(ctx, func(r Reader) error {
		ans, delivered, next, wanted = op.PullAnswer{Now: r.Now(), For: mark, MinClient: c.MinClient}, nil, nil, nil
		head, err := r.Head()
		if err != nil {
			return err
		}
		w := &page{r: r, ans: &ans, actor: actor, p: p, head: head, limit: limit}
		if made, err = w.rights(); err != nil {
			return err
		}
		last, err := c.recall(r, &p, made)
		if err != nil {
			return err
		}
		if last != nil && last.whole {
			ans.Cursor = op.Cursor{Epoch: head.Epoch, Seq: head.Seq}
			made.until, made.digest, made.whole = last.until, last.digest, true
			return tell(r, &ans, actor)
		}
		if last != nil {
			delivered, w.plan, made.until = last.held, last.plan, last.until
		} else if delivered, err = r.Delivered(actor.Dev); err != nil {
			return err
		}
		held := p.Held
		switch restored := p.Cursor.Epoch != head.Epoch; {
		case last != nil:
			held = delivered
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
		if next, err = w.fill(held, made); err != nil {
			return err
		}
		wanted = w.wanted
		return tell(r, &ans, actor)
	})
	if err != nil || ans.NeedHeld {
		return ans, err
	}
	gone, now := changes(delivered, next)
	if len(gone)+len(now)+len(wanted)+len(p.Shed) == 0 {
		c.answers.put(actor.Dev, made)
		return ans, nil
	}
	c.answers.put(actor.Dev, nil)
	err = c.store.Update(ctx, func(tx Tx) error {
		// Only a memory of what was answered: if it is lost, the device is asked for its list.
		if err := tx.SetDelivered(actor.Dev, gone, now); err != nil || len(wanted)+len(p.Shed) == 0 {
			return err
		}
		return tx.SetWanted(actor.Dev, wanted, p.Shed)
	})
	if err == nil && len(p.Want) == 0 {
		c.answers.put(actor.Dev, made)
	}
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
	plan  []*grade
	// wanted is what of the files that were asked for may be read: nothing else is worth remembering.
	wanted []op.ID

	size    int
	has     map[op.Scope]uint64 // what the device holds once it has applied the answer
	current map[op.Scope]bool   // what it held before as it should be: ops are enough
	// follows is what it held before and this page does not bring anew. Ops come for all of it, also where a snapshot is due
	// under a new grant: that grant may end before its page comes, and then what lies here is as it should be once more.
	follows map[op.Scope]bool
}

// rights begins the note of the answer with what somebody may read by.
func (w *page) rights() (*answered, error) {
	apps, err := valid(w.r, w.actor.User)
	if err != nil {
		return nil, err
	}
	mark, err := w.r.Mark(apps)
	return &answered{epoch: w.head.Epoch, seq: w.head.Seq, apps: apps, mark: mark}, err
}

// fill fills the answer and returns what the device holds once it has applied it.
func (w *page) fill(held []op.Holding, made *answered) (next []op.Holding, err error) {
	if w.plan == nil {
		if w.plan, made.until, err = grades(w.r, w.actor, made.apps, w.p.Want, w.p.Shed); err != nil {
			return nil, err
		}
	}
	if w.dev, err = w.r.Device(w.actor.Dev); err != nil {
		return nil, err
	}
	w.ans.Wanted, w.ans.Shed = w.p.Want, w.p.Shed
	for _, g := range w.plan {
		if g.wanted {
			w.wanted = append(w.wanted, g.file)
		}
	}
	cards := w.compare(held, w.plan)
	if len(w.has) == 0 {
		w.p.Cursor.Seq = w.head.Seq // who holds nothing has missed nothing
	}
	if err := w.snapshots(w.plan); err != nil {
		return nil, err
	}
	if err := w.news(made.apps, cards); err != nil {
		return nil, err
	}
	next = make([]op.Holding, 0, len(w.has))
	for s, g := range w.has {
		next = append(next, op.Holding{Scope: s, GrantSeq: g})
	}
	made.digest, made.whole = op.DigestOf(next), !w.ans.More
	if !made.whole {
		made.held, made.plan = next, w.plan
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
	w.has, w.current, w.follows = make(map[op.Scope]uint64, len(held)), make(map[op.Scope]bool, len(held)), make(map[op.Scope]bool, len(held))
	for _, h := range held {
		seq, ok := allowed[h.Scope]
		if !ok {
			w.ans.Revoked = append(w.ans.Revoked, h.Scope)
			continue
		}
		if !w.ans.Reset {
			w.has[h.Scope], w.current[h.Scope], w.follows[h.Scope] = h.GrantSeq, h.GrantSeq == seq, true
		}
	}
	return cards
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
