package domain

import "damping/shared/op"

// Fields of a complaint ticket. The first eight are the questions of the intake's first page.
var (
	ComplaintSafeNow  = field[string](Def{ID: 100, Entity: Complaint, Part: op.Core, List: "safe_now", Clear: "safe_now"})
	ComplaintWho      = field[string](Def{ID: 101, Entity: Complaint, Part: op.Identity, Class: Specific})
	ComplaintForms    = field[string](Def{ID: 102, Entity: Complaint, Part: op.Core, Shape: Many, List: "violence_form"})
	ComplaintWhat     = field[string](Def{ID: 103, Entity: Complaint, Part: op.Story, Class: Specific, MaxLen: 20_000})
	ComplaintWhen     = field[string](Def{ID: 104, Entity: Complaint, Part: op.Story, Class: Specific})
	ComplaintWhere    = field[string](Def{ID: 105, Entity: Complaint, Part: op.Story, Class: Specific})
	ComplaintDistrict = field[string](Def{ID: 106, Entity: Complaint, Part: op.Core, List: "district", Clear: "district"})
	ComplaintReach    = field[string](Def{ID: 107, Entity: Complaint, Part: op.Identity, Class: Specific, MaxLen: 1000})
	ComplaintReporter = field[string](Def{ID: 108, Entity: Complaint, Part: op.Core, List: "reporter_type", Clear: "reporter"})
	ComplaintWish     = field[string](Def{ID: 109, Entity: Complaint, Part: op.Story, Class: Specific, MaxLen: 4000})

	ComplaintChannel      = field[string](Def{ID: 110, Entity: Complaint, Part: op.Core, List: "complaint_channel", Clear: "channel"})
	ComplaintReceived     = field[Local](Def{ID: 111, Entity: Complaint, Part: op.Core})
	ComplaintAge          = field[int64](Def{ID: 112, Entity: Complaint, Part: op.Core, Class: Specific})
	ComplaintSex          = field[string](Def{ID: 113, Entity: Complaint, Part: op.Core, List: "sex", Class: General})
	ComplaintReporterName = field[string](Def{ID: 114, Entity: Complaint, Part: op.Identity, Class: General})
	ComplaintLeaveMessage = field[bool](Def{ID: 115, Entity: Complaint, Part: op.Identity, Show: Min, Class: General})

	ComplaintState     = field[string](Def{ID: 120, Entity: Complaint, Part: op.Core, List: "complaint_state", Clear: "state"})
	ComplaintTriggers  = field[string](Def{ID: 121, Entity: Complaint, Part: op.Core, Shape: Many, List: "risk_trigger"})
	ComplaintRaise     = field[string](Def{ID: 122, Entity: Complaint, Part: op.Core, Show: Max, List: "risk_level"})
	ComplaintAuthority = field[string](Def{ID: 123, Entity: Complaint, Part: op.Core, List: "authority", Clear: "authority"})
	ComplaintCaseKind  = field[string](Def{ID: 124, Entity: Complaint, Part: op.Core, List: "case_kind", Clear: "case_kind"})
	ComplaintCase      = field[op.ID](Def{ID: 125, Entity: Complaint, Part: op.Core})
	ComplaintNumber    = field[string](Def{ID: 126, Entity: Complaint, Part: op.Core, Server: true, Clear: "number"})
	ComplaintOwner     = field[op.ID](Def{ID: 127, Entity: Complaint, Part: op.Core, Server: true})
)

// NotSafe is the answer to "safe now?" that hurries everybody.
const NotSafe = "tidak_aman"

// The states of a complaint.
const (
	StateNew        = "baru"
	StateTriaged    = "ditriase"
	StateBecameCase = "menjadi_kasus"
)

// ComplaintView is a complaint as a screen shows it. Fields of parts that the reader does not hold are empty.
type ComplaintView struct {
	ID                                       op.ID
	Number, SafeNow, Who, What, When, Where  string
	District, Reach, Reporter, Wish, Channel string
	Received                                 Local
	Age                                      int64 // years, as estimated at the report; -1 when unknown
	Sex, ReporterName                        string
	LeaveMessage                             bool
	Forms                                    []string
	State, Risk, Authority, CaseKind         string
	Triggers                                 []string
	Case                                     op.ID
	Owner                                    op.ID   // appointment
	Into, Merged                             []op.ID // files that it was merged into, and that were merged into it
}

// ReadComplaint reads a complaint and the conflicts in it.
func ReadComplaint(src Source, id op.ID) (ComplaintView, []Conflict) {
	r := reader{src: src, id: id}
	v := ComplaintView{
		ID: id, Number: get(&r, ComplaintNumber), SafeNow: get(&r, ComplaintSafeNow), Who: get(&r, ComplaintWho),
		What: get(&r, ComplaintWhat), When: get(&r, ComplaintWhen), Where: get(&r, ComplaintWhere),
		District: get(&r, ComplaintDistrict), Reach: get(&r, ComplaintReach), Reporter: get(&r, ComplaintReporter),
		Wish: get(&r, ComplaintWish), Channel: get(&r, ComplaintChannel), Received: get(&r, ComplaintReceived), Age: -1,
		Sex: get(&r, ComplaintSex), ReporterName: get(&r, ComplaintReporterName), LeaveMessage: get(&r, ComplaintLeaveMessage),
		State: get(&r, ComplaintState), Authority: get(&r, ComplaintAuthority), CaseKind: get(&r, ComplaintCaseKind),
		Case: get(&r, ComplaintCase), Owner: get(&r, ComplaintOwner),
	}
	if age := ComplaintAge.Get(src, id); age.Known {
		v.Age = age.V
	}
	v.Forms, _ = ComplaintForms.Elements(src, id)
	v.Triggers, _ = ComplaintTriggers.Elements(src, id)
	v.Risk = Highest(append(Levels(v.Triggers), get(&r, ComplaintRaise))...)
	v.Into, _ = ComplaintInto.Elements(src, id)
	v.Merged, _ = ComplaintJoined.Elements(src, id)
	if v.State == "" {
		v.State = StateNew
	}
	return v, r.conflicts
}
