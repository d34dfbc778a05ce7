package domain

// Forms are all forms, in the order of the case's course.
var Forms = []*Form{
	IdentifyForm, LowerForm, VictimForm, PerpetratorForm, RelationForm, IncidentForm, MemberForm,
	ContactForm, DangerForm, SafetyForm, EmergencyForm,
	AssessmentForm, ConsentForm, GoalForm, ActionForm, AgreementForm,
	ServiceForm, ReferralForm, MediationForm, StayForm,
	DutyForm, LegalForm,
	AttemptForm, VisitForm, ConferenceForm, ReviewForm, RequestForm,
	ClosureForm,
}
