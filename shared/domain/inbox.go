package domain

import (
	"damping/shared/fold"
	"damping/shared/op"
)

// Who took in what had been set aside: the ops that entered a file by somebody else's hand, each by the id under which
// it entered. Who put it there is who took it in; the op itself keeps its author.
var (
	CaseAdopted      = field[op.ID](Def{ID: 240, Entity: Case, Part: op.Core, Shape: Grow, Server: true})
	ComplaintAdopted = field[op.ID](Def{ID: 140, Entity: Complaint, Part: op.Core, Shape: Grow, Server: true})
)

// AdoptArgs takes a group that was set aside into its file, under its author's name. Group is the id of its first op.
// Owner is for a group that begins a file which nobody has: the appointment whose file it becomes.
type AdoptArgs struct {
	_     struct{} `cbor:",toarray"`
	Group op.ID
	Owner op.ID
}

func (a AdoptArgs) valid() bool { return !a.Group.IsZero() }

// SetAsideArgs says that a group was read and is not taken. It stays where it is, for ever.
type SetAsideArgs struct {
	_      struct{} `cbor:",toarray"`
	Group  op.ID
	Reason string
}

func (a SetAsideArgs) valid() bool { return !a.Group.IsZero() && isReason(a.Reason) }

// Adopt drafts the command that takes a group in.
func Adopt(kind op.EntKind, file op.ID, args AdoptArgs) op.Draft {
	return command(kind, file, CmdAdopt, args, nil)
}

// SetAside drafts the command that leaves a group where it is.
func SetAside(kind op.EntKind, file op.ID, args SetAsideArgs) op.Draft {
	return command(kind, file, CmdSetAside, args, nil)
}

// Disposal reads a command on what was set aside; one that leaves it has no owner.
func Disposal(o *op.Op) (a AdoptArgs, err error) {
	if o.Field == CmdAdopt {
		return a, op.Unmarshal(o.Val, &a)
	}
	var left SetAsideArgs
	err = op.Unmarshal(o.Val, &left)
	return AdoptArgs{Group: left.Group}, err
}

// Decides reports whether an op decides on what was set aside.
func Decides(o *op.Op) bool {
	return o.Kind == op.Cmd && (o.Field == CmdAdopt || o.Field == CmdSetAside)
}

// AdoptedField is the list of a kind of file in which stands what was taken in.
func AdoptedField(kind op.EntKind) Field[op.ID] {
	if kind == Complaint {
		return ComplaintAdopted
	}
	return CaseAdopted
}

// Adopters tells by whose hand ops entered a file: appointments by op id.
func Adopters(src Source) map[op.ID]op.ID {
	var out map[op.ID]op.ID
	for _, kind := range []op.EntKind{Case, Complaint} {
		for _, root := range src.Part(op.Core).Each(kind) {
			ids, heads := AdoptedField(kind).Elements(src, root.Ent.ID)
			for i, id := range ids {
				if out == nil {
					out = make(map[op.ID]op.ID, len(ids))
				}
				out[id] = heads[i].As
			}
		}
	}
	return out
}

// adopter is who took in what began an entity; zero when its author wrote it there.
func adopter(by map[op.ID]op.ID, e *fold.Entity) op.ID {
	if len(e.Born) == 0 {
		return op.ID{}
	}
	return by[e.Born[0].ID]
}
