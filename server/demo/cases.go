package demo

import (
	"fmt"
	"slices"
	"time"

	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// wib is what the invented office's clocks are ahead of UTC, in minutes.
const wib = 7 * 60

// caseload is how many cases each post leads.
var caseload = []struct {
	who   string
	post  int
	cases int
}{
	{"wati", 0, 16}, {"sari", 0, 13}, {"lina", 0, 6}, {"lina", 1, 5},
}

// local is a civil time some days and hours after the demo began.
func (s *seeder) local(days int, hour, minute int) domain.Local {
	day := domain.LocalAt(s.began, wib).Date().AddDays(days)
	return domain.Local(fmt.Sprintf("%sT%02d:%02d", day, hour, minute))
}

// cases writes all of them; the stages are spread so that every one occurs.
func (s *seeder) cases() error {
	n := 0
	for _, load := range caseload {
		for range load.cases {
			if err := s.oneCase(load.who, load.post, n); err != nil {
				return err
			}
			n++
		}
	}
	return nil
}

// oneCase writes a case, moves it to its stage, and adds what happened since.
func (s *seeder) oneCase(who string, post, n int) error {
	file := s.id()
	s.led = append(s.led, led{postKey(who, post), file})
	stage := n * 5 % len(domain.Stages)
	age := 8 + s.random.Intn(40)
	if n%3 == 0 {
		age = 5 + s.random.Intn(12)
	}
	opening := s.opening(file, n, age, stage)
	if err := s.act(who, post, these(opening)); err != nil {
		return err
	}
	if records := s.records(domain.Imagine(domain.Parts{}, opening), file, n, stage); len(records) > 0 {
		if err := s.act(who, post, these(records)); err != nil {
			return err
		}
	}
	if stage > 0 {
		if err := s.act(who, post, func(tx core.Tx) ([]op.Draft, error) { return reach(tx, file, stage) }); err != nil {
			return err
		}
	}
	if later := s.later(file, n, stage); len(later) > 0 {
		if err := s.act(who, post, these(later)); err != nil {
			return err
		}
	}
	if n%6 == 0 && post == 0 { // the psychologist is let in
		args := domain.GrantArgs{Appointment: s.ids[postKey("maya", 0)], Parts: []op.Part{op.Core, op.Identity, op.Story}}
		return s.act(who, post, these([]op.Draft{domain.Grant(file, args)}))
	}
	return nil
}

// opening is the first act: the case with its people, relation and incident.
func (s *seeder) opening(file op.ID, n, age, stage int) []op.Draft {
	victim, perpetrator, relation, incident := s.id(), s.id(), s.id(), s.id()
	first, sex := pick(s, womenNames), "perempuan"
	if age < 18 && n%7 == 0 {
		first, sex = pick(s, menNames), "laki_laki"
	}
	kind, relations := "ktp", adultRelations
	if age < 18 {
		kind, relations = "ampk", childRelations
	}
	days := -3 - stage*12 - s.random.Intn(9)
	received := s.local(days, 8+s.random.Intn(8), 5*s.random.Intn(12))
	safe := "aman"
	if n%4 == 0 {
		safe = "tidak_aman"
	}

	d := []op.Draft{
		domain.Begin(file, domain.Case, file), domain.CaseReceived.Set(file, file, received, nil),
		domain.CaseChannel.Set(file, file, pick(s, channels), nil), domain.CaseSafeNow.Set(file, file, safe, nil),
		domain.CaseDistrict.Set(file, file, pick(s, code.Get(code.District).Entries).Code, nil),
		domain.CaseReporterType.Set(file, file, pick(s, reporters), nil),
		domain.CaseReach.Set(file, file, "WhatsApp, setelah pukul 10.00, jangan menyebut nama kantor", nil),
		domain.CaseLeaveMessage.Set(file, file, n%2 == 0, nil), domain.CaseWish.Set(file, file, pick(s, wishes), nil),

		domain.Begin(file, domain.Victim, victim), domain.VictimName.Set(file, victim, first+" "+pick(s, lastNames), nil),
		domain.VictimSex.Set(file, victim, sex, nil), domain.VictimAge.Set(file, victim, int64(age), nil),
		domain.VictimForms.Add(file, victim, pick(s, forms)),
		domain.VictimPhone.Set(file, victim, fmt.Sprintf("0800-000-%04d", 1000+n), nil), // no subscriber has such a number
		domain.VictimAddress.Set(file, victim, fmt.Sprintf("Jalan Contoh %d", 1+n), nil),

		domain.Begin(file, domain.Perpetrator, perpetrator), domain.PerpetratorSex.Set(file, perpetrator, "laki_laki", nil),
		domain.PerpetratorName.Set(file, perpetrator, pick(s, menNames)+" "+pick(s, lastNames), nil),
		domain.Begin(file, domain.Relation, relation), domain.RelationVictim.Set(file, relation, victim, nil),
		domain.RelationPerpetrator.Set(file, relation, perpetrator, nil), domain.RelationCode.Set(file, relation, pick(s, relations), nil),

		domain.Begin(file, domain.Incident, incident), domain.IncidentPlace.Set(file, incident, pick(s, incidentPlaces), nil),
		domain.IncidentDay.Set(file, incident, received.Date().AddDays(-1-s.random.Intn(20)), nil),
		domain.IncidentWhat.Set(file, incident, pick(s, happened), nil),
	}
	for range 1 + n%2 {
		d = append(d, domain.CaseTriggers.Add(file, file, pick(s, triggers)))
	}
	if stage >= slices.Index(domain.Stages, domain.StageIdentify) && n%9 != 1 { // some still wait for their gate
		d = append(d, domain.CaseType.Set(file, file, kind, nil), domain.CaseAuthority.Set(file, file, "daerah_kabkota", nil),
			domain.CaseBasis.Set(file, file, "persetujuan", nil))
	}
	return d
}

// reach moves a case to a stage. The server may do that without the gates: the records that they ask for belong to
// versions to come.
func reach(tx core.Tx, file op.ID, stage int) ([]op.Draft, error) {
	state, err := tx.State(op.Scope{File: file, Part: op.Core})
	if err != nil {
		return nil, err
	}
	now := domain.CaseStage.Get(domain.Parts{op.Core: state}, file)
	d := []op.Draft{domain.CaseStage.Set(file, file, domain.Stages[stage], now.Heads)}
	for _, passed := range domain.Stages[1 : stage+1] {
		d = append(d, domain.CaseStages.Append(file, file, passed))
	}
	return d, nil
}

// later is what happened since: notes, follow-ups done, and those to come. Around the beginning of the demo some are
// overdue, some due today, some this week.
func (s *seeder) later(file op.ID, n, stage int) (d []op.Draft) {
	for i := range min(stage, 3) {
		note, which := s.id(), s.random.Intn(len(notes))
		d = append(d, domain.Begin(file, domain.Note, note), domain.NoteKind.Set(file, note, noteKinds[which], nil),
			domain.NoteAt.Set(file, note, s.local(-9+3*i, 9+i, 30), nil), domain.NoteText.Set(file, note, notes[which], nil))
	}
	followUp := func(due domain.Local, done bool) {
		id, task := s.id(), pick(s, tasks)
		d = append(d, domain.Begin(file, domain.FollowUp, id), domain.FollowUpKind.Set(file, id, task.kind, nil),
			domain.FollowUpDue.Set(file, id, due, nil), domain.FollowUpText.Set(file, id, task.text, nil))
		if done {
			d = append(d, domain.FollowUpState.Set(file, id, domain.FollowUpClosed, nil), domain.FollowUpDone.Set(file, id, due, nil))
		}
	}
	if stage > 2 {
		followUp(s.local(-10, 10, 0), true)
	}
	if stage == len(domain.Stages)-1 {
		return append(d, domain.CaseOutcome.Set(file, file, "tujuan_tercapai", nil))
	}
	hour := 8 + n%8
	switch n % 5 {
	case 0:
		followUp(s.local(-1-n%4, hour, 0), false)
	case 1, 2:
		followUp(s.today(n), false)
	case 3:
		followUp(s.local(1+n%6, hour, 0), false)
	}
	return d
}

// today is a time within some hours of the beginning, before and after it.
func (s *seeder) today(n int) domain.Local {
	at := s.began + int64(n%7-2)*time.Hour.Milliseconds()
	return domain.LocalAt(at-at%(15*time.Minute.Milliseconds()), wib)
}
