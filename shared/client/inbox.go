package client

import "damping/shared/op"

// Inbox is how many groups of others wait for this person to decide, as the server last told.
func (e *Engine) Inbox() int { return e.meta.Inbox }

// Fate is what became of what this person wrote, on whatever device, and the server set aside for others to decide.
func (e *Engine) Fate() op.Fate { return e.meta.Fate }

// told takes in how much waits.
func (t *tx) told(ans *op.PullAnswer) {
	t.meta.Inbox, t.meta.Fate = ans.Inbox, op.Fate{}
	if ans.Fate != nil {
		t.meta.Fate = *ans.Fate
	}
}
