package oplog

import (
	"slices"

	"damping/server/store"
	"damping/shared/domain"
	"damping/shared/fold"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// kindName is the word for a kind of file in the database, kindOf its inverse.
func kindName(k op.EntKind) string { return domain.FileKindName(k) }

func kindOf(name string) op.EntKind {
	for k := domain.Complaint; domain.IsRoot(k); k++ {
		if domain.FileKindName(k) == name {
			return k
		}
	}
	return 0
}

func fileOf(row store.File) core.File {
	return core.File{ID: row.ID, Kind: kindOf(row.Kind), Institution: row.InstitutionID, Unit: row.UnitID, Created: row.CreatedAt}
}

// File implements shared/oplog.Reader.
func (r *reader) File(id op.ID) (core.File, bool, error) {
	b, err := r.file(id)
	if err != nil || !b.found {
		return core.File{}, false, err
	}
	return fileOf(b.row), true, nil
}

// PutFile implements shared/oplog.Tx: it begins a file and makes its key, or moves one to another unit.
func (w *writer) PutFile(f core.File) error {
	b, err := w.file(f.ID)
	if err != nil {
		return err
	}
	if b.found {
		b.row.UnitID = f.Unit
		return w.s.SaveFile(w.ctx, b.row)
	}
	return w.begin(store.File{ID: f.ID, Kind: kindName(f.Kind), InstitutionID: f.Institution, UnitID: f.Unit, CreatedAt: f.Created})
}

// ownSpace begins the file in which a person's looks at cases are kept, at the first of them.
func (w *writer) ownSpace(user op.ID) error {
	b, err := w.file(user)
	if err != nil || b.found {
		return err
	}
	return w.begin(store.File{ID: user, Kind: kindName(domain.UserSpace), CreatedAt: w.Now(), CreatedBy: user})
}

func (w *writer) begin(row store.File) error {
	if err := w.s.AddFile(w.ctx, row); err != nil {
		return err
	}
	key, err := w.log.vault.NewFileKey(w.ctx, w.s, row.ID)
	if err != nil {
		return err
	}
	b := w.box(row.ID)
	b.known, b.found, b.row, b.key = true, true, row, key
	b.opened, b.states = true, map[op.Part]store.PartState{}
	b.asked = true // nobody was let in before it began
	return nil
}

// State implements shared/oplog.Tx.
func (w *writer) State(s op.Scope) (*fold.State, error) {
	b, err := w.file(s.File)
	if err != nil {
		return nil, err
	}
	if !b.found {
		return fold.New(), nil
	}
	bundle, err := w.bundle(s)
	if err != nil {
		return nil, err
	}
	return fold.Open(bundle)
}

// PutState implements shared/oplog.Tx.
func (w *writer) PutState(s op.Scope, asOf uint64, st *fold.State) error {
	key, err := w.key(s.File)
	if err != nil {
		return err
	}
	row := store.PartState{File: s.File, Part: s.Part, AsOf: asOf, RV: fold.Version}
	if row.Bundle, err = key.Seal(bundlePlace(row), st.Bundle()); err != nil {
		return err
	}
	w.asOf[s.File] = max(w.asOf[s.File], asOf)
	if b := w.box(s.File); b.opened {
		b.states[s.Part] = row
	}
	return w.s.SavePartState(w.ctx, row)
}

// Grants implements shared/oplog.Reader.
func (r *reader) Grants(file op.ID) ([]core.Grant, error) {
	b := r.box(file)
	if b.asked {
		return slices.Clone(b.grants), nil
	}
	rows, err := r.s.GrantsOn(r.ctx, file)
	if err != nil {
		return nil, err
	}
	b.asked = true
	for _, g := range rows {
		b.grants = append(b.grants, core.Grant{File: g.File, Part: g.Part, Appointment: g.Appointment, Seq: g.GrantSeq,
			Why: core.Why(g.Why), Until: g.UntilAt})
	}
	return slices.Clone(b.grants), nil
}

// PutGrant implements shared/oplog.Tx.
func (w *writer) PutGrant(g core.Grant) error {
	if _, err := w.Grants(g.File); err != nil {
		return err
	}
	b := w.box(g.File)
	b.grants = append(slices.DeleteFunc(b.grants, func(h core.Grant) bool { return h.Part == g.Part && h.Appointment == g.Appointment }), g)
	w.readers[g.Appointment] = true
	return w.s.SaveGrant(w.ctx, store.Grant{File: g.File, Part: g.Part, Appointment: g.Appointment, GrantSeq: g.Seq,
		Why: string(g.Why), UntilAt: g.Until})
}

// DropGrant implements shared/oplog.Tx.
func (w *writer) DropGrant(file op.ID, p op.Part, appointment op.ID) error {
	if _, err := w.Grants(file); err != nil {
		return err
	}
	b := w.box(file)
	b.grants = slices.DeleteFunc(b.grants, func(h core.Grant) bool { return h.Part == p && h.Appointment == appointment })
	w.readers[appointment] = true
	_, err := found(w.s.DropGrant(w.ctx, op.Scope{File: file, Part: p}, appointment))
	return err
}
