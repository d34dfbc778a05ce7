package domain

import (
	"sort"

	"damping/shared/fold"
	"damping/shared/op"
)

// Fields of a decision: one entry for every command that changed the course of a file, written by the server. Its head
// lies in the core, its words in the story.
var (
	DecisionKind   = field[string](Def{ID: 820, Entity: Decision, Part: op.Core, Server: true, List: "decision"})
	DecisionCode   = field[string](Def{ID: 821, Entity: Decision, Part: op.Core, Server: true})
	DecisionReason = field[string](Def{ID: 822, Entity: Decision, Part: op.Story, Server: true, Class: Specific, MaxLen: MaxReason})
	DecisionTo     = field[string](Def{ID: 823, Entity: Decision, Part: op.Story, Server: true, Class: General})
)

// The kinds of decision.
const (
	DecidedClose    = "ditutup"
	DecidedReopen   = "dibuka_kembali"
	DecidedYes      = "disetujui"
	DecidedNo       = "ditolak"
	DecidedTransfer = "dipindahkan"
	DecidedMerge    = "digabung"
	DecidedUnmerge  = "dipisah"
	DecidedSkip     = "gerbang_dilewati"
	DecidedPermit   = "diizinkan"
)

// DecisionView is a decision as a screen shows it. Words of a part that the reader does not hold are empty.
type DecisionView struct {
	ID, By     op.ID // By is the appointment that gave the command
	Kind, Code string
	Reason, To string
	At         int64 // ms UTC
	eff        op.HLC
}

// Decisions reads every decision on a file, oldest first.
func Decisions(src Source) (out []DecisionView) {
	each(src, Decision, func(e *fold.Entity) {
		id := e.Ent.ID
		v := DecisionView{ID: id, Kind: DecisionKind.Get(src, id).V, Code: DecisionCode.Get(src, id).V,
			Reason: DecisionReason.Get(src, id).V, To: DecisionTo.Get(src, id).V}
		if v.By, v.At = author(e); len(e.Born) > 0 {
			v.eff = e.Born[0].Eff
		}
		out = append(out, v)
	})
	// Two of the same millisecond have ids in any order.
	sort.SliceStable(out, func(i, j int) bool { return out[i].eff < out[j].eff })
	return out
}

// Decide drafts a decision, for the server to write.
func Decide(file, id op.ID, v DecisionView) []op.Draft {
	out := []op.Draft{Begin(file, Decision, id), DecisionKind.Set(file, id, v.Kind, nil)}
	for _, f := range []struct {
		field Field[string]
		text  string
	}{{DecisionCode, v.Code}, {DecisionReason, v.Reason}, {DecisionTo, v.To}} {
		if f.text != "" {
			out = append(out, f.field.Set(file, id, f.text, nil))
		}
	}
	return out
}
