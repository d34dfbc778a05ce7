package state

import (
	"damping/shared/domain"
	"damping/shared/op"
)

// Fact is one thing that an act wrote, for reading without its file: which field, what value. Kind is what it did with it;
// of a command Command is its word.
type Fact struct {
	Ent     op.Ent
	Kind    op.Kind
	Field   op.FieldID
	Command string
	Value   Value
}

// factsOf reads what an act wrote. That an entity began says nothing by itself.
func factsOf(ops []op.Op) []Fact {
	var out []Fact
	for i := range ops {
		o := &ops[i]
		f := Fact{Ent: o.Ent, Kind: o.Kind, Field: o.Field}
		def, known := domain.Lookup(o.Field)
		switch {
		case o.Kind == op.Create:
			continue
		case o.Kind == op.Cmd:
			f.Command = domain.CommandName(o.Field)
		case known && len(o.Val) > 0:
			if f.Value = valueOf(def, o.Val); f.Value.Is == 0 {
				continue // an id: it names nothing that a person reads
			}
		}
		out = append(out, f)
	}
	return out
}

// raw is a value as a form holds it.
func (v Value) raw() string {
	if v.Is != 'b' {
		return v.Text
	}
	if v.Bool {
		return "yes"
	}
	return "no"
}
