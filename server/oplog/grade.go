package oplog

import (
	"damping/server/store"
	"damping/shared/fold"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// Wanted implements shared/oplog.Reader.
func (r *reader) Wanted(dev op.ID) (map[op.ID]int64, error) {
	rows, err := r.s.DeviceWants(r.ctx, dev)
	out := make(map[op.ID]int64, len(rows))
	for _, w := range rows {
		out[w.File] = w.At
	}
	return out, err
}

// SetWanted implements shared/oplog.Tx.
func (w *writer) SetWanted(dev op.ID, files, shed []op.ID) error {
	rows := make([]store.DeviceWant, 0, len(files))
	for _, f := range files {
		rows = append(rows, store.DeviceWant{Device: dev, File: f, At: w.Now()})
	}
	if err := w.s.DropDeviceWants(w.ctx, dev, w.Now()-op.WantFor, shed); err != nil {
		return err
	}
	return w.s.SaveDeviceWants(w.ctx, rows)
}

// Closed implements shared/oplog.Reader.
func (r *reader) Closed(files []op.ID) (map[op.ID]bool, error) { return r.s.ClosedOf(r.ctx, files) }

// Cards implements shared/oplog.Reader. Thousands may be asked for at a first download: states and keys are read together.
func (r *reader) Cards(files []op.ID) (map[op.ID]core.Card, error) {
	rows, err := r.s.PartStatesIn(r.ctx, files, op.Core)
	if err != nil {
		return nil, err
	}
	var missing []op.ID
	for _, row := range rows {
		if r.box(row.File).key == nil {
			missing = append(missing, row.File)
		}
	}
	keys, err := r.log.vault.FileKeys(r.ctx, r.s, missing)
	if err != nil {
		return nil, err
	}
	out := make(map[op.ID]core.Card, len(rows))
	for _, row := range rows {
		b := r.box(row.File)
		if b.key == nil {
			b.key = keys[row.File]
		}
		if b.key == nil {
			continue // erased
		}
		plain, err := b.key.Open(bundlePlace(row), row.Bundle)
		if err != nil {
			return nil, err
		}
		state, err := fold.Open(plain)
		if err != nil {
			return nil, err
		}
		out[row.File] = core.Card{AsOf: row.AsOf, Bundle: core.CardOf(row.File, state)}
	}
	return out, nil
}
