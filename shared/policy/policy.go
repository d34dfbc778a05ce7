// Package policy says who may do what: one table of roles and parts (table.go) and one question, Can.
//
// Everything that is not written down is forbidden. A role alone opens nothing: it bounds what a grant to a file can
// give (assignment, the unit for supervisors and heads, a referral). The phone asks for courtesy, so as not to offer
// what will be refused; the server's answer is the one that counts. The package reads no data and knows no clock:
// who the actor is, whether the appointment holds now and what was granted, the caller brings along.
package policy

import (
	"slices"

	"damping/shared/op"
)

// Role is a role of an appointment: a code of the list "role" in shared/code.
type Role string

// The roles, named in Go as the glossary of the field has them. LPLBM is a community-based provider of services.
const (
	IntakeOfficer     Role = "petugas_pengaduan"
	Companion         Role = "pendamping"
	CaseManager       Role = "manajer_kasus"
	Supervisor        Role = "supervisor"
	UPTDHead          Role = "kepala_uptd"
	IntakeChief       Role = "kasi_pengaduan"
	FollowUpChief     Role = "kasi_tindak_lanjut"
	Administration    Role = "kasubag_tu"
	Psychologist      Role = "psikolog"
	Psychiatrist      Role = "psikiater"
	Counselor         Role = "konselor"
	SocialWorker      Role = "pekerja_sosial"
	Advocate          Role = "advokat"
	Paralegal         Role = "paralegal"
	Mediator          Role = "mediator"
	HealthWorker      Role = "tenaga_kesehatan"
	WitnessProtection Role = "petugas_lpsk"
	CommunityProvider Role = "petugas_lplbm"
	ShelterGuard      Role = "penjaga_asrama"
	SecurityGuard     Role = "penjaga_keamanan"
	Driver            Role = "pengemudi"
	DataOfficer       Role = "pengelola_data"
	AgencyHead        Role = "kepala_dinas"
	Administrator     Role = "admin_sistem"
)

// Roles lists every role.
func Roles() []Role {
	return []Role{
		IntakeOfficer, Companion, CaseManager, Supervisor, UPTDHead, IntakeChief, FollowUpChief, Administration,
		Psychologist, Psychiatrist, Counselor, SocialWorker, Advocate, Paralegal, Mediator, HealthWorker, WitnessProtection, CommunityProvider,
		ShelterGuard, SecurityGuard, Driver, DataOfficer, AgencyHead, Administrator,
	}
}

// Known reports whether a role exists.
func (r Role) Known() bool { return slices.Contains(Roles(), r) }

// MayRead reports whether a role may be let into a part of a kind of file.
func MayRead(r Role, part op.Part, file op.EntKind) bool {
	return slices.Contains(find(r, file).reads, part)
}

// MayWrite reports whether a role, once let in, may write fields of a part of a kind of file.
func MayWrite(r Role, part op.Part, file op.EntKind) bool {
	return slices.Contains(find(r, file).writes, part)
}

// Readable lists the parts of a kind of file that a role may be let into, in order: what an owner or a standing
// reader of that role gets.
func Readable(r Role, file op.EntKind) []op.Part { return slices.Clone(find(r, file).reads) }

// MayCreate reports whether a role may begin a kind of file, in its own institution.
func MayCreate(r Role, file op.EntKind) bool { return find(r, file).creates }

// MayOwn reports whether a kind of file can be assigned to a role.
func MayOwn(r Role, file op.EntKind) bool { return find(r, file).owns }

// MayReceive reports whether a kind of file can be moved to a role's unit in its name: who then stands beside it and may
// assign it on.
func MayReceive(r Role, file op.EntKind) bool {
	return Standing(r, file) && MayCommand(r, file, Assign, false)
}

// Standing reports whether a role reads files of that kind in its unit, or in its whole institution when it is
// appointed to no unit, without being let in one by one.
func Standing(r Role, file op.EntKind) bool { return find(r, file).standing }

// MayCommand reports whether a role may give a command on a kind of file of its unit, or, with owner, on a file that the
// actor owns. What was set aside for a file is decided on by whoever stands beside it or owns it. A head's command on a
// file of another unit is forbidden, whatever was granted there: Can asks that, too.
func MayCommand(r Role, file op.EntKind, command string, owner bool) bool {
	allowed := find(r, file)
	if command == Adopt || command == SetAside {
		return allowed.standing || owner && allowed.owns
	}
	return slices.Contains(allowed.commands, command) || owner && slices.Contains(allowed.ownCommands, command)
}

// find is the row of a role for a kind of file; an empty row, which allows nothing, when there is none.
func find(r Role, file op.EntKind) row {
	for _, t := range table {
		if t.file == file && slices.Contains(t.roles, r) {
			return t
		}
	}
	return row{}
}
