package policy

import (
	"damping/shared/domain"
	"damping/shared/op"
)

// row says what some roles may do with one kind of file.
type row struct {
	roles  []Role
	file   op.EntKind
	reads  []op.Part
	writes []op.Part
	// creates lets them begin such a file, whose owner they then are; owns lets one be assigned to them.
	creates, owns bool
	// standing lets them into all such files of their unit.
	standing bool
	// commands are those they may give where they have standing, ownCommands those on a case of their own.
	commands, ownCommands []string
	// home binds them to their own institution: elsewhere a grant gives nothing but a referral copy.
	home bool
}

// The commands, by the words of domain.CommandName.
const (
	Grant    = "grant"    // let a colleague into parts of a case
	Assign   = "assign"   // hand a case or a complaint to another owner
	Advance  = "advance"  // move a case to its next stage
	Transfer = "transfer" // move a file to another unit
	Close    = "close"    // end the work on a file
	Reopen   = "reopen"   // take up a closed file again
	Approve  = "approve"  // answer what the owner of a case asks approval for
	Merge    = "merge"    // close a file as the same as another
	Unmerge  = "unmerge"  // undo that
	Skip     = "skip"     // move a case on past a gate
	Permit   = "permit"   // decide for an exception, with a reason
)

// Short names, so that a row of the table is a line.
const (
	core        = op.Core
	identity    = op.Identity
	story       = op.Story
	clinical    = op.Clinical
	legal       = op.Legal
	shelter     = op.Shelter
	supervision = op.Supervision
	referral    = op.Copy
)

type (
	roles    = []Role
	parts    = []op.Part
	commands = []string
)

// heads are who looks after a unit.
var heads = roles{Supervisor, UPTDHead, IntakeChief, FollowUpChief}

// table is the matrix of roles and parts. Its source is the design of the product [proposal], drawn from Permen PPPA
// 2/2022 and local service standards; an office that divides the work otherwise changes it here.
//
// Choices that the sources leave open, all [proposal]:
//   - Who accompanies a victim may open a case; intake opens complaints and sees of a case only the coded facts.
//   - Intake shares one inbox: every intake officer of a unit reads its complaints, and hands them on to who may open a
//     case. Caseworkers see those that they wrote or were given, and may hand them on in turn.
//   - The owner of a case may move it on and let in a colleague of the same institution. Handing it over is for who
//     looks after the unit.
//   - The owner closes a case once somebody who looks after the unit has approved it; nobody approves what they asked for
//     themselves. Who looks after the unit may move a case on past a gate, with a reason; an exception from what the law says
//     of mediation and of the report to the police is the head's alone. A complaint is closed by whoever has it. Taking a closed file up again, and moving one to another unit,
//     is for who looks after the unit.
//   - A community provider's officer works like a caseworker in cases of that provider, and with copies elsewhere.
//   - Roles without a row here (data officer, head of the agency, administration, administrator) open no file at all.
var table = []row{
	// Complaints have core, identity and story.
	{roles: roles{IntakeOfficer}, file: domain.Complaint,
		reads: parts{core, identity, story}, writes: parts{core, identity, story},
		creates: true, standing: true, commands: commands{Assign, Close, Merge, Unmerge}},
	{roles: roles{Companion, CaseManager}, file: domain.Complaint,
		reads: parts{core, identity, story}, writes: parts{core, identity, story},
		creates: true, owns: true, ownCommands: commands{Assign, Close, Merge, Unmerge}},
	{roles: roles{CommunityProvider}, file: domain.Complaint,
		reads: parts{core, identity, story}, writes: parts{core, identity, story},
		creates: true, owns: true, ownCommands: commands{Assign, Close, Merge, Unmerge}, home: true},
	{roles: heads, file: domain.Complaint,
		reads: parts{core, identity, story}, writes: parts{core}, standing: true,
		commands: commands{Assign, Transfer, Close, Reopen, Merge, Unmerge}},

	// Cases.
	{roles: roles{IntakeOfficer}, file: domain.Case,
		reads: parts{core}},
	{roles: roles{Companion}, file: domain.Case,
		reads: parts{core, identity, story, legal, shelter}, writes: parts{core, identity, story, legal, shelter},
		creates: true, owns: true, ownCommands: commands{Advance, Grant, Close, Merge, Unmerge}},
	{roles: roles{CaseManager}, file: domain.Case,
		reads: parts{core, identity, story, clinical, legal, shelter}, writes: parts{core, identity, story, legal, shelter},
		creates: true, owns: true, ownCommands: commands{Advance, Grant, Close, Merge, Unmerge}},
	{roles: roles{CommunityProvider}, file: domain.Case,
		reads: parts{core, identity, story, legal, shelter}, writes: parts{core, identity, story, legal, shelter},
		creates: true, owns: true, ownCommands: commands{Advance, Grant, Close, Merge, Unmerge}, home: true},
	{roles: roles{UPTDHead}, file: domain.Case,
		reads: parts{core, identity, story, legal, shelter, supervision}, writes: parts{core, supervision},
		standing: true, commands: commands{Grant, Assign, Advance, Transfer, Close, Reopen, Approve, Merge, Unmerge, Skip, Permit}},
	{roles: roles{Supervisor, IntakeChief, FollowUpChief}, file: domain.Case,
		reads: parts{core, identity, story, legal, shelter, supervision}, writes: parts{core, supervision},
		standing: true, commands: commands{Grant, Assign, Advance, Transfer, Close, Reopen, Approve, Merge, Unmerge, Skip}},
	{roles: roles{Psychologist, Psychiatrist, Counselor}, file: domain.Case,
		reads: parts{core, identity, story, clinical}, writes: parts{story, clinical}},
	{roles: roles{SocialWorker}, file: domain.Case,
		reads: parts{core, identity, story}, writes: parts{story}},
	{roles: roles{Advocate, Paralegal}, file: domain.Case,
		reads: parts{core, identity, legal}, writes: parts{legal}},
	{roles: roles{ShelterGuard, SecurityGuard, Driver}, file: domain.Case,
		reads: parts{shelter}, writes: parts{shelter}},

	// Referral copies: written by the server from what the victim agreed to share, answered by the partner.
	{roles: roles{HealthWorker, Mediator, WitnessProtection, CommunityProvider}, file: domain.Copy,
		reads: parts{referral}, writes: parts{referral}},
}
