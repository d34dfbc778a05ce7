package remind

import (
	"cmp"
	"context"
	"slices"

	"damping/server/oplog"
	"damping/server/store"
	"damping/shared/civil"
	"damping/shared/deadline"
	"damping/shared/errs"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// desk answers, for the length of one transaction, what is the same for many reminders.
type desk struct {
	ctx     context.Context
	tx      *store.Tx
	offices map[op.ID]office // by file
	holders map[[2]op.ID]op.ID
	people  map[op.ID]person
}

func newDesk(ctx context.Context, tx *store.Tx) *desk {
	return &desk{ctx: ctx, tx: tx, offices: map[op.ID]office{}, holders: map[[2]op.ID]op.ID{}, people: map[op.ID]person{}}
}

// office is what the institution that owns a file says of hours.
type office struct {
	zone     civil.Zone
	from, to civil.Clock
}

// nextAllowed is the first instant, not before at, at which a reminder may sound.
func (o office) nextAllowed(at int64, urgent bool) int64 {
	return deadline.NextAllowed(at, o.zone, o.from, o.to, urgent)
}

func (d *desk) office(file op.ID) (office, error) {
	if o, ok := d.offices[file]; ok {
		return o, nil
	}
	row, err := d.tx.File(d.ctx, file)
	if err != nil {
		return office{}, err
	}
	o := office{from: deadline.QuietFrom, to: deadline.QuietTo}
	var house store.Institution
	if !row.InstitutionID.IsZero() { // what belongs to nobody's office keeps the usual hours
		if house, err = d.tx.Institution(d.ctx, row.InstitutionID); err != nil {
			return office{}, err
		}
	}
	o.zone = civil.Zone(house.Zone)
	if from, err := civil.ParseClock(house.QuietFrom); err == nil {
		o.from = from
	}
	if to, err := civil.ParseClock(house.QuietTo); err == nil {
		o.to = to
	}
	d.offices[file] = o
	return o, nil
}

// person is somebody who may have to be told.
type person struct {
	valid   []core.Appointment       // those that hold now
	devices []store.PushSubscription // where to tell, in this order
	waiting int64                    // how many things are due
}

func (d *desk) person(user op.ID) (person, error) {
	if p, ok := d.people[user]; ok {
		return p, nil
	}
	p := person{}
	account, err := d.tx.Account(d.ctx, user)
	if err != nil {
		return p, err
	}
	if account.DisabledAt == 0 {
		if p.valid, err = oplog.AppointmentsOf(d.ctx, d.tx, user); err != nil {
			return p, err
		}
		p.valid = slices.DeleteFunc(p.valid, func(a core.Appointment) bool { return !a.ValidAt(d.tx.Millis()) })
	}
	if len(p.valid) > 0 {
		if p.devices, err = d.tx.PushSubscriptionsOfUser(d.ctx, user); err != nil {
			return p, err
		}
		slices.SortStableFunc(p.devices, proven)
		if p.waiting, err = d.tx.CountDue(d.ctx, ids(p.valid), d.tx.Millis()); err != nil {
			return p, err
		}
	}
	d.people[user] = p
	return p, nil
}

// proven puts the device first that is likeliest to show something: one whose push service takes messages, that showed
// something last, that subscribed last.
func proven(a, b store.PushSubscription) int {
	return cmp.Or(
		cmp.Compare(min(a.FailingSince, 1), min(b.FailingSince, 1)),
		cmp.Compare(b.LastReceiptAt, a.LastReceiptAt),
		cmp.Compare(b.CreatedAt, a.CreatedAt),
	)
}

func ids(list []core.Appointment) []op.ID {
	out := make([]op.ID, len(list))
	for i, a := range list {
		out[i] = a.ID
	}
	return out
}

// holder is the appointment that has to do it now: the one in the row, or the owner of the case when that one has
// ended or may no longer read the file. Zero when nobody can be told.
func (d *desk) holder(due store.DueInstance) (op.ID, error) {
	key := [2]op.ID{due.File, due.Appointment}
	if id, ok := d.holders[key]; ok {
		return id, nil
	}
	id := due.Appointment
	ok, err := d.holds(due.File, id)
	if err == nil && !ok {
		if id, err = d.owner(due.File); err == nil && !id.IsZero() {
			ok, err = d.holds(due.File, id)
		}
	}
	if err != nil {
		return op.ID{}, err
	}
	if !ok {
		id = op.ID{}
	}
	d.holders[key] = id
	return id, nil
}

// holds reports whether an appointment is in force and reads the file.
func (d *desk) holds(file, appointment op.ID) (bool, error) {
	_, err := d.tx.Granted(d.ctx, op.Scope{File: file, Part: op.Core}, appointment)
	if errs.CodeOf(err) == errs.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, ok, err := d.userOf(appointment)
	return ok, err
}

// userOf is the person of an appointment; ok while the appointment is in force and the account open.
func (d *desk) userOf(appointment op.ID) (user op.ID, ok bool, err error) {
	row, err := d.tx.Appointment(d.ctx, appointment)
	if err != nil {
		return op.ID{}, false, err
	}
	p, err := d.person(row.UserID)
	return row.UserID, slices.ContainsFunc(p.valid, func(a core.Appointment) bool { return a.ID == appointment }), err
}

func (d *desk) owner(file op.ID) (op.ID, error) {
	row, err := d.tx.CaseRow(d.ctx, file)
	if errs.CodeOf(err) == errs.NotFound {
		return op.ID{}, nil
	}
	return row.Owner, err
}

// listeners are the devices on which a due instance is to be told, the likeliest first.
func (d *desk) listeners(due store.DueInstance) (person, error) {
	appointment, err := d.holder(due)
	if err != nil || appointment.IsZero() {
		return person{}, err
	}
	user, _, err := d.userOf(appointment)
	if err != nil {
		return person{}, err
	}
	return d.person(user)
}
