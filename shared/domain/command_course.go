package domain

import (
	"slices"

	"damping/shared/op"
)

// AdvanceArgs moves a case to the next stage.
type AdvanceArgs struct {
	_  struct{} `cbor:",toarray"`
	To string
}

func (a AdvanceArgs) valid() bool { return slices.Contains(Stages, a.To) }

// CloseArgs ends the work on a file. As is the state that a complaint ends in, or the approved outcome of a case. A
// complaint ends with a reason; a case has had its reason approved and may add a note.
type CloseArgs struct {
	_      struct{} `cbor:",toarray"`
	As     string
	Reason string
	To     string // who took a complaint over that was passed on
}

// checkClose asks of a complaint one of its endings, a reason, and for one that was passed on to whom.
func checkClose(o *op.Op) error {
	return args(func(a CloseArgs) bool {
		sound := isCode(a.As) && isNote(a.Reason) && len(a.To) <= 200 && isNote(a.To)
		if o.Ent.Kind == Complaint {
			return sound && slices.Contains(ComplaintEndings, a.As) && isReason(a.Reason) && (a.As == ComplaintPassedOn) == isReason(a.To)
		}
		return sound && a.To == ""
	})(o)
}

// ReopenArgs says why a closed file is opened again, or why two files are not the same after all.
type ReopenArgs struct {
	_      struct{} `cbor:",toarray"`
	Reason string
}

func (a ReopenArgs) valid() bool { return isReason(a.Reason) }

// ApproveArgs answers what the owner of a case asked approval for. A no has a reason.
type ApproveArgs struct {
	_      struct{} `cbor:",toarray"`
	Yes    bool
	Reason string
}

func (a ApproveArgs) valid() bool { return isNote(a.Reason) && (a.Yes || isReason(a.Reason)) }

// MergeArgs names the file that this one is the same as, or belongs to. Nothing moves: this one is closed, and both say
// so.
type MergeArgs struct {
	_      struct{} `cbor:",toarray"`
	Into   op.ID
	Reason string
}

func (a MergeArgs) valid() bool { return !a.Into.IsZero() && isReason(a.Reason) }

// Advance drafts the command that moves a case on; stage are the heads of CaseStage that the author saw.
func Advance(file op.ID, args AdvanceArgs, stage []op.ID) op.Draft {
	return command(Case, file, CmdAdvance, args, stage)
}

// Close drafts the command that ends the work on a file; seen are the CourseHeads that the author saw.
func Close(kind op.EntKind, file op.ID, args CloseArgs, seen []op.ID) op.Draft {
	return command(kind, file, CmdClose, args, seen)
}

// Reopen drafts the command that takes up a closed file again.
func Reopen(kind op.EntKind, file op.ID, args ReopenArgs, seen []op.ID) op.Draft {
	return command(kind, file, CmdReopen, args, seen)
}

// Approve drafts the answer to a request for approval; seen are the AskedHeads that the author saw.
func Approve(file op.ID, args ApproveArgs, seen []op.ID) op.Draft {
	return command(Case, file, CmdApprove, args, seen)
}

// Merge drafts the command that closes a file as the same as another, or as belonging to it.
func Merge(kind op.EntKind, file op.ID, args MergeArgs, seen []op.ID) op.Draft {
	return command(kind, file, CmdMerge, args, seen)
}

// Unmerge drafts the command that undoes a merging.
func Unmerge(kind op.EntKind, file op.ID, args ReopenArgs, seen []op.ID) op.Draft {
	return command(kind, file, CmdUnmerge, args, seen)
}
