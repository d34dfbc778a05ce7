package oplog

import (
	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/op"
	core "damping/shared/oplog"
)

func itemOf(row store.InboxItem) core.Item {
	return core.Item{ID: row.ID, G: row.G, Dev: row.Dev, N: row.N, GN: row.GN, File: row.File, Kind: row.Kind, Institution: row.InstitutionID,
		Unit: row.UnitID, Actor: row.Actor, As: row.AsID, Code: errs.Code(row.Reason), RecvAt: row.RecvAt, Outcome: core.Outcome(row.Outcome),
		By: row.DecidedBy, DecidedAt: row.DecidedAt, Beside: row.Beside}
}

func rowOfItem(i core.Item) store.InboxItem {
	return store.InboxItem{ID: i.ID, G: i.G, Dev: i.Dev, N: min(i.N, maxN), GN: i.GN, File: i.File, Kind: i.Kind, InstitutionID: i.Institution,
		UnitID: i.Unit, Actor: i.Actor, AsID: i.As, Reason: string(i.Code), RecvAt: i.RecvAt, Outcome: string(i.Outcome), DecidedBy: i.By,
		DecidedAt: i.DecidedAt}
}

// PutItem implements shared/oplog.Tx. Whoever may have to decide hears of it.
func (w *writer) PutItem(i core.Item) error {
	grants, err := w.Grants(i.File)
	if err != nil {
		return err
	}
	for _, g := range grants {
		if core.Why(g.Why) != core.WhyGranted {
			w.readers[g.Appointment] = true
		}
	}
	return w.s.SaveInboxItem(w.ctx, rowOfItem(i))
}

// Item implements shared/oplog.Tx.
func (w *writer) Item(id op.ID) (core.Item, bool, error) {
	row, err := w.s.InboxItem(w.ctx, id)
	there, err := found(err)
	return itemOf(row), there, err
}

// Items implements shared/oplog.Reader.
func (r *reader) Items(appointments []op.ID, places []core.Place) ([]core.Item, error) {
	in := make([]store.Place, len(places))
	for k, p := range places {
		in[k] = store.Place(p)
	}
	rows, err := r.s.InboxItems(r.ctx, appointments, in)
	out := make([]core.Item, len(rows))
	for k, row := range rows {
		out[k] = itemOf(row)
	}
	return out, err
}

// Fate implements shared/oplog.Reader.
func (r *reader) Fate(actor op.ID) (op.Fate, error) {
	n, err := r.s.InboxOutcomes(r.ctx, actor)
	return op.Fate{Waits: n[string(core.Waiting)], Taken: n[string(core.Taken)], Left: n[string(core.Left)]}, err
}

// Aside implements shared/oplog.Reader, with what the same transaction has set aside.
func (w *writer) Aside(i core.Item) ([]op.Op, error) {
	rows := w.aside
	w.aside = nil
	if err := w.s.AddQuarantined(w.ctx, rows); err != nil {
		return nil, err
	}
	return w.reader.Aside(i)
}

// Aside implements shared/oplog.Reader.
func (r *reader) Aside(i core.Item) ([]op.Op, error) {
	rows, err := r.s.QuarantinedIn(r.ctx, rowOfItem(i))
	if err != nil {
		return nil, err
	}
	var out []op.Op
	for k := range rows {
		o, err := r.openAside(&rows[k])
		if err != nil {
			return nil, err
		}
		if !o.ID.IsZero() { // not erased
			out = append(out, o)
		}
	}
	return out, nil
}

// AsideOn implements shared/oplog.Reader.
func (r *reader) AsideOn(file, actor op.ID) ([]op.Op, error) {
	rows, err := r.s.InboxItemsBy(r.ctx, file, actor)
	if err != nil {
		return nil, err
	}
	var out []op.Op
	for _, row := range rows {
		ops, err := r.Aside(itemOf(row))
		if err != nil {
			return nil, err
		}
		out = append(out, ops...)
	}
	return out, nil
}
