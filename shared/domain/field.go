// Package domain is the vocabulary of the work: complaints, cases, the people in them, notes and follow-ups; which
// field each has, in which part of the file it lies, what may be written into it, and what is missing before a case
// may go on. The registry of fields is for ever: an id is never used for something else, and a field that is no longer
// shown is still read.
//
// Structs such as Case and Victim are pictures for reading. They never travel and are never stored: writing is a
// draft of an operation made by a field (StoryText.Set), so that nobody's change can be overwritten by a struct that
// somebody else loaded an hour ago.
package domain

import (
	"fmt"
	"strings"

	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
)

// Shape says how a field holds values.
type Shape uint8

// The shapes of fields.
const (
	Single Shape = iota // a register: one value, siblings while in conflict
	Many                // an add-wins set of codes
	Grow                // a list that only grows
)

// Show says which sibling a screen shows while a register is in conflict. It acts in the view, never in what is stored.
type Show uint8

// The display rules. The protective value is shown until a person decides.
const (
	Latest Show = iota
	Max         // the highest rank, for risk
	Min         // the lowest, for consent and safe contact
)

// Class is the personal-data class of a field, after UU 27/2022 Ps 4.
type Class uint8

// The classes. Everything about a named child is specific data in the sense of Ps 4(2).
const (
	NoClass  Class = iota // coded facts that name nobody
	General               // Ps 4(3)
	Specific              // Ps 4(2): health, crime, children
)

// Def is what is known of a field whatever its type.
type Def struct {
	ID      op.FieldID
	Entity  op.EntKind
	Part    op.Part
	Shape   Shape
	Show    Show
	Class   Class
	Clear   string // projection column that holds it in clear on the server; empty for none
	List    string // code list its values come from; empty for free values
	MaxLen  int    // most bytes of a text; 0 means 200
	Version uint8  // schema version of the value
	Server  bool   // written by effects of the server only

	Name   string     // of the question in a form: "goal.text"; its label is the text "q." and the name. Empty for a field without a question
	Ref    op.EntKind // kind of entity in the same file that an id names
	Member bool       // an id that names an appointment

	check func(val []byte, d *Def) error
	kind  Kind
	typ   string           // of the value, for the listing of the registry
	rule  func(v any) bool // holds for a value of this field and perhaps for no other
}

// Value are the types a field may have.
type Value interface {
	string | int64 | bool | op.ID | Date | Local
}

// Field is the typed handle of one field: the only way to read it and the only way to write it.
type Field[T Value] struct{ *Def }

var registry = map[op.FieldID]*Def{}

// field registers a field; a second field with the same id is a mistake of ours that no program survives.
func field[T Value](d Def) Field[T] {
	if d.Version == 0 {
		d.Version = 1
	}
	if d.MaxLen == 0 {
		d.MaxLen = 200
	}
	d.typ, d.kind = fmt.Sprintf("%T", *new(T)), kindOf(any(*new(T)))
	d.check = func(val []byte, d *Def) error {
		var v T
		if isCleared(val) && d.Shape == Single {
			return nil
		}
		if err := op.Unmarshal(val, &v); err != nil {
			return err
		}
		return checkValue(any(v), d)
	}
	if _, taken := registry[d.ID]; taken {
		panic("domain: field id used twice")
	}
	registry[d.ID] = &d
	return Field[T]{&d}
}

// checkValue holds the rules that need no other field: length, control characters, calendar dates, code spelling.
func checkValue(v any, d *Def) error {
	bad := errs.E(errs.Invalid, "err.invalid")
	switch v := v.(type) {
	case string:
		if len(v) > d.MaxLen {
			return errs.E(errs.TooLarge, "err.too_large")
		}
		if strings.ContainsRune(v, 0) {
			return errs.E(errs.BadRequest, "err.bad_request")
		}
		if d.List != "" && !isCode(v) {
			return bad
		}
	case op.ID:
		if v.IsZero() {
			return bad
		}
	case Date:
		if !v.Valid() {
			return bad
		}
	case Local:
		if !v.Valid() {
			return bad
		}
	}
	if d.rule != nil && !d.rule(v) {
		return bad
	}
	return nil
}

// isCode reports whether s is spelt as a code. Whether the office's list has it is not asked: lists change, and a
// note must not be refused because a list on the phone is a week old.
func isCode(s string) bool {
	if s == "" || len(s) > 48 {
		return false
	}
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' && r != '.' && r != '-' {
			return false
		}
	}
	return true
}

// Lookup returns the definition of a field id.
func Lookup(id op.FieldID) (*Def, bool) {
	d, ok := registry[id]
	return d, ok
}

// Named is the field whose question has a name, nil for none.
func Named(name string) *Def {
	for _, d := range registry {
		if d.Name == name && name != "" {
			return d
		}
	}
	return nil
}

// Fields calls f for every registered field, in no particular order.
func Fields(f func(*Def)) {
	for _, d := range registry {
		f(d)
	}
}

// Source gives the states of a file's parts; nil for a part that is not held.
type Source interface {
	Part(op.Part) *fold.State
}

// Parts is a Source made of a map.
type Parts map[op.Part]*fold.State

// Part returns the state of a part, or nil.
func (p Parts) Part(part op.Part) *fold.State { return p[part] }

// Read is what a register holds for a reader.
type Read[T Value] struct {
	V        T           // the value to show
	Known    bool        // something was ever set
	Conflict bool        // several different values wait for a decision; V is shown meanwhile
	Heads    []op.ID     // what a writer who saw this must list as superseded
	Sibs     []fold.Head // all live values, the latest last
}

// At returns who wrote the latest value and when; the zero Head when nothing is known.
func (r Read[T]) At() fold.Head {
	if len(r.Sibs) == 0 {
		return fold.Head{}
	}
	return r.Sibs[len(r.Sibs)-1]
}

// Get reads the field of one entity.
func (f Field[T]) Get(src Source, id op.ID) Read[T] {
	var out Read[T]
	reg := src.Part(f.Part).Find(op.Ent{Kind: f.Entity, ID: id}).Register(f.ID)
	if reg == nil {
		return out
	}
	out.Sibs = reg.Sibs
	out.Conflict = disagree(f.Def, reg.Sibs)
	var best int64
	for _, h := range reg.Sibs {
		out.Heads = append(out.Heads, h.ID)
		var v T
		val, ok := current(f.Def, h.SV, h.Val)
		if !ok || isCleared(val) || op.Unmarshal(val, &v) != nil {
			continue
		}
		rank := int64(0)
		switch f.Show {
		case Max:
			rank = rankOf(any(v))
		case Min:
			rank = -rankOf(any(v))
		}
		if !out.Known || rank >= best {
			out.V, out.Known, best = v, true, rank
		}
	}
	return out
}

// rankOf orders values for Max and Min: false before true, numbers by size, risk words by danger.
func rankOf(v any) int64 {
	switch v := v.(type) {
	case bool:
		if v {
			return 1
		}
	case int64:
		return v
	case string:
		return int64(RiskRank(v))
	}
	return 0
}

// Elements reads a Many or Grow field: the values with the heads that carry them, oldest first.
func (f Field[T]) Elements(src Source, id op.ID) (vals []T, heads []fold.Head) {
	e := src.Part(f.Part).Find(op.Ent{Kind: f.Entity, ID: id})
	items := e.List(f.ID)
	if f.Shape == Many {
		items = e.Set(f.ID)
	}
	for _, h := range items {
		var v T
		if val, ok := current(f.Def, h.SV, h.Val); ok && op.Unmarshal(val, &v) == nil {
			vals, heads = append(vals, v), append(heads, h)
		}
	}
	return vals, heads
}

// Set drafts a new value in place of the heads the author saw.
func (f Field[T]) Set(file, id op.ID, v T, seen []op.ID) op.Draft {
	return f.draft(op.Set, file, id, v, seen)
}

// Add drafts a new element of a Many field.
func (f Field[T]) Add(file, id op.ID, v T) op.Draft { return f.draft(op.Add, file, id, v, nil) }

// Append drafts a new item of a Grow field.
func (f Field[T]) Append(file, id op.ID, v T) op.Draft { return f.draft(op.Append, file, id, v, nil) }

// Rem drafts the removal of the elements with these tags.
func (f Field[T]) Rem(file, id op.ID, tags []op.ID) op.Draft {
	return op.Draft{File: file, Part: f.Part, Ent: op.Ent{Kind: f.Entity, ID: id}, Kind: op.Rem, Field: f.ID, SV: f.Version, Sup: tags}
}

func (f Field[T]) draft(k op.Kind, file, id op.ID, v T, seen []op.ID) op.Draft {
	return op.Draft{File: file, Part: f.Part, Ent: op.Ent{Kind: f.Entity, ID: id}, Kind: k, Field: f.ID, SV: f.Version, Val: op.Marshal(v), Sup: seen}
}

// Begin drafts the create op of an entity, in the core part, where its head lies.
func Begin(file op.ID, kind op.EntKind, id op.ID) op.Draft {
	return op.Draft{File: file, Part: op.Core, Ent: op.Ent{Kind: kind, ID: id}, Kind: op.Create}
}
