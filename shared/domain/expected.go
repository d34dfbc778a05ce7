package domain

import "damping/shared/op"

// Expected are the heads that a command would list were it given now. An approval keeps those that it was given for:
// nobody approves what they have not seen.
func Expected(o *op.Op, src Source) []op.ID {
	switch o.Field {
	case CmdAssign, CmdTransfer:
		if owner, ok := OwnerField(o.Ent.Kind); ok {
			return owner.Get(src, o.File).Heads
		}
	case CmdAdvance, CmdSkip:
		return CaseStage.Get(src, o.File).Heads
	case CmdClose, CmdReopen, CmdMerge, CmdUnmerge:
		return CourseHeads(o.Ent.Kind, o.File, src)
	case CmdApprove:
		return o.Sup
	}
	return nil
}
