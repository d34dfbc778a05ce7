package oplog

import (
	"slices"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
	"damping/shared/policy"
)

// record is what bytes belong to, and by what title they are brought.
type record struct {
	domain.AttachmentView
	as op.ID // the appointment; zero for custody
	// custody says that they are brought by who wrote the record and may not write there now.
	custody bool
}

// recordOf reads the record of an attachment for somebody who may bring its bytes: who may write the part now, and
// otherwise its author, also when the record itself was set aside. op_first while it is not there, gone when it was
// removed, conflict while people disagree about what it is; not_found for everybody else.
func recordOf(r Reader, actor Actor, s op.Scope, id op.ID) (record, error) {
	as, closed := may(r, actor, policy.Write, s)
	if closed != nil && errs.CodeOf(closed) != errs.NotFound {
		return record{}, closed
	}
	if _, found, err := r.File(s.File); err != nil || !found {
		return record{}, closed
	}
	st, err := stateOf(r, s)
	if err != nil {
		return record{}, err
	}
	view, err := attached(st, s.Part, id)
	if closed == nil && errs.CodeOf(err) != errs.OpFirst {
		return record{AttachmentView: view, as: as}, err
	}
	if closed != nil && err == nil {
		if mine, err := appointed(r, actor.User, view.By); err != nil || mine {
			return record{AttachmentView: view, custody: true}, err
		}
		return record{}, closed
	}
	if errs.CodeOf(err) != errs.OpFirst {
		return record{}, closed
	}
	aside, failed := r.AsideOn(s.File, actor.User)
	if failed != nil {
		return record{}, failed
	}
	st = fold.New()
	for i := range aside {
		if o := &aside[i]; o.Scope() == s && o.Ent == (op.Ent{Kind: domain.Attachment, ID: id}) {
			st.Apply(o)
		}
	}
	if view, failed := attached(st, s.Part, id); failed == nil {
		return record{AttachmentView: view, as: as, custody: true}, nil
	}
	if closed != nil {
		err = closed
	}
	return record{}, err
}

func stateOf(r Reader, s op.Scope) (*fold.State, error) {
	bundle, err := r.Snapshot(s)
	if err != nil {
		return nil, err
	}
	return fold.Open(bundle)
}

func attached(st *fold.State, p op.Part, id op.ID) (domain.AttachmentView, error) {
	view, found := domain.ReadAttachment(domain.Parts{p: st}, p, id)
	switch e := st.Find(op.Ent{Kind: domain.Attachment, ID: id}); {
	case e == nil || len(e.Born) == 0:
		return view, errs.E(errs.OpFirst, "")
	case !found:
		return view, errs.E(errs.Gone, "")
	case !view.Whole:
		return view, errs.E(errs.Conflict, "")
	}
	return view, nil
}

// appointed reports whether an appointment is or was a user's.
func appointed(r Reader, user, as op.ID) (bool, error) {
	apps, err := r.AppointmentsOf(user)
	return slices.ContainsFunc(apps, func(a Appointment) bool { return a.ID == as }), err
}
