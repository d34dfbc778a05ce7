package sim

import (
	"context"
	"io"
	"math/rand/v2"

	"damping/shared/op"
	"damping/shared/oplog"
)

// Desk is where devices call a server. A core over its store is one. A Server that is a Desk itself is called there, as
// one that is reached by HTTP, and what others do meanwhile comes before the call: nobody can reach into it.
type Desk interface {
	Push(context.Context, oplog.Actor, op.Push) (op.PushAnswer, []op.ID, error)
	Pull(context.Context, oplog.Actor, op.Pull) (op.PullAnswer, error)
	Inbox(context.Context, oplog.Actor) (op.Inbox, error)
	Act(ctx context.Context, actor oplog.Actor, as, group op.ID, drafts func(oplog.Tx) ([]op.Draft, error)) (op.Ack, []op.ID, error)
}

// Twin is Memory with a desk of its own: what a server behind HTTP is compared with that takes the ids of effects from the
// same seed.
func Twin(seed uint64) Serve {
	return func(id func() op.ID, clock func() int64) Server {
		s := Memory(id, clock)
		return &twin{s, oplog.New(s, Effects(seed))}
	}
}

type twin struct {
	Server
	*oplog.Core
}

// Effects gives the bits of the ids of effects from a seed.
func Effects(seed uint64) io.Reader {
	return rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8), byte(seed >> 16), byte(seed >> 24)})
}

// deskFor is the desk that a device calls.
func (w *world) deskFor(d *device) Desk {
	if desk, its := w.archive().Server.(Desk); its {
		return called{desk, d}
	}
	return oplog.New(reached{w.store, d}, w.bits)
}

// called is a server's own desk as a device's call finds it.
type called struct {
	desk Desk
	d    *device
}

func (c called) begin() {
	c.d.w.meanwhile()
	c.d.may = c.d.w.allowed(c.d.of.user)
}

// Push implements Desk.
func (c called) Push(ctx context.Context, actor oplog.Actor, p op.Push) (op.PushAnswer, []op.ID, error) {
	c.d.w.meanwhile()
	return c.desk.Push(ctx, actor, p)
}

// Pull implements Desk.
func (c called) Pull(ctx context.Context, actor oplog.Actor, p op.Pull) (op.PullAnswer, error) {
	c.begin()
	return c.desk.Pull(ctx, actor, p)
}

// Inbox implements Desk.
func (c called) Inbox(ctx context.Context, actor oplog.Actor) (op.Inbox, error) {
	c.begin()
	return c.desk.Inbox(ctx, actor)
}

// Act implements Desk.
func (c called) Act(ctx context.Context, actor oplog.Actor, as, group op.ID, drafts func(oplog.Tx) ([]op.Draft, error)) (op.Ack, []op.ID, error) {
	c.d.w.meanwhile()
	return c.desk.Act(ctx, actor, as, group, drafts)
}
