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
	// creates lets them begin such a file, owns lets one be assigned to them.
	creates, owns bool
	// standing lets them into all such files of their unit.
	standing bool
	// commands are those they may give where they have standing, ownCommands those on a case of their own.
	commands, ownCommands []op.FieldID
	// home binds them to their own institution: elsewhere a grant gives nothing but a referral copy.
	home bool
}

// theCase is the kind of file that commands act on.
const theCase = domain.Case

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
	commands = []op.FieldID
)

// heads are who looks after a unit.
var heads = roles{Supervisor, KepalaUPTD, KasiPengaduan, KasiTindakLanjut}

// table is the matrix of roles and parts. Its source is the design of the product [proposal], drawn from Permen PPPA
// 2/2022 and local service standards; an office that divides the work otherwise changes it here.
//
// Choices that the sources leave open, all [proposal]:
//   - Who accompanies a victim may open a case; intake opens complaints and sees of a case only the coded facts.
//   - Intake shares one inbox: every intake officer of a unit reads its complaints. Caseworkers see those that they
//     wrote or were given.
//   - The owner of a case may move it on and let in a colleague of the same institution. Handing it over is for who
//     looks after the unit.
//   - A community provider's officer works like a caseworker in cases of that provider, and with copies elsewhere.
//   - Roles without a row here (data officer, head of the agency, administration, administrator) open no file at all.
var table = []row{
	// Complaints have core, identity and story.
	{roles: roles{PetugasPengaduan}, file: domain.Complaint,
		reads: parts{core, identity, story}, writes: parts{core, identity, story}, creates: true, owns: true, standing: true},
	{roles: roles{Pendamping, ManajerKasus}, file: domain.Complaint,
		reads: parts{core, identity, story}, writes: parts{core, identity, story}, creates: true, owns: true},
	{roles: roles{PetugasLPLBM}, file: domain.Complaint,
		reads: parts{core, identity, story}, writes: parts{core, identity, story}, creates: true, owns: true, home: true},
	{roles: heads, file: domain.Complaint,
		reads: parts{core, identity, story}, writes: parts{core}, standing: true},

	// Cases.
	{roles: roles{PetugasPengaduan}, file: domain.Case,
		reads: parts{core}},
	{roles: roles{Pendamping}, file: domain.Case,
		reads: parts{core, identity, story, legal, shelter}, writes: parts{core, identity, story, legal, shelter},
		creates: true, owns: true, ownCommands: commands{domain.CmdAdvance, domain.CmdGrant}},
	{roles: roles{ManajerKasus}, file: domain.Case,
		reads: parts{core, identity, story, clinical, legal, shelter}, writes: parts{core, identity, story, legal, shelter},
		creates: true, owns: true, ownCommands: commands{domain.CmdAdvance, domain.CmdGrant}},
	{roles: roles{PetugasLPLBM}, file: domain.Case,
		reads: parts{core, identity, story, legal, shelter}, writes: parts{core, identity, story, legal, shelter},
		creates: true, owns: true, ownCommands: commands{domain.CmdAdvance, domain.CmdGrant}, home: true},
	{roles: heads, file: domain.Case,
		reads: parts{core, identity, story, legal, shelter, supervision}, writes: parts{core, supervision},
		standing: true, commands: commands{domain.CmdGrant, domain.CmdAssign, domain.CmdAdvance}},
	{roles: roles{Psikolog, Psikiater, Konselor}, file: domain.Case,
		reads: parts{core, identity, story, clinical}, writes: parts{story, clinical}},
	{roles: roles{PekerjaSosial}, file: domain.Case,
		reads: parts{core, identity, story}, writes: parts{story}},
	{roles: roles{Advokat, Paralegal}, file: domain.Case,
		reads: parts{core, identity, legal}, writes: parts{legal}},
	{roles: roles{PenjagaAsrama, PenjagaKeamanan, Pengemudi}, file: domain.Case,
		reads: parts{shelter}, writes: parts{shelter}},

	// Referral copies: written by the server from what the victim agreed to share, answered by the partner.
	{roles: roles{TenagaKesehatan, Mediator, PetugasLPSK, PetugasLPLBM}, file: domain.Copy,
		reads: parts{referral}, writes: parts{referral}},
}
