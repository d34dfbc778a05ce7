package domain

import (
	"crypto/sha256"
	"slices"

	"damping/shared/fold"
	"damping/shared/op"
)

// The states of a complaint in which the work on it is over. ComplaintMerged belongs to a case, ComplaintDuplicate tells
// of what another complaint tells already.
const (
	ComplaintInformation = "informasi_saja"
	ComplaintOutOfScope  = "di_luar_lingkup"
	ComplaintPassedOn    = "dialihkan"
	ComplaintMerged      = "digabung"
	ComplaintDuplicate   = "duplikat"
)

// ComplaintEndings are those that a person may close a complaint with; the others come of merging.
var ComplaintEndings = []string{ComplaintInformation, ComplaintOutOfScope, ComplaintPassedOn}

// The states of a case beside its stage. One without a state is open.
const (
	CaseOpen      = "terbuka"
	CaseShut      = "ditutup"
	CaseDuplicate = "duplikat"
)

// What the owner of a case asks approval for. AskNothing takes a request back; reopening a case does so, too, or the
// old approval would close it a second time.
const (
	AskClosing = "penutupan"
	AskNothing = "dicabut"
)

// The answers.
const (
	Approved = "disetujui"
	Refused  = "ditolak"
)

// Fields that say how a case ends and what two files have to do with one another.
var (
	CaseState      = field[string](Def{ID: 225, Entity: Case, Part: op.Core, Server: true, List: "case_state", Clear: "status"})
	CaseAsk        = field[string](Def{ID: 226, Entity: Case, Part: op.Core, List: "approval_kind"})
	CaseAskNote    = field[string](Def{ID: 227, Entity: Case, Part: op.Story, Class: Specific, MaxLen: MaxReason})
	CaseApproval   = field[string](Def{ID: 228, Entity: Case, Part: op.Core, Server: true, List: "approval"})
	CaseApprovalOf = field[op.ID](Def{ID: 229, Entity: Case, Part: op.Core, Server: true})

	CaseInto        = field[op.ID](Def{ID: 230, Entity: Case, Part: op.Core, Shape: Many, Server: true})
	CaseMerged      = field[op.ID](Def{ID: 231, Entity: Case, Part: op.Core, Shape: Many, Server: true})
	ComplaintInto   = field[op.ID](Def{ID: 128, Entity: Complaint, Part: op.Core, Shape: Many, Server: true})
	ComplaintJoined = field[op.ID](Def{ID: 129, Entity: Complaint, Part: op.Core, Shape: Many, Server: true})
)

// StateField is the register of a kind of file that says whether the work on it is over.
func StateField(kind op.EntKind) (state Field[string], ok bool) {
	switch kind {
	case Case:
		return CaseState, true
	case Complaint:
		return ComplaintState, true
	}
	return state, false
}

// LinkFields are the sets of a kind of file that name what it was merged into, and what was merged into it.
func LinkFields(kind op.EntKind) (into, merged Field[op.ID]) {
	if kind == Complaint {
		return ComplaintInto, ComplaintJoined
	}
	return CaseInto, CaseMerged
}

// ends reports whether a state is one in which the work is over by command.
func ends(kind op.EntKind, state string) bool {
	if kind == Case {
		return state == CaseShut || state == CaseDuplicate
	}
	return slices.Contains(ComplaintEndings, state) || state == ComplaintMerged || state == ComplaintDuplicate
}

// Ended reports whether a file was closed or merged. While people disagree it is not: somebody believes that there is
// work to do.
func Ended(src Source, kind op.EntKind, id op.ID) bool {
	f, ok := StateField(kind)
	if !ok {
		return false
	}
	v := f.Get(src, id)
	return v.Known && !v.Conflict && ends(kind, v.V)
}

// Closed reports whether a list row is of a file on which there is nothing more to do: a case that was closed or merged,
// a complaint that is neither new nor only assessed. Such files leave the caseload that a device holds by itself.
func Closed(c Card) bool {
	if c.Kind == Complaint {
		return c.State != StateNew && c.State != StateTriaged
	}
	return ends(c.Kind, c.State)
}

// CourseHeads are what a command on the course of a file must have seen: the state of a complaint; of a case also what
// was asked and answered.
func CourseHeads(kind op.EntKind, id op.ID, src Source) []op.ID {
	f, ok := StateField(kind)
	if !ok {
		return nil
	}
	heads := slices.Clone(f.Get(src, id).Heads)
	if kind == Case {
		heads = append(append(heads, AskedHeads(id, src)...), CaseApproval.Get(src, id).Heads...)
	}
	return heads
}

// AskedHeads are the heads of what an approval is about: the request and the outcome that it names.
func AskedHeads(id op.ID, src Source) []op.ID {
	return slices.Concat(CaseAsk.Get(src, id).Heads, CaseOutcome.Get(src, id).Heads)
}

// AskedDigest stands for those heads: an approval is bound to it, so that an outcome which is changed later, or was
// changed meanwhile on a phone without signal, is not approved.
func AskedDigest(heads []op.ID) op.ID {
	heads = slices.Clone(heads)
	slices.SortFunc(heads, op.ID.Compare)
	sum := sha256.Sum256(op.Marshal(heads))
	return op.ID(sum[:16])
}

// Asking is where a request for approval stands.
type Asking struct {
	What    string // AskClosing, "" when nothing is asked
	Outcome string // what the case is to end with
	Note    string
	By      fold.Head // who asked, and when
	Answer  string    // Approved, Refused, or "" while it waits; an answer to something else is none
	Settled bool      // request and outcome are known and nobody disagrees about them
}

// ReadAsking reads the request for approval of a case.
func ReadAsking(src Source, id op.ID) Asking {
	ask, outcome := CaseAsk.Get(src, id), CaseOutcome.Get(src, id)
	if ask.V == AskNothing && !ask.Conflict {
		return Asking{}
	}
	a := Asking{What: ask.V, Outcome: outcome.V, Note: CaseAskNote.Get(src, id).V, By: ask.At(),
		Settled: ask.Known && outcome.Known && !ask.Conflict && !outcome.Conflict}
	if a.Settled && CaseApprovalOf.Get(src, id).V == AskedDigest(AskedHeads(id, src)) {
		a.Answer = CaseApproval.Get(src, id).V
	}
	return a
}

// Ask drafts the request for approval to close a case with an outcome; seen gives the heads of a field that the author
// saw.
func Ask(file op.ID, outcome, note string, seen func(op.FieldID) []op.ID) []op.Draft {
	out := []op.Draft{CaseOutcome.Set(file, file, outcome, seen(CaseOutcome.ID)), CaseAsk.Set(file, file, AskClosing, seen(CaseAsk.ID))}
	if note != "" {
		out = append(out, CaseAskNote.Set(file, file, note, seen(CaseAskNote.ID)))
	}
	return out
}

// DecidesState reports whether an op of a person would set or replace what only a command decides: that a complaint is closed,
// or open again. Choosing among values that disagree decides nothing anew.
func DecidesState(o *op.Op, src Source) bool {
	if o.Kind != op.Set || o.Field != ComplaintState.ID {
		return false
	}
	now := ComplaintState.Get(src, o.Ent.ID)
	if now.Conflict && slices.ContainsFunc(now.Sibs, func(h fold.Head) bool { return slices.Equal(h.Val, o.Val) }) {
		return false
	}
	var v string
	if op.Unmarshal(o.Val, &v) == nil && ends(Complaint, v) {
		return true
	}
	return slices.ContainsFunc(now.Sibs, func(h fold.Head) bool {
		var was string
		return slices.Contains(o.Sup, h.ID) && op.Unmarshal(h.Val, &was) == nil && ends(Complaint, was)
	})
}
