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

// Pull answers what a device may read and does not have, in one read transaction: first what it may no longer read,
// then snapshots of what it does not hold, then ops of what it holds. Whatever right has ended before the transaction
// began is not in the answer.
//
// A scope whose grant was given anew is not listed as revoked first: its snapshot, in this page or a later one, takes
// the place of what the device holds, so that its own unsent work never leaves the screen meanwhile.
func (c *Core) Pull(ctx context.Context, actor Actor, p op.Pull) (op.PullAnswer, error) {
	if p.Dev != actor.Dev {
		return op.PullAnswer{}, errs.E(errs.Forbidden, "err.forbidden").At("dev")
	}
	limit := pageBytes
	if p.Limit > 0 {
		limit = min(limit, p.Limit)
	}
	mark := p.Mark()
	var ans op.PullAnswer
	var delivered, next []op.Holding
	err := c.store.View(ctx, func(r Reader) error {
		ans, delivered, next = op.PullAnswer{Now: r.Now(), For: mark}, nil, nil
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
		if next, err = page(r, &ans, actor, p, held, head, limit); err != nil {
			return err
		}
		return tell(r, &ans, actor)
	})
	if err != nil || ans.NeedHeld {
		return ans, err
	}
	if !bytes.Equal(op.DigestOf(next), op.DigestOf(delivered)) {
		// Only a memory of what was answered: if it is lost, the device is asked for its list.
		err = c.store.Update(ctx, func(tx Tx) error { return tx.SetDelivered(actor.Dev, next) })
	}
	return ans, err
}

// page fills the answer and returns what the device holds once it has applied it.
func page(r Reader, ans *op.PullAnswer, actor Actor, p op.Pull, held []op.Holding, head Head, limit int) ([]op.Holding, error) {
	apps, err := valid(r, actor.User)
	if err != nil {
		return nil, err
	}
	granted, err := r.Granted(apps)
	if err != nil {
		return nil, err
	}
	allowed := make(map[op.Scope]uint64, len(granted))
	for _, g := range granted {
		allowed[g.Scope] = g.GrantSeq
	}
	has := make(map[op.Scope]uint64, len(held))
	for _, h := range held {
		if _, ok := allowed[h.Scope]; !ok {
			ans.Revoked = append(ans.Revoked, h.Scope)
			continue
		}
		if !ans.Reset {
			has[h.Scope] = h.GrantSeq
		}
	}
	if len(has) == 0 {
		p.Cursor.Seq = head.Seq // who holds nothing has missed nothing
	}
	current := make(map[op.Scope]bool, len(has))
	for _, g := range granted {
		current[g.Scope] = has[g.Scope] == g.GrantSeq
	}

	dev, err := r.Device(actor.Dev)
	if err != nil {
		return nil, err
	}
	// The newest grants first: what somebody was just let into is what they wait for.
	slices.SortFunc(granted, func(a, b op.Holding) int {
		switch {
		case a.GrantSeq > b.GrantSeq:
			return -1
		case a.GrantSeq < b.GrantSeq:
			return 1
		}
		return a.Scope.Compare(b.Scope)
	})
	size := 0
	for _, g := range granted {
		if current[g.Scope] {
			continue
		}
		if size >= limit {
			ans.More = true
			break
		}
		bundle, err := r.Snapshot(g.Scope)
		if err != nil {
			return nil, err
		}
		size += len(bundle) + 64
		ans.Snapshots = append(ans.Snapshots, op.Snapshot{Holding: g, AsOf: head.Seq, FoldedN: dev.LastN, Bundle: bundle})
		has[g.Scope] = g.GrantSeq
	}
	ans.Cursor = op.Cursor{Epoch: head.Epoch, Seq: head.Seq}
	ops, err := r.OpsAfter(p.Cursor.Seq, apps, pageOps+1)
	if err != nil {
		return nil, err
	}
	for i := range ops {
		if i == pageOps || size >= limit && len(ans.Ops)+len(ans.Snapshots) > 0 {
			ans.More, ans.Cursor.Seq = true, p.Cursor.Seq
			if i > 0 {
				ans.Cursor.Seq = ops[i-1].Seq
			}
			break
		}
		if current[ops[i].Scope()] {
			ans.Ops = append(ans.Ops, ops[i])
			size += len(ops[i].Val) + 200
		}
	}
	next := make([]op.Holding, 0, len(has))
	for s, g := range has {
		next = append(next, op.Holding{Scope: s, GrantSeq: g})
	}
	return next, nil
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
