package oplog

import (
	"bytes"
	"crypto/sha256"
	"slices"

	"damping/server/store"
	"damping/shared/civil"
	"damping/shared/domain"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// AnyFollowUp is the kind of a due instance whose follow-up has none.
const AnyFollowUp = "lainnya"

// due makes the due instances of a file: one for each follow-up with a time, for the appointment that has to do it.
// Its civil time is one of the owning institution's zone, whatever the phone believed its zone to be. Of a file that is
// closed nothing is due until it is opened again.
func (w *writer) due(f core.File, parts domain.Parts, zone civil.Zone, asOf uint64) ([]store.DueInstance, error) {
	var out []store.DueInstance
	closed := domain.Ended(parts, f.Kind, f.ID)
	for _, v := range domain.FollowUps(parts) {
		if !v.Due.Valid() {
			continue
		}
		who, err := w.responsible(f, parts, v)
		if err != nil {
			return nil, err
		}
		if who.IsZero() {
			continue
		}
		clock, _ := civil.ParseClock(string(v.Due)[len("2006-01-02T"):])
		at, ok := civil.Instant(v.Due.Date(), clock, zone)
		if !ok {
			continue
		}
		d := store.DueInstance{File: f.ID, Part: op.Core, Ent: v.ID, Appointment: who, Kind: v.Kind, DueAt: at, RemindAt: at,
			State: store.DueOpen, AsOf: asOf}
		if d.Kind == "" {
			d.Kind = AnyFollowUp
		}
		switch {
		case v.State == domain.FollowUpOpen && closed:
			d.State, d.ClosedAt = store.DueCancelled, domain.CaseState.Get(parts, f.ID).At().Eff.Millis()
		case v.State != domain.FollowUpOpen:
			d.State = store.DueCancelled
			if v.State == domain.FollowUpClosed {
				d.State = store.DueDone
			}
			d.ClosedAt = domain.FollowUpState.Get(parts, v.ID).At().Eff.Millis()
		}
		out = append(out, d)
	}
	return out, nil
}

// responsible is who is to be reminded: the assignee, or the owner of the case when the assignee may no longer read it
// or never could, or else who wrote it. Zero when none of them may: then nobody is told of a case that is not theirs.
func (w *writer) responsible(f core.File, parts domain.Parts, v domain.FollowUpView) (op.ID, error) {
	grants, err := w.Grants(f.ID)
	if err != nil {
		return op.ID{}, err
	}
	owner := domain.CaseOwner.Get(parts, f.ID).V
	for _, id := range []op.ID{v.Assignee, owner, v.By} {
		reads := slices.ContainsFunc(grants, func(g core.Grant) bool { return g.Part == op.Core && g.Appointment == id })
		if !reads {
			continue
		}
		a, known, err := w.Appointment(id)
		if err != nil {
			return op.ID{}, err
		}
		if known && a.ValidAt(w.Now()) {
			return id, nil
		}
	}
	return op.ID{}, nil
}

// saveDue brings the instances of a file to what they should be, and leaves alone what reminding knows of them. One
// that was moved is to be reminded of anew.
func (w *writer) saveDue(file op.ID, want []store.DueInstance) error {
	have, err := w.s.DueOn(w.ctx, file)
	if err != nil {
		return err
	}
	for _, d := range want {
		at := slices.IndexFunc(have, func(h store.DueInstance) bool { return sameDue(h, d) })
		if at < 0 {
			d.ID = w.dueID(d)
			if err := w.s.SaveDue(w.ctx, d); err != nil {
				return err
			}
			continue
		}
		old := have[at]
		have = slices.Delete(have, at, at+1)
		if old.DueAt == d.DueAt && old.State == d.State {
			continue
		}
		d.ID, d.Urgent = old.ID, old.Urgent
		if old.DueAt == d.DueAt && d.State != store.DueOpen {
			d.RemindAt, d.SentAt = old.RemindAt, old.SentAt
		}
		if err := w.s.SaveDue(w.ctx, d); err != nil {
			return err
		}
	}
	for _, old := range have { // given to somebody else, removed, or of another kind now
		if old.State != store.DueOpen {
			continue
		}
		old.State, old.ClosedAt, old.AsOf = store.DueCancelled, w.Now(), w.asOf[file]
		if err := w.s.SaveDue(w.ctx, old); err != nil {
			return err
		}
	}
	return nil
}

func sameDue(a, b store.DueInstance) bool {
	return a.Ent == b.Ent && a.Appointment == b.Appointment && a.Kind == b.Kind
}

// dueID makes an id that follows from what the instance is about.
func (w *writer) dueID(d store.DueInstance) op.ID {
	sum := sha256.Sum256(op.Marshal([]any{d.File, d.Ent, d.Appointment, d.Kind}))
	return op.NewID(w.Now(), bytes.NewReader(sum[:]))
}
