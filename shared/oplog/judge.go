package oplog

import (
	"slices"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
	"damping/shared/policy"
)

// judgement is one group on its way: what the states, files and grants would be if it were taken.
type judgement struct {
	*batch
	as      op.ID
	app     Appointment
	draft   map[op.Scope]*fold.State
	fresh   map[op.ID]op.HLC // effective clocks given so far
	known   map[op.ID]File   // files the group touches, created ones included
	created []File
	moved   []File            // to another unit
	grants  []Grant           // to be given
	drops   []Grant           // to be taken away
	effects map[op.ID][]op.Op // by the op that caused them
	looked  []op.Op           // what the author looked at
	decided []Item            // what had been set aside
}

// judge refuses with a *refusal, fails with the store's error, or leaves everything ready for take. Whatever can be
// refused is refused before anything is changed.
func (j *judgement) judge(ops []op.Op) error {
	for i := range ops {
		if err := j.shape(&ops[i]); err != nil {
			return err
		}
	}
	if err := j.author(); err != nil {
		return err
	}
	for i := range ops {
		o := &ops[i]
		if used, err := j.tx.UsedN(o.Dev, o.N); err != nil {
			return err
		} else if used {
			return reject(errs.Copied)
		}
		if err := j.place(o); err != nil {
			return err
		}
		// The server's own device may write what only the server writes.
		if code := errs.CodeOf(domain.CheckTaken(o)); code != "" && !(code == errs.Forbidden && o.Dev == j.head.Server) {
			return reject(code)
		}
		if o.Kind == op.Cmd && len(ops) > 1 {
			return reject(errs.Invalid) // a command is an act of its own
		}
	}
	for i := range ops {
		o := &ops[i]
		if o.Kind == op.Cmd {
			give := j.command
			if domain.Decides(o) {
				give = j.dispose
			}
			if err := give(o); err != nil {
				return err
			}
			continue
		}
		if err := j.decidesState(o); err != nil {
			return err
		}
		if err := j.apply(o); err != nil {
			return err
		}
		if o.Kind == op.Create && domain.IsRoot(o.Ent.Kind) {
			if err := j.opening(o, j.as); err != nil {
				return err
			}
		}
	}
	return j.lawful(ops)
}

// lawful refuses an act that makes a record impossible or unlawful, whoever sends it: a phone without signal may not have known.
func (j *judgement) lawful(ops []op.Op) error {
	byFile := map[op.ID][]op.Op{}
	for _, o := range ops {
		if domain.Ruled(o.Ent.Kind) && o.Dev != j.head.Server {
			byFile[o.File] = append(byFile[o.File], o)
		}
	}
	for file, ruled := range byFile {
		before, err := j.parts(file, nil)
		if err != nil {
			return err
		}
		after, err := j.parts(file, j.draft)
		if err != nil {
			return err
		}
		if domain.Unlawful(ruled, before, after) {
			return reject(errs.Unlawful)
		}
	}
	return nil
}

// decidesState refuses what looks like a field and is a command's to decide.
func (j *judgement) decidesState(o *op.Op) error {
	if o.Field != domain.ComplaintState.ID || o.Dev == j.head.Server {
		return nil
	}
	parts, err := j.parts(o.File, j.draft)
	if err == nil && domain.DecidesState(o, parts) {
		return reject(errs.Forbidden)
	}
	return err
}

func (j *judgement) shape(o *op.Op) error {
	if err := o.CheckShape(); err != nil {
		return reject(errs.CodeOf(err))
	}
	if !o.Actor.IsZero() || o.Seq != 0 || o.Eff != 0 || o.RecvAt != 0 {
		return reject(errs.Forbidden) // a forged actor or place
	}
	if o.Dev != j.from {
		return reject(errs.Forbidden) // whoever could write as the server's device could write the server's fields
	}
	return nil
}

// author proves the appointment. One that was never the actor's is forgery; one that has ended keeps the work for
// whoever is there now.
func (j *judgement) author() error {
	app, found, err := j.tx.Appointment(j.as)
	if err != nil {
		return err
	}
	if !found || app.User != j.actor.User {
		return reject(errs.Forbidden)
	}
	if !app.ValidAt(j.now) {
		return quarantine(errs.Forbidden)
	}
	j.app = app
	return nil
}

// place asks whether the author may write this op where it wants to go. A file that the author may not read and one
// that does not exist get the same answer.
func (j *judgement) place(o *op.Op) error {
	if o.File == j.actor.User {
		return j.ownSpace(o)
	}
	f, found, err := j.file(o.File)
	if err != nil {
		return err
	}
	if !found && domain.Decides(o) {
		return nil // on what begins the file
	}
	if !found {
		return j.create(o)
	}
	grants, err := j.tx.Grants(o.File)
	if err != nil {
		return err
	}
	grants = append(grants, j.grants...)
	reads := slices.ContainsFunc(grants, func(g Grant) bool {
		return g.File == o.File && g.Appointment == j.as && g.Part == o.Part && (g.Until == 0 || j.now < g.Until)
	})
	if !reads {
		return quarantine(errs.NotFound)
	}
	if domain.IsRoot(o.Ent.Kind) && (o.Ent.Kind != f.Kind || o.Ent.ID != o.File) {
		return reject(errs.Invalid)
	}
	if domain.IsRoot(o.Ent.Kind) && o.Kind == op.Create {
		return reject(errs.Conflict) // a file begins once
	}
	if domain.IsRoot(o.Ent.Kind) && o.Kind == op.Tomb {
		return reject(errs.Invalid) // files are closed, never removed
	}
	if o.Kind != op.Cmd && !policy.MayWrite(j.app.Role, o.Part, f.Kind) {
		return quarantine(errs.Forbidden)
	}
	return nil
}

// ownSpace takes what a person looked at while without signal (model M17).
func (j *judgement) ownSpace(o *op.Op) error {
	if o.Ent.Kind != domain.UserSpace || o.Ent.ID != o.File || o.Kind != op.Append && !domain.Decides(o) {
		return reject(errs.Invalid)
	}
	if o.Kind == op.Cmd {
		return nil
	}
	j.looked = append(j.looked, *o)
	return nil
}

func (j *judgement) file(id op.ID) (File, bool, error) {
	if f, ok := j.known[id]; ok {
		return f, true, nil
	}
	f, found, err := j.tx.File(id)
	if found {
		j.known[id] = f
	}
	return f, found, err
}

// create begins a file (model M5): the first op of an unknown file must be the create of its root.
func (j *judgement) create(o *op.Op) error {
	if o.Kind != op.Create || !domain.IsRoot(o.Ent.Kind) || o.Ent.ID != o.File || o.Part != op.Core {
		return quarantine(errs.NotFound)
	}
	if !policy.MayCreate(j.app.Role, o.Ent.Kind) {
		return reject(errs.Forbidden)
	}
	f := File{ID: o.File, Kind: o.Ent.Kind, Institution: j.app.Institution, Unit: j.app.Unit, Created: j.now}
	j.known[f.ID] = f
	j.created = append(j.created, f)
	return j.openingGrants(f, j.app)
}

// apply gives the op its clock and folds it into the drafts. What a person looked at is kept in log and audit trail
// only: nobody reads it as a file, and a state that grows with every look would be rewritten with every look.
func (j *judgement) apply(o *op.Op) error {
	eff, err := j.eff(o, j.fresh)
	if err != nil {
		return err
	}
	o.Actor, o.RecvAt, o.Eff = j.actor.User, j.now, eff
	j.fresh[o.ID] = eff
	d, err := j.device(o.Dev)
	if err != nil {
		return err
	}
	d.LastEff, d.LastN = eff, max(d.LastN, o.N)
	j.dev[o.Dev] = d
	if o.File == j.actor.User {
		return nil
	}
	return j.fold(o)
}

// fold applies an op to the draft of its scope.
func (j *judgement) fold(o *op.Op) error {
	scope := o.Scope()
	if j.draft[scope] == nil {
		st, err := j.state(scope)
		if err != nil {
			return err
		}
		j.draft[scope] = st.Clone()
	}
	j.draft[scope].Apply(o)
	return nil
}

// cause makes effects of an op and folds them.
func (j *judgement) cause(o *op.Op, drafts ...op.Draft) error {
	effects := j.number(j.as, op.NewID(j.now, j.c.rand), drafts)
	for i := range effects {
		if err := j.apply(&effects[i]); err != nil {
			return err
		}
	}
	j.effects[o.ID] = append(j.effects[o.ID], effects...)
	return nil
}
