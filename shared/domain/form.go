package domain

import (
	"slices"
	"strings"

	"damping/shared/fold"
	"damping/shared/op"
)

// Form is one kind of record of the case file as data: which entity it makes, where that begins, and what is asked. One
// form on the phone writes every kind, one card shows it, one reader prints it. Its name is the text "form." and Name.
type Form struct {
	Name string
	Kind op.EntKind
	// Home is the part where a record begins: who may not write there writes no such record.
	Home op.Part
	// Once says that a case has one such record at most; of a root it is the root itself.
	Once bool
	// Title is the question whose answer names a record on its card, When the one that says on what day it was; nil for
	// none.
	Title, When *Def
	Asks        []Question
}

// Question is one question of a form.
type Question struct {
	*Def
	// Told says that it is shown and not asked: it follows from the others.
	Told bool
	// Need says that a record is not saved without an answer.
	Need bool
	// If makes the question follow from another one of the form: it is asked only when that has one of the answers Is.
	If *Def
	Is []string
}

// ask, need and when write a question down in a form.
func ask[T Value](f Field[T]) Question  { return Question{Def: f.Def} }
func need[T Value](f Field[T]) Question { return Question{Def: f.Def, Need: true} }
func (a Question) when(d *Def, is ...string) Question {
	a.If, a.Is = d, is
	return a
}

// FormOf is the form with a name, nil for none.
func FormOf(name string) *Form {
	for _, f := range Forms {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// AttachmentPart is the part in which what is attached to a record lies: its own, or the story where it begins in the core.
func (f *Form) AttachmentPart() op.Part {
	if f.Home == op.Core {
		return op.Story
	}
	return f.Home
}

// Dated reports whether records of the form are something that happened, for the story of the case; people and what holds
// of the case as a whole are not.
func (f *Form) Dated() bool { return f.When != nil }

// Happened reports whether records of the form are written down when it has happened: mostly today.
func (f *Form) Happened() bool { return f.When != nil && slices.Contains(past, f.When) }

// At is when a record happened, as its author said; "" when they did not.
func (f *Form) At(r Record) Local {
	switch text := r.Answers[f.When.Name]; {
	case len(text) == len("2006-01-02"):
		return Local(text + "T00:00")
	default:
		return Local(text)
	}
}

// homesOf are the parts where entities of a kind may begin, the usual one first. A note begins in the story when its author
// may not write the coded facts.
func homesOf(kind op.EntKind) []op.Part {
	if kind == Note {
		return noteHomes
	}
	for _, f := range Forms {
		if f.Kind == kind && f.Home != op.Core {
			return []op.Part{f.Home}
		}
	}
	return coreHome
}

var (
	coreHome  = []op.Part{op.Core}
	noteHomes = []op.Part{op.Core, op.Story}
)

// Asked reports whether a question is asked, given the other answers.
func (a Question) Asked(answers map[string]string) bool {
	if a.If == nil || a.Told {
		return !a.Told
	}
	return slices.ContainsFunc(strings.Split(answers[a.If.Name], ","), func(v string) bool { return slices.Contains(a.Is, v) })
}

// Record is one record as a page, a letter or a rule reads it.
type Record struct {
	ID   op.ID
	By   op.ID // appointment of who began it
	Made int64 // ms UTC
	// Answers are what it says, by the names of its questions: values as a form holds them, several separated by commas.
	// Of a part that the reader does not hold there are none.
	Answers map[string]string
}

// Records reads every record of a form, oldest first.
func (f *Form) Records(src Source) (out []Record) {
	each(src, f.Kind, func(e *fold.Entity) {
		r := Record{ID: e.Ent.ID, Answers: f.Answers(src, e.Ent.ID)}
		r.By, r.Made = author(e)
		out = append(out, r)
	})
	slices.SortStableFunc(out, func(a, b Record) int { return int(a.Made - b.Made) })
	return out
}

// Answers reads what one record says.
func (f *Form) Answers(src Source, id op.ID) map[string]string {
	out := map[string]string{}
	for _, a := range f.Asks {
		if text := a.Read(src, id); text != "" {
			out[a.Name] = text
		}
	}
	return out
}

// Read is what a field of one entity holds, as a form holds it: of a register in dispute the value that is shown meanwhile.
func (d *Def) Read(src Source, id op.ID) string {
	e := src.Part(d.Part).Find(op.Ent{Kind: d.Entity, ID: id})
	if d.Shape != Single {
		items := e.Set(d.ID)
		if d.Shape == Grow {
			items = e.List(d.ID)
		}
		var list []string
		for _, h := range items {
			if val, ok := d.Value(h); ok {
				if text := d.Raw(val); text != "" && !slices.Contains(list, text) {
					list = append(list, text)
				}
			}
		}
		return strings.Join(list, ",")
	}
	reg := e.Register(d.ID)
	if reg == nil {
		return ""
	}
	best, text := int64(0), ""
	for _, h := range reg.Sibs {
		val, ok := d.Value(h)
		if !ok {
			continue
		}
		raw := d.Raw(val)
		rank := int64(0)
		if d.Show != Latest && raw != "" {
			if rank = int64(RiskRank(raw)); raw == Yes {
				rank = 1
			}
			if d.Show == Min {
				rank = -rank
			}
		}
		if text == "" || d.Show == Latest || rank >= best {
			text, best = raw, rank
		}
	}
	return text
}

// Follows drafts what a record, as it is wanted, means for the rest of its case.
func (f *Form) Follows(src Source, file, id op.ID, now map[string]string) []op.Draft {
	out := f.remind(src, file, id, now)
	if f == DangerForm {
		out = append(out, dangerFollows(src, file, id, now)...)
	}
	return out
}

// Write drafts what somebody changed in a record: was is what they read, now what they want. Where a colleague has written
// something else meanwhile both stay, for people to decide; what both wrote alike is written once.
func (f *Form) Write(src Source, file, id op.ID, was, now map[string]string) (out []op.Draft) {
	for _, a := range f.Asks {
		before, after := was[a.Name], now[a.Name]
		if before == after || !a.Asked(now) && after == "" && before == "" {
			continue
		}
		out = append(out, a.change(src, file, id, before, after)...)
	}
	return out
}

// change drafts the change of one field from what was read to what is wanted.
func (d *Def) change(src Source, file, id op.ID, was, now string) (out []op.Draft) {
	e := src.Part(d.Part).Find(op.Ent{Kind: d.Entity, ID: id})
	if d.Shape == Many {
		before, after := list(was), list(now)
		for _, v := range after {
			if val, ok := d.Encode(v); ok && !slices.Contains(before, v) {
				out = append(out, d.write(op.Add, file, id, val, nil))
			}
		}
		var tags []op.ID
		for _, h := range e.Set(d.ID) {
			if val, ok := d.Value(h); ok {
				if raw := d.Raw(val); slices.Contains(before, raw) && !slices.Contains(after, raw) {
					tags = append(tags, h.ID)
				}
			}
		}
		if len(tags) > 0 {
			out = append(out, d.write(op.Rem, file, id, nil, tags))
		}
		return out
	}

	current := d.Read(src, id)
	if current == now {
		return nil
	}
	var seen []op.ID
	if reg := e.Register(d.ID); reg != nil && current == was {
		for _, h := range reg.Sibs {
			seen = append(seen, h.ID)
		}
	}
	val, ok := d.Encode(now)
	if now == "" {
		val, ok = cleared, true
	}
	if !ok {
		return nil
	}
	return append(out, d.write(op.Set, file, id, val, seen))
}

func list(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

func contains(text, v string) bool { return slices.Contains(list(text), v) }
