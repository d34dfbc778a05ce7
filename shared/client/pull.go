package client

import (
	"bytes"
	"sort"

	"damping/shared/errs"
	"damping/shared/op"
)

// NextPull returns the request for what is new.
func (e *Engine) NextPull() op.Pull {
	p := op.Pull{Dev: e.meta.Dev, Cursor: e.meta.Cursor, Digest: e.sum.Bytes(), Want: e.asking(), Shed: e.shedding()}
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
		t.revoke(s)
	}
	for i := range ans.Snapshots {
		if err := t.snapshot(&ans.Snapshots[i]); err != nil {
			return nil, false, err
		}
	}
	if err := t.bereave(); err != nil {
		return nil, false, err
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
	if err := t.forgotten(ans.Shed); err != nil {
		return nil, false, err
	}
	if err := t.taken(ans.Wanted); err != nil {
		return nil, false, err
	}
	if ans.Reset {
		t.wantAgain(ans.Wanted)
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
	return changed, ans.More || (ans.Reset || len(ans.Wanted)+len(ans.Shed) > 0) && e.wantsMore(), nil
}

// contact sets the clocks by the server's, both in ms UTC. Nothing in the log is later than the server's now, or than
// the next millisecond when a batch of many ops came in one: what is written after this is later than everything that
// the answer brought, snapshots included.
func (t *tx) contact(server, device int64) {
	t.meta.Offset, t.serverNow = server-device, server
	t.meta.HLC = max(t.meta.HLC, op.Ceil(server+1))
}
