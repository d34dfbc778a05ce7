package domain

import (
	"strconv"
	"strings"

	"damping/shared/op"
)

// Kind is the type of a field's values, for who treats all fields alike.
type Kind uint8

// The kinds.
const (
	Text   Kind = iota // words or a code
	Number             // a whole number, none below 0
	YesNo
	Reference // the id of an entity of the file or of an appointment
	Day       // a civil date
	Moment    // a civil date and time
)

// Yes and No are the answers to a question of yes or no, as a form holds them.
const (
	Yes = "yes"
	No  = "no"
)

func kindOf(v any) Kind {
	switch v.(type) {
	case int64:
		return Number
	case bool:
		return YesNo
	case op.ID:
		return Reference
	case Date:
		return Day
	case Local:
		return Moment
	}
	return Text
}

// Kind is the type of the field's values.
func (d *Def) Kind() Kind { return d.kind }

// What a form takes at most: full years of an age, and any other number, of children, days, rupiah.
const (
	MostYears  = 120
	MostNumber = 1_000_000_000
)

// MaxNumber is the highest number that a form takes for the field.
func (d *Def) MaxNumber() int64 {
	if strings.HasSuffix(d.Name, ".age") {
		return MostYears
	}
	return MostNumber
}

// Split parts an answer into its values: those of a field with several are separated by commas.
func (d *Def) Split(text string) []string {
	if d.Shape == Single {
		return []string{text}
	}
	return list(text)
}

// Encode makes a value of what was typed or chosen in a form; false for what is no value of the field.
func (d *Def) Encode(text string) (val []byte, ok bool) {
	switch d.kind {
	case Number:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 || n > d.MaxNumber() {
			return nil, false
		}
		val = op.Marshal(n)
	case YesNo:
		if text != Yes && text != No {
			return nil, false
		}
		val = op.Marshal(text == Yes)
	case Reference:
		id, err := op.ParseID(text)
		if err != nil {
			return nil, false
		}
		val = op.Marshal(id)
	default:
		val = op.Marshal(text)
	}
	return val, d.check(val, d) == nil
}

// Raw is a stored value as a form holds it: "" for one that was taken away again or cannot be read.
func (d *Def) Raw(val []byte) string {
	if isCleared(val) {
		return ""
	}
	switch d.kind {
	case Number:
		var n int64
		if op.Unmarshal(val, &n) == nil {
			return strconv.FormatInt(n, 10)
		}
	case YesNo:
		var yes bool
		if op.Unmarshal(val, &yes) == nil {
			if yes {
				return Yes
			}
			return No
		}
	case Reference:
		var id op.ID
		if op.Unmarshal(val, &id) == nil {
			return id.String()
		}
	default:
		var text string
		if op.Unmarshal(val, &text) == nil {
			return text
		}
	}
	return ""
}

// cleared stands for a value that somebody took away again: nothing is known once more, and who wrote that is known.
var cleared = op.Marshal(nil)

func isCleared(val []byte) bool { return len(val) == 1 && val[0] == cleared[0] }

// write drafts one change of the field whatever the type of its values.
func (d *Def) write(k op.Kind, file, id op.ID, val []byte, sup []op.ID) op.Draft {
	return op.Draft{File: file, Part: d.Part, Ent: op.Ent{Kind: d.Entity, ID: id}, Kind: k, Field: d.ID, SV: d.Version, Val: val, Sup: sup}
}
