package op

// Part is one part of a file. Whoever may read a part reads all of it; nothing is redacted inside one, so that two
// readers of a part hold the same bytes.
type Part uint8

// The parts. The numbers travel and are never reused.
const (
	Core        Part = 1  // coded facts, stage, risk, team, tasks, clocks, heads of timeline entries without text
	Identity    Part = 2  // names, national id, birth date, address, phones, safe contact, reporter, alleged perpetrator
	Story       Part = 3  // notes, chronology, assessment, plan, minutes
	Clinical    Part = 4  // raw instrument answers, psychologist's notes
	Legal       Part = 5  // legal track
	Shelter     Part = 6  // logistics only
	Supervision Part = 7  // supervisor's reasons, reviews
	Copy        Part = 16 // one referral, written by the server, answered by the partner
)

// CardPart is the list row of a file: a part that the server derives from the core whenever it is asked. Nothing is ever
// written to it, so it is none of Parts; it is held, given up and taken away like one.
const CardPart Part = 32

// Parts lists every part in order.
var Parts = []Part{Core, Identity, Story, Clinical, Legal, Shelter, Supervision, Copy}

// Valid reports whether p is a part that ops may be written to.
func (p Part) Valid() bool { return p >= Core && p <= Supervision || p == Copy }

func (p Part) String() string {
	switch p {
	case Core:
		return "core"
	case Identity:
		return "identity"
	case Story:
		return "story"
	case Clinical:
		return "clinical"
	case Legal:
		return "legal"
	case Shelter:
		return "shelter"
	case Supervision:
		return "supervision"
	case Copy:
		return "copy"
	case CardPart:
		return "card"
	}
	return "unknown"
}
