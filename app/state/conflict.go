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
	Part       op.Part
	Removed    bool // somebody removed what somebody else was changing; the one version is the removal
	Fixed      bool // not the reader's to decide
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

// Value is a field's value for showing: a text, a code of a list, a yes or no, a number, a civil time or date, a colleague.
type Value struct {
	List string // code list, "" for free values
	Text string
	Bool bool
	Who  Author
	Is   byte // 't' text or code, 'b' bool, 'n' number, 'l' civil time, 'd' date, 'w' a colleague, 0 nothing readable
}

// Choice decides a conflict for one of its values; without a head it keeps what somebody wanted to remove.
type Choice struct {
	File  op.ID
	Ent   op.Ent
	Part  op.Part
	Field op.FieldID
	Head  op.ID
}

// conflicts are all that wait for a decision in a file, in the order of its parts.
func (o *Office) conflicts(src domain.Source, kind op.EntKind, as Post) []Conflict {
	var out []Conflict
	for _, c := range domain.Conflicts(src) {
		v := Conflict{Ent: c.Ent, Part: c.Part, Field: c.Field, Fixed: !as.MayWrite(c.Part, kind)}
		if c.Field == 0 {
			h := c.Sibs[0]
			v.Removed, v.Versions = true, []Version{{Head: h.ID, By: o.author(h.As), At: h.Eff.Millis()}}
			out = append(out, v)
			continue
		}
		def, _ := domain.Lookup(c.Field)
		v.Protective = def.Show != domain.Latest
		for _, h := range c.Sibs {
			val, _ := def.Value(h)
			v.Versions = append(v.Versions, Version{Head: h.ID, Value: o.named(valueOf(def, val)), By: o.author(h.As), At: h.Eff.Millis()})
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

// named puts the colleague's name in the place of their appointment.
func (o *Office) named(v Value) Value {
	if id, err := op.ParseID(v.Text); v.Is == 'w' && err == nil {
		v.Who = o.author(id)
	}
	return v
}

// valueOf reads an encoded value without knowing the Go type of its field.
func valueOf(def *domain.Def, val []byte) Value {
	var text string
	if op.Unmarshal(val, &text) == nil {
		v := Value{List: def.List, Text: text, Is: 't'}
		switch {
		case domain.Local(text).Valid():
			v.Is = 'l'
		case domain.Date(text).Valid():
			v.Is = 'd'
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
	var id op.ID
	if op.Unmarshal(val, &id) == nil {
		return Value{Text: id.String(), Is: 'w'}
	}
	return Value{}
}

// resolve writes the chosen value over all that were seen. History keeps them.
func (o *Office) resolve(ctx app.Context, c Choice) {
	const form = "resolve"
	o.busy(ctx, form)
	parts, err := o.desk.File(c.File)
	if err == nil && c.Field == 0 {
		o.settleRemoval(ctx, form, c, parts)
		return
	}
	def, ok := domain.Lookup(c.Field)
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

// settleRemoval removes what somebody else was changing, with all that is in it now, or keeps it.
func (o *Office) settleRemoval(ctx app.Context, form string, c Choice, parts domain.Parts) {
	drafts := []op.Draft{domain.Keep(c.File, c.Part, c.Ent)}
	if !c.Head.IsZero() {
		drafts = domain.Remove(c.File, c.Ent, parts)
	}
	if err := o.write(ctx, form, drafts...); err != nil {
		o.fail(ctx, form, err)
		return
	}
	o.taken(ctx, form, c.File)
}
