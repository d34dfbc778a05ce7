package policy

import (
	"slices"

	"damping/shared/domain"
	"damping/shared/op"
)

// Actor is who wants to do something, under one appointment. Ids are zero where there is nothing.
type Actor struct {
	User, Appointment, Institution, Unit op.ID
	Role                                 Role
	// Valid says that the appointment is the user's own and holds now. Without it nothing but the user's own space
	// opens.
	Valid bool
}

// Verb is what somebody wants to do.
type Verb uint8

// The verbs.
const (
	Read    Verb = iota + 1 // open a part of a file
	Write                   // write fields of a part
	Create                  // begin a file
	Command                 // ask the server for a command
)

// Action is one thing that somebody wants to do.
type Action struct {
	Verb Verb
	// Part is the part to read or write.
	Part op.Part
	// Command is the command to give: Grant, Assign, …
	Command string
	// To is the appointment that a grant, an assignment or a transfer names, Parts what a grant lets it into.
	To    Actor
	Parts []op.Part
}

// Object is the file in question.
type Object struct {
	Kind op.EntKind
	// Institution and Unit are those that the file belongs to; for Create those it is to belong to.
	Institution, Unit op.ID
	// Owner is the appointment that owns it.
	Owner op.ID
	// User is whose space it is, for a user's own space.
	User op.ID
	// Granted lists the parts that the actor's appointment is let into now by name: assignment, grant, referral.
	Granted []op.Part
}

// Decision is the answer: whether, and if not, the i18n key of why not.
type Decision struct {
	Allow  bool
	Reason string
}

// The reasons for a no.
const (
	noAppointment = "policy.noAppointment"
	noGrant       = "policy.noGrant"
	wrongRole     = "policy.role"
	elsewhere     = "policy.institution"
	notOwner      = "policy.notOwner"
)

func no(reason string) Decision { return Decision{Reason: reason} }

// Can decides. What it does not know it forbids.
func Can(a Actor, act Action, o Object) Decision {
	if o.Kind == domain.UserSpace {
		return ownSpace(a, act, o)
	}
	if !a.Valid || a.Institution.IsZero() {
		return no(noAppointment)
	}
	if find(a.Role, o.Kind).home && a.Institution != o.Institution {
		return no(elsewhere)
	}

	switch act.Verb {
	case Read:
		if !MayRead(a.Role, act.Part, o.Kind) {
			return no(wrongRole)
		}
		return letIn(a, act.Part, o)
	case Write:
		if !MayWrite(a.Role, act.Part, o.Kind) {
			return no(wrongRole)
		}
		return letIn(a, act.Part, o)
	case Create:
		if !MayCreate(a.Role, o.Kind) {
			return no(wrongRole)
		}
		if a.Institution != o.Institution {
			return no(elsewhere)
		}
		return Decision{Allow: true}
	case Command:
		return command(a, act, o)
	}
	return no(wrongRole)
}

// ownSpace is for the person alone, whatever their roles, and also without any.
func ownSpace(a Actor, act Action, o Object) Decision {
	if a.User.IsZero() || a.User != o.User {
		return no(noGrant)
	}
	if act.Verb == Create || (act.Verb == Read || act.Verb == Write) && act.Part == op.Core {
		return Decision{Allow: true}
	}
	return no(wrongRole)
}

// letIn asks whether the actor was let into a part that the role may have.
func letIn(a Actor, part op.Part, o Object) Decision {
	if slices.Contains(o.Granted, part) || stands(a, o) {
		return Decision{Allow: true}
	}
	return no(noGrant)
}

// stands reports whether the actor looks after the unit that the file belongs to.
func stands(a Actor, o Object) bool {
	return Standing(a.Role, o.Kind) && a.Institution == o.Institution && (a.Unit.IsZero() || a.Unit == o.Unit)
}

func command(a Actor, act Action, o Object) Decision {
	owner := !o.Owner.IsZero() && o.Owner == a.Appointment && a.Institution == o.Institution
	switch {
	case MayCommand(a.Role, o.Kind, act.Command, false) && stands(a, o):
	case owner && MayCommand(a.Role, o.Kind, act.Command, true):
	case MayCommand(a.Role, o.Kind, act.Command, false):
		return no(noGrant)
	case MayCommand(a.Role, o.Kind, act.Command, true):
		return no(notOwner)
	default:
		return no(wrongRole)
	}

	switch act.Command {
	case Grant:
		return mayGrant(a, act, o)
	case Assign:
		if why := colleague(act.To, o); why != "" {
			return no(why)
		}
		if !MayOwn(act.To.Role, o.Kind) {
			return no(wrongRole)
		}
	case Transfer:
		if why := colleague(act.To, o); why != "" {
			return no(why)
		}
		if !MayReceive(act.To.Role, o.Kind) || act.To.Unit.IsZero() || act.To.Unit == o.Unit {
			return no(wrongRole)
		}
	}
	return Decision{Allow: true}
}

// colleague says why an appointment cannot be let into a file: another institution gets referral copies, never the
// file. It is empty when it can.
func colleague(to Actor, o Object) string {
	if to.Institution != o.Institution {
		return elsewhere
	}
	if !to.Valid {
		return noAppointment
	}
	return ""
}

// mayGrant keeps a grant inside what the receiver's role may have, and inside what the giver's may: nobody opens for
// another what stays closed to themselves.
func mayGrant(a Actor, act Action, o Object) Decision {
	if why := colleague(act.To, o); why != "" {
		return no(why)
	}
	if len(act.Parts) == 0 {
		return no(wrongRole)
	}
	for _, part := range act.Parts {
		if !MayRead(act.To.Role, part, o.Kind) || !MayRead(a.Role, part, o.Kind) {
			return no(wrongRole)
		}
	}
	return Decision{Allow: true}
}
