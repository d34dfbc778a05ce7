package sim

import (
	"context"

	"damping/shared/oplog"
)

// server is the store as a device's call finds it: others are at work, too, and before any of the call's transactions
// an appointment may end or hold again.
type server struct {
	*oplog.Memory
	d *device
}

// Update implements oplog.Store.
func (s server) Update(ctx context.Context, fn func(oplog.Tx) error) error {
	s.d.w.meanwhile()
	return s.Memory.Update(ctx, fn)
}

// View implements oplog.Store.
func (s server) View(ctx context.Context, fn func(oplog.Reader) error) error {
	s.d.w.meanwhile()
	s.d.may = s.d.w.allowed(s.d.of.user)
	return s.Memory.View(ctx, fn)
}

// meanwhile is what somebody else may do while a call is under way.
func (w *world) meanwhile() {
	if !w.still && w.chance(1) {
		w.counted["appointment changed under way"]++
		w.appoint()
		w.stirred = true
	}
}
