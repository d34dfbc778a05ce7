package domain

import (
	"strings"

	"damping/shared/civil"
	"damping/shared/deadline"
	"damping/shared/op"
)

// Card is one row of a list, kept ready so that a list of thousands needs no file to be opened. Find is held only on
// the owner's device, sealed like everything else there; a server never builds it.
type Card struct {
	_        struct{} `cbor:",toarray"`
	File     op.ID
	Kind     op.EntKind // Complaint or Case
	Number   string     // "" until the server has numbered it
	State    string     // stage of a case, or its state when it is closed; state of a complaint
	Risk     string
	Owner    op.ID // appointment
	District string
	Head     string // who and what, as codes, naming nobody: "anak" or "dewasa", then "#" and the kind of case
	Age      int64  // years of the first victim; -1 unknown
	Sex      string
	Received Local
	Touched  int64 // ms UTC of the latest change
	Due      []CardDue
	Find     string // folded text to search: names, numbers
}

// CardDue is one open follow-up on a card.
type CardDue struct {
	_        struct{} `cbor:",toarray"`
	ID       op.ID
	Kind     string
	Due      Local
	Assignee op.ID
}

// CardOf makes the card of a file from the parts that the device holds. kind is the file's root kind.
func CardOf(src Source, kind op.EntKind, id op.ID) Card {
	c, of := Card{File: id, Kind: kind, Age: -1}, ""
	find := []string{id.Provisional()}
	switch kind {
	case Complaint:
		v, _ := ReadComplaint(src, id)
		c.Number, c.State, c.Risk, c.Owner, c.District, c.Received, c.Age, c.Sex = v.Number, v.State, v.Risk, v.Owner, v.District, v.Received, v.Age, v.Sex
		find = append(find, v.Number, v.Who, v.ReporterName)
		if !Closed(c) {
			c.Due = limits(src, kind, id, v.Owner)
		}
	case Case:
		v, _ := ReadCase(src, id)
		c.Number, c.State, c.Risk, c.Owner, c.District, c.Received = v.Number, v.Stage, v.Risk, v.Owner, v.District, v.Received
		if v.State != CaseOpen {
			c.State = v.State
		}
		of = v.Kind
		find = append(find, v.Number, v.ReporterName)
		for i, p := range Victims(src) {
			if i == 0 {
				c.Age, c.Sex = p.Age, p.Sex
			}
			find = append(find, p.Name)
		}
		for _, p := range Perpetrators(src) {
			find = append(find, p.Name)
		}
		ended := Ended(src, Case, id) // nobody is to do anything until it is opened again
		for _, f := range FollowUps(src) {
			if f.State == FollowUpOpen && f.Due != "" && !ended {
				c.Due = append(c.Due, CardDue{ID: f.ID, Kind: f.Kind, Due: f.Due, Assignee: f.Assignee})
			}
		}
		if !ended {
			c.Due = append(c.Due, limits(src, kind, id, v.Owner)...)
		}
	}
	switch {
	case c.Age < 0:
		c.Head = ""
	case c.Age < 18:
		c.Head = "anak"
	default:
		c.Head = "dewasa"
	}
	if of != "" {
		c.Head += "#" + of
	}
	c.Touched = touched(src)
	for _, s := range find {
		if s != "" {
			c.Find += Fold(s) + "\n"
		}
	}
	return c
}

// Type is the kind of case, "" when nobody has said.
func (c *Card) Type() string {
	_, kind, _ := strings.Cut(c.Head, "#")
	return kind
}

// LimitKind begins the kind of a time limit among what is due on a card: "batas." and the code of the limit.
const LimitKind = "batas."

// limits are the time limits that run on a file, as things due from its owner. They follow from the parts at hand: a card
// made of the core alone tells those that begin and end there.
func limits(src Source, kind op.EntKind, id, owner op.ID) (out []CardDue) {
	const wib = civil.WIB // elapsed time is the same everywhere, and so is the last minute of a day in civil time
	for i, c := range Clocks(src, kind, id, wib, deadline.Indonesia()) {
		if c.Stopped == 0 {
			of := id
			of[0] ^= byte(i + 1)
			out = append(out, CardDue{ID: of, Kind: LimitKind + c.Limit.Code, Due: LocalAt(c.Due.At, wib.Minutes()), Assignee: owner})
		}
	}
	return out
}

// touched is the instant of the newest live value in any held part.
func touched(src Source) int64 {
	var eff op.HLC
	for _, p := range op.Parts {
		s := src.Part(p)
		if s == nil {
			continue
		}
		for _, e := range s.Ents {
			for _, h := range e.Born {
				eff = max(eff, h.Eff)
			}
			for _, r := range e.Regs {
				for _, h := range r.Sibs {
					eff = max(eff, h.Eff)
				}
			}
		}
	}
	if eff == 0 {
		return 0
	}
	return eff.Millis()
}
