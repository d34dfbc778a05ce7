package domain

import (
	"testing"

	"damping/shared/civil"
	"damping/shared/deadline"
	"damping/shared/op"
)

// clock finds a clock of a case by its code; the last one where there are several.
func (d *desk) clock(code string) (c Clock, ok bool) {
	for _, k := range Clocks(d, Case, d.file, civil.WIB, deadline.Indonesia()) {
		if k.Limit.Code == code {
			c, ok = k, true
		}
	}
	return c, ok
}

// TestEveryClock starts and stops each limit by what people write, and reads when it falls due.
func TestEveryClock(t *testing.T) {
	received := func(at Local) func(*desk) { return func(d *desk) { d.do(CaseReceived.Set(d.file, d.file, at, nil)) } }
	victim := func(forms ...string) func(*desk) {
		return func(d *desk) {
			v := d.id()
			d.do(Begin(d.file, Victim, v))
			for _, f := range forms {
				d.do(VictimForms.Add(d.file, v, f))
			}
		}
	}
	husband := func(d *desk) { d.fill(RelationForm, map[string]string{"relation.code": "suami_istri"}) }
	step := func(kind, at string) func(*desk) {
		return func(d *desk) { d.fill(LegalForm, map[string]string{"legal.kind": kind, "legal.at": at}) }
	}
	request := func(kind string) func(*desk) {
		return func(d *desk) {
			d.fill(RequestForm, map[string]string{"request.kind": kind, "request.at": "2026-03-19T10:00"})
		}
	}
	answered := func(d *desk) {
		d.do(RequestAnswered.Set(d.file, RequestForm.Records(d)[0].ID, "2026-03-20T10:00", nil))
	}
	all := func(fs ...func(*desk)) func(*desk) {
		return func(d *desk) {
			for _, f := range fs {
				f(d)
			}
		}
	}

	for _, c := range []struct {
		code  string
		start func(*desk)
		due   Local
		stop  func(*desk)
	}{
		{"krisis_sop", all(received("2026-03-19T10:00"), func(d *desk) {
			d.do(CaseSafeNow.Set(d.file, d.file, NotSafe, nil), CaseChannel.Set(d.file, d.file, "datang_langsung", nil), CaseTriggers.Add(d.file, d.file, "senjata"))
		}), "2026-03-19T12:00", func(d *desk) { d.fill(EmergencyForm, map[string]string{"emergency.at": "2026-03-19T10:30"}) }},
		{"lapor_polisi_tpks", all(received("2026-03-19T10:00"), victim(Sexual)), "2026-03-22T10:00", step(StepPoliceReport, "2026-03-20T09:00")},
		{"lapor_polisi_tpks", all(received("2026-03-19T10:00"), victim(Sexual)), "2026-03-22T10:00", func(d *desk) { d.fill(DutyForm, map[string]string{"duty.sent": "2026-03-20T09:00"}) }},
		{"lapor_polisi_tpks", all(received("2026-03-19T10:00"), victim(Sexual)), "2026-03-22T10:00", func(d *desk) { d.do(CasePermits.Add(d.file, d.file, PermitNoReport)) }},
		{"pelindungan_polisi_tpks", all(received("2026-03-18T10:00"), victim(Sexual), step(StepPoliceReport, "2026-03-19T10:00")), "2026-03-20T10:00", step(StepPoliceGuards, "2026-03-19T18:00")},
		{"perlindungan_polisi_kdrt", all(husband, step(StepPoliceReport, "2026-03-19T10:00")), "2026-03-20T10:00", step(StepPoliceGuards, "2026-03-19T18:00")},
		{"perlindungan_polisi_kdrt_maks", all(husband, step(StepPoliceGuards, "2026-03-19T10:00")), "2026-03-26T10:00", step(StepOrder, "2026-03-24T10:00")},
		{"penetapan_pengadilan_kdrt", all(husband, step(StepPoliceGuards, "2026-03-19T10:00")), "2026-03-20T10:00", step(StepOrderAsked, "2026-03-19T18:00")},
		{"penampungan_maks", func(d *desk) {
			d.fill(StayForm, map[string]string{"stay.called": "T", "stay.from": "2026-03-19T10:00"})
		}, "2026-04-02T10:00",
			func(d *desk) { d.do(StayTo.Set(d.file, StayForm.Records(d)[0].ID, "2026-03-25T10:00", nil)) }},
		{"pdp_perbaikan", request("perbaikan"), "2026-03-22T10:00", answered},
		{"pdp_akses", request("akses"), "2026-03-22T10:00", answered},
		{"pdp_pembatasan", request("pembatasan"), "2026-03-22T10:00", answered},
		{"pdp_penghentian", request("penghentian"), "2026-03-22T10:00", answered},
		{"pdp_penghentian", func(d *desk) { d.fill(ConsentForm, map[string]string{"consent.withdrawn": "2026-03-19T10:00"}) }, "2026-03-22T10:00",
			func(d *desk) { d.do(ConsentStopped.Set(d.file, ConsentForm.Records(d)[0].ID, "2026-03-20T10:00", nil)) }},
		{"pdp_kebocoran", request("kebocoran"), "2026-03-22T10:00", answered},
	} {
		t.Run(c.code, func(t *testing.T) {
			d := newDesk(Case)
			if _, runs := d.clock(c.code); runs {
				t.Error("runs before anything happened")
			}
			c.start(d)
			k, runs := d.clock(c.code)
			if !runs || k.Stopped != 0 || LocalAt(k.Due.At, 420) != c.due {
				t.Errorf("runs %v, due %s, stopped %d; want due %s", runs, LocalAt(k.Due.At, 420), k.Stopped, c.due)
			}
			c.stop(d)
			if k, _ := d.clock(c.code); k.Stopped == 0 {
				t.Error("is not stopped")
			}
		})
	}
}

// The clocks of a complaint: how soon to answer goes by its risk, and every one is followed up in three working days.
func TestClocksOfAComplaint(t *testing.T) {
	for _, c := range []struct {
		code, trigger string
		due           Local
	}{
		{"respon_tinggi", "senjata", "2026-03-19T10:00"}, {"respon_sedang", "terlapor_dekat", "2026-03-19T16:00"}, {"respon_rendah", "kekerasan_lampau", "2026-03-20T10:00"},
		{"tindak_lanjut_umum", "senjata", "2026-03-27T23:59"},
	} {
		t.Run(c.code, func(t *testing.T) {
			d := newDesk(Complaint)
			d.do(ComplaintReceived.Set(d.file, d.file, "2026-03-19T10:00", nil), ComplaintTriggers.Add(d.file, d.file, c.trigger))
			find := func() (k Clock) {
				for _, x := range Clocks(d, Complaint, d.file, civil.WIB, deadline.Indonesia()) {
					if x.Limit.Code == c.code {
						k = x
					}
				}
				return k
			}
			if k := find(); LocalAt(k.Due.At, 420) != c.due || k.Stopped != 0 {
				t.Errorf("due %s, stopped %d", LocalAt(k.Due.At, 420), k.Stopped)
			}
			d.do(ComplaintState.Set(d.file, d.file, StateTriaged, nil))
			if k := find(); (k.Stopped != 0) != (c.code != "tindak_lanjut_umum") {
				t.Errorf("assessed, it stands at %d", k.Stopped)
			}
			d.do(ComplaintState.Set(d.file, d.file, StateBecameCase, ComplaintState.Get(d, d.file).Heads))
			if k := find(); k.Stopped == 0 {
				t.Error("a case, it still runs")
			}
		})
	}
}

func TestClocksAreApart(t *testing.T) {
	d := newDesk(Case)
	first := d.fill(StayForm, map[string]string{"stay.from": "2026-03-01T10:00", "stay.to": "2026-03-05T10:00"})
	second := d.fill(StayForm, map[string]string{"stay.from": "2026-03-19T10:00"})
	for _, k := range Clocks(d, Case, d.file, civil.WIB, deadline.Indonesia()) {
		if k.Of == first && k.Stopped == 0 || k.Of == second && k.Stopped != 0 {
			t.Errorf("leaving the shelter once ends another stay, or not its own: %+v", k)
		}
	}
	if due := CardOf(d, Case, d.file).Due; len(due) != 1 || due[0].Kind != LimitKind+"penampungan_maks" || due[0].Due != "2026-04-02T10:00" {
		t.Errorf("the card tells %+v", due)
	}
	if len(Clocks(Parts{op.Core: d.Part(op.Core)}, Case, d.file, civil.WIB, deadline.Indonesia())) != 0 {
		t.Error("who does not read the shelter learns of it")
	}
}
