package domain

import (
	"slices"

	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
)

// Values are stored as they were written, for ever. When the meaning of a field's value changes, its version rises and
// an upcaster says what a value of the version before means now. Views read through them; nothing stored changes, and
// two programs of different versions still fold the same bytes.

// upcaster turns an encoded value of one version into one of the next. It is pure: it sees nothing but the value.
type upcaster func(val []byte) ([]byte, error)

// upcasters are those of every field that ever changed, by field and by the version that they read.
var upcasters = map[op.FieldID]map[uint8]upcaster{}

// current is a stored value in the present version of its field; false for one of a later version, which is kept and
// not shown, and for one that cannot be read.
func current(d *Def, sv uint8, val []byte) ([]byte, bool) {
	for ; sv < d.Version; sv++ {
		up := upcasters[d.ID][sv]
		if up == nil {
			return nil, false
		}
		var err error
		if val, err = up(val); err != nil {
			return nil, false
		}
	}
	return val, sv == d.Version
}

// Value is what a stored head says in the present version of the field; false for one that this program cannot read.
func (d *Def) Value(h fold.Head) ([]byte, bool) { return current(d, h.SV, h.Val) }

// disagree reports whether siblings mean different things. The same thing said in two versions is no conflict.
func disagree(d *Def, sibs []fold.Head) bool {
	for i := 1; i < len(sibs); i++ {
		a, okA := current(d, sibs[0].SV, sibs[0].Val)
		b, okB := current(d, sibs[i].SV, sibs[i].Val)
		if !okA || !okB {
			a, b = sibs[0].Val, sibs[i].Val
		}
		if !slices.Equal(a, b) || okA != okB {
			return true
		}
	}
	return false
}

// ServerFields is where the ids begin of fields that only a server writes, for fields that come after the first released
// version. A server takes fields that it does not know from a phone that knows them; an id from here on it takes from
// nobody, or a phone could write today what a later server believes to be its own.
const ServerFields op.FieldID = 0x8000

// Later reports whether an op is of a later version than this program: an unknown field or kind of entity, or a newer
// version of a value. Such an op is kept, folded and passed on as it is; no view shows it.
func Later(o *op.Op) bool {
	if o.Ent.Kind == Decision || !knownEntity(o.Ent.Kind) && o.Ent.Kind < Victim {
		return false // no new kinds of file, whose opening needs rules
	}
	switch o.Kind {
	case op.Create, op.Tomb:
		return !knownEntity(o.Ent.Kind) && o.Field == 0 && len(o.Val) == 0
	case op.Set, op.Add, op.Rem, op.Append:
		if d, known := Lookup(o.Field); known {
			return !d.Server && o.Kind != op.Rem && d.Entity == o.Ent.Kind && d.Part == o.Part && fits(d.Shape, o.Kind) && o.SV > d.Version
		}
		return o.Field != 0 && o.Field < ServerFields && o.SV != 0
	}
	return false
}

// CheckTaken is Check for a server: what a later version wrote passes.
func CheckTaken(o *op.Op) error {
	err := Check(o)
	if code := errs.CodeOf(err); (code == errs.UnknownField || code == errs.Invalid) && Later(o) {
		return nil
	}
	return err
}
