package state

import (
	"maps"
	"slices"
	"testing"

	"damping/shared/domain"
	"damping/shared/op"
)

// written makes ops of drafts, as they come back when they were refused.
func written(form string, drafts []op.Draft) []op.Op {
	ops := make([]op.Op, len(drafts))
	for i, d := range drafts {
		ops[i] = op.Op{ID: newID(), File: d.File, Part: d.Part, Ent: d.Ent, Kind: d.Kind, Field: d.Field, SV: d.SV, Val: d.Val, Ctx: op.Ctx{Form: form}}
	}
	return ops
}

// same compares two acts but for the ids of what they make.
func same(a, b []op.Draft) bool {
	return slices.EqualFunc(a, b, func(x, y op.Draft) bool {
		names := x.Field == domain.RelationVictim.ID || x.Field == domain.RelationPerpetrator.ID
		return x.Kind == y.Kind && x.Field == y.Field && x.Ent.Kind == y.Ent.Kind && (slices.Equal(x.Val, y.Val) || names)
	})
}

// A form that is filled again with what it once wrote writes the same.
func TestAFormIsFilledAgain(t *testing.T) {
	file := newID()
	t.Run("a complaint", func(t *testing.T) {
		want := complaintDrafts(file, intake(), "2026-11-23T09:00")
		r, ok := refillOf(file, written(FormComplaint, want))
		if !ok || r.draft != FormComplaint || !same(want, complaintDrafts(file, r.values, "2026-11-23T09:00")) {
			t.Errorf("%v %+v", ok, r)
		}
	})
	t.Run("a case with the people in it", func(t *testing.T) {
		v := Values{"channel": "telepon", "safe": "tidak", "kind": "ampk", "district": "18.71.01", "message": "yes", "reach": "0812", "what": "Cerita.",
			"place": "rumah", "triggers": "ancaman_bunuh,senjata", "victims": "2", "suspects": "1",
			"victim.0.name": "Bunga", "victim.0.age": "11", "victim.0.forms": "fisik,psikis", "victim.1.name": "Melati", "victim.1.sex": "perempuan",
			"suspect.0.name": "Anto", "suspect.0.sex": "laki_laki", "relation.0.0": "ayah", "relation.1.0": "paman"}
		want := caseDrafts(file, v, domain.ComplaintView{}, "2026-11-23T09:00", newID)
		r, ok := refillOf(file, written(FormNewCase, want))
		if !ok || !same(want, caseDrafts(file, r.values, domain.ComplaintView{}, "2026-11-23T09:00", newID)) {
			t.Errorf("%v %+v", ok, r)
		}
		for k, text := range v {
			if r.values[k] != text {
				t.Errorf("%s is %q, was %q", k, r.values[k], text)
			}
		}
	})
	t.Run("a record", func(t *testing.T) {
		id, form := newID(), domain.EmergencyForm
		want := append([]op.Draft{domain.Begin(file, form.Kind, id)},
			form.Write(domain.Parts{}, file, id, nil, Values{"emergency.at": "2026-11-24T09:30", "emergency.kind": "medis,polisi", "emergency.text": "Diantar."})...)
		r, ok := refillOf(file, written(RecordForm(form.Name, op.ID{}), want))
		if !ok || r.draft != DraftOf(file, RecordForm(form.Name, op.ID{})) || !same(want[1:], form.Write(domain.Parts{}, file, id, nil, r.values)) {
			t.Errorf("%v %+v", ok, r)
		}
		if _, ok := refillOf(file, written(RecordForm(form.Name, id), want[1:])); ok {
			t.Error("a change of a record is filled in again")
		}
	})
	t.Run("a follow-up", func(t *testing.T) {
		d := &draft{file: file}
		id := newID()
		d.begin(domain.FollowUp, id)
		set(d, domain.FollowUpKind, id, "telepon")
		set(d, domain.FollowUpDue, id, domain.Local("2026-11-24T09:30"))
		set(d, domain.FollowUpText, id, "bawa surat")
		r, ok := refillOf(file, written(FormFollowUp, d.ops))
		want := Values{"fkind": "telepon", "date": "2026-11-24", "clock": "09:30", "words": "bawa surat"}
		if !ok || !maps.Equal(r.values, want) {
			t.Errorf("%v %+v", ok, r)
		}
	})
	t.Run("a request has no form", func(t *testing.T) {
		if _, ok := refillOf(file, written(FormAssign, []op.Draft{domain.Assign(file, domain.AssignArgs{Appointment: newID()}, nil)})); ok {
			t.Error("a form would be filled with it")
		}
	})
}
