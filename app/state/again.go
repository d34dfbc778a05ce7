package state

import (
	"slices"
	"strings"

	"damping/shared/domain"
	"damping/shared/op"
)

// instead is the name under which a draft keeps the refused act in whose place it comes.
const instead = "instead"

// form is where an act is written anew: the draft that its form takes up, and the values in it.
type refill struct {
	draft  string
	kind   op.EntKind // of the file whose page has the form
	values Values
}

// refillOf makes the values of a form of what it once wrote; false when no form has all of it.
func refillOf(file op.ID, ops []op.Op) (refill, bool) {
	switch ops[0].Ctx.Form {
	case FormNote:
		return refill{DraftOf(file, FormNote), domain.Case, valuesIn(ops, map[op.FieldID]string{
			domain.NoteKind.ID: "kind", domain.NoteText.ID: "text"})}, true
	case FormFollowUp:
		r := refill{DraftOf(file, FormFollowUp), domain.Case, valuesIn(ops, map[op.FieldID]string{
			domain.FollowUpKind.ID: "fkind", domain.FollowUpText.ID: "words", domain.FollowUpDue.ID: "due",
			domain.FollowUpRepeat.ID: "repeat", domain.FollowUpAssignee.ID: "assignee"})}
		r.values["date"], r.values["clock"], _ = strings.Cut(r.values["due"], "T")
		delete(r.values, "due")
		return r, true
	case FormComplaint:
		return refill{FormComplaint, domain.Complaint, valuesIn(ops, complaintNames)}, true
	case FormNewCase:
		if ops[0].Kind != op.Create || !domain.IsRoot(ops[0].Ent.Kind) {
			return refill{}, false // the rest of a long one
		}
		return refill{FormNewCase, domain.Case, caseValues(ops)}, true
	}
	return refillRecord(file, ops)
}

// refillRecord makes the values of the form of a new record. A change of one that is there is not filled in again: what it
// was a change of may be another thing by now.
func refillRecord(file op.ID, ops []op.Op) (refill, bool) {
	name, _ := strings.CutPrefix(ops[0].Ctx.Form, RecordForm("", op.ID{}))
	form := domain.FormOf(name)
	if form == nil || ops[0].Kind != op.Create {
		return refill{}, false
	}
	names := map[op.FieldID]string{}
	for _, a := range form.Asks {
		if !a.Told {
			names[a.ID] = a.Name
		}
	}
	return refill{DraftOf(file, ops[0].Ctx.Form), domain.Case, valuesIn(ops, names)}, true
}

var complaintNames = map[op.FieldID]string{
	domain.ComplaintSafeNow.ID: "safe", domain.ComplaintWho.ID: "who", domain.ComplaintAge.ID: "age", domain.ComplaintSex.ID: "sex",
	domain.ComplaintForms.ID: "forms", domain.ComplaintWhat.ID: "what", domain.ComplaintWhen.ID: "when", domain.ComplaintWhere.ID: "where",
	domain.ComplaintDistrict.ID: "district", domain.ComplaintReach.ID: "reach", domain.ComplaintLeaveMessage.ID: "message",
	domain.ComplaintReporter.ID: "reporter", domain.ComplaintReporterName.ID: "reporter_name", domain.ComplaintChannel.ID: "channel",
	domain.ComplaintWish.ID: "wish", domain.ComplaintReceived.ID: "received",
}

var caseNames = map[op.FieldID]string{
	domain.CaseChannel.ID: "channel", domain.CaseSafeNow.ID: "safe", domain.CaseType.ID: "kind", domain.CaseAuthority.ID: "authority",
	domain.CaseBasis.ID: "basis", domain.CaseDistrict.ID: "district", domain.CaseWish.ID: "wish", domain.CaseReporterType.ID: "reporter",
	domain.CaseReporterName.ID: "reporter_name", domain.CaseReach.ID: "reach", domain.CaseLeaveMessage.ID: "message",
	domain.CaseTriggers.ID: "triggers", domain.CaseRaise.ID: "raise", domain.IncidentPlace.ID: "place", domain.IncidentWhen.ID: "when",
	domain.IncidentWhere.ID: "where", domain.IncidentWhat.ID: "what",
}

var peopleNames = map[op.FieldID]string{
	domain.VictimName.ID: "name", domain.VictimSex.ID: "sex", domain.VictimAge.ID: "age", domain.VictimForms.ID: "forms",
	domain.PerpetratorName.ID: "name", domain.PerpetratorSex.ID: "sex", domain.PerpetratorNote.ID: "note",
}

// valuesIn reads the fields that a form knows by name; the elements of a set become its choices.
func valuesIn(ops []op.Op, names map[op.FieldID]string) Values {
	v := Values{}
	for i := range ops {
		v.put(names[ops[i].Field], &ops[i])
	}
	return v
}

func (v Values) put(name string, o *op.Op) {
	def, known := domain.Lookup(o.Field)
	if name == "" || !known || len(o.Val) == 0 {
		return
	}
	text := valueOf(def, o.Val).raw()
	if o.Kind == op.Add && v[name] != "" {
		text = v[name] + "," + text
	}
	v[name] = text
}

// caseValues reads a case with the people in it.
func caseValues(ops []op.Op) Values {
	v := valuesIn(ops, caseNames)
	people := map[op.EntKind][]op.ID{}
	for i := range ops {
		if o := &ops[i]; o.Kind == op.Create {
			people[o.Ent.Kind] = append(people[o.Ent.Kind], o.Ent.ID)
		}
	}
	who := map[op.EntKind]string{domain.Victim: "victim", domain.Perpetrator: "suspect"}
	relations := map[op.ID][3]string{} // victim, suspect, code
	for i := range ops {
		o := &ops[i]
		n := slices.Index(people[o.Ent.Kind], o.Ent.ID)
		if name := peopleNames[o.Field]; name != "" && n >= 0 {
			v.put(Nth(who[o.Ent.Kind], n, name), o)
		}
		r := relations[o.Ent.ID]
		var id op.ID
		switch {
		case o.Field == domain.RelationCode.ID:
			_ = op.Unmarshal(o.Val, &r[2])
		case o.Field == domain.RelationVictim.ID && op.Unmarshal(o.Val, &id) == nil:
			r[0] = itoa(int64(slices.Index(people[domain.Victim], id)))
		case o.Field == domain.RelationPerpetrator.ID && op.Unmarshal(o.Val, &id) == nil:
			r[1] = itoa(int64(slices.Index(people[domain.Perpetrator], id)))
		default:
			continue
		}
		relations[o.Ent.ID] = r
	}
	for _, r := range relations {
		v["relation."+r[0]+"."+r[1]] = r[2]
	}
	v["victims"], v["suspects"] = itoa(int64(max(1, len(people[domain.Victim])))), itoa(int64(len(people[domain.Perpetrator])))
	return v
}
