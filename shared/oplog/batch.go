package oplog

import (
	"maps"
	"slices"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
)

// batch is one writing transaction: the states it has opened and the changes that finish writes.
type batch struct {
	c     *Core
	tx    Tx
	actor Actor
	from  op.ID // the device whose ops these are
	now   int64
	head  Head
	dev   map[op.ID]Device

	states map[op.Scope]*fold.State // as after the groups taken so far
	asOf   map[op.Scope]uint64      // only changed scopes
	files  map[op.ID]File           // only changed files
}

// begin opens a batch of the actor's device.
func (c *Core) begin(tx Tx, actor Actor) (*batch, error) {
	head, err := tx.Head()
	if err != nil {
		return nil, err
	}
	return &batch{c: c, tx: tx, actor: actor, from: actor.Dev, now: tx.Now(), head: head, dev: map[op.ID]Device{},
		states: map[op.Scope]*fold.State{}, asOf: map[op.Scope]uint64{}, files: map[op.ID]File{}}, nil
}

// finish writes what the groups changed and returns the files concerned, in order of id.
func (b *batch) finish() ([]op.ID, error) {
	if err := b.tx.SetHead(b.head); err != nil {
		return nil, err
	}
	for _, dev := range slices.SortedFunc(maps.Keys(b.dev), op.ID.Compare) {
		if err := b.tx.SetDevice(dev, b.dev[dev]); err != nil {
			return nil, err
		}
	}
	for _, s := range slices.SortedFunc(maps.Keys(b.asOf), op.Scope.Compare) {
		if err := b.tx.PutState(s, b.asOf[s], b.states[s]); err != nil {
			return nil, err
		}
	}
	ids := slices.SortedFunc(maps.Keys(b.files), op.ID.Compare)
	for _, id := range ids {
		parts, err := b.parts(id, nil)
		if err != nil {
			return nil, err
		}
		if err := b.tx.Project(b.files[id], parts); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// state returns a scope's state as after the groups taken so far.
func (b *batch) state(s op.Scope) (*fold.State, error) {
	if st := b.states[s]; st != nil {
		return st, nil
	}
	st, err := b.tx.State(s)
	if err != nil {
		return nil, err
	}
	b.states[s] = st
	return st, nil
}

// parts returns all parts of a file, with the states of a group in progress in place of the taken ones.
func (b *batch) parts(file op.ID, draft map[op.Scope]*fold.State) (domain.Parts, error) {
	parts := domain.Parts{}
	for _, p := range op.Parts {
		s := op.Scope{File: file, Part: p}
		if st := draft[s]; st != nil {
			parts[p] = st
			continue
		}
		st, err := b.state(s)
		if err != nil {
			return nil, err
		}
		parts[p] = st
	}
	return parts, nil
}

func (b *batch) device(id op.ID) (Device, error) {
	if d, ok := b.dev[id]; ok {
		return d, nil
	}
	d, err := b.tx.Device(id)
	b.dev[id] = d
	return d, err
}

// eff gives an op its effective clock (sync invariant I6): not ahead of the server, after everything it replaces and
// after the author's last op.
func (b *batch) eff(o *op.Op, fresh map[op.ID]op.HLC) (op.HLC, error) {
	d, err := b.device(o.Dev)
	if err != nil {
		return 0, err
	}
	return b.after(max(min(o.HLC, op.Ceil(b.now)), d.LastEff+1), o.Sup, fresh)
}

// after is a clock, moved behind everything that is replaced.
func (b *batch) after(eff op.HLC, sup []op.ID, fresh map[op.ID]op.HLC) (op.HLC, error) {
	var ask []op.ID
	for _, s := range sup {
		if e, ok := fresh[s]; ok {
			eff = max(eff, e+1)
		} else {
			ask = append(ask, s)
		}
	}
	if len(ask) == 0 {
		return eff, nil
	}
	known, err := b.tx.Effs(ask)
	if err != nil {
		return 0, err
	}
	for _, e := range known {
		eff = max(eff, e+1)
	}
	return eff, nil
}

// number makes ops of the server's own device out of drafts, for effects and for acts on a person's behalf.
func (b *batch) number(as, group op.ID, drafts []op.Draft) []op.Op {
	ops := make([]op.Op, 0, len(drafts))
	for i, d := range drafts {
		b.head.ServerN++
		ops = append(ops, op.Op{V: op.Version, ID: op.NewID(b.now, b.c.rand), Dev: b.head.Server, N: b.head.ServerN, As: as,
			G: group, GI: uint8(i), GN: uint8(len(drafts)), File: d.File, Part: d.Part, Ent: d.Ent, Kind: d.Kind, Field: d.Field,
			SV: d.SV, Val: d.Val, Sup: d.Sup, HLC: op.HLCAt(b.now)})
	}
	return ops
}

// setAside keeps a refused group, with its reason, and tells the audit trail.
func (b *batch) setAside(group []op.Op, v op.Verdict, code errs.Code) ([]op.Ack, error) {
	acks := make([]op.Ack, 0, len(group))
	for i := range group {
		o := group[i]
		o.Actor, o.RecvAt, o.Seq, o.Eff = b.actor.User, b.now, 0, 0
		a := op.Ack{ID: o.ID, Verdict: v, Code: code}
		if err := b.tx.SetAside(&o, a); err != nil {
			return nil, err
		}
		acks = append(acks, a)
	}
	if v == op.Quarantined {
		i, somebodys, err := b.item(group, code)
		if err != nil {
			return nil, err
		}
		if somebodys {
			if err := b.tx.PutItem(i); err != nil {
				return nil, err
			}
		}
	}
	if group[0].Dev == b.from { // a forgery says nothing about the device that it names
		d, err := b.device(b.from)
		if err != nil {
			return nil, err
		}
		d.LastN = max(d.LastN, group[len(group)-1].N)
		b.dev[b.from] = d
	}
	return acks, b.audit(group[0].As, "set_aside", code, group[0].File, group[0].G)
}

func (b *batch) audit(as op.ID, act string, code errs.Code, objects ...op.ID) error {
	return b.tx.Audit(Entry{Actor: b.actor.User, As: as, Dev: b.actor.Dev, Act: act, Objects: objects, Code: code})
}
