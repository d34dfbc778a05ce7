package oplog

import (
	"cmp"
	"slices"

	"damping/server/store"
	"damping/shared/civil"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/fold"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// projection is what stands in clear about a file: everything that lists, reminders and reports may ask the database
// for. It follows from the states, the file's row and who reads it, and can be thrown away and made again.
type projection struct {
	row   store.CaseRow
	codes []store.CaseCode
	due   []store.DueInstance // without what reminding adds
}

// Project implements shared/oplog.Tx.
func (w *writer) Project(f core.File, parts map[op.Part]*fold.State) error {
	w.files = append(w.files, f.ID)
	if f.Kind != domain.Case && f.Kind != domain.Complaint {
		return nil
	}
	p, err := w.projection(f, parts, w.asOf[f.ID])
	if err != nil {
		return err
	}
	if b := w.box(f.ID); b.found && b.row.Number != p.row.Number {
		b.row.Number = p.row.Number
		if err := w.s.SaveFile(w.ctx, b.row); err != nil {
			return err
		}
	}
	if err := w.s.SaveCaseRow(w.ctx, p.row); err != nil {
		return err
	}
	if err := w.s.SaveCaseCodes(w.ctx, f.ID, p.codes); err != nil {
		return err
	}
	return w.saveDue(f.ID, p.due)
}

// projection makes the rows of a complaint or a case as they are now.
func (w *writer) projection(f core.File, parts domain.Parts, asOf uint64) (projection, error) {
	zone, err := w.zones.of(w.ctx, w.s, f.Institution)
	if err != nil {
		return projection{}, err
	}
	due, err := w.due(f, parts, zone, asOf)
	if err != nil {
		return projection{}, err
	}
	p := projection{row: row(f, parts, zone), codes: codes(f.ID, parts), due: due}
	p.row.AsOf, p.row.Closed = asOf, domain.Closed(core.Row(f.ID, parts[op.Core]))
	for _, d := range due {
		if d.State == store.DueOpen && (p.row.NextDueAt == 0 || d.DueAt < p.row.NextDueAt) {
			p.row.NextDueAt = d.DueAt
		}
	}
	return p, nil
}

// row is the head of a file in clear: codes and coarse facts, nothing that names anybody.
func row(f core.File, parts domain.Parts, zone civil.Zone) store.CaseRow {
	r := store.CaseRow{File: f.ID, Kind: kindName(f.Kind), InstitutionID: f.Institution, UnitID: f.Unit,
		CreatedAt: f.Created, UpdatedAt: touched(parts)}
	var received domain.Local
	age := int64(-1)
	if f.Kind == domain.Complaint {
		v, _ := domain.ReadComplaint(parts, f.ID)
		r.Number, r.Status, r.Risk, r.CaseKind, r.Authority = v.Number, v.State, v.Risk, v.CaseKind, v.Authority
		r.Channel, r.District, r.Sex = v.Channel, v.District, v.Sex
		received, age = v.Received, v.Age
	} else {
		v, _ := domain.ReadCase(parts, f.ID)
		r.Number, r.Stage, r.Status, r.Risk, r.CaseKind = v.Number, v.Stage, status(v, parts), v.Risk, v.Kind
		r.Authority, r.Channel, r.District, r.Owner = v.Authority, v.Channel, v.District, v.Owner
		received = v.Received
		if victims := domain.Victims(parts); len(victims) > 0 {
			r.Sex, age = victims[0].Sex, victims[0].Age
			if age < 0 {
				age = int64(victims[0].Birth.YearsAt(reported(f, received, zone)))
			}
		}
	}
	r.Month = string(reported(f, received, zone))[:len("2006-01")]
	r.AgeBand = code.AgeBandOf(int(min(age, 200)))
	return r
}

// reported is the day a file counts for: when the report came in, or else when it was written down.
func reported(f core.File, received domain.Local, zone civil.Zone) civil.Date {
	if day := received.Date(); day.Valid() {
		return day
	}
	return civil.DateAt(f.Created, zone)
}

// status is derived from the stage and from how the case ended, never entered.
func status(v domain.CaseView, parts domain.Parts) string {
	switch {
	case v.State == domain.CaseDuplicate:
		return "duplikat"
	case v.State == domain.CaseShut:
		return ended(domain.CaseOutcome.Get(parts, v.ID).V)
	}
	switch v.Stage {
	case domain.StageReceipt:
		return "baru"
	case domain.StageMonitor:
		return "dipantau"
	case domain.StageTermination:
		return "selesai"
	}
	return "ditangani"
}

// ended is the status of a closed case by its outcome.
func ended(outcome string) string {
	switch outcome {
	case "tujuan_tercapai", "mandiri", "hubungan_hukum_selesai":
		return "selesai"
	case "dilimpahkan":
		return "dilimpahkan"
	}
	return "ditutup"
}

// columns are the clear fields that have a column of case_row or due_instance. The other coded ones are counted.
var columns = []op.FieldID{
	domain.CaseChannel.ID, domain.CaseType.ID, domain.CaseAuthority.ID, domain.CaseDistrict.ID, domain.CaseStage.ID, domain.CaseState.ID,
	domain.ComplaintChannel.ID, domain.ComplaintDistrict.ID, domain.ComplaintState.ID, domain.ComplaintAuthority.ID,
	domain.ComplaintCaseKind.ID, domain.VictimSex.ID, domain.FollowUpKind.ID, domain.FollowUpState.ID,
}

// counted are the definitions of the others, in order of id.
var counted = func() (defs []*domain.Def) {
	domain.Fields(func(d *domain.Def) {
		if d.Clear != "" && d.List != "" && d.Shape == domain.Single && !slices.Contains(columns, d.ID) {
			defs = append(defs, d)
		}
	})
	slices.SortFunc(defs, func(a, b *domain.Def) int { return int(a.ID) - int(b.ID) })
	return defs
}()

// codes counts the codes of which a file may have several, or that have no column of their own.
func codes(file op.ID, parts domain.Parts) []store.CaseCode {
	counts := map[store.CaseCode]int64{}
	for _, d := range counted {
		for _, e := range parts.Part(d.Part).Each(d.Entity) {
			f := domain.Field[string]{Def: d}
			if v := f.Get(parts, e.Ent.ID); v.Known && v.V != "" {
				counts[store.CaseCode{File: file, List: d.List, Code: v.V}]++
			}
		}
	}
	out := make([]store.CaseCode, 0, len(counts))
	for c, n := range counts {
		c.Count = n
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b store.CaseCode) int {
		return cmp.Or(cmp.Compare(a.List, b.List), cmp.Compare(a.Code, b.Code))
	})
	return out
}

// touched is the instant (ms UTC) of the newest live value in any part.
func touched(parts domain.Parts) int64 {
	var eff op.HLC
	newest := func(heads []fold.Head) {
		for i := range heads {
			eff = max(eff, heads[i].Eff)
		}
	}
	for _, state := range parts {
		for _, e := range state.Ents {
			newest(e.Born)
			for i := range e.Regs {
				newest(e.Regs[i].Sibs)
			}
			for _, bags := range [][]fold.Bag{e.Sets, e.Lists} {
				for i := range bags {
					newest(bags[i].Items)
				}
			}
			for i := range e.Tombs {
				eff = max(eff, e.Tombs[i].Head.Eff)
			}
		}
	}
	return eff.Millis()
}
