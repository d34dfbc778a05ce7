package oplog

import (
	"encoding/binary"
	"fmt"

	"damping/server/store"
	"damping/server/vault"
	"damping/shared/op"
)

// body is what of an operation is sealed.
type body struct {
	_   struct{} `cbor:",toarray"`
	Val []byte
	Sup []op.ID
	Ctx op.Ctx
}

// Versions of what is sealed, part of the place it is bound to.
const (
	bodyVersion  = 1
	asideVersion = 1
)

// bodyPlace binds a body to every column that stands in clear: an actor or a field that somebody changed in the
// database does not open.
func bodyPlace(o *op.Op) vault.Place {
	clear := *o
	clear.Val, clear.Sup, clear.Ctx = nil, nil, op.Ctx{}
	return vault.Place{Table: "op", Row: op.Marshal(clear), Column: "body", Ver: bodyVersion}
}

// bundlePlace binds a bundle to its part and to how far it goes.
func bundlePlace(row store.PartState) vault.Place {
	return vault.Place{Table: "part_state", Row: binary.BigEndian.AppendUint64([]byte{byte(row.Part)}, row.AsOf),
		Column: "bundle", Ver: uint32(row.RV)}
}

// asidePlace binds an operation that was set aside to its id.
func asidePlace(id op.ID) vault.Place {
	return vault.Place{Table: "quarantine", Row: id[:], Column: "body", Ver: asideVersion}
}

// rowOf makes the row of an accepted operation.
func rowOf(o *op.Op, key *vault.FileKey) (store.OpRow, error) {
	sealed, err := key.Seal(bodyPlace(o), op.Marshal(body{Val: o.Val, Sup: o.Sup, Ctx: o.Ctx}))
	if err != nil {
		return store.OpRow{}, fmt.Errorf("seal op %s: %w", o.ID, err)
	}
	return store.OpRow{Seq: o.Seq, ID: o.ID, V: o.V, Dev: o.Dev, N: o.N, G: o.G, GI: o.GI, GN: o.GN, File: o.File, Part: o.Part,
		EntKind: o.Ent.Kind, Ent: o.Ent.ID, Kind: o.Kind, Field: o.Field, Version: o.SV, HLC: o.HLC, Eff: o.Eff, RecvAt: o.RecvAt,
		Actor: o.Actor, AsID: o.As, Body: sealed}, nil
}

// opOf is the inverse of rowOf.
func opOf(row *store.OpRow, key *vault.FileKey) (op.Op, error) {
	o := op.Op{V: row.V, ID: row.ID, Dev: row.Dev, N: row.N, As: row.AsID, G: row.G, GI: row.GI, GN: row.GN, File: row.File,
		Part: row.Part, Ent: op.Ent{Kind: row.EntKind, ID: row.Ent}, Kind: row.Kind, Field: row.Field, SV: row.Version, HLC: row.HLC,
		Actor: row.Actor, Seq: row.Seq, Eff: row.Eff, RecvAt: row.RecvAt}
	plain, err := key.Open(bodyPlace(&o), row.Body)
	if err != nil {
		return o, fmt.Errorf("open op %s: %w", row.ID, err)
	}
	var b body
	if err := op.Unmarshal(plain, &b); err != nil {
		return o, fmt.Errorf("read op %s: %w", row.ID, err)
	}
	o.Val, o.Sup, o.Ctx = b.Val, b.Sup, b.Ctx
	return o, nil
}

// openOps opens rows of the log. Those of erased files are left out: there is nothing left in them.
func (r *reader) openOps(rows []store.OpRow) ([]op.Op, error) {
	var missing []op.ID
	for i := range rows {
		if b := r.box(rows[i].File); b.key == nil && (len(missing) == 0 || missing[len(missing)-1] != rows[i].File) {
			missing = append(missing, rows[i].File)
		}
	}
	keys, err := r.log.vault.FileKeys(r.ctx, r.s, missing)
	if err != nil {
		return nil, err
	}
	for file, key := range keys {
		r.box(file).key = key
	}

	ops := make([]op.Op, 0, len(rows))
	for i := range rows {
		key := r.box(rows[i].File).key
		if key == nil {
			continue
		}
		o, err := opOf(&rows[i], key)
		if err != nil {
			return nil, err
		}
		ops = append(ops, o)
	}
	return ops, nil
}
