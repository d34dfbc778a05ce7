package sim

import (
	"context"
	"io"
	"math/rand/v2"

	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/oplog"
	"damping/shared/outbox"
)

// Desk is where devices call a server. A Server that is a Desk itself is called there, as
// one that is reached by HTTP, and what others do meanwhile comes before the call: nobody can reach into it.
type Desk interface {
	Push(context.Context, oplog.Actor, op.Push) (op.PushAnswer, []op.ID, error)
	Pull(context.Context, oplog.Actor, op.Pull) (op.PullAnswer, error)
	Inbox(context.Context, oplog.Actor) (op.Inbox, error)
	// Sealed takes one act as the service worker sends it.
	Sealed(ctx context.Context, actor oplog.Actor, epoch op.ID, group []op.Op) (outbox.Answer, error)
	Act(ctx context.Context, actor oplog.Actor, as, group op.ID, drafts func(oplog.Tx) ([]op.Draft, error)) (op.Ack, []op.ID, error)
}

// Twin is Memory with a desk of its own: what a server behind HTTP is compared with that takes the ids of effects from the
// same seed.
func Twin(seed uint64) Serve {
	return func(id func() op.ID, clock func() int64) Server {
		s := Memory(id, clock)
		return &twin{s, coreDesk{oplog.New(s, Effects(seed))}}
	}
}

type twin struct {
	Server
	coreDesk
}

// coreDesk is a core as a desk. What comes sealed to it was never closed.
type coreDesk struct{ *oplog.Core }

// Sealed implements Desk.
func (c coreDesk) Sealed(ctx context.Context, actor oplog.Actor, epoch op.ID, group []op.Op) (outbox.Answer, error) {
	ans, _, err := c.Push(ctx, actor, op.Push{Dev: actor.Dev, Epoch: epoch, Ops: group})
	if err != nil || len(ans.Acks) == 0 { // of before a restore: its device must pull first
		return outbox.Answer{Group: group[0].G, Code: errs.Conflict}, err
	}
	return outbox.Answer{Group: group[0].G, Taken: ans.Acks[0].Verdict != op.Torn, Code: ans.Acks[0].Code}, nil
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
	return coreDesk{oplog.New(reached{w.store, d}, w.bits)}
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

// Sealed implements Desk.
func (c called) Sealed(ctx context.Context, actor oplog.Actor, epoch op.ID, group []op.Op) (outbox.Answer, error) {
	c.d.w.meanwhile()
	return c.desk.Sealed(ctx, actor, epoch, group)
}

// Act implements Desk.
func (c called) Act(ctx context.Context, actor oplog.Actor, as, group op.ID, drafts func(oplog.Tx) ([]op.Draft, error)) (op.Ack, []op.ID, error) {
	c.d.w.meanwhile()
	return c.desk.Act(ctx, actor, as, group, drafts)
}
