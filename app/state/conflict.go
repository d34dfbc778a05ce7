package state

import (
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Conflict is a field of which several people wrote different values without seeing one another's. Nothing is lost;
// somebody has to choose.
type Conflict struct {
	Ent        op.Ent
	Field      op.FieldID
	Protective bool // meanwhile the value shown is the one that protects more, not the latest
	Shown      Version
	Versions   []Version
}

// Version is one of the values.
type Version struct {
	Head  op.ID
	Value Value
	By    Author
	At    int64 // ms UTC
}

// Value is a field's value for showing: a text, a code of a list, a yes or no, a number or a civil time.
type Value struct {
	List string // code list, "" for free values
	Text string
	Bool bool
	Is   byte // 't' text or code, 'b' bool, 'n' number, 'l' civil time, 0 nothing readable
}

// Choice decides a conflict for one of its values.
type Choice struct {
	File  op.ID
	Ent   op.Ent
	Field op.FieldID
	Head  op.ID
}

func (o *Office) conflicts(src domain.Source, found []domain.Conflict) []Conflict {
	var out []Conflict
	for _, c := range found {
		def, ok := domain.Lookup(c.Field)
		if !ok {
			continue
		}
		v := Conflict{Ent: c.Ent, Field: c.Field, Protective: def.Show != domain.Latest}
		for _, h := range c.Sibs {
			v.Versions = append(v.Versions, Version{Head: h.ID, Value: valueOf(def, h.Val), By: o.author(h.As), At: h.Eff.Millis()})
		}
		v.Shown = shownOf(def, v.Versions)
		out = append(out, v)
	}
	return out
}

// shownOf is the version that the views show until somebody decides.
func shownOf(def *domain.Def, versions []Version) Version {
	best := versions[len(versions)-1]
	for _, v := range versions {
		better := false
		switch def.Show {
		case domain.Max:
			better = domain.RiskRank(v.Value.Text) > domain.RiskRank(best.Value.Text)
		case domain.Min:
			better = v.Value.Is == 'b' && !v.Value.Bool
		}
		if better {
			best = v
		}
	}
	return best
}

// valueOf reads an encoded value without knowing the Go type of its field.
func valueOf(def *domain.Def, val []byte) Value {
	var text string
	if op.Unmarshal(val, &text) == nil {
		v := Value{List: def.List, Text: text, Is: 't'}
		if domain.Local(text).Valid() {
			v.Is = 'l'
		}
		return v
	}
	var yes bool
	if op.Unmarshal(val, &yes) == nil {
		return Value{Bool: yes, Is: 'b'}
	}
	var n int64
	if op.Unmarshal(val, &n) == nil {
		return Value{Text: itoa(n), Is: 'n'}
	}
	return Value{}
}

// resolve writes the chosen value over all that were seen. History keeps them.
func (o *Office) resolve(ctx app.Context, c Choice) {
	const form = "resolve"
	o.busy(ctx, form)
	def, ok := domain.Lookup(c.Field)
	parts, err := o.desk.File(c.File)
	if err != nil || !ok {
		o.fail(ctx, form, errs.E(errs.Internal, ""))
		return
	}
	reg := parts.Part(def.Part).Find(c.Ent).Register(c.Field)
	if reg == nil {
		o.fail(ctx, form, errs.E(errs.NotFound, ""))
		return
	}
	d := op.Draft{File: c.File, Part: def.Part, Ent: c.Ent, Kind: op.Set, Field: c.Field}
	for _, h := range reg.Sibs {
		d.Sup = append(d.Sup, h.ID)
		if h.ID == c.Head {
			d.Val, d.SV = h.Val, h.SV
		}
	}
	if d.Val == nil { // somebody else has decided meanwhile
		o.fail(ctx, form, errs.E(errs.Conflict, ""))
		o.showFile(ctx, c.File)
		return
	}
	if err := o.write(ctx, form, d); err != nil {
		o.fail(ctx, form, err)
		return
	}
	o.taken(ctx, form, c.File)
}
