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

	Member     op.EntKind = 24 // of the household and family
	Danger     op.EntKind = 25 // one look at the danger
	Safety     op.EntKind = 26 // safety plan
	Emergency  op.EntKind = 27
	Assessment op.EntKind = 28
	Consent    op.EntKind = 29
	Goal       op.EntKind = 30
	Action     op.EntKind = 31
	Agreement  op.EntKind = 32
	Service    op.EntKind = 33
	Referral   op.EntKind = 34
	Mediation  op.EntKind = 35
	Stay       op.EntKind = 36
	Duty       op.EntKind = 37 // to report sexual violence (UU 12/2022 Ps 41)
	LegalStep  op.EntKind = 38
	Attempt    op.EntKind = 39 // to reach somebody
	Visit      op.EntKind = 40
	Conference op.EntKind = 41
	Review     op.EntKind = 42
	Request    op.EntKind = 43 // about the data that are kept (UU 27/2022)
	Closure    op.EntKind = 44
)

// lastEntity is the highest kind that this version knows.
const lastEntity = Closure

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

func knownEntity(k op.EntKind) bool { return IsRoot(k) || k >= Victim && k <= lastEntity }
