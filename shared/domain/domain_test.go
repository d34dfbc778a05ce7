package domain

import (
	"math/rand"
	"testing"

	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
)

// desk is a file under test: drafts go straight into its states, as the server would put them.
type desk struct {
	Parts
	r    *rand.Rand
	seq  uint64
	file op.ID
}

func newDesk(kind op.EntKind) *desk {
	d := &desk{Parts: Parts{}, r: rand.New(rand.NewSource(1))}
	d.file = op.NewID(1, d.r)
	d.do(Begin(d.file, kind, d.file))
	return d
}

func (d *desk) id() op.ID { return op.NewID(1, d.r) }

func (d *desk) do(drafts ...op.Draft) {
	for _, t := range drafts {
		d.seq++
		if d.Parts[t.Part] == nil {
			d.Parts[t.Part] = fold.New()
		}
		d.Parts[t.Part].Apply(&op.Op{ID: d.id(), N: d.seq, File: t.File, Part: t.Part, Ent: t.Ent, Kind: t.Kind, Field: t.Field,
			SV: t.SV, Val: t.Val, Sup: t.Sup, Eff: op.HLCAt(1_790_000_000_000 + int64(d.seq))})
	}
}

func TestRisk(t *testing.T) {
	d := newDesk(Case)
	risk := func() string { v, _ := ReadCase(d, d.file); return v.Risk }
	if risk() != "" {
		t.Error("risk before anything is known")
	}
	d.do(CaseTriggers.Add(d.file, d.file, "terlapor_dekat"))
	if risk() != RiskMedium {
		t.Error("trigger sets the level:", risk())
	}
	d.do(CaseRaise.Set(d.file, d.file, RiskHigh, nil))
	if risk() != RiskHigh {
		t.Error("an officer may raise:", risk())
	}
	d.do(CaseRaise.Set(d.file, d.file, RiskLow, CaseRaise.Get(d, d.file).Heads))
	if risk() != RiskMedium {
		t.Error("an officer may not lower below a trigger:", risk())
	}
	d.do(CaseLower.Set(d.file, d.file, RiskLow, nil))
	if risk() != RiskLow {
		t.Error("a supervisor may lower:", risk())
	}
	d.do(CaseTriggers.Add(d.file, d.file, "senjata"))
	if risk() != RiskHigh {
		t.Error("a newer trigger ends the lowering:", risk())
	}
}

func TestConflict(t *testing.T) {
	t.Run("risk shows the highest, a message permission the lowest", func(t *testing.T) {
		d := newDesk(Case)
		d.do(CaseRaise.Set(d.file, d.file, RiskHigh, nil), CaseRaise.Set(d.file, d.file, RiskLow, nil))
		d.do(CaseLeaveMessage.Set(d.file, d.file, false, nil), CaseLeaveMessage.Set(d.file, d.file, true, nil))
		v, conflicts := ReadCase(d, d.file)
		if v.Risk != RiskHigh || v.LeaveMessage || len(conflicts) != 2 {
			t.Errorf("%+v %d conflicts", v, len(conflicts))
		}
	})
	t.Run("equal values are no conflict", func(t *testing.T) {
		d := newDesk(Case)
		d.do(CaseChannel.Set(d.file, d.file, "telepon", nil), CaseChannel.Set(d.file, d.file, "telepon", nil))
		if _, conflicts := ReadCase(d, d.file); len(conflicts) != 0 {
			t.Error("conflict over the same value")
		}
	})
	t.Run("a follow-up closed by one and moved by another stays on the list until both are seen", func(t *testing.T) {
		d := newDesk(Case)
		f := d.id()
		d.do(Begin(d.file, FollowUp, f), FollowUpState.Set(d.file, f, FollowUpClosed, nil), FollowUpState.Set(d.file, f, FollowUpCancelled, nil))
		if got := FollowUps(d)[0]; got.State != FollowUpOpen {
			t.Error(got.State)
		}
	})
}

func TestGates(t *testing.T) {
	d := newDesk(Case)
	if got := MissingFor(StageIdentify, d, d.file); len(got) != 3 {
		t.Errorf("%+v", got)
	}
	v := d.id()
	d.do(Begin(d.file, Victim, v), CaseChannel.Set(d.file, d.file, "telepon", nil), CaseSafeNow.Set(d.file, d.file, "tidak", nil))
	if got := MissingFor(StageIdentify, d, d.file); len(got) != 1 || got[0].Field != VictimAge.ID || got[0].Ent.ID != v {
		t.Errorf("%+v", got)
	}
	d.do(VictimAge.Set(d.file, v, 11, nil))
	if got := MissingFor(StageIdentify, d, d.file); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	d.do(CaseChannel.Set(d.file, d.file, "whatsapp", nil))
	if got := MissingFor(StageIdentify, d, d.file); len(got) != 1 {
		t.Error("a field in conflict counts as missing")
	}
	for _, s := range Stages[1:] {
		if len(MissingFor(s, newDesk(Case), op.ID{})) == 0 {
			t.Errorf("an empty case may enter %s", s)
		}
	}
}

func TestCheck(t *testing.T) {
	d := newDesk(Case)
	mk := func(t op.Draft) *op.Op {
		return &op.Op{File: t.File, Part: t.Part, Ent: t.Ent, Kind: t.Kind, Field: t.Field, SV: t.SV, Val: t.Val, Sup: t.Sup}
	}
	with := func(t op.Draft, f func(*op.Draft)) op.Draft { f(&t); return t }
	name := VictimName.Set(d.file, d.id(), "a", nil)
	for label, c := range map[string]struct {
		draft op.Draft
		code  errs.Code
	}{
		"good text":          {name, ""},
		"good create":        {Begin(d.file, Case, d.file), ""},
		"good command":       {Advance(d.file, AdvanceArgs{To: StageIdentify}, nil), ""},
		"long text":          {VictimName.Set(d.file, d.id(), string(make([]byte, 201)), nil), errs.TooLarge},
		"NUL":                {VictimName.Set(d.file, d.id(), "a\x00b", nil), errs.BadRequest},
		"wrong type":         {with(name, func(t *op.Draft) { t.Val = op.Marshal(7) }), errs.BadRequest},
		"invalid utf-8":      {with(name, func(t *op.Draft) { t.Val = []byte{0x61, 0xff} }), errs.BadRequest},
		"wrong part":         {with(name, func(t *op.Draft) { t.Part = op.Core }), errs.Invalid},
		"wrong entity":       {with(name, func(t *op.Draft) { t.Ent.Kind = Case }), errs.Invalid},
		"wrong shape":        {with(name, func(t *op.Draft) { t.Kind = op.Append }), errs.Invalid},
		"later schema":       {with(name, func(t *op.Draft) { t.SV = 9 }), errs.Invalid},
		"unknown field":      {with(name, func(t *op.Draft) { t.Field = 9999 }), errs.UnknownField},
		"not a code":         {CaseChannel.Set(d.file, d.file, "Telepon!", nil), errs.Invalid},
		"not a date":         {VictimBirth.Set(d.file, d.id(), "2026-02-30", nil), errs.Invalid},
		"not a time":         {FollowUpDue.Set(d.file, d.id(), "2026-02-03T25:00", nil), errs.Invalid},
		"the server's field": {CaseStage.Set(d.file, d.file, StagePlan, nil), errs.Forbidden},
		"unknown stage":      {Advance(d.file, AdvanceArgs{To: "x"}, nil), errs.Invalid},
		"unknown command":    {with(Advance(d.file, AdvanceArgs{To: StagePlan}, nil), func(t *op.Draft) { t.Field = 99 }), errs.UnknownField},
		"doubled part":       {Grant(d.file, GrantArgs{Appointment: d.id(), Parts: []op.Part{1, 1}}), errs.Invalid},
	} {
		if got := errs.CodeOf(Check(mk(c.draft))); got != c.code {
			t.Errorf("%s: %q, want %q", label, got, c.code)
		}
	}
}

func TestRegistry(t *testing.T) {
	Fields(func(d *Def) {
		if d.Clear != "" && (d.Class != NoClass && d.Clear != "sex" || d.Part != op.Core) {
			t.Errorf("field %d would lie in clear on the server", d.ID)
		}
		if d.Class == NoClass && d.Part == op.Identity {
			t.Errorf("field %d of the identity part has no class", d.ID)
		}
		if !d.Part.Valid() || !knownEntity(d.Entity) {
			t.Errorf("field %d lies nowhere", d.ID)
		}
	})
}

func TestLocal(t *testing.T) {
	l := Local("2026-11-24T09:00")
	if got := l.In(420); LocalAt(got, 420) != l || LocalAt(got, 480) != "2026-11-24T10:00" {
		t.Error(got, LocalAt(got, 420))
	}
}

func TestSearch(t *testing.T) {
	text := Fold("Moch. Soekarno Djoko 2026-000123 K7Q-4MX Siti Nurhaliza")
	for _, q := range []string{"muhammad", "sukarno", "joko", "000123", "k7q", "nurhalisa", "siti", "nurhaliz", "skuarno", "joko siti"} {
		if Match(text, Fold(q)) == 0 {
			t.Errorf("%q was not found in %q", q, text)
		}
	}
	for _, q := range []string{"budi", "sita budi", "999", "000124", "2026-000133"} {
		if Match(text, Fold(q)) != 0 {
			t.Errorf("%q was found", q)
		}
	}
	if Match(text, Fold("siti")) <= Match(text, Fold("situ")) {
		t.Error("an exact word must rank above a near one")
	}
}

func TestCard(t *testing.T) {
	d := newDesk(Case)
	v, f := d.id(), d.id()
	d.do(Begin(d.file, Victim, v), VictimName.Set(d.file, v, "Bunga", nil), VictimAge.Set(d.file, v, 11, nil),
		Begin(d.file, FollowUp, f), FollowUpDue.Set(d.file, f, "2026-11-24T09:00", nil))
	c := CardOf(d, Case, d.file)
	if c.Head != "anak" || len(c.Due) != 1 || Match(c.Find, Fold("bunga")) == 0 || c.State != StageReceipt || c.Touched == 0 {
		t.Errorf("%+v", c)
	}
	d.do(CloseFollowUp(d.file, FollowUps(d)[0], "2026-11-24T10:00")...)
	if got := CardOf(d, Case, d.file); len(got.Due) != 0 {
		t.Error("a closed follow-up is still due")
	}
}
