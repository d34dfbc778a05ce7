// Package oplog is the server's core: it takes groups of ops into the one log, says what became of each, folds them,
// and answers devices with what they may read and do not have. It runs over a small store interface; the SQL binding
// is in server/oplog, a memory twin is here, and one simulation drives the twin with the real client engine.
//
// Two rules carry the rest. The sequence is the order of commits. And membership is state, answered first in every
// response: as events in the log, a grant or its end falls between two pages and leaves a hole that no device can see.
package oplog

import (
	"context"
	"io"
	"slices"

	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/policy"
)

// Actor is who speaks, as proved by the session. What they are appointed to is not here: it is read in the transaction
// that judges, or a right that ends while a call is under way would let that call through.
type Actor struct {
	User op.ID
	Dev  op.ID
}

// Core is the log's core over a store.
type Core struct {
	store Store
	rand  io.Reader

	answers answers // to pulls

	// MinClient is the least op.Client that may write anew. Whatever an older one wrote is still taken.
	MinClient uint16
}

// New returns a core. rand gives the bits of the ids of effects.
func New(store Store, rand io.Reader) *Core {
	return &Core{store: store, rand: rand, MinClient: op.MinClient}
}

// Push takes a batch in one transaction, group by group, and returns a verdict for every op and the files that
// changed. A group that is refused changes nothing and does not hold up the next. An error means that nothing of the
// batch was taken: bad_request for a batch that is none, or the store's own.
func (c *Core) Push(ctx context.Context, actor Actor, p op.Push) (op.PushAnswer, []op.ID, error) {
	if p.Dev != actor.Dev {
		return op.PushAnswer{}, nil, errs.E(errs.Forbidden, "err.forbidden").At("dev")
	}
	if len(p.Ops) > op.MaxBatchOps {
		return op.PushAnswer{}, nil, errs.E(errs.TooLarge, "err.too_large")
	}
	var ans op.PushAnswer
	var touched []op.ID
	err := c.store.Update(ctx, func(tx Tx) error {
		b, err := c.begin(tx, actor)
		if err != nil {
			return err
		}
		ans = op.PushAnswer{Now: b.now, Epoch: b.head.Epoch, For: p.Epoch}
		if !p.Epoch.IsZero() && p.Epoch != b.head.Epoch {
			return nil // what the device must offer again comes first, or its numbers would be taken out of order
		}
		for _, group := range split(slices.Clone(p.Ops)) { // judging writes into the ops; a store may run this again
			acks, err := b.group(group)
			if err != nil {
				return err
			}
			ans.Acks = append(ans.Acks, acks...)
		}
		touched, err = b.finish()
		return err
	})
	return ans, touched, err
}

// Act takes an act that the server carries out for a person, such as "done" said to a notification: the same rights and
// rules as if the person's own device had sent it. group is its idempotency key: the same act again changes nothing.
// drafts is called with the states as they are in the transaction.
func (c *Core) Act(ctx context.Context, actor Actor, as, group op.ID, drafts func(Tx) ([]op.Draft, error)) (op.Ack, []op.ID, error) {
	var ack op.Ack
	var touched []op.ID
	err := c.store.Update(ctx, func(tx Tx) error {
		known, found, err := tx.Verdict(group)
		if err != nil || found {
			ack = known.Ack
			return err
		}
		b, err := c.begin(tx, actor)
		if err != nil {
			return err
		}
		b.from = b.head.Server
		list, err := drafts(tx)
		if err != nil || len(list) == 0 {
			return err
		}
		ops := b.number(as, group, list)
		ops[0].ID = group // the first op carries the key, so that a repeated act is known by it
		acks, err := b.group(ops)
		if err != nil {
			return err
		}
		ack = acks[0]
		touched, err = b.finish()
		return err
	})
	return ack, touched, err
}

// split cuts a batch into runs of the same group.
func split(ops []op.Op) [][]op.Op {
	var out [][]op.Op
	for i := 0; i < len(ops); {
		j := i + 1
		for j < len(ops) && ops[j].G == ops[i].G {
			j++
		}
		out = append(out, ops[i:j])
		i = j
	}
	return out
}

// StandingGrants are the grants by which an appointment stands beside a file of its unit: every part that its role reads,
// without an end; none for most roles. They have no numbers yet. Whoever appoints gives them on the files that are there
// (what is begun later gives them itself), each with the next number of the head, in the transaction that appoints.
func StandingGrants(f File, a Appointment) []Grant {
	if !standing(f, a) {
		return nil
	}
	var out []Grant
	for _, p := range policy.Readable(a.Role, f.Kind) {
		out = append(out, Grant{File: f.ID, Part: p, Appointment: a.ID, Why: WhyStanding})
	}
	return out
}

// standing says whether a role reads files of its unit without being let in one by one.
func standing(f File, a Appointment) bool {
	if a.Institution != f.Institution || !(a.Unit.IsZero() || a.Unit == f.Unit) {
		return false
	}
	return policy.Standing(a.Role, f.Kind)
}
