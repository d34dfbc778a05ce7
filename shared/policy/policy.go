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

// The roles.
const (
	PetugasPengaduan Role = "petugas_pengaduan"
	Pendamping       Role = "pendamping"
	ManajerKasus     Role = "manajer_kasus"
	Supervisor       Role = "supervisor"
	KepalaUPTD       Role = "kepala_uptd"
	KasiPengaduan    Role = "kasi_pengaduan"
	KasiTindakLanjut Role = "kasi_tindak_lanjut"
	KasubagTU        Role = "kasubag_tu"
	Psikolog         Role = "psikolog"
	Psikiater        Role = "psikiater"
	Konselor         Role = "konselor"
	PekerjaSosial    Role = "pekerja_sosial"
	Advokat          Role = "advokat"
	Paralegal        Role = "paralegal"
	Mediator         Role = "mediator"
	TenagaKesehatan  Role = "tenaga_kesehatan"
	PetugasLPSK      Role = "petugas_lpsk"
	PetugasLPLBM     Role = "petugas_lplbm"
	PenjagaAsrama    Role = "penjaga_asrama"
	PenjagaKeamanan  Role = "penjaga_keamanan"
	Pengemudi        Role = "pengemudi"
	PengelolaData    Role = "pengelola_data"
	KepalaDinas      Role = "kepala_dinas"
	AdminSistem      Role = "admin_sistem"
)

// Roles lists every role.
func Roles() []Role {
	return []Role{
		PetugasPengaduan, Pendamping, ManajerKasus, Supervisor, KepalaUPTD, KasiPengaduan, KasiTindakLanjut, KasubagTU,
		Psikolog, Psikiater, Konselor, PekerjaSosial, Advokat, Paralegal, Mediator, TenagaKesehatan, PetugasLPSK, PetugasLPLBM,
		PenjagaAsrama, PenjagaKeamanan, Pengemudi, PengelolaData, KepalaDinas, AdminSistem,
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

// MayOwn reports whether a file of that kind can be assigned to a role.
func MayOwn(r Role, file op.EntKind) bool { return find(r, file).owns }

// Standing reports whether a role reads files of that kind in its unit, or in its whole institution when it is
// appointed to no unit, without being let in one by one.
func Standing(r Role, file op.EntKind) bool { return find(r, file).standing }

// MayCommand reports whether a role may give a command (domain.CmdGrant, …) on a case where it has standing.
func MayCommand(r Role, command op.FieldID) bool {
	return slices.Contains(find(r, theCase).commands, command)
}

// MayCommandOwn reports whether a role may give a command on a case that it owns.
func MayCommandOwn(r Role, command op.FieldID) bool {
	return slices.Contains(find(r, theCase).ownCommands, command)
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
