package domain

import (
	"damping/shared/fold"
	"damping/shared/op"
)

// Fields of an incident. The exact day and the words for the place are never in clear on the server; the month and
// the kind of place are.
var (
	IncidentPlace    = field[string](Def{ID: 400, Entity: Incident, Part: op.Core, List: "incident_place", Clear: "place"})
	IncidentDistrict = field[string](Def{ID: 401, Entity: Incident, Part: op.Core, List: "district"})
	IncidentWhen     = field[string](Def{ID: 402, Entity: Incident, Part: op.Story, Class: Specific})
	IncidentDay      = field[Date](Def{ID: 403, Entity: Incident, Part: op.Story, Class: Specific})
	IncidentWhere    = field[string](Def{ID: 404, Entity: Incident, Part: op.Story, Class: Specific})
	IncidentWhat     = field[string](Def{ID: 405, Entity: Incident, Part: op.Story, Class: Specific, MaxLen: 20_000})
)

// IncidentView is an incident as a screen shows it.
type IncidentView struct {
	ID                                 op.ID
	Place, District, When, Where, What string
	Day                                Date
}

// Incidents reads every incident of a case.
func Incidents(src Source) (out []IncidentView) {
	each(src, Incident, func(e *fold.Entity) {
		id := e.Ent.ID
		out = append(out, IncidentView{ID: id, Place: IncidentPlace.Get(src, id).V, District: IncidentDistrict.Get(src, id).V,
			When: IncidentWhen.Get(src, id).V, Day: IncidentDay.Get(src, id).V, Where: IncidentWhere.Get(src, id).V, What: IncidentWhat.Get(src, id).V})
	})
	return out
}
