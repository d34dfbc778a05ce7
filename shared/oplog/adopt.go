package oplog

import (
	"cmp"
	"slices"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/policy"
)

// dispose judges a command on what was set aside. What is decided on is looked up by its id among what the server keeps:
// nothing of it comes from who decides, so that nobody can write in another's name.
func (j *judgement) dispose(o *op.Op) error {
	group, owner, want := op.ID{}, op.ID{}, Left
	switch a, err := domain.Disposal(o); {
	case err != nil:
		return reject(errs.CodeOf(err))
	default:
		group, owner = a.Group, a.Owner
	}
	if o.Field == domain.CmdAdopt {
		want = Taken
	}
	i, found, err := j.tx.Item(group)
	if err != nil {
		return err
	}
	f, begun, err := j.disposable(i, found, err)
	if err != nil {
		return err
	}
	// What is left aside and has no file is decided on in the own space: nothing can be written into a file that is none.
	if at := i.File; at != o.File && (begun || want == Taken || o.File != j.actor.User) || at == o.File && !begun && want == Left {
		return reject(errs.NotFound)
	}
	may := leads(j.app, i) // on a file that does not exist, who looks after the unit of who wrote
	if begun {
		parts, err := j.parts(f.ID, j.draft)
		if err != nil {
			return err
		}
		may = j.mayCommand(o.Field, f, parts)
	}
	if !may {
		return reject(errs.Forbidden)
	}
	if i.Outcome == want {
		return j.apply(o) // somebody was first, and decided the same
	}
	if i.Outcome != Waiting {
		return reject(errs.Conflict)
	}
	i.Outcome, i.By, i.DecidedAt = want, j.as, j.now
	j.decided = append(j.decided, i)
	if err := j.apply(o); err != nil || want == Left {
		return err
	}
	return j.adopt(o, i, f, begun, owner)
}

// disposable is the file of an item, if there is one.
func (j *judgement) disposable(i Item, found bool, err error) (File, bool, error) {
	if err != nil || !found {
		return File{}, false, cmp.Or(err, reject(errs.NotFound))
	}
	return j.file(i.File)
}

// adopt makes effects of what was set aside: the same words at the same time by the same author, under ids that follow
// from the old ones. What somebody else wrote meanwhile is not replaced: the two stand side by side until a person
// settles it.
func (j *judgement) adopt(o *op.Op, i Item, f File, begun bool, owner op.ID) error {
	ops, err := j.tx.Aside(i)
	if err != nil {
		return err
	}
	if len(ops) == 0 {
		return reject(errs.Gone) // erased with its file
	}
	writer := j.app
	if !begun {
		if f, writer, err = j.begun(i, &ops[0], owner); err != nil {
			return err
		}
	}
	drafts := make([]op.Draft, len(ops))
	for k := range ops {
		p := &ops[k]
		if err := j.enterable(p, f, writer, begun); err != nil {
			return err
		}
		if err := j.decidesState(p); err != nil {
			return err
		}
		drafts[k] = op.Draft{File: p.File, Part: p.Part, Ent: p.Ent, Kind: p.Kind, Field: p.Field, SV: p.SV, Val: p.Val}
	}
	effects := j.number(i.As, op.NewID(j.now, j.c.rand), drafts)
	for k := range effects {
		e := &effects[k]
		e.ID, e.HLC, e.Ctx = op.Adopted(ops[k].ID), ops[k].HLC, ops[k].Ctx
		_, taken, err := j.tx.Verdict(e.ID)
		if err == nil && taken {
			err = reject(errs.ReplayMismatch)
		}
		if err == nil {
			e.Sup, err = j.replaced(ops[k].Sup)
		}
		if err == nil {
			err = j.enter(e, i.Actor)
		}
		if err != nil {
			return err
		}
	}
	j.effects[o.ID] = append(j.effects[o.ID], effects...)
	if !begun {
		if err := j.opening(o, writer.ID); err != nil {
			return err
		}
	}
	var marks []op.Draft
	for _, id := range signed(effects) {
		marks = append(marks, domain.AdoptedField(f.Kind).Append(f.ID, f.ID, id))
	}
	return j.cause(o, marks...)
}

// enterable asks of an op that was set aside what is asked of every other: that who takes it in may write it there, and
// that it is well formed. Its author could not write what only the server writes, and cannot now.
func (j *judgement) enterable(p *op.Op, f File, writer Appointment, begun bool) error {
	code := errs.CodeOf(domain.CheckTaken(p))
	root := domain.IsRoot(p.Ent.Kind)
	switch {
	case p.File != f.ID, p.Kind == op.Cmd:
		return reject(errs.Invalid)
	case code != "":
		return reject(code)
	case root && (p.Ent.Kind != f.Kind || p.Ent.ID != f.ID || p.Kind == op.Tomb):
		return reject(errs.Invalid)
	case root && p.Kind == op.Create && (begun || p.GI > 0):
		return reject(errs.Conflict) // a file begins once
	case !policy.MayWrite(writer.Role, p.Part, f.Kind):
		return reject(errs.Forbidden)
	case !begun:
		return nil
	}
	grants, err := j.tx.Grants(f.ID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(grants, func(g Grant) bool {
		return g.Appointment == writer.ID && g.Part == p.Part && (g.Until == 0 || j.now < g.Until)
	}) {
		return reject(errs.Forbidden)
	}
	return nil
}

// begun begins the file of a group that nobody has, for the colleague who is to own it.
func (j *judgement) begun(i Item, first *op.Op, owner op.ID) (File, Appointment, error) {
	f := File{ID: i.File, Kind: i.Kind, Institution: i.Institution, Unit: i.Unit, Created: j.now}
	if first.Kind != op.Create || !domain.IsRoot(first.Ent.Kind) || first.Ent.ID != f.ID || first.Part != op.Core {
		return f, Appointment{}, reject(errs.NotFound) // what begins it comes first
	}
	a, err := j.colleague(owner, f)
	if err != nil {
		return f, a, err
	}
	if !policy.MayOwn(a.Role, f.Kind) {
		return f, a, reject(errs.Invalid)
	}
	j.known[f.ID] = f
	j.created = append(j.created, f)
	return f, a, j.openingGrants(f, a)
}

// replaced are the heads that an op replaces, by the ids under which they are in the log: what was set aside and has
// entered goes by another one there.
func (j *judgement) replaced(sup []op.ID) ([]op.ID, error) {
	var ask []op.ID
	for _, id := range sup {
		if _, fresh := j.fresh[op.Adopted(id)]; !fresh {
			ask = append(ask, op.Adopted(id))
		}
	}
	known, err := j.tx.Effs(ask)
	out := slices.Clone(sup)
	for k, id := range sup {
		_, here := j.fresh[op.Adopted(id)]
		if _, there := known[op.Adopted(id)]; here || there {
			out[k] = op.Adopted(id)
		}
	}
	return out, err
}

// enter gives an effect the time at which it was written, its author, and its place in the drafts.
func (j *judgement) enter(e *op.Op, author op.ID) error {
	eff, err := j.after(min(e.HLC, op.Ceil(j.now)), e.Sup, j.fresh)
	if err != nil {
		return err
	}
	e.Actor, e.RecvAt, e.Eff = author, j.now, eff
	j.fresh[e.ID] = eff
	return j.fold(e)
}

// signed are the effects that the file names as taken in: what begins an entity speaks for all that the group wrote of it.
func signed(effects []op.Op) (ids []op.ID) {
	begun := map[op.Ent]bool{}
	for k := range effects {
		e := &effects[k]
		switch {
		case e.Kind == op.Create:
			begun[e.Ent] = true
		case begun[e.Ent], e.Kind == op.Rem:
			continue
		}
		ids = append(ids, e.ID)
	}
	return ids
}
