package domain

import (
	"damping/shared/civil"
	"damping/shared/fold"
	"damping/shared/op"
)

// eventsOf are what happened in a file that starts or stops clocks: the codes of the list clock_event, and the steps of the
// legal track by their own codes.
func eventsOf(src Source, kind op.EntKind, id op.ID, zone civil.Zone) (out []event) {
	offset := zone.Minutes()
	at := func(code string, ms int64, of op.ID) {
		if ms > 0 {
			out = append(out, event{code, ms, of})
		}
	}
	said := func(code string, f Field[Local], of op.ID) { at(code, f.Get(src, of).V.In(offset), of) }

	if kind == Complaint {
		at("aduan", ComplaintReceived.Get(src, id).V.In(offset), op.ID{})
		state := ComplaintState.Get(src, id)
		if state.V != "" && state.V != StateNew {
			at("tanggapan", state.At().Eff.Millis(), op.ID{})
		}
		if state.V != "" && state.V != StateNew && state.V != StateTriaged {
			at("tindak_lanjut", state.At().Eff.Millis(), op.ID{})
		}
		return out
	}

	received := CaseReceived.Get(src, id).V.In(offset)
	at("aduan", received, op.ID{})
	if SexualViolence(src) {
		at("laporan_kekerasan_seksual", received, op.ID{})
	}
	if CaseSafeNow.Get(src, id).V == NotSafe && CaseChannel.Get(src, id).V == "datang_langsung" && caseRisk(src, id) == RiskHigh {
		at("krisis", received, op.ID{})
	}
	if root := src.Part(op.Core).Find(op.Ent{Kind: Case, ID: id}); root != nil && len(root.Born) > 0 {
		at("tanggapan", root.Born[0].Eff.Millis(), op.ID{}) // somebody has taken it up
		at("tindak_lanjut", root.Born[0].Eff.Millis(), op.ID{})
	}
	each(src, Emergency, func(e *fold.Entity) { said("krisis_tertangani", EmergencyAt, e.Ent.ID) })
	each(src, Stay, func(e *fold.Entity) {
		said("masuk_penampungan", StayFrom, e.Ent.ID)
		said("keluar_penampungan", StayTo, e.Ent.ID)
	})
	each(src, LegalStep, func(e *fold.Entity) { said(LegalKind.Get(src, e.Ent.ID).V, LegalAt, e.Ent.ID) })
	each(src, Duty, func(e *fold.Entity) { said(StepPoliceReport, DutySent, e.Ent.ID) })
	each(src, Consent, func(e *fold.Entity) {
		said("persetujuan_ditarik", ConsentWithdrawn, e.Ent.ID)
		said("permintaan_dijawab", ConsentStopped, e.Ent.ID)
	})
	each(src, Request, func(e *fold.Entity) {
		what := RequestKind.Get(src, e.Ent.ID).V
		for code, kind := range requestEvents {
			if kind == what {
				said(code, RequestAt, e.Ent.ID)
			}
		}
		said("permintaan_dijawab", RequestAnswered, e.Ent.ID)
		said("pemberitahuan", RequestAnswered, e.Ent.ID)
	})
	for _, h := range permits(src, id, PermitNoReport) {
		at(StepHeadDecided, h.Eff.Millis(), op.ID{})
	}
	return out
}
