package domain

import (
	"slices"
	"testing"

	"damping/shared/i18n"
	"damping/shared/op"
)

// fill begins a record with answers and gives its id.
func (d *desk) fill(f *Form, answers map[string]string) op.ID {
	for name := range answers {
		if !slices.ContainsFunc(f.Asks, func(a Question) bool { return a.Name == name }) {
			panic(f.Name + " does not ask for " + name)
		}
	}
	id := d.id()
	d.do(op.Draft{File: d.file, Part: f.Home, Ent: op.Ent{Kind: f.Kind, ID: id}, Kind: op.Create})
	d.do(f.Write(d.Parts, d.file, id, nil, answers)...)
	return id
}

func TestEveryFormIsWhole(t *testing.T) {
	names := map[string]bool{}
	for _, f := range Forms {
		if names[f.Name] || !i18n.Has("record."+f.Name) {
			t.Errorf("form %q is double or has no name", f.Name)
		}
		names[f.Name] = true
		for _, a := range f.Asks {
			switch {
			case a.Entity != f.Kind:
				t.Errorf("%s asks for a field of another entity: %s", f.Name, a.Name)
			case a.Name == "" || !i18n.Has("q."+a.Name):
				t.Errorf("%s: field %d has no label", f.Name, a.ID)
			case a.Need && a.Part != f.Home && a.Part != op.Core && a.Part != op.Story:
				t.Errorf("%s needs %s, which not everybody who begins it may write", f.Name, a.Name)
			case a.Kind() == Reference && a.Ref == 0 && !a.Member:
				t.Errorf("%s: %s points nowhere", f.Name, a.Name)
			case a.If != nil && !f.asks(a.If):
				t.Errorf("%s: %s follows from what is not asked", f.Name, a.Name)
			}
		}
	}
}

func TestWrite(t *testing.T) {
	d := newDesk(Case)
	id := d.fill(ServiceForm, map[string]string{"service.code": "konseling", "service.from": "2026-11-01", "service.by": "UPTD"})
	read := func() map[string]string { return ServiceForm.Answers(d, id) }

	t.Run("what was not changed is not written", func(t *testing.T) {
		if got := ServiceForm.Write(d.Parts, d.file, id, read(), read()); len(got) != 0 {
			t.Errorf("%d drafts", len(got))
		}
	})
	t.Run("a changed answer replaces what its author saw", func(t *testing.T) {
		was, now := read(), read()
		now["service.by"] = "Yayasan"
		d.do(ServiceForm.Write(d.Parts, d.file, id, was, now)...)
		if got := ServiceBy.Get(d, id); got.V != "Yayasan" || got.Conflict {
			t.Errorf("%+v", got)
		}
	})
	t.Run("what a colleague wrote meanwhile is not overwritten by who had not seen it", func(t *testing.T) {
		was := read()
		d.do(ServiceBy.Set(d.file, id, "Puskesmas", ServiceBy.Get(d, id).Heads))
		now := map[string]string{}
		for k, v := range was {
			now[k] = v
		}
		now["service.by"], now["service.result"] = "Rumah sakit", "selesai"
		d.do(ServiceForm.Write(d.Parts, d.file, id, was, now)...)
		if got := ServiceBy.Get(d, id); !got.Conflict || len(got.Sibs) != 2 {
			t.Errorf("%+v", got)
		}
		if got := ServiceResult.Get(d, id); got.V != "selesai" || got.Conflict {
			t.Errorf("%+v", got)
		}
	})
	t.Run("an answer can be taken away again", func(t *testing.T) {
		was, now := read(), read()
		delete(now, "service.result")
		drafts := ServiceForm.Write(d.Parts, d.file, id, was, now)
		for _, draft := range drafts {
			o := op.Op{File: draft.File, Part: draft.Part, Ent: draft.Ent, Kind: draft.Kind, Field: draft.Field, SV: draft.SV, Val: draft.Val}
			if err := Check(&o); err != nil {
				t.Error(err)
			}
		}
		d.do(drafts...)
		if got := ServiceResult.Get(d, id); got.Known || read()["service.result"] != "" {
			t.Errorf("%+v", got)
		}
	})
	t.Run("of several choices only the difference is written", func(t *testing.T) {
		e := d.fill(EmergencyForm, map[string]string{"emergency.kind": "medis,polisi"})
		was := EmergencyForm.Answers(d, e)
		d.do(EmergencyForm.Write(d.Parts, d.file, e, was, map[string]string{"emergency.kind": "polisi,evakuasi"})...)
		if got := EmergencyForm.Answers(d, e)["emergency.kind"]; got != "polisi,evakuasi" {
			t.Error(got)
		}
	})
}

// Whatever a form can hold comes out as it went in.
func TestRawAndBack(t *testing.T) {
	for _, c := range []struct {
		def  *Def
		text string
	}{{GoalText.Def, "Aman, tenang"}, {ServiceCode.Def, "konseling"}, {VictimChildren.Def, "3"}, {GoalTogether.Def, Yes}, {GoalTogether.Def, No},
		{ConsentDay.Def, "2026-02-28"}, {LegalAt.Def, "2026-02-28T09:30"}, {GoalOf.Def, op.ID{1, 2, 3}.String()}} {
		val, ok := c.def.Encode(c.text)
		if got := c.def.Raw(val); !ok || got != c.text {
			t.Errorf("%s: %q came back as %q, %v", c.def.Name, c.text, got, ok)
		}
	}
	for _, c := range []struct {
		def  *Def
		text string
	}{{ServiceCode.Def, "Konseling!"}, {VictimChildren.Def, "-1"}, {VictimChildren.Def, "dua"}, {VictimAge.Def, "121"}, {GoalTogether.Def, "mungkin"},
		{ConsentDay.Def, "2026-02-30"}, {LegalAt.Def, "2026-02-28"}, {GoalOf.Def, "x"}, {MemberName.Def, "a\x00"}} {
		if _, ok := c.def.Encode(c.text); ok {
			t.Errorf("%s takes %q", c.def.Name, c.text)
		}
	}
}
