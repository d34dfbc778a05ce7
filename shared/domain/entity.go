package domain

import "damping/shared/op"

// The kinds of entity, append-only because they travel. The first ones are roots: a file's id is its root's id.
const (
	Complaint   op.EntKind = 1
	Case        op.EntKind = 2
	UserSpace   op.EntKind = 3
	Institution op.EntKind = 4
	Copy        op.EntKind = 5

	Victim      op.EntKind = 16
	Perpetrator op.EntKind = 17
	Relation    op.EntKind = 18
	Incident    op.EntKind = 19
	Note        op.EntKind = 20
	FollowUp    op.EntKind = 21
	Attachment  op.EntKind = 22
	Decision    op.EntKind = 23
)

// IsRoot reports whether a file can have this kind of root.
func IsRoot(k op.EntKind) bool { return k >= Complaint && k <= Copy }

// FileKindName is the word for a kind of file in audit rows and policy tables.
func FileKindName(k op.EntKind) string {
	switch k {
	case Complaint:
		return "complaint"
	case Case:
		return "case"
	case UserSpace:
		return "user"
	case Institution:
		return "institution"
	case Copy:
		return "copy"
	}
	return ""
}

func knownEntity(k op.EntKind) bool { return IsRoot(k) || k >= Victim && k <= Decision }
