package state

import (
	"slices"
	"strings"
	"testing"

	"damping/shared/domain"
	"damping/shared/fold"
	"damping/shared/op"
)

// folded is what a reader would see of drafts; every draft must be one that the registry allows.
func folded(t *testing.T, drafts []op.Draft) domain.Parts {
	t.Helper()
	parts := domain.Parts{}
	for i, d := range drafts {
		o := op.Op{V: op.Version, ID: newID(), File: d.File, Part: d.Part, Ent: d.Ent, Kind: d.Kind, Field: d.Field, SV: d.SV, Val: d.Val, Sup: d.Sup, Eff: op.HLC(i + 1)}
		if err := domain.Check(&o); err != nil {
			t.Fatalf("draft %d of field %d: %v", i, d.Field, err)
		}
		if parts[d.Part] == nil {
			parts[d.Part] = fold.New()
		}
		parts[d.Part].Apply(&o)
	}
	return parts
}

func intake() Values {
	return Values{"safe": "tidak_aman", "who": " Bunga ", "age": "11", "sex": "perempuan", "forms": "fisik,seksual", "what": "Cerita.",
		"when": Unknown, "where": "Rumah", "district": "18.71.01", "reach": "0812", "message": "no", "reporter": "keluarga",
		"reporter_name": "Bibi", "channel": "whatsapp", "wish": Declined}
}

func TestIntakeBecomesATicket(t *testing.T) {
	id := newID()
	v, conflicts := domain.ReadComplaint(folded(t, complaintDrafts(id, intake(), "2026-11-23T09:00")), id)
	if len(conflicts) > 0 || v.Who != "Bunga" || v.Age != 11 || len(v.Forms) != 2 || v.When != Unknown || v.State != domain.StateNew || v.LeaveMessage {
		t.Errorf("read %+v, %d conflicts", v, len(conflicts))
	}
}

func TestIntakeIsChecked(t *testing.T) {
	for _, c := range []struct {
		name, field string
		change      func(Values)
	}{
		{"safety must be answered", "safe", func(v Values) { delete(v, "safe") }},
		{"an age is a number", "age", func(v Values) { v["age"] = "sebelas" }},
		{"nobody is 130", "age", func(v Values) { v["age"] = "130" }},
		{"a ticket is about something", "who", func(v Values) { delete(v, "who"); delete(v, "what"); delete(v, "forms") }},
		{"a story has an end", "what", func(v Values) { v["what"] = strings.Repeat("a", 20_001) }},
		{"a NUL is no letter", "where", func(v Values) { v["where"] = "a\x00b" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := intake()
			c.change(v)
			if wrong := CheckComplaint(v); len(wrong) != 1 || wrong[0].Field != c.field {
				t.Errorf("wrong are %v", wrong)
			}
		})
	}
	if wrong := CheckComplaint(intake()); len(wrong) > 0 {
		t.Errorf("a good intake is refused: %v", wrong)
	}
}

func TestACaseComesOfAComplaint(t *testing.T) {
	ticket := newID()
	complaint, _ := domain.ReadComplaint(folded(t, complaintDrafts(ticket, intake(), "2026-11-23T09:00")), ticket)
	v := FromComplaint(complaint)
	if v["kind"] != "ampk" || v["victim.0.name"] != "Bunga" || v["when"] != Unknown {
		t.Fatalf("prefilled %v", v)
	}
	v["victims"], v["suspects"] = "2", "2"
	v[Nth("victim", 1, "name")], v[Nth("suspect", 0, "name")] = "Melati", "Tn. X"
	v[RelationName(0, 0)], v[RelationName(1, 0)] = "ayah_tiri", "paman"

	id := newID()
	parts := folded(t, caseDrafts(id, v, complaint, "2026-11-24T09:00", newID))
	got, _ := domain.ReadCase(parts, id)
	if got.Received != "2026-11-23T09:00" || got.Channel != "whatsapp" || len(got.Complaints) != 1 || got.Complaints[0] != ticket {
		t.Errorf("head is %+v", got)
	}
	if n := len(domain.Victims(parts)); n != 2 {
		t.Errorf("%d victims", n)
	}
	if n := len(domain.Perpetrators(parts)); n != 1 {
		t.Errorf("%d alleged perpetrators: one about whom nothing is known makes no record", n)
	}
	if n := len(domain.Relations(parts)); n != 2 {
		t.Errorf("%d relations", n)
	}
	if len(domain.MissingFor(domain.StageIdentify, parts, id)) > 0 {
		t.Error("it could go on to identification")
	}
}

// The form shows one alleged perpetrator from the beginning: who is named there is in the case, also without a complaint.
func TestACaseFromNothingKeepsWhoIsNamed(t *testing.T) {
	id := newID()
	v := Values{"victim.0.name": "Bunga", Nth("suspect", 0, "name"): "Tn. X", RelationName(0, 0): "suami_istri"}
	parts := folded(t, caseDrafts(id, v, domain.ComplaintView{}, "2026-11-24T09:00", newID))
	if len(domain.Perpetrators(parts)) != 1 || len(domain.Relations(parts)) != 1 {
		t.Errorf("%d alleged perpetrators, %d relations", len(domain.Perpetrators(parts)), len(domain.Relations(parts)))
	}
	if n := len(domain.Perpetrators(folded(t, caseDrafts(id, Values{"victim.0.name": "Bunga"}, domain.ComplaintView{}, "2026-11-24T09:00", newID)))); n != 0 {
		t.Errorf("%d alleged perpetrators of whom nothing is known", n)
	}
}

// Who may not write the coded facts writes a note all the same, and everybody reads it.
func TestANoteOfAPsychologist(t *testing.T) {
	d := &draft{file: newID()}
	noteDrafts(d, newID(), "pertemuan", "Sesi pertama.", "2026-11-24T09:00", false)
	noteDrafts(d, newID(), "telepon", "Kabar baik.", "2026-11-24T10:00", true)
	for _, o := range d.ops[:2] {
		if o.Part != op.Story {
			t.Errorf("it writes into the %s", o.Part)
		}
	}
	notes := domain.Notes(folded(t, d.ops))
	if len(notes) != 2 || !slices.ContainsFunc(notes, func(n domain.NoteView) bool { return n.Text == "Sesi pertama." && n.Kind == "" && n.Made >= 0 }) {
		t.Errorf("%+v", notes)
	}
}

func TestTriageWritesOnlyWhatChanged(t *testing.T) {
	id := newID()
	file := ComplaintFile{Status: Loaded, View: domain.ComplaintView{ID: id, State: domain.StateTriaged, Authority: "pusat", Triggers: []string{"senjata"}}}
	file.triggers = []fold.Head{{ID: newID()}}

	if d := triageDrafts(TriageEdit{File: file, Triggers: []string{"senjata"}, Authority: "pusat"}); len(d) != 0 {
		t.Errorf("nothing changed and %d ops were written", len(d))
	}
	d := triageDrafts(TriageEdit{File: file, Triggers: []string{"cekik"}, Authority: "daerah_kabkota"})
	if len(d) != 3 || d[0].Kind != op.Add || d[1].Kind != op.Rem || d[1].Sup[0] != file.triggers[0].ID || d[2].Field != domain.ComplaintAuthority.ID {
		t.Errorf("wrote %+v", d)
	}
	if TriageRisk([]string{"kekerasan_lampau"}, "sedang") != domain.RiskMedium {
		t.Error("raising does not raise")
	}
}

func TestEveryEditableFieldTakesAValue(t *testing.T) {
	for id, set := range editable {
		def, _ := domain.Lookup(id)
		text := "tidak_tahu"
		switch id {
		case domain.VictimAge.ID:
			text = "12"
		case domain.CaseLeaveMessage.ID:
			text = "yes"
		}
		d, ok := set(newID(), newID(), text, nil)
		o := op.Op{Kind: d.Kind, Part: d.Part, Ent: d.Ent, Field: d.Field, SV: d.SV, Val: d.Val}
		if err := domain.Check(&o); !ok || err != nil || def.Part != d.Part {
			t.Errorf("field %d: %v %v", id, ok, err)
		}
	}
}

func TestFollowUpsAreChecked(t *testing.T) {
	due, wrong := checkFollowUp(FollowUpEdit{Kind: "telepon", Date: "2026-11-24", Clock: "09:00"})
	if due != "2026-11-24T09:00" || len(wrong) > 0 {
		t.Errorf("due %s, wrong %v", due, wrong)
	}
	_, wrong = checkFollowUp(FollowUpEdit{Date: "2026-02-29", Clock: "25:00"})
	if len(wrong) != 3 {
		t.Errorf("wrong are %v", wrong)
	}
}
