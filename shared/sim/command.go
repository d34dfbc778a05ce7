package sim

import (
	"context"

	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/oplog"
)

// colleague picks an appointment of one of the two caseworkers.
func (d *device) colleague() (op.ID, string) {
	to := d.w.people[d.w.rng.IntN(2)]
	return to.as[d.w.rng.IntN(len(to.as))], to.name
}

func (d *device) assign(f op.ID, parts domain.Parts) {
	to, name := d.colleague()
	d.write("assign to "+name, d.as(), domain.Assign(f, domain.AssignArgs{Appointment: to}, domain.CaseOwner.Get(parts, f).Heads))
}

func (d *device) handOn(f op.ID, parts domain.Parts) {
	to, name := d.colleague()
	d.write("hand on to "+name, d.as(), domain.HandOn(f, domain.AssignArgs{Appointment: to}, domain.ComplaintOwner.Get(parts, f).Heads))
}

func (d *device) grant(f op.ID, _ domain.Parts) {
	w := d.w
	to, name := d.colleague()
	args := domain.GrantArgs{Appointment: to}
	for _, p := range []op.Part{op.Core, op.Identity, op.Story} {
		if p == op.Core && w.chance(90) || w.chance(50) {
			args.Parts = append(args.Parts, p)
		}
	}
	if len(args.Parts) == 0 {
		return
	}
	if w.chance(50) {
		args.Until = w.now + w.rng.Int64N(3*60_000)
	}
	d.write("grant to "+name, d.as(), domain.Grant(f, args))
}

func (d *device) advance(f op.ID, parts domain.Parts) {
	view, _ := domain.ReadCase(parts, f)
	if next := domain.NextStage(view.Stage); next != "" {
		d.write("advance to "+next, d.as(), domain.Advance(f, domain.AdvanceArgs{To: next}, domain.CaseStage.Get(parts, f).Heads))
	}
}

// done says "done" to a notification: the server acts for the person, perhaps twice for one tap.
func (d *device) done() {
	w := d.w
	f := w.files[w.rng.IntN(len(w.files))]
	tap := w.id()
	before := append([]oplog.Grant(nil), w.store.Grants()...)
	for range 1 + w.rng.IntN(2) {
		_, _, err := d.core.Act(context.Background(), d.actor(), d.of.as[0], tap, func(tx oplog.Tx) ([]op.Draft, error) {
			parts := domain.Parts{}
			for _, p := range []op.Part{op.Core, op.Story} {
				st, err := tx.State(op.Scope{File: f, Part: p})
				if err != nil {
					return nil, err
				}
				parts[p] = st
			}
			all := domain.FollowUps(parts)
			if len(all) == 0 {
				return nil, nil
			}
			return domain.CloseFollowUp(f, all[0], "2026-11-24T11:00"), nil
		})
		w.must(err == nil, "I10", "%s: done failed: %v", d.name, err)
		w.checkServer(before)
	}
	w.tell("%s: done by notification", d.name)
}
