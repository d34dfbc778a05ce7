package client

import (
	"slices"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
)

// Drop is what goes from the device in the moment in which an act becomes durable, and not before: what is saved is
// never also a draft, and what was refused goes only when its words are safe under another act.
type Drop struct {
	Notes   []string // drafts of the form that became the act
	Refused []op.ID  // refused groups in whose place the act comes
}

func (t *tx) drop(d Drop) {
	for _, key := range d.Notes {
		t.records = append(t.records, drop(KindNote, key))
	}
	for _, group := range d.Refused {
		t.dismiss(group)
	}
}

// dismiss takes a group off the list of the refused, words and all, and reports whether it was there.
func (t *tx) dismiss(group op.ID) bool {
	i := slices.IndexFunc(t.refused, func(f Refused) bool { return f.Group == group })
	if i < 0 {
		return false
	}
	t.dismissBlobs(t.refused[i])
	t.refused = slices.Delete(t.refused, i, i+1)
	t.records = append(t.records, drop(KindRefused, groupKey(group)))
	return true
}

// Retry writes a refused act once more, the same words as the file stands today: every value is written in place of those
// that are there now. It goes off the list of the refused in the same transaction.
//
// Errors: not_found for an act that nobody refused or of which nothing is left here, and those of Author.
func (e *Engine) Retry(now int64, group op.ID, ctx op.Ctx) (op.ID, error) {
	i := slices.IndexFunc(e.refused, func(f Refused) bool { return f.Group == group })
	if i < 0 || len(e.refused[i].Ops) == 0 {
		return op.ID{}, errs.E(errs.NotFound, "err.not_found")
	}
	ops := e.refused[i].Ops
	ctx.Form = ops[0].Ctx.Form
	drafts, err := e.anew(ops)
	if err != nil {
		return op.ID{}, err
	}
	return e.Author(now, ops[0].As, ctx, drafts, Drop{Refused: []op.ID{group}})
}

// anew makes drafts of refused ops, with the heads of today. Of two values for the same field the later is what its author
// wanted.
func (e *Engine) anew(ops []op.Op) ([]op.Draft, error) {
	var out []op.Draft
	for i := range ops {
		o := &ops[i]
		parts, err := e.file(o.File)
		if err != nil {
			return nil, err
		}
		d := op.Draft{File: o.File, Part: o.Part, Ent: o.Ent, Kind: o.Kind, Field: o.Field, SV: o.SV, Val: o.Val}
		if d.Sup = headsOf(parts, o); o.Kind == op.Rem && len(d.Sup) == 0 {
			continue // what it would remove is gone
		}
		if o.Kind == op.Set {
			out = slices.DeleteFunc(out, func(p op.Draft) bool {
				return p.Kind == op.Set && p.File == d.File && p.Ent == d.Ent && p.Field == d.Field
			})
		}
		out = append(out, d)
	}
	return out, nil
}

// headsOf are the heads of today that an op replaces, hides or expects.
func headsOf(parts domain.Parts, o *op.Op) []op.ID {
	e := parts.Part(o.Part).Find(o.Ent)
	switch {
	case o.Kind == op.Cmd:
		return domain.Expected(o, parts)
	case e == nil:
	case o.Kind == op.Set:
		if r := e.Register(o.Field); r != nil {
			return ids(r.Sibs)
		}
	case o.Kind == op.Tomb:
		return e.Heads()
	case o.Kind == op.Rem:
		live := ids(e.Set(o.Field))
		return slices.DeleteFunc(slices.Clone(o.Sup), func(id op.ID) bool { return !slices.Contains(live, id) })
	}
	return nil
}

func ids(heads []fold.Head) []op.ID {
	out := make([]op.ID, len(heads))
	for i := range heads {
		out[i] = heads[i].ID
	}
	return out
}
