package letter

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"damping/server/work"
	"damping/shared/civil"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/fold"
	"damping/shared/op"
)

// file is a case under test: drafts go straight into its states, as the server would put them.
type file struct {
	domain.Parts
	testing.TB
	r   *rand.Rand
	seq uint64
	id  op.ID
}

func newFile(tb testing.TB) *file {
	f := &file{Parts: domain.Parts{}, TB: tb, r: rand.New(rand.NewSource(1))}
	f.id = f.newID()
	f.do(domain.Begin(f.id, domain.Case, f.id))
	return f
}

func (f *file) newID() op.ID { f.seq++; return op.NewID(int64(f.seq), f.r) }

func (f *file) do(drafts ...op.Draft) {
	for _, t := range drafts {
		if f.Parts[t.Part] == nil {
			f.Parts[t.Part] = fold.New()
		}
		id := f.newID()
		f.Parts[t.Part].Apply(&op.Op{ID: id, N: f.seq, File: t.File, Part: t.Part, Ent: t.Ent, Kind: t.Kind, Field: t.Field, SV: t.SV,
			Val: t.Val, Sup: t.Sup, Eff: op.HLCAt(1_790_000_000_000 + int64(f.seq))})
	}
}

// record writes a record of a form and returns its id.
func (f *file) record(form *domain.Form, answers map[string]string) op.ID {
	id := f.id
	if form.Kind != domain.Case {
		id = f.newID()
		f.do(domain.Begin(f.id, form.Kind, id))
	}
	f.do(form.Write(f, f.id, id, map[string]string{}, answers)...)
	got := form.Answers(f, id)
	for name, want := range answers {
		if want != "" && got[name] != want {
			f.Fatalf("%s of %s is %.40q, not %.40q", name, form.Name, got[name], want)
		}
	}
	return id
}

func (f *file) basis() work.LetterBasis {
	at := time.Date(2026, 11, 24, 4, 30, 0, 0, time.UTC).UnixMilli()
	return work.LetterBasis{Case: f.id, Parts: f.Parts, Written: at, Printed: at, Zone: civil.WIB}
}

// shortCase is one as it usually is.
func shortCase(t testing.TB) work.LetterBasis {
	f := newFile(t)
	as := f.newID()
	victim := f.record(domain.VictimForm, map[string]string{"victim.name": "Melati Ayu Ningsih", "victim.sex": "perempuan", "victim.age": "14",
		"victim.birth": "2012-03-09", "victim.birth_place": "Bandar Lampung", "victim.nik": "1871094903120002",
		"victim.address": "Jl. Dr. Susilo No. 12 RT 03 RW 01, Kelurahan Sumur Batu", "victim.forms": "seksual,psikis", "victim.phone": "0812-0000-0001"})
	f.record(domain.PerpetratorForm, map[string]string{"perpetrator.name": "D. S.", "perpetrator.sex": "laki_laki", "perpetrator.age": "41"})
	f.do(domain.CaseNumber.Set(f.id, f.id, "2026-000123", nil), domain.CaseReceived.Set(f.id, f.id, "2026-11-19T09:30", nil),
		domain.CaseChannel.Set(f.id, f.id, "datang_langsung", nil), domain.CaseOwner.Set(f.id, f.id, as, nil),
		domain.CaseReporterName.Set(f.id, f.id, "Sri Rahayu", nil), domain.CaseReporterType.Set(f.id, f.id, "keluarga", nil),
		domain.CaseWish.Set(f.id, f.id, "Ingin tetap bersekolah dan tinggal bersama nenek.", nil), domain.CaseRaise.Set(f.id, f.id, domain.RiskHigh, nil))
	f.record(domain.IncidentForm, map[string]string{"incident.day": "2026-11-17", "incident.where": "rumah paman",
		"incident.what": strings.Repeat("Korban bercerita kepada neneknya sepulang sekolah. ", 6)})
	f.record(domain.GoalForm, map[string]string{"goal.problem": "Korban takut pulang ke rumah", "goal.text": "Korban merasa aman di tempat tinggalnya", "goal.indicator": "Tidur nyenyak lima malam dalam seminggu"})
	f.record(domain.ActionForm, map[string]string{"action.text": "Pendampingan psikologis setiap pekan", "action.institution": "UPTD PPA", "action.due": "2026-12-31"})
	f.record(domain.ReferralForm, map[string]string{"referral.of": victim.String(), "referral.to": "RSUD Dr. H. Abdul Moeloek", "referral.day": "2026-11-20",
		"referral.reason": "Pemeriksaan kesehatan dan konseling trauma."})
	f.record(domain.ConferenceForm, map[string]string{"conference.at": "2026-11-21T13:00", "conference.place": "Ruang rapat UPTD PPA",
		"conference.people": "Kepala UPTD\nPendamping\nPsikolog\nPolwan Unit PPA", "conference.text": "Dibahas tempat tinggal sementara.", "conference.decisions": "Korban tinggal pada nenek."})
	f.record(domain.ConsentForm, map[string]string{"consent.of": victim.String(), "consent.answer": domain.ConsentGiven, "consent.day": "2026-11-19",
		"consent.purposes": "simpan,rujuk,hubungi", "consent.signer": domain.SignedByParent, "consent.name": "Sri Rahayu", "consent.explained": as.String()})
	note := f.newID()
	f.do(domain.Begin(f.id, domain.Note, note), domain.NoteKind.Set(f.id, note, code.Get(code.NoteKind).Entries[0].Code, nil), domain.NoteAt.Set(f.id, note, "2026-11-22T10:15", nil), domain.NoteText.Set(f.id, note, "Kunjungan rumah, korban tenang.", nil))

	b := f.basis()
	b.Letterhead = work.Letterhead{Parent: "PEMERINTAH KOTA CONTOH", Name: "UPTD PERLINDUNGAN PEREMPUAN DAN ANAK", Address: "Jl. Sultan Hasanuddin No. 45, Kota Contoh 35211",
		Phone: "(0721) 000000", City: "Kota Contoh", HeadName: "Dra. Ratna Dewi, M.Si.", HeadNIP: "19700101 199503 2 001"}
	b.Number, b.Writer, b.Role, b.Names = "460/000017/F09/UPTD-PPA/2026", "Wati Lestari, S.Sos.", "pendamping", map[op.ID]string{as: "Wati Lestari, S.Sos."}
	return b
}

// emptyCase is one that was just begun in an office without a letterhead.
func emptyCase(t testing.TB) work.LetterBasis {
	b := newFile(t).basis()
	b.Letterhead.Name = "UPTD PPA Kota Contoh"
	return b
}

// longCase has three of everything, each answer as long as it may be: short ones without a space, of a letter that stands
// for their question, longer ones of words that are counted.
func longCase(t testing.TB) work.LetterBasis {
	f := newFile(t)
	refs := map[op.EntKind]op.ID{}
	var as = f.newID()
	for _, form := range domain.Forms {
		for n := range 3 {
			if n > 0 && form.Once {
				break
			}
			answers := map[string]string{}
			for _, a := range form.Asks {
				answers[a.Name] = longest(a.Def, refs, as, n)
			}
			refs[form.Kind] = f.record(form, answers)
		}
	}
	for n := range 3 {
		note := f.newID()
		f.do(domain.Begin(f.id, domain.Note, note), domain.NoteText.Set(f.id, note, words("note.text", n, domain.NoteText.MaxLen), nil))
	}
	f.do(domain.CaseNumber.Set(f.id, f.id, "2026-000123", nil), domain.CaseWish.Set(f.id, f.id, words("wish", 0, 4000), nil),
		domain.CaseReporterName.Set(f.id, f.id, unspaced("reporter", 200), nil))
	b := f.basis()
	b.Letterhead = work.Letterhead{Parent: strings.Repeat("P", 120), Name: "UPTD " + strings.Repeat("Perlindungan ", 8), Address: strings.Repeat("Alamat ", 34),
		Phone: strings.Repeat("0", 120), City: strings.Repeat("K", 120), HeadTitle: strings.Repeat("T", 120), HeadName: strings.Repeat("N", 120), HeadNIP: strings.Repeat("1", 120)}
	b.Number = strings.Repeat("W", 70)
	b.Writer, b.Role, b.Names = strings.Repeat("W", 120), "pendamping", map[op.ID]string{as: strings.Repeat("W", 120)}
	return b
}

// longest is the longest answer to a question.
func longest(d *domain.Def, refs map[op.EntKind]op.ID, as op.ID, n int) string {
	switch {
	case d.Kind() == domain.Number:
		for _, n := range []string{"999999999", "120", "9"} {
			if _, ok := d.Encode(n); ok {
				return n
			}
		}
		return ""
	case d.Kind() == domain.YesNo:
		return domain.Yes
	case d.Kind() == domain.Day:
		return "2026-09-30"
	case d.Kind() == domain.Moment:
		return "2026-09-30T12:59"
	case d.Kind() == domain.Reference && d.Member:
		return as.String()
	case d.Kind() == domain.Reference:
		if id, known := refs[d.Ref]; known {
			return id.String()
		}
		return ""
	case d.List != "":
		entries := code.Get(d.List).Entries
		if len(entries) == 0 {
			return "kode_yang_baru"
		}
		if d.Shape == domain.Single {
			return entries[0].Code
		}
		var all []string
		for _, e := range entries {
			all = append(all, e.Code)
		}
		return strings.Join(all, ",")
	case d.MaxLen <= 200:
		return unspaced(d.Name, d.MaxLen)
	}
	return words(d.Name, n, d.MaxLen)
}

// letters stand for questions, in the order in which they were first asked for: each of two bytes.
var letters = map[string]rune{}

func letterOf(name string) rune {
	if _, known := letters[name]; !known {
		letters[name] = 'Ā' + rune(len(letters))
	}
	return letters[name]
}

// unspaced is a text of so many bytes at most without a space.
func unspaced(name string, bytes int) string {
	return strings.Repeat(string(letterOf(name)), bytes/2)
}

// words is a text of so many bytes at most, in words that no other has.
func words(name string, n, bytes int) string {
	var out strings.Builder
	for i := 0; ; i++ {
		word := fmt.Sprintf("%c%d-%d ", letterOf(name), n, i)
		if out.Len()+len(word) > bytes {
			return strings.TrimSpace(out.String())
		}
		out.WriteString(word)
	}
}
