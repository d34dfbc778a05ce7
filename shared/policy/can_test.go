package policy_test

import (
	"testing"

	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"
	"damping/shared/policy"
)

var (
	ani, budi       = op.ID{1}, op.ID{2}
	aniHere         = op.ID{11}
	office, ngo     = op.ID{21}, op.ID{22}
	north, south    = op.ID{31}, op.ID{32}
	everything      = op.Parts
	nothing         = []op.Part(nil)
	readStory       = policy.Action{Verb: policy.Read, Part: op.Story}
	writeStory      = policy.Action{Verb: policy.Write, Part: op.Story}
	writeSupervises = policy.Action{Verb: policy.Write, Part: op.Supervision}
	begin           = policy.Action{Verb: policy.Create}
	advance         = policy.Action{Verb: policy.Command, Command: policy.Advance}
)

// actor is Ani in a role at the office's north unit.
func actor(role policy.Role) policy.Actor {
	return policy.Actor{User: ani, Appointment: aniHere, Institution: office, Unit: north, Role: role, Valid: true}
}

func at(a policy.Actor, institution, unit op.ID) policy.Actor {
	a.Institution, a.Unit = institution, unit
	return a
}

func lapsed(a policy.Actor) policy.Actor {
	a.Valid = false
	return a
}

// file is a file of the north unit, with what Ani was let into.
func file(kind op.EntKind, granted []op.Part) policy.Object {
	return policy.Object{Kind: kind, Institution: office, Unit: north, Granted: granted}
}

func owned(o policy.Object) policy.Object {
	o.Owner = aniHere
	return o
}

// to is an appointment of a colleague in a role, at an institution.
func to(role policy.Role, institution op.ID) policy.Actor {
	return policy.Actor{User: budi, Appointment: op.ID{12}, Institution: institution, Unit: north, Role: role, Valid: true}
}

func grant(receiver policy.Actor, parts ...op.Part) policy.Action {
	return policy.Action{Verb: policy.Command, Command: policy.Grant, To: receiver, Parts: parts}
}

func assign(receiver policy.Actor) policy.Action {
	return policy.Action{Verb: policy.Command, Command: policy.Assign, To: receiver}
}

func transfer(receiver policy.Actor) policy.Action {
	return policy.Action{Verb: policy.Command, Command: policy.Transfer, To: receiver}
}

func in(a policy.Actor, unit op.ID) policy.Actor {
	a.Unit = unit
	return a
}

func TestCan(t *testing.T) {
	theirs := file(domain.Case, everything)
	closed := file(domain.Case, nothing)

	for _, c := range []struct {
		name   string
		actor  policy.Actor
		action policy.Action
		object policy.Object
		reason string // empty for yes
	}{
		// Reading and writing
		{"a caseworker reads a case that was given to them", actor(policy.Companion), readStory, theirs, ""},
		{"a caseworker does not read another's case", actor(policy.Companion), readStory, closed, "policy.noGrant"},
		{"a caseworker writes the story of their case", actor(policy.Companion), writeStory, theirs, ""},
		{"a grant does not give more than the role", actor(policy.Companion), writeSupervises, theirs, "policy.role"},
		{"a grant to one part opens no other", actor(policy.Companion), readStory, file(domain.Case, []op.Part{op.Core}), "policy.noGrant"},
		{"a psychologist does not read legal papers", actor(policy.Psychologist), policy.Action{Verb: policy.Read, Part: op.Legal}, theirs, "policy.role"},
		{"an administrator reads no case, whatever was granted", actor(policy.Administrator), policy.Action{Verb: policy.Read, Part: op.Core}, theirs, "policy.role"},
		{"an appointment that is over opens nothing", lapsed(actor(policy.Companion)), readStory, theirs, "policy.noAppointment"},
		{"an appointment to nowhere opens nothing", at(actor(policy.Companion), op.ID{}, op.ID{}), readStory, theirs, "policy.noAppointment"},
		{"a part that does not exist stays closed", actor(policy.Companion), policy.Action{Verb: policy.Read, Part: 99}, theirs, "policy.role"},
		{"a verb that does not exist is refused", actor(policy.Companion), policy.Action{Verb: 99, Part: op.Core}, theirs, "policy.role"},
		{"no verb is refused", actor(policy.Companion), policy.Action{}, theirs, "policy.role"},

		// Standing
		{"a supervisor reads the cases of the unit", actor(policy.Supervisor), readStory, closed, ""},
		{"a supervisor does not read another unit's", at(actor(policy.Supervisor), office, south), readStory, closed, "policy.noGrant"},
		{"a head of no unit reads the whole institution", at(actor(policy.UPTDHead), office, op.ID{}), readStory, closed, ""},
		{"a head does not read another institution's", at(actor(policy.UPTDHead), ngo, op.ID{}), readStory, closed, "policy.noGrant"},
		{"a supervisor does not write the story", actor(policy.Supervisor), writeStory, closed, "policy.role"},
		{"a supervisor writes reasons", actor(policy.Supervisor), writeSupervises, closed, ""},
		{"intake shares the unit's inbox", actor(policy.IntakeOfficer), readStory, file(domain.Complaint, nothing), ""},
		{"intake sees no case by standing", actor(policy.IntakeOfficer), policy.Action{Verb: policy.Read, Part: op.Core}, closed, "policy.noGrant"},
		{"intake sees the core of a case when let in", actor(policy.IntakeOfficer), policy.Action{Verb: policy.Read, Part: op.Core}, theirs, ""},

		// Community providers
		{"a community provider works in its own cases", at(actor(policy.CommunityProvider), office, north), writeStory, theirs, ""},
		{"a community provider gets no case of another institution", at(actor(policy.CommunityProvider), ngo, north), readStory, theirs, "policy.institution"},
		{"a community provider answers a copy of another institution", at(actor(policy.CommunityProvider), ngo, north),
			policy.Action{Verb: policy.Write, Part: op.Copy}, file(domain.Copy, []op.Part{op.Copy}), ""},

		// Creating
		{"a caseworker opens a case", actor(policy.Companion), begin, closed, ""},
		{"a caseworker opens none in another institution", at(actor(policy.Companion), ngo, north), begin, closed, "policy.institution"},
		{"intake opens a complaint", actor(policy.IntakeOfficer), begin, file(domain.Complaint, nothing), ""},
		{"intake opens no case", actor(policy.IntakeOfficer), begin, closed, "policy.role"},
		{"nobody opens a referral copy by hand", actor(policy.UPTDHead), begin, file(domain.Copy, nothing), "policy.role"},
		{"nobody begins an institution", actor(policy.Administrator), begin, file(domain.Institution, nothing), "policy.role"},

		// Commands
		{"the owner moves the case on", actor(policy.Companion), advance, owned(theirs), ""},
		{"a caseworker moves no case of another", actor(policy.Companion), advance, theirs, "policy.notOwner"},
		{"an owner elsewhere does not move it on", at(actor(policy.Companion), ngo, north), advance, owned(theirs), "policy.notOwner"},
		{"a supervisor moves a case of the unit on", actor(policy.Supervisor), advance, closed, ""},
		{"a supervisor commands nothing in another unit, even let in", at(actor(policy.Supervisor), office, south), advance, theirs, "policy.noGrant"},
		{"a psychologist commands nothing", actor(policy.Psychologist), advance, owned(theirs), "policy.role"},
		{"an unknown command is refused", actor(policy.Supervisor), policy.Action{Verb: policy.Command, Command: "erase"}, closed, "policy.role"},
		{"a complaint has no stages", actor(policy.Supervisor), advance, file(domain.Complaint, everything), "policy.role"},
		{"intake hands a complaint on", actor(policy.IntakeOfficer), assign(to(policy.Companion, office)), file(domain.Complaint, nothing), ""},
		{"a caseworker hands their complaint on", actor(policy.Companion), assign(to(policy.CaseManager, office)), owned(file(domain.Complaint, everything)), ""},
		{"a caseworker hands on no other's", actor(policy.Companion), assign(to(policy.CaseManager, office)), file(domain.Complaint, everything), "policy.notOwner"},
		{"a complaint is not handed to who opens no case", actor(policy.IntakeOfficer), assign(to(policy.Psychologist, office)), file(domain.Complaint, nothing), "policy.role"},
		{"a case without an owner is nobody's", policy.Actor{User: ani, Institution: office, Unit: north, Role: policy.Companion, Valid: true}, advance, theirs, "policy.notOwner"},

		{"the owner lets a colleague in", actor(policy.Companion), grant(to(policy.Companion, office), op.Core, op.Story), owned(theirs), ""},
		{"nobody of another institution is let in", actor(policy.Companion), grant(to(policy.Companion, ngo), op.Core), owned(theirs), "policy.institution"},
		{"nobody gets more than the role reads", actor(policy.Companion), grant(to(policy.Driver, office), op.Core), owned(theirs), "policy.role"},
		{"nobody opens what stays closed to themselves", actor(policy.Companion), grant(to(policy.Psychologist, office), op.Clinical), owned(theirs), "policy.role"},
		{"a case manager opens the clinical part", actor(policy.CaseManager), grant(to(policy.Psychologist, office), op.Clinical), owned(theirs), ""},
		{"an appointment that is over is not let in", actor(policy.Companion), grant(lapsed(to(policy.Companion, office)), op.Core), owned(theirs), "policy.noAppointment"},
		{"a grant of nothing is no grant", actor(policy.Companion), grant(to(policy.Companion, office)), owned(theirs), "policy.role"},

		{"a supervisor moves a case to another unit", actor(policy.Supervisor), transfer(in(to(policy.FollowUpChief, office), south)), closed, ""},
		{"not to the unit that has it", actor(policy.Supervisor), transfer(to(policy.FollowUpChief, office)), closed, "policy.role"},
		{"not to who looks after no unit", actor(policy.Supervisor), transfer(in(to(policy.Companion, office), south)), closed, "policy.role"},
		{"not to nowhere in particular", actor(policy.Supervisor), transfer(in(to(policy.UPTDHead, office), op.ID{})), closed, "policy.role"},
		{"not out of the house", actor(policy.Supervisor), transfer(in(to(policy.UPTDHead, ngo), south)), closed, "policy.institution"},
		{"the owner does not move it", actor(policy.Companion), transfer(in(to(policy.FollowUpChief, office), south)), owned(theirs), "policy.role"},
		{"the owner approves nothing", actor(policy.Companion), policy.Action{Verb: policy.Command, Command: policy.Approve}, owned(theirs), "policy.role"},

		{"a supervisor assigns", actor(policy.Supervisor), assign(to(policy.Companion, office)), closed, ""},
		{"the owner does not hand over alone", actor(policy.Companion), assign(to(policy.Companion, office)), owned(theirs), "policy.role"},
		{"a case is not assigned to who cannot own one", actor(policy.Supervisor), assign(to(policy.Psychologist, office)), closed, "policy.role"},
		{"a case is not assigned out of the house", actor(policy.Supervisor), assign(to(policy.Companion, ngo)), closed, "policy.institution"},
		{"a case is not assigned to an appointment that is over", actor(policy.Supervisor), assign(lapsed(to(policy.Companion, office))), closed, "policy.noAppointment"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := policy.Can(c.actor, c.action, c.object)
			if got.Allow != (c.reason == "") || got.Reason != c.reason {
				t.Errorf("%+v, want reason %q", got, c.reason)
			}
			if !got.Allow && !i18n.Has(got.Reason) {
				t.Errorf("%q has no text", got.Reason)
			}
		})
	}
}

func TestOwnSpace(t *testing.T) {
	space := policy.Object{Kind: domain.UserSpace, User: ani}
	core := policy.Action{Verb: policy.Write, Part: op.Core}

	for _, c := range []struct {
		name   string
		actor  policy.Actor
		action policy.Action
		want   bool
	}{
		{"is open to its person without any appointment", policy.Actor{User: ani}, core, true},
		{"is begun by its person", policy.Actor{User: ani}, begin, true},
		{"is closed to everybody else", policy.Actor{User: budi, Role: policy.UPTDHead, Institution: office, Valid: true}, core, false},
		{"is closed to nobody in particular", policy.Actor{}, core, false},
		{"has no other part", policy.Actor{User: ani}, readStory, false},
		{"takes no command", policy.Actor{User: ani}, advance, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := policy.Can(c.actor, c.action, space); got.Allow != c.want {
				t.Errorf("%+v", got)
			}
		})
	}

	if got := policy.Can(policy.Actor{}, core, policy.Object{Kind: domain.UserSpace}); got.Allow {
		t.Error("a space without a person is open to nobody in particular")
	}
}
