package domain

import (
	"slices"
	"strings"

	"damping/shared/errs"
	"damping/shared/op"
)

// The commands. A command is a request that the server judges against the present state; what it changes comes back
// as ordinary ops of the server. Ids are append-only because they travel in the field of an op.
const (
	CmdGrant    op.FieldID = 1
	CmdAssign   op.FieldID = 2
	CmdAdvance  op.FieldID = 3
	CmdTransfer op.FieldID = 4
	CmdClose    op.FieldID = 5
	CmdReopen   op.FieldID = 6
	CmdApprove  op.FieldID = 7
	CmdMerge    op.FieldID = 8
	CmdUnmerge  op.FieldID = 9
	CmdAdopt    op.FieldID = 10 // inbox.go
	CmdSetAside op.FieldID = 11
	CmdSkip     op.FieldID = 12
	CmdPermit   op.FieldID = 13
)

// A commandDef is what is known of a command whatever its arguments. A command that carries words lies in the story: it
// travels to everybody who reads its part, and who reads only the coded facts must not learn the reason of a closing.
type commandDef struct {
	name  string
	part  op.Part
	kinds []op.EntKind // of file
	check func(*op.Op) error
}

var (
	onCases = []op.EntKind{Case}
	onBoth  = []op.EntKind{Case, Complaint}
	onAll   = []op.EntKind{Case, Complaint, UserSpace} // what has no file is decided on in the own space
)

var commands = map[op.FieldID]commandDef{
	CmdGrant:    {"grant", op.Core, onCases, args(GrantArgs.valid)},
	CmdAssign:   {"assign", op.Core, onBoth, args(AssignArgs.valid)},
	CmdAdvance:  {"advance", op.Core, onCases, args(AdvanceArgs.valid)},
	CmdTransfer: {"transfer", op.Story, onBoth, args(TransferArgs.valid)},
	CmdClose:    {"close", op.Story, onBoth, checkClose},
	CmdReopen:   {"reopen", op.Story, onBoth, args(ReopenArgs.valid)},
	CmdApprove:  {"approve", op.Story, onCases, args(ApproveArgs.valid)},
	CmdMerge:    {"merge", op.Story, onBoth, args(MergeArgs.valid)},
	CmdUnmerge:  {"unmerge", op.Story, onBoth, args(ReopenArgs.valid)},
	CmdSkip:     {"skip", op.Story, onCases, args(SkipArgs.valid)},
	CmdPermit:   {"permit", op.Story, onCases, args(PermitArgs.valid)},
	CmdAdopt:    {"adopt", op.Core, onBoth, args(AdoptArgs.valid)},
	CmdSetAside: {"setaside", op.Story, onAll, args(SetAsideArgs.valid)},
}

// CommandName is the word for a command in audit rows and policy tables; "" for an unknown one.
func CommandName(id op.FieldID) string { return commands[id].name }

// command drafts a command on a file; expect are the heads that its author saw.
func command(kind op.EntKind, file op.ID, id op.FieldID, args any, expect []op.ID) op.Draft {
	return op.Draft{File: file, Part: commands[id].part, Ent: op.Ent{Kind: kind, ID: file}, Kind: op.Cmd, Field: id, SV: 1,
		Val: op.Marshal(args), Sup: expect}
}

// checkCommand refuses a command that is not well formed. Whether it may be carried out is for the server to say.
func checkCommand(o *op.Op) error {
	def, known := commands[o.Field]
	if !known {
		return errs.E(errs.UnknownField, "err.unknown_field").At("field")
	}
	if !slices.Contains(def.kinds, o.Ent.Kind) || o.Ent.ID != o.File || o.Part != def.part || o.SV != 1 {
		return errs.E(errs.Invalid, "err.invalid").At("ent")
	}
	return def.check(o)
}

// args makes the check of a command from that of its arguments.
func args[T any](valid func(T) bool) func(*op.Op) error {
	return func(o *op.Op) error {
		var a T
		if err := op.Unmarshal(o.Val, &a); err != nil {
			return err
		}
		if !valid(a) {
			return errs.E(errs.Invalid, "err.invalid").At("val")
		}
		return nil
	}
}

// MaxReason is how long the words of a command may be, in bytes.
const MaxReason = 4000

// isReason reports whether somebody gave a reason.
func isReason(text string) bool { return strings.TrimSpace(text) != "" && isNote(text) }

// isNote reports whether words can be kept, none at all included.
func isNote(text string) bool { return len(text) <= MaxReason && !strings.ContainsRune(text, 0) }
