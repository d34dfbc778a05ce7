package domain

import (
	"slices"

	"damping/shared/civil"
	"damping/shared/deadline"
	"damping/shared/fold"
	"damping/shared/op"
)

// Clock is a time limit that runs, or ran, on a file.
type Clock struct {
	Limit   deadline.Limit
	Start   int64 // ms UTC
	Due     deadline.Due
	Stopped int64 // ms UTC; 0 while it runs
	Of      op.ID // record that started it; zero for the file itself
}

// event is something in a file that starts or stops a clock.
type event struct {
	code string
	at   int64
	of   op.ID // record; zero when it is the file's
}

// Clocks are the time limits of a file as its parts at hand tell, by when they fall due. What was done before a limit began to run needs
// no doing: a victim who had been to the police already has reported. Nothing is kept of a clock; it follows from what was written, and whoever writes that a
// thing was done stops it.
func Clocks(src Source, kind op.EntKind, id op.ID, zone civil.Zone, cal deadline.Calendar) (out []Clock) {
	risk, law := conditions(src, kind, id)
	events := eventsOf(src, kind, id, zone)
	for _, l := range deadline.Limits() {
		if l.Only != "" && l.Only != risk && !slices.Contains(law, l.Only) {
			continue
		}
		for _, e := range events {
			if e.code != l.Starts || e.at == 0 {
				continue
			}
			c := Clock{Limit: l, Start: e.at, Due: l.Due(e.at, zone, cal), Of: e.of}
			for _, s := range events {
				if slices.Contains(l.Stops, s.code) && (s.of == e.of || s.of.IsZero() || e.of.IsZero() || !paired(l.Starts)) {
					if at := max(s.at, e.at); c.Stopped == 0 || at < c.Stopped {
						c.Stopped = at
					}
				}
			}
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b Clock) int { return int(a.Due.At/1000 - b.Due.At/1000) })
	return out
}

// Open are the clocks of a file that still run.
func Open(src Source, kind op.EntKind, id op.ID) []Clock {
	return slices.DeleteFunc(Clocks(src, kind, id, civil.WIB, deadline.Calendar{}), func(c Clock) bool { return c.Stopped != 0 })
}

// paired reports whether a clock that begins so belongs to one record: leaving the shelter ends that stay and no other.
func paired(starts string) bool {
	_, ok := requestEvents[starts]
	return ok || starts == "masuk_penampungan" || starts == "persetujuan_ditarik"
}

// requestEvents are the starts of clocks about data, by the event.
var requestEvents = map[string]string{"minta_perbaikan": "perbaikan", "minta_akses": "akses", "minta_pembatasan": "pembatasan",
	"kegagalan_pelindungan": "kebocoran", "persetujuan_ditarik": "penghentian"}

// conditions are the risk of a file and the laws that apply to what happened.
func conditions(src Source, kind op.EntKind, id op.ID) (risk string, laws []string) {
	if kind == Complaint {
		v, _ := ReadComplaint(src, id)
		if slices.Contains(v.Forms, Sexual) {
			laws = append(laws, "tpks")
		}
		return v.Risk, laws
	}
	if SexualViolence(src) {
		laws = append(laws, "tpks")
	}
	if Domestic(src) {
		laws = append(laws, "kdrt")
	}
	return caseRisk(src, id), laws
}

// Sexual is the form of violence that UU 12/2022 is about.
const Sexual = "seksual"

// SexualViolence reports whether a victim of the case suffered sexual violence.
func SexualViolence(src Source) bool {
	found := false
	each(src, Victim, func(e *fold.Entity) {
		v := e.Ent.ID
		forms, _ := VictimForms.Elements(src, v)
		tpks, _ := VictimTPKS.Elements(src, v)
		more, _ := VictimTPKSOther.Elements(src, v)
		found = found || slices.Contains(forms, Sexual) || len(tpks)+len(more) > 0
	})
	return found
}

// household are the relations within a household (UU 23/2004 Ps 2).
var household = []string{"suami_istri", "orang_tua", "ayah_kandung", "ibu_kandung", "ayah_tiri", "ibu_tiri", "orang_tua_angkat", "wali",
	"keluarga_saudara", "kakek", "nenek", "paman", "bibi", "kakak", "adik", "sepupu", "mertua", "ipar", "anak"}

// Domestic reports whether the case is one of domestic violence: somebody said so, or victim and alleged perpetrator are
// of one household.
func Domestic(src Source) bool {
	found := slices.ContainsFunc(Relations(src), func(r RelationView) bool { return slices.Contains(household, r.Code) })
	each(src, Victim, func(e *fold.Entity) {
		kdrt, _ := VictimKDRT.Elements(src, e.Ent.ID)
		found = found || len(kdrt) > 0
	})
	return found
}
