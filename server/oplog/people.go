package oplog

import (
	"context"
	"math"
	"slices"

	"damping/server/store"
	"damping/shared/civil"
	"damping/shared/errs"
	"damping/shared/op"
	core "damping/shared/oplog"
	"damping/shared/policy"
)

// zones remembers the time zones of institutions for the length of a transaction.
type zones map[op.ID]civil.Zone

func (z zones) of(ctx context.Context, s *store.Tx, institution op.ID) (civil.Zone, error) {
	if zone, ok := z[institution]; ok {
		return zone, nil
	}
	row, err := s.Institution(ctx, institution)
	if err != nil {
		return "", err
	}
	z[institution] = civil.Zone(row.Zone)
	return z[institution], nil
}

// AppointmentsOf implements shared/oplog.Reader.
func (r *reader) AppointmentsOf(user op.ID) ([]core.Appointment, error) {
	return appointmentsOf(r.ctx, r.s, r.zones, user)
}

// AppointmentsOf reads all appointments of a person, past and coming ones too, as the core wants them. Their days are
// days of the institution's zone.
func AppointmentsOf(ctx context.Context, s *store.Tx, user op.ID) ([]core.Appointment, error) {
	return appointmentsOf(ctx, s, zones{}, user)
}

func appointmentsOf(ctx context.Context, s *store.Tx, z zones, user op.ID) ([]core.Appointment, error) {
	rows, err := s.AppointmentsOf(ctx, user)
	if err != nil {
		return nil, err
	}
	return appointments(ctx, s, z, rows)
}

func appointments(ctx context.Context, s *store.Tx, z zones, rows []store.Appointment) ([]core.Appointment, error) {
	out := make([]core.Appointment, 0, len(rows))
	for _, row := range rows {
		zone, err := z.of(ctx, s, row.InstitutionID)
		if err != nil {
			return nil, err
		}
		a := core.Appointment{ID: row.ID, User: row.UserID, Institution: row.InstitutionID, Unit: row.UnitID, Role: policy.Role(row.Role)}
		a.From, a.Until = bounds(row, zone)
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b core.Appointment) int { return a.ID.Compare(b.ID) })
	return out, nil
}

// bounds makes instants of the days of an appointment, of which the last is included. A day that is none gives an
// appointment that never holds.
func bounds(row store.Appointment, zone civil.Zone) (from, until int64) {
	from, ok := civil.Instant(civil.Date(row.FromOn), 0, zone)
	if !ok {
		return math.MaxInt64, 1
	}
	if row.UntilOn == "" {
		return from, 0
	}
	until, ok = civil.Instant(civil.Date(row.UntilOn).AddDays(1), 0, zone)
	if !ok {
		return math.MaxInt64, 1
	}
	return from, until
}

// Appointment implements shared/oplog.Reader.
func (r *reader) Appointment(id op.ID) (core.Appointment, bool, error) {
	if a, ok := r.people[id]; ok {
		return a, true, nil
	}
	row, err := r.s.Appointment(r.ctx, id)
	if errs.CodeOf(err) == errs.NotFound {
		return core.Appointment{}, false, nil
	}
	if err != nil {
		return core.Appointment{}, false, err
	}
	list, err := appointments(r.ctx, r.s, r.zones, []store.Appointment{row})
	if err != nil {
		return core.Appointment{}, false, err
	}
	r.people[id] = list[0]
	return list[0], true, nil
}

// Appointments implements shared/oplog.Tx.
func (w *writer) Appointments(institution op.ID) ([]core.Appointment, error) {
	if list, ok := w.staff[institution]; ok {
		return list, nil
	}
	rows, err := w.s.AppointmentsAt(w.ctx, []op.ID{institution})
	if err != nil {
		return nil, err
	}
	list, err := appointments(w.ctx, w.s, w.zones, rows)
	if err != nil {
		return nil, err
	}
	w.staff[institution] = list
	return list, nil
}
