package domain

import (
	"slices"

	"damping/shared/errs"
	"damping/shared/op"
)

// The commands. A command is a request that the server judges against the present state; what it changes comes back
// as ordinary ops of the server. Ids are append-only because they travel in the field of an op.
const (
	CmdGrant   op.FieldID = 1
	CmdAssign  op.FieldID = 2
	CmdAdvance op.FieldID = 3
)

// GrantArgs lets an appointment read and, as its role allows, write parts of a file.
type GrantArgs struct {
	_           struct{} `cbor:",toarray"`
	Appointment op.ID
	Parts       []op.Part
	Until       int64 // ms UTC; 0 is without end
}

// AssignArgs makes an appointment the owner of a case or a complaint. The former owner's reading ends with it.
type AssignArgs struct {
	_           struct{} `cbor:",toarray"`
	Appointment op.ID
}

// AdvanceArgs moves a case to the next stage.
type AdvanceArgs struct {
	_  struct{} `cbor:",toarray"`
	To string
}

func command(kind op.EntKind, file op.ID, id op.FieldID, args any, expect []op.ID) op.Draft {
	return op.Draft{File: file, Part: op.Core, Ent: op.Ent{Kind: kind, ID: file}, Kind: op.Cmd, Field: id, SV: 1, Val: op.Marshal(args), Sup: expect}
}

// Grant drafts the command that lets a colleague into a case.
func Grant(file op.ID, args GrantArgs) op.Draft { return command(Case, file, CmdGrant, args, nil) }

// Assign drafts the command that hands a case to another owner; owner are the heads of CaseOwner that the author saw.
func Assign(file op.ID, args AssignArgs, owner []op.ID) op.Draft {
	return command(Case, file, CmdAssign, args, owner)
}

// HandOn drafts the command that hands a complaint to who takes it further; owner are the heads of ComplaintOwner that the
// author saw.
func HandOn(file op.ID, args AssignArgs, owner []op.ID) op.Draft {
	return command(Complaint, file, CmdAssign, args, owner)
}

// OwnerField is the register of a kind of file that says whose it is. Cases and complaints have one.
func OwnerField(kind op.EntKind) (owner Field[op.ID], ok bool) {
	switch kind {
	case Case:
		return CaseOwner, true
	case Complaint:
		return ComplaintOwner, true
	}
	return owner, false
}

// Advance drafts the command that moves a case on; stage are the heads of CaseStage that the author saw.
func Advance(file op.ID, args AdvanceArgs, stage []op.ID) op.Draft {
	return command(Case, file, CmdAdvance, args, stage)
}

// CommandName is the word for a command in audit rows and policy tables; "" for an unknown one.
func CommandName(id op.FieldID) string {
	switch id {
	case CmdGrant:
		return "grant"
	case CmdAssign:
		return "assign"
	case CmdAdvance:
		return "advance"
	}
	return ""
}

// checkCommand refuses a command that is not well formed. Whether it may be carried out is for the server to say.
func checkCommand(o *op.Op) error {
	bad := errs.E(errs.Invalid, "err.invalid").At("val")
	if o.Ent.Kind != Case && (o.Ent.Kind != Complaint || o.Field != CmdAssign) || o.Ent.ID != o.File || o.Part != op.Core || o.SV != 1 {
		return errs.E(errs.Invalid, "err.invalid").At("ent")
	}
	switch o.Field {
	case CmdGrant:
		var a GrantArgs
		if err := op.Unmarshal(o.Val, &a); err != nil {
			return err
		}
		if a.Appointment.IsZero() || len(a.Parts) == 0 || len(a.Parts) > len(op.Parts) || a.Until < 0 {
			return bad
		}
		for i, p := range a.Parts {
			if !p.Valid() || slices.Contains(a.Parts[:i], p) {
				return bad
			}
		}
	case CmdAssign:
		var a AssignArgs
		if err := op.Unmarshal(o.Val, &a); err != nil {
			return err
		}
		if a.Appointment.IsZero() {
			return bad
		}
	case CmdAdvance:
		var a AdvanceArgs
		if err := op.Unmarshal(o.Val, &a); err != nil {
			return err
		}
		if !slices.Contains(Stages, a.To) {
			return bad
		}
	default:
		return errs.E(errs.UnknownField, "err.unknown_field").At("field")
	}
	return nil
}
