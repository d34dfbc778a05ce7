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
func (o *Office) factsOf(ops []op.Op) []Fact {
	var out []Fact
	for i := range ops {
		p := &ops[i]
		f := Fact{Ent: p.Ent, Kind: p.Kind, Field: p.Field}
		def, known := domain.Lookup(p.Field)
		switch {
		case p.Kind == op.Create:
			continue
		case p.Kind == op.Cmd:
			f.Command = domain.CommandName(p.Field)
		case known && len(p.Val) > 0:
			if f.Value = o.named(valueOf(def, p.Val)); f.Value.Is == 0 || f.Value.Is == 'w' && f.Value.Who == (Author{}) {
				continue // an id of nobody whom the person knows
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
