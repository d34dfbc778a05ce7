package state

import (
	"strconv"
	"strings"

	"damping/shared/domain"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// NewCase is the form that opens a case. From is the complaint it comes from, zero for none.
type NewCase struct {
	From   op.ID
	Values Values
}

// The most people that one form opens a case with; more are added on the case's page.
const (
	MostVictims  = 4
	MostSuspects = 3
)

// Count reads how many victims or alleged perpetrators a form has; there is always one victim.
func (v Values) Count(name string, least, most int) int {
	n, err := strconv.Atoi(v[name])
	if err != nil {
		n = least
	}
	return min(max(n, least), most)
}

// Nth is the name of a field of the n-th person: "victim.0.name".
func Nth(who string, n int, field string) string { return who + "." + strconv.Itoa(n) + "." + field }

// RelationName is the name of the field that says what suspect s is to victim v.
func RelationName(v, s int) string { return "relation." + strconv.Itoa(v) + "." + strconv.Itoa(s) }

// FromComplaint prefills the form with what the complaint already tells.
func FromComplaint(c domain.ComplaintView) Values {
	v := Values{"channel": c.Channel, "safe": c.SafeNow, "district": c.District, "kind": c.CaseKind, "authority": c.Authority,
		"reporter": c.Reporter, "reporter_name": c.ReporterName, "reach": c.Reach, "wish": c.Wish,
		"what": c.What, "when": c.When, "where": c.Where, "victims": "1", "suspects": "1",
		"victim.0.name": named(c.Who), "victim.0.sex": c.Sex, "victim.0.forms": strings.Join(c.Forms, ",")}
	if c.Age >= 0 {
		v["victim.0.age"] = itoa(c.Age)
	}
	if c.CaseKind == "" && c.Age >= 0 { // a child needs special protection; an adult woman counts as violence against women
		switch {
		case c.Age < 18:
			v["kind"] = "ampk"
		case c.Sex == "perempuan":
			v["kind"] = "ktp"
		}
	}
	for k, t := range v {
		if t == "" {
			delete(v, k)
		}
	}
	return v
}

// named leaves out an answer that names nobody.
func named(s string) string {
	if s == Unknown || s == Declined {
		return ""
	}
	return s
}

func checkCase(v Values) []FieldError {
	wrong := clean(v)
	for n := range v.Count("victims", 1, MostVictims) {
		name := Nth("victim", n, "age")
		if a := v.Text(name); a != "" {
			if _, ok := age(a); !ok {
				wrong = append(wrong, FieldError{Field: name, Key: "form.badAge"})
			}
		}
	}
	if v.Text("victim.0.name") == "" && v["victim.0.sex"] == "" && v.Text("victim.0.age") == "" {
		wrong = append(wrong, FieldError{Field: "victim.0.name", Key: "newcase.needVictim"})
	}
	return append(wrong, tooLong(v, map[string]*domain.Def{"what": domain.IncidentWhat.Def, "when": domain.IncidentWhen.Def,
		"where": domain.IncidentWhere.Def, "reach": domain.CaseReach.Def, "wish": domain.CaseWish.Def})...)
}

// caseDrafts turns the form into the ops of a new case. complaint is the ticket it comes from, empty for none; newID
// makes the ids of the people in it.
func caseDrafts(file op.ID, v Values, complaint domain.ComplaintView, received domain.Local, newID func() op.ID) []op.Draft {
	d := &draft{file: file}
	d.begin(domain.Case, file)
	set(d, domain.CaseChannel, file, v["channel"])
	if complaint.Received != "" {
		received = complaint.Received
	}
	set(d, domain.CaseReceived, file, received)
	set(d, domain.CaseSafeNow, file, v["safe"])
	set(d, domain.CaseType, file, v["kind"])
	set(d, domain.CaseAuthority, file, v["authority"])
	set(d, domain.CaseBasis, file, v["basis"])
	set(d, domain.CaseDistrict, file, v["district"])
	set(d, domain.CaseWish, file, v.Text("wish"))
	set(d, domain.CaseReporterType, file, v["reporter"])
	set(d, domain.CaseReporterName, file, v.Text("reporter_name"))
	set(d, domain.CaseReach, file, v.Text("reach"))
	if v["message"] != "" {
		d.ops = append(d.ops, domain.CaseLeaveMessage.Set(file, file, v["message"] == "yes", nil))
	}
	if !complaint.ID.IsZero() {
		d.ops = append(d.ops, domain.CaseComplaint.Add(file, file, complaint.ID))
	}
	addAll(d, domain.CaseTriggers, file, v.List("triggers"))
	set(d, domain.CaseRaise, file, v["raise"])
	people(d, v, newID)
	if v.Text("what")+v.Text("when")+v.Text("where")+v["place"] != "" {
		id := newID()
		d.begin(domain.Incident, id)
		set(d, domain.IncidentPlace, id, v["place"])
		set(d, domain.IncidentDistrict, id, v["district"])
		set(d, domain.IncidentWhen, id, v.Text("when"))
		set(d, domain.IncidentWhere, id, v.Text("where"))
		set(d, domain.IncidentWhat, id, v.Text("what"))
	}
	return d.ops
}

// people adds the victims, the alleged perpetrators and what each of these is to each of those.
func people(d *draft, v Values, newID func() op.ID) {
	var victims []op.ID
	for n := range v.Count("victims", 1, MostVictims) {
		id := newID()
		victims = append(victims, id)
		d.begin(domain.Victim, id)
		set(d, domain.VictimName, id, v.Text(Nth("victim", n, "name")))
		set(d, domain.VictimSex, id, v[Nth("victim", n, "sex")])
		if years, ok := age(v.Text(Nth("victim", n, "age"))); ok {
			d.ops = append(d.ops, domain.VictimAge.Set(d.file, id, years, nil))
		}
		addAll(d, domain.VictimForms, id, v.List(Nth("victim", n, "forms")))
	}
	for n := range v.Count("suspects", 1, MostSuspects) {
		name, sex, note := v.Text(Nth("suspect", n, "name")), v[Nth("suspect", n, "sex")], v.Text(Nth("suspect", n, "note"))
		known := name+sex+note != ""
		for i := range victims {
			known = known || v[RelationName(i, n)] != ""
		}
		if !known {
			continue
		}
		id := newID()
		d.begin(domain.Perpetrator, id)
		set(d, domain.PerpetratorName, id, name)
		set(d, domain.PerpetratorSex, id, sex)
		set(d, domain.PerpetratorNote, id, note)
		for i, victim := range victims {
			if code := v[RelationName(i, n)]; code != "" {
				rel := newID()
				d.begin(domain.Relation, rel)
				set(d, domain.RelationVictim, rel, victim)
				set(d, domain.RelationPerpetrator, rel, id)
				set(d, domain.RelationCode, rel, code)
			}
		}
	}
}

func (o *Office) createCase(ctx app.Context, n NewCase) {
	if wrong := checkCase(n.Values); len(wrong) > 0 {
		o.refuse(ctx, FormNewCase, wrong...)
		return
	}
	o.busy(ctx, FormNewCase)
	var from ComplaintFile
	if !n.From.IsZero() {
		from = o.readComplaint(n.From)
	}
	v := n.Values.Copy()
	if from.Status == Loaded && v["triggers"] == "" { // the triage of the ticket holds for the case
		v["triggers"] = strings.Join(from.View.Triggers, ",")
		if own := domain.Highest(domain.Levels(from.View.Triggers)...); from.View.Risk != own {
			v["raise"] = from.View.Risk
		}
	}
	id := o.desk.NewID()
	drafts := caseDrafts(id, v, from.View, o.local(), o.desk.NewID)
	for len(drafts) > op.MaxGroupOps { // many people make more ops than one act may have; the draft goes with the last
		if err := o.write(ctx, FormNewCase, drafts[:op.MaxGroupOps]...); err != nil {
			o.fail(ctx, FormNewCase, err)
			return
		}
		drafts = drafts[op.MaxGroupOps:]
	}
	if err := o.become(ctx, FormNewCase, DraftOfNewCase(n.From), drafts...); err != nil {
		o.fail(ctx, FormNewCase, err)
		return
	}
	if from.Status == Loaded {
		c := from.View.ID
		err := o.write(ctx, FormNewCase, domain.ComplaintState.Set(c, c, domain.StateBecameCase, from.seen[domain.ComplaintState.ID]),
			domain.ComplaintCase.Set(c, c, id, from.seen[domain.ComplaintCase.ID]))
		if err != nil {
			o.fail(ctx, FormNewCase, err)
			return
		}
	}
	o.goOn(ctx, id)
	o.taken(ctx, FormNewCase, id)
}

// goOn asks for identification at once when nothing is missing for it. The server judges; until then it waits.
func (o *Office) goOn(ctx app.Context, id op.ID) {
	parts, err := o.desk.File(id)
	if err != nil || len(domain.MissingFor(domain.StageIdentify, parts, id)) > 0 {
		return
	}
	// Refused here it can still be asked for on the case's page.
	_ = o.write(ctx, FormAdvance, domain.Advance(id, domain.AdvanceArgs{To: domain.StageIdentify}, domain.CaseStage.Get(parts, id).Heads))
}

// DraftOfNewCase names the draft of the form that opens a case.
func DraftOfNewCase(from op.ID) string {
	if from.IsZero() {
		return FormNewCase
	}
	return DraftOf(from, FormNewCase)
}
