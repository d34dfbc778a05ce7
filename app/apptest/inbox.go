package apptest

import (
	"damping/shared/errs"
	"damping/shared/op"
)

// Inbox answers what the test has put there; without, there is no signal.
func (d *Desk) Inbox() (op.Inbox, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Box == nil {
		return op.Inbox{}, errs.E(errs.Unavailable, "err.offline")
	}
	return *d.Box, nil
}

// Retry writes a refused act once more.
func (d *Desk) Retry(group op.ID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, err := d.engine.Retry(d.Clock, group, op.Ctx{})
	return err
}

// Export remembers that it was asked for.
func (d *Desk) Export(op.ID) error { d.Acts = append(d.Acts, "export"); return nil }

// Refuse has the server refuse all that waits.
func (d *Desk) Refuse(v op.Verdict, code errs.Code) {
	d.mu.Lock()
	defer d.mu.Unlock()
	batch, _ := d.engine.NextPush()
	ans := op.PushAnswer{Now: d.Clock, Epoch: batch.Epoch, For: batch.Epoch}
	for _, o := range batch.Ops {
		ans.Acks = append(ans.Acks, op.Ack{ID: o.ID, Verdict: v, Code: code})
	}
	if _, err := d.engine.HandlePush(ans, d.Clock); err != nil {
		panic(err)
	}
}
