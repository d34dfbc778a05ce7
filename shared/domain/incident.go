package domain

import (
	"damping/shared/fold"
	"damping/shared/op"
)

// Fields of an incident. The exact day and the words for the place are never in clear on the server; the month and
// the kind of place are.
var (
	IncidentPlace    = field[string](Def{ID: 400, Entity: Incident, Part: op.Core, List: "incident_place", Clear: "place", Name: "incident.place"})
	IncidentDistrict = field[string](Def{ID: 401, Entity: Incident, Part: op.Core, List: "district", Name: "incident.district"})
	IncidentWhen     = field[string](Def{ID: 402, Entity: Incident, Part: op.Story, Class: Specific, Name: "incident.when"})
	IncidentDay      = field[Date](Def{ID: 403, Entity: Incident, Part: op.Story, Class: Specific, Name: "incident.day"})
	IncidentWhere    = field[string](Def{ID: 404, Entity: Incident, Part: op.Story, Class: Specific, Name: "incident.where"})
	IncidentWhat     = field[string](Def{ID: 405, Entity: Incident, Part: op.Story, Class: Specific, MaxLen: 20_000, Name: "incident.what"})
	IncidentHow      = field[string](Def{ID: 406, Entity: Incident, Part: op.Story, List: "date_precision", Class: Specific, Name: "incident.how"})
	IncidentVillage  = field[string](Def{ID: 407, Entity: Incident, Part: op.Story, List: "village", Class: Specific, Name: "incident.village"})
	IncidentForms    = field[string](Def{ID: 408, Entity: Incident, Part: op.Core, Shape: Many, List: "violence_form", Name: "incident.forms"})
)

// What is asked beside of trafficking (F02).
var (
	IncidentRoute     = field[string](Def{ID: 409, Entity: Incident, Part: op.Story, Class: Specific, MaxLen: 1000, Name: "incident.route"})
	IncidentTransport = field[string](Def{ID: 410, Entity: Incident, Part: op.Story, Class: Specific, Name: "incident.transport"})
	IncidentManner    = field[string](Def{ID: 411, Entity: Incident, Part: op.Story, Class: Specific, MaxLen: 1000, Name: "incident.manner"})
	IncidentUse       = field[string](Def{ID: 412, Entity: Incident, Part: op.Story, Class: Specific, MaxLen: 1000, Name: "incident.use"})
)

// IncidentForm is something that happened.
var IncidentForm = &Form{Name: "incident", Kind: Incident, Home: op.Core, Title: IncidentPlace.Def, When: IncidentDay.Def, Asks: []Question{
	ask(IncidentWhat), ask(IncidentForms), ask(IncidentDay), ask(IncidentHow), ask(IncidentWhen), ask(IncidentPlace), ask(IncidentWhere), ask(IncidentDistrict), ask(IncidentVillage),
	ask(IncidentRoute).when(IncidentForms.Def, "trafficking"), ask(IncidentTransport).when(IncidentForms.Def, "trafficking"),
	ask(IncidentManner).when(IncidentForms.Def, "trafficking"), ask(IncidentUse).when(IncidentForms.Def, "trafficking"),
}}

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
