package letter

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"damping/server/work"
	"damping/shared/civil"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"
)

// painter makes the facts of a letter out of a case.
type painter struct {
	work.LetterBasis
	f *facts
	// names are what records are called, by their ids: who a service is for.
	names map[string]string
}

// picture is everything that a letter may say of a case. What its reader may not know is not in the basis.
func picture(b work.LetterBasis, l Letter) *facts {
	p := &painter{LetterBasis: b, f: newFacts(), names: map[string]string{}}
	for _, v := range domain.Victims(b.Parts) {
		p.names[v.ID.String()] = v.Name
	}
	for _, v := range domain.Perpetrators(b.Parts) {
		p.names[v.ID.String()] = v.Name
	}
	p.head(l)
	p.file()
	p.records()
	p.notes()
	p.subject(l)
	return p.f
}

func (p *painter) head(l Letter) {
	written := civil.DateAt(p.Written, p.Zone)
	p.f.set("surat.nomor", p.Number)
	p.f.set("surat.tanggal", date(written))
	p.f.set("surat.hari", i18n.Weekday(i18n.ID, written.Weekday()))
	p.f.set("surat.tempat", p.City)
	p.f.set("instansi.nama", p.Name)
	p.f.set("instansi.alamat", p.Address)
	p.f.set("instansi.telepon", p.Phone)
	p.f.set("kepala.jabatan", cmp.Or(p.HeadTitle, "Kepala "+p.Name))
	p.f.set("kepala.nama", p.HeadName)
	p.f.set("kepala.nip", p.HeadNIP)
	p.f.set("petugas.nama", p.Writer)
	p.f.set("petugas.jabatan", code.Label(i18n.ID, code.Role, p.Role))
}

// file is what the head of the case tells.
func (p *painter) file() {
	v, _ := domain.ReadCase(p.Parts, p.Case)
	p.f.set("kasus.nomor", v.Number)
	p.f.set("kasus.diterima", i18n.LongDate(i18n.ID, v.Received.Date()))
	p.f.set("kasus.penerima", p.Names[v.Owner])
	p.f.set("kasus.harapan", v.Wish)
	for name, c := range map[string][2]string{
		"saluran": {code.ComplaintChannel, v.Channel}, "jenis": {code.CaseKind, v.Kind}, "kewenangan": {code.Authority, v.Authority},
		"risiko": {code.RiskLevel, v.Risk}, "tahap": {code.Stage, v.Stage},
	} {
		p.f.set("kasus."+name, code.Label(i18n.ID, c[0], c[1]))
	}
	p.f.set("pelapor.nama", v.ReporterName)
	p.f.set("pelapor.hubungan", code.Label(i18n.ID, code.ReporterType, v.ReporterType))

	asked := domain.ReadAsking(p.Parts, p.Case)
	p.f.set("kasus.hasil", code.Label(i18n.ID, code.TerminationReason, domain.CaseOutcome.Get(p.Parts, p.Case).V))
	p.f.set("kasus.alasan", asked.Note)
	for _, d := range domain.Decisions(p.Parts) {
		switch d.Kind {
		case domain.DecidedYes:
			p.f.set("terminasi.oleh", p.Names[d.By])
			p.f.set("terminasi.tanggal", date(civil.DateAt(d.At, p.Zone)))
		case domain.DecidedTransfer:
			p.f.set("pelimpahan.alasan", d.Reason)
		}
	}
}

// records are those of every form of the case, each fact under the name of its question. A form of which a case has one
// record tells of the whole.
func (p *painter) records() {
	for _, form := range domain.Forms {
		if form.Once {
			id := p.Case
			if form.Kind != domain.Case {
				list := form.Records(p.Parts)
				if len(list) == 0 {
					continue
				}
				id = list[0].ID
			}
			for name, text := range p.answers(form, form.Answers(p.Parts, id)) {
				p.f.set(name, text)
			}
			continue
		}
		for _, r := range inOrder(form, form.Records(p.Parts)) {
			known := p.answers(form, r.Answers)
			p.more(form, r, known)
			p.f.add(form.Name, known)
		}
	}
}

// inOrder puts records in the order of the days they tell of, which is not that in which they were written down.
func inOrder(form *domain.Form, list []domain.Record) []domain.Record {
	if form.When != nil {
		slices.SortStableFunc(list, func(a, b domain.Record) int { return cmp.Compare(a.Answers[form.When.Name], b.Answers[form.When.Name]) })
	}
	return list
}

// answers puts what a record says into words.
func (p *painter) answers(form *domain.Form, raw map[string]string) map[string]string {
	out := make(map[string]string, len(raw))
	for _, a := range form.Asks {
		out[a.Name] = p.say(a.Def, raw[a.Name])
	}
	return out
}

// say puts an answer into words.
func (p *painter) say(d *domain.Def, raw string) string {
	switch {
	case raw == "":
		return ""
	case d.Kind() == domain.Day:
		return date(civil.Date(raw))
	case d.Kind() == domain.Moment:
		return moment(domain.Local(raw))
	case d.Kind() == domain.YesNo && raw == domain.Yes:
		return "Ya"
	case d.Kind() == domain.YesNo:
		return "Tidak"
	case d.Kind() == domain.Reference && d.Member:
		id, _ := op.ParseID(raw)
		return p.Names[id]
	case d.Kind() == domain.Reference:
		return p.names[raw]
	case d.List == "":
		return raw
	}
	var words []string
	for part := range strings.SplitSeq(raw, ",") {
		words = append(words, code.Label(i18n.ID, d.List, part))
	}
	return strings.Join(words, ", ")
}

// more adds what is drawn from several answers, or from several records.
func (p *painter) more(form *domain.Form, r domain.Record, known map[string]string) {
	join := func(with string, names ...string) string {
		var list []string
		for _, name := range names {
			if known[name] != "" {
				list = append(list, known[name])
			}
		}
		return strings.Join(list, with)
	}
	switch form {
	case domain.VictimForm:
		known["victim.ttl"] = join(", ", "victim.birth_place", "victim.birth")
		known["victim.alamat"] = join(", ", "victim.address", "victim.village")
		if known["victim.umur"] = years(known["victim.age"]); known["victim.umur"] != "" {
			known["victim.umur"] += " (saat pengaduan)"
		}
		known["victim.siapa"] = join(", ", "victim.umur", "victim.sex")
		known["victim.bentuk"] = join(", ", "victim.detail", "victim.tpks", "victim.tpks_other", "victim.kdrt", "victim.tppo")
		known["victim.hubungan"] = p.ties(r.ID)
	case domain.PerpetratorForm:
		known["perpetrator.umur"] = years(known["perpetrator.age"])
	case domain.IncidentForm:
		known["incident.waktu"] = join(", ", "incident.day", "incident.when")
		known["incident.tempat"] = join(", ", "incident.where", "incident.place", "incident.village", "incident.district")
		p.f.set("kejadian.waktu", known["incident.waktu"])
	case domain.ActionForm:
		known["action.pelaksana"] = join(", ", "action.who", "action.institution")
	case domain.ConsentForm:
		known["consent.masa"] = join(" – ", "consent.day", "consent.until")
	case domain.ServiceForm:
		known["service.masa"] = join(" – ", "service.from", "service.to")
	case domain.AgreementForm:
		for name, text := range known { // the latest one holds
			p.f.set(name, text)
		}
	case domain.LegalForm:
		if r.Answers[domain.LegalKind.Name] == domain.StepPoliceReport {
			p.f.set("polisi.nomor", known["legal.number"])
		}
	}
}

// ties are what the alleged perpetrators are to a victim.
func (p *painter) ties(victim op.ID) string {
	var out []string
	for _, r := range domain.Relations(p.Parts) {
		if r.Victim == victim && r.Code != "" {
			out = append(out, code.Label(i18n.ID, code.PerpetratorRelation, r.Code))
		}
	}
	return strings.Join(out, ", ")
}

func (p *painter) notes() {
	notes := domain.Notes(p.Parts)
	for i, n := range notes {
		if n.At == "" {
			notes[i].At = localAt(n.Made, p.Zone)
		}
	}
	slices.SortStableFunc(notes, func(a, b domain.NoteView) int { return cmp.Compare(a.At, b.At) })
	for _, n := range notes {
		p.f.add("note", map[string]string{"note.at": moment(n.At), "note.kind": code.Label(i18n.ID, code.NoteKind, n.Kind), "note.text": n.Text})
	}
}

// subject makes what the letter is about the facts of the whole letter. A letter about one victim tells nothing of another.
func (p *painter) subject(l Letter) {
	victim := op.ID{}
	switch l.About {
	case "":
		return
	case domain.VictimForm.Name:
		victim = p.Subject
		p.consent(victim)
	case domain.ReferralForm.Name:
		victim = domain.ReferralOf.Get(p.Parts, p.Subject).V
		if people := domain.Victims(p.Parts); victim.IsZero() && len(people) == 1 {
			victim = people[0].ID
		}
		p.referral(victim)
	}
	p.raise(domain.FormOf(l.About), p.Subject)
	p.f.lists = map[string][]*facts{}
	p.raise(domain.VictimForm, victim)
}

// raise makes the facts of one record those of the whole letter.
func (p *painter) raise(form *domain.Form, id op.ID) {
	for _, r := range form.Records(p.Parts) {
		if r.ID != id {
			continue
		}
		known := p.answers(form, r.Answers)
		p.more(form, r, known)
		for name, text := range known {
			p.f.set(name, text)
		}
	}
}

// consent is the latest one about a victim.
func (p *painter) consent(victim op.ID) {
	for _, r := range inOrder(domain.ConsentForm, domain.ConsentForm.Records(p.Parts)) {
		if r.Answers[domain.ConsentOf.Name] != victim.String() {
			continue
		}
		for name := range p.f.known {
			if strings.HasPrefix(name, "consent.") || strings.HasPrefix(name, "tujuan.") {
				delete(p.f.known, name)
			}
		}
		known := p.answers(domain.ConsentForm, r.Answers)
		p.more(domain.ConsentForm, r, known)
		for name, text := range known {
			p.f.set(name, text)
		}
		for purpose := range strings.SplitSeq(r.Answers[domain.ConsentPurposes.Name], ",") {
			p.f.set("tujuan."+purpose, "×")
		}
		p.f.set("consent."+r.Answers[domain.ConsentAnswer.Name], "×")
	}
}

// referral says who is referred: by name to whom the victim has agreed to be referred, by initials otherwise.
func (p *painter) referral(victim op.ID) {
	name := p.names[victim.String()]
	p.f.set("rujukan.nama", initials(name))
	if domain.Consents(p.Parts, victim, "rujuk", civil.DateAt(p.Printed, p.Zone)) {
		p.f.set("rujukan.nama", name)
		p.f.set("rujukan.persetujuan", "Ada, tercatat pada berkas kasus")
	}
}

// initials are the first letters of a name.
func initials(name string) string {
	var out strings.Builder
	for word := range strings.FieldsSeq(name) {
		for _, r := range word {
			out.WriteRune(unicode.ToUpper(r))
			out.WriteByte('.')
			break
		}
	}
	return out.String()
}

func date(d civil.Date) string { return i18n.Date(i18n.ID, d) }

// moment is a civil date and time: "24 November 2026, 09.00".
func moment(at domain.Local) string {
	if !at.Valid() {
		return ""
	}
	clock, err := civil.ParseClock(string(at[len("2006-01-02T"):]))
	if err != nil {
		return date(at.Date())
	}
	return date(at.Date()) + ", " + i18n.Clock(i18n.ID, clock)
}

func localAt(ms int64, zone civil.Zone) domain.Local {
	return domain.Local(string(civil.DateAt(ms, zone)) + "T" + strings.ReplaceAll(civil.ClockAt(ms, zone).String(), ".", ":"))
}

func years(age string) string {
	if age == "" {
		return ""
	}
	return age + " tahun"
}
