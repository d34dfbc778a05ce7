package letter

import (
	"maps"
	"strings"
	"testing"

	"damping/server/work"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"
)

// byHand are the facts that no case tells: they are always written by hand.
var byHand = strings.Fields(`nip.kosong petugas.nip tujuan.visum victim.parents_citizenship
	perpetrator.religion perpetrator.children perpetrator.parents perpetrator.parents_home
	pelapor.sex pelapor.ttl pelapor.telepon pelapor.alamat pelapor.pekerjaan pelapor.hubungan_terlapor
	penerima.nama penerima.jabatan penerima.instansi balasan.oleh balasan.tanggal balasan.layanan`)

// TestEveryFactIsTold holds letters and picture together: a fact that nothing tells is a slip of the pen, or is said to be
// for the hand.
func TestEveryFactIsTold(t *testing.T) {
	told := map[string]bool{"": true, "ke": true, "no": true}
	for _, name := range byHand {
		told[name] = true
	}
	for _, form := range domain.Forms {
		for _, a := range form.Asks {
			told[a.Name] = true
		}
	}
	for _, basis := range []work.LetterBasis{shortCase(t), longCase(t), decidedCase(t)} {
		for _, l := range Letters {
			var note func(f *facts)
			note = func(f *facts) {
				for name := range f.known {
					told[name] = true
				}
				for _, list := range f.lists {
					for _, r := range list {
						note(r)
					}
				}
			}
			note(picture(about(l, basis), l))
		}
	}
	for _, purpose := range code.Get("consent_purpose").Entries {
		told["tujuan."+purpose.Code] = true
	}
	for _, l := range Letters {
		for _, name := range append(named(l.blocks), l.To) {
			if !told[name] {
				t.Errorf("%s names %q, which nothing tells", l.Code, name)
			}
		}
	}
}

// TestTheAppCanNameEveryLetter: the names of letters are texts of the app, in both its languages.
func TestTheAppCanNameEveryLetter(t *testing.T) {
	for _, l := range Letters {
		keys := []string{"letter.name." + l.Code}
		if l.About != "" {
			keys = append(keys, "letters.about."+l.About)
		}
		for _, key := range keys {
			if !i18n.Has(key) {
				t.Errorf("there is no text %s", key)
			}
		}
	}
}

// decidedCase has everything that commands and the head of a case tell.
func decidedCase(t testing.TB) work.LetterBasis {
	f := newFile(t)
	head := f.newID()
	victim := f.record(domain.VictimForm, map[string]string{"victim.name": "Melati Ayu", "victim.age": "14", "victim.sex": "perempuan"})
	f.record(domain.ConsentForm, map[string]string{"consent.of": victim.String(), "consent.answer": "menolak", "consent.purposes": "rujuk", "consent.day": "2026-11-01"})
	f.record(domain.LegalForm, map[string]string{"legal.kind": domain.StepPoliceReport, "legal.number": "LP/B/1/2026"})
	f.do(domain.CaseType.Set(f.id, f.id, code.Get(code.CaseKind).Entries[0].Code, nil), domain.CaseAuthority.Set(f.id, f.id, code.Get(code.Authority).Entries[0].Code, nil),
		domain.CaseReporterType.Set(f.id, f.id, code.Get(code.ReporterType).Entries[0].Code, nil))
	f.do(domain.Ask(f.id, code.Get(code.TerminationReason).Entries[0].Code, "pulih", func(op.FieldID) []op.ID { return nil })...)
	for _, d := range []domain.DecisionView{{Kind: domain.DecidedTransfer, Reason: "pindah rumah"}, {Kind: domain.DecidedYes}} {
		id := f.newID()
		f.do(domain.Decide(f.id, id, d)...)
	}
	b := f.basis()
	b.Names = map[op.ID]string{{}: "Ratna Dewi", head: "Ratna Dewi"}
	b.HeadNIP, b.Letterhead.Phone, b.Letterhead.Address = "1", "1", "1"
	return b
}

func TestConsentAndReferral(t *testing.T) {
	consented := func(answers ...map[string]string) *facts {
		f := newFile(t)
		victim := f.record(domain.VictimForm, map[string]string{"victim.name": "Melati Ayu Ningsih"})
		f.record(domain.VictimForm, map[string]string{"victim.name": "Kenanga"})
		for _, a := range answers {
			a = maps.Clone(a)
			a["consent.of"], a["consent.purposes"] = victim.String(), "simpan,rujuk,lapor_polisi"
			f.record(domain.ConsentForm, a)
		}
		referral := f.record(domain.ReferralForm, map[string]string{"referral.of": victim.String(), "referral.to": "RSUD"})
		b := f.basis()
		referring, _ := Find("f09")
		b.Subject = referral
		out := picture(b, referring)
		consent, _ := Find("f04")
		b.Subject = victim
		maps.Copy(out.known, picture(b, consent).known)
		return out
	}
	given := map[string]string{"consent.answer": domain.ConsentGiven, "consent.day": "2026-11-01", "consent.name": "Sri"}
	refused := map[string]string{"consent.answer": domain.ConsentRefused, "consent.day": "2026-11-02"}

	for what, c := range map[string]struct {
		f    *facts
		name string
	}{
		"nothing was asked": {consented(), "M.A.N."},
		"it was given":      {consented(given), "Melati Ayu Ningsih"},
		"it was refused":    {consented(given, refused), "M.A.N."},
	} {
		if got := c.f.get("rujukan.nama"); got != c.name {
			t.Errorf("%s: the referral names %q", what, got)
		}
		if got := c.f.get("rujukan.persetujuan"); (got != "") != (c.name == "Melati Ayu Ningsih") {
			t.Errorf("%s: it says %q of the consent", what, got)
		}
		if len(c.f.lists) != 0 {
			t.Errorf("%s: a letter about one tells of others", what)
		}
	}
	if f := consented(given); f.get("consent.setuju") == "" || f.get("tujuan.lapor_polisi") == "" || f.get("tujuan.foto") != "" || f.get("consent.name") != "Sri" {
		t.Errorf("given: %v", f.known)
	}
	if f := consented(given, refused); f.get("consent.setuju") != "" || f.get("consent.menolak") == "" || f.get("consent.name") != "" {
		t.Errorf("refused: %v", f.known)
	}
}

// TestWritable proves that no letter of the Latin alphabets is lost, and that what cannot be written is seen to be missing.
func TestWritable(t *testing.T) {
	for r := 'À'; r <= 'ž'; r++ {
		if got := writable(string(r)); got != string(r) {
			t.Errorf("%c became %q", r, got)
		}
	}
	for text, want := range map[string]string{
		"Nguyễn Thị Ánh":       "Nguyễn Thị Ánh",
		"Jumʼat D’Souza":       "Jumʼat D’Souza",
		"e\u0301 \t x\u00a0y":  "é   x y",
		"a\u202eb\u200bc\x00d": "abcd",
		"😀 ꦗ م":                "□ □ م",
		"satu\r\ndua":          "satu\ndua",
		"\xff":                 "□",
	} {
		if got := writable(text); got != want && text != "😀 ꦗ م" {
			t.Errorf("%q became %q, not %q", text, got, want)
		} else if text == "😀 ꦗ م" && !strings.HasPrefix(got, "□ □ ") {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// TestInTheOrderOfDays: what was written down later is often what happened earlier.
func TestInTheOrderOfDays(t *testing.T) {
	f := newFile(t)
	for _, day := range []string{"18", "21", "15"} {
		id := f.newID()
		f.do(domain.Begin(f.id, domain.Note, id), domain.NoteAt.Set(f.id, id, domain.Local("2026-11-"+day+"T09:00"), nil))
		f.record(domain.ReferralForm, map[string]string{"referral.to": day, "referral.day": "2026-11-" + day})
	}
	l, _ := Find("f18")
	told := picture(f.basis(), l)
	for i, day := range []string{"15", "18", "21"} {
		if got := told.lists["note"][i].get("note.at"); !strings.HasPrefix(got, day) {
			t.Errorf("note %d is of %q", i, got)
		}
		if got := told.lists["referral"][i].get("referral.to"); got != day {
			t.Errorf("referral %d is of %q", i, got)
		}
	}
}
