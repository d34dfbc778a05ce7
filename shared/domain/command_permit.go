package domain

import (
	"slices"

	"damping/shared/fold"
	"damping/shared/op"
)

// SkipArgs moves a case to the next stage although something is missing for it, for who looks after the unit. The reason
// stands in the case for ever.
type SkipArgs struct {
	_          struct{} `cbor:",toarray"`
	To, Reason string
}

func (a SkipArgs) valid() bool { return slices.Contains(Stages, a.To) && isReason(a.Reason) }

// PermitArgs is a reasoned decision of the head of the office: something that the law refuses by default is done in this
// case, or something that it demands is not.
type PermitArgs struct {
	_            struct{} `cbor:",toarray"`
	What, Reason string
}

// What a head may decide so.
const (
	PermitMediation = "mediasi"
	PermitNoReport  = "tidak_lapor_polisi" // UU 12/2022 Ps 41: against the report to the police, for now
)

// Permits lists what a head may decide so.
var Permits = []string{PermitMediation, PermitNoReport}

func (a PermitArgs) valid() bool { return slices.Contains(Permits, a.What) && isReason(a.Reason) }

// CasePermits are the decisions of that kind in force.
var CasePermits = field[string](Def{ID: ServerFields + 1, Entity: Case, Part: op.Core, Shape: Many, Server: true, List: "permit"})

// permits are the decisions in force about one thing.
func permits(src Source, id op.ID, what string) (out []fold.Head) {
	vals, heads := CasePermits.Elements(src, id)
	for i, v := range vals {
		if v == what {
			out = append(out, heads[i])
		}
	}
	return out
}

// Skip drafts the command that moves a case on past its gate; stage are the heads of CaseStage that the author saw.
func Skip(file op.ID, args SkipArgs, stage []op.ID) op.Draft {
	return command(Case, file, CmdSkip, args, stage)
}

// Permit drafts a head's reasoned decision.
func Permit(file op.ID, args PermitArgs) op.Draft {
	return command(Case, file, CmdPermit, args, nil)
}
