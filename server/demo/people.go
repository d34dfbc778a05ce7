package demo

import (
	"fmt"
	"strings"

	"damping/shared/policy"
)

// Password is everybody's: four words, because it also protects what a device keeps.
const Password = "kopi hangat sore hujan"

// place is an invented institution with its units.
type place struct {
	key, name, kind string
	units           []string
}

var places = []place{
	{"uptd", "UPTD PPA Kota Contoh", "uptd_ppa", []string{"Pengaduan", "Tindak Lanjut"}},
	{"yayasan", "Yayasan Sahabat Perempuan dan Anak", "lembaga_layanan", []string{"Pendampingan"}},
	{"rs", "RSUD Contoh", "rumah_sakit", []string{"Pusat Pelayanan Terpadu"}},
}

// person is an invented colleague. A post is an institution, a unit of it (empty for all of it) and a role.
type person struct {
	login, name string
	posts       []post
}

type post struct {
	place, unit string
	role        policy.Role
}

var people = []person{
	{"wati", "Wati Lestari", []post{{"uptd", "Tindak Lanjut", policy.Companion}}},
	{"sari", "Sari Handayani", []post{{"uptd", "Tindak Lanjut", policy.Companion}}},
	{"ratna", "Ratna Dewi", []post{{"uptd", "", policy.UPTDHead}}},
	{"dodi", "Dodi Pratama", []post{{"uptd", "Pengaduan", policy.IntakeOfficer}}},
	{"maya", "Maya Anggraini", []post{{"uptd", "Tindak Lanjut", policy.Psychologist}}},
	{"lina", "Lina Marlina", []post{{"uptd", "Tindak Lanjut", policy.CaseManager}, {"yayasan", "Pendampingan", policy.Companion}}},
	{"bayu", "Bayu Saputra", []post{{"yayasan", "", policy.Supervisor}}},
	{"nisa", "dr. Nisa Rahma", []post{{"rs", "Pusat Pelayanan Terpadu", policy.HealthWorker}}},
}

// shown are the sign-ins that are printed, with what each is good for.
var shown = []struct{ login, what string }{
	{"wati", "pendamping / caseworker"},
	{"ratna", "kepala UPTD / head of the office"},
	{"dodi", "petugas pengaduan / intake"},
}

// SignIns is what to print for whoever starts a demo.
func SignIns() string {
	var b strings.Builder
	b.WriteString("An invented office; nobody in it exists. Sign in as\n")
	for _, s := range shown {
		fmt.Fprintf(&b, "  %-6s %q   %s\n", s.login, Password, s.what)
	}
	return b.String()
}
