package sim

import (
	"context"

	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/oplog"
)

// future writes what only a later version knows, as the server will once it has been upgraded and this client has not:
// a field, an entity, a kind of operation that nobody here has heard of. Devices must keep it and lose nothing else.
func (d *device) future() {
	w := d.w
	f := w.files[w.rng.IntN(len(w.files))]
	scope := op.Scope{File: f, Part: []op.Part{op.Core, op.Story}[w.rng.IntN(2)]}
	ent, field, kind := op.Ent{Kind: w.kinds[f], ID: f}, op.FieldID(60_000+w.rng.IntN(3)), []op.Kind{op.Set, op.Add, op.Append}[w.rng.IntN(3)]
	switch w.rng.IntN(3) {
	case 0:
		ent = op.Ent{Kind: 250, ID: w.id()}
	case 1:
		kind = 200
	}
	before := append([]oplog.Grant(nil), w.store.Grants()...)
	err := w.store.Update(context.Background(), func(tx oplog.Tx) error {
		file, found, err := tx.File(f)
		if err != nil || !found {
			return err
		}
		head, err := tx.Head()
		if err != nil {
			return err
		}
		head.Seq++
		head.ServerN++
		o := op.Op{V: op.Version, ID: w.id(), Dev: head.Server, N: head.ServerN, As: w.people[0].as[0], G: w.id(), GN: 1, File: f, Part: scope.Part,
			Ent: ent, Kind: kind, Field: field, SV: 9, Val: op.Marshal(d.words(f, scope.Part)), HLC: op.HLCAt(w.now), Eff: op.HLCAt(w.now),
			Seq: head.Seq, Actor: w.people[0].user, RecvAt: w.now}
		parts := domain.Parts{}
		for _, p := range op.Parts {
			if parts[p], err = tx.State(op.Scope{File: f, Part: p}); err != nil {
				return err
			}
		}
		parts[scope.Part].Apply(&o)
		w.counted["op of a later version"]++
		w.tell("the server: an op of a later version, kind %d of field %d", kind, field)
		if err := tx.Insert(&o, op.Ack{ID: o.ID, Verdict: op.Accepted, Seq: o.Seq, Eff: o.Eff}); err != nil {
			return err
		}
		if err := tx.PutState(scope, o.Seq, parts[scope.Part]); err != nil {
			return err
		}
		if err := tx.SetHead(head); err != nil {
			return err
		}
		return tx.Project(file, parts)
	})
	w.must(err == nil, "I10", "an op of a later version is not taken: %v", err)
	w.checkServer(before)
}
