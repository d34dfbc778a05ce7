package domain

import (
	"damping/shared/errs"
	"damping/shared/op"
)

// Check refuses an op that the registry does not allow a person to write: a field that does not exist or lies
// elsewhere, a value of the wrong type or length, a field that only the server sets. It looks at nothing but the op.
// Errors are *errs.Error with the code unknown_field, invalid, too_large, bad_request or forbidden.
func Check(o *op.Op) error {
	switch o.Kind {
	case op.Create, op.Tomb:
		if o.Field != 0 || len(o.Val) != 0 {
			return errs.E(errs.Invalid, "err.invalid").At("field")
		}
		if !knownEntity(o.Ent.Kind) {
			return errs.E(errs.UnknownField, "err.unknown_field").At("ent")
		}
		if o.Ent.Kind == Decision { // the server's record of what was decided
			return errs.E(errs.Forbidden, "err.forbidden").At("ent")
		}
		return nil
	case op.Cmd:
		return checkCommand(o)
	}

	d, ok := Lookup(o.Field)
	if !ok {
		return errs.E(errs.UnknownField, "err.unknown_field").At("field")
	}
	if d.Entity != o.Ent.Kind || d.Part != o.Part || !fits(d.Shape, o.Kind) {
		return errs.E(errs.Invalid, "err.invalid").At("field")
	}
	if d.Server {
		return errs.E(errs.Forbidden, "err.forbidden").At("field")
	}
	if o.Kind == op.Rem {
		if len(o.Val) != 0 || len(o.Sup) == 0 {
			return errs.E(errs.Invalid, "err.invalid").At("sup")
		}
		return nil
	}
	if o.SV == 0 || o.SV > d.Version {
		return errs.E(errs.Invalid, "err.invalid").At("sv")
	}
	return d.check(o.Val, d)
}

func fits(s Shape, k op.Kind) bool {
	switch s {
	case Single:
		return k == op.Set
	case Many:
		return k == op.Add || k == op.Rem
	case Grow:
		return k == op.Append
	}
	return false
}
