package domain

import (
	"slices"

	"damping/shared/op"
)

// GrantArgs lets an appointment read and, as its role allows, write parts of a file.
type GrantArgs struct {
	_           struct{} `cbor:",toarray"`
	Appointment op.ID
	Parts       []op.Part
	Until       int64 // ms UTC; 0 is without end
}

func (a GrantArgs) valid() bool {
	if a.Appointment.IsZero() || len(a.Parts) == 0 || len(a.Parts) > len(op.Parts) || a.Until < 0 {
		return false
	}
	for i, p := range a.Parts {
		if !p.Valid() || slices.Contains(a.Parts[:i], p) {
			return false
		}
	}
	return true
}

// AssignArgs makes an appointment the owner of a case or a complaint. The former owner's reading ends with it.
type AssignArgs struct {
	_           struct{} `cbor:",toarray"`
	Appointment op.ID
}

func (a AssignArgs) valid() bool { return !a.Appointment.IsZero() }

// TransferArgs moves a file to the unit of a head there, who owns it until it is assigned on.
type TransferArgs struct {
	_      struct{} `cbor:",toarray"`
	Head   op.ID    // appointment of who looks after that unit
	Reason string
}

func (a TransferArgs) valid() bool { return !a.Head.IsZero() && isReason(a.Reason) }

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

// Transfer drafts the command that moves a file to another unit; owner are the heads of its owner that the author saw.
func Transfer(kind op.EntKind, file op.ID, args TransferArgs, owner []op.ID) op.Draft {
	return command(kind, file, CmdTransfer, args, owner)
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
