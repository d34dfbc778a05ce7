package client

import (
	"slices"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// Author writes one act: numbers the drafts, stamps them and puts them into the outbox in one durable transaction.
// When it returns without an error the work survives whatever happens to the browser. now is the device's clock in ms
// UTC, as the appointment under which the person acts. The group id names the act. What is to be dropped goes in the
// same transaction.
//
// Errors: invalid and its kin from domain.Check with the field at fault, too_large for an act over the limits, and the
// store's own (quota, locked). After an error nothing was written.
func (e *Engine) Author(now int64, as op.ID, ctx op.Ctx, drafts []op.Draft, drops ...Drop) (op.ID, error) {
	if e.meta.Dev.IsZero() {
		return op.ID{}, errs.E(errs.Locked, "err.locked")
	}
	if e.meta.Least > op.Client {
		return op.ID{}, errs.E(errs.StaleClient, "err.stale_client") // what was written before is sent all the same
	}
	if len(drafts) == 0 || len(drafts) > op.MaxGroupOps {
		return op.ID{}, errs.E(errs.TooLarge, "err.too_large")
	}
	now = e.Now(now)
	t := e.begin()
	group := op.NewID(now, e.rand)
	size := 0
	for i, d := range drafts {
		t.meta.N++
		t.meta.HLC = t.meta.HLC.Next(now)
		o := op.Op{V: op.Version, ID: op.NewID(now, e.rand), Dev: t.meta.Dev, N: t.meta.N, As: as, G: group, GI: uint8(i),
			GN: uint8(len(drafts)), File: d.File, Part: d.Part, Ent: d.Ent, Kind: d.Kind, Field: d.Field, SV: d.SV, Val: d.Val,
			Sup: e.supersede(d.Sup), HLC: t.meta.HLC, Ctx: ctx}
		if err := o.CheckShape(); err != nil {
			return op.ID{}, err
		}
		if err := domain.Check(&o); err != nil {
			return op.ID{}, err
		}
		size += len(op.Marshal(o))
		if err := t.attach(&o); err != nil {
			return op.ID{}, err
		}
		t.insert(own{Op: o})
	}
	if size > op.MaxGroupBytes {
		return op.ID{}, errs.E(errs.TooLarge, "err.too_large")
	}
	for _, d := range drops {
		t.drop(d)
	}
	_, err := t.commit(true)
	return group, err
}

// supersede adds what own unacknowledged ops in sup had replaced (model M15): should the server set one of those
// aside, the new op still replaces what its author saw. Beyond the limit of one op the oldest are left out: they come
// back beside the new value only if everything between is set aside.
func (e *Engine) supersede(sup []op.ID) []op.ID {
	out := slices.Clone(sup)
	for i := 0; i < len(out); i++ {
		for j := range e.own {
			if o := &e.own[j]; o.Op.ID == out[i] && !o.Acked {
				for _, s := range o.Op.Sup {
					if len(out) < op.MaxSup && !slices.Contains(out, s) {
						out = append(out, s)
					}
				}
			}
		}
	}
	return out
}
