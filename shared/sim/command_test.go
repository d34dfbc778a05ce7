package sim

import (
	"context"

	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/oplog"
)

// command asks the server for something.
func (d *device) command(f op.ID, parts domain.Parts) {
	w := d.w
	view, _ := domain.ReadCase(parts, f)
	to := w.people[w.rng.IntN(2)]
	app := to.as[w.rng.IntN(len(to.as))]
	switch w.rng.IntN(4) {
	case 0, 1:
		owner := domain.CaseOwner.Get(parts, f)
		d.write("assign to "+to.name, d.as(), domain.Assign(f, domain.AssignArgs{Appointment: app}, owner.Heads))
	case 2:
		args := domain.GrantArgs{Appointment: app}
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
		d.write("grant to "+to.name, d.as(), domain.Grant(f, args))
	default:
		stage := domain.CaseStage.Get(parts, f)
		if next := domain.NextStage(view.Stage); next != "" {
			d.write("advance to "+next, d.as(), domain.Advance(f, domain.AdvanceArgs{To: next}, stage.Heads))
		}
	}
}

// done says "done" to a notification: the server acts for the person, perhaps twice for one tap.
func (d *device) done() {
	w := d.w
	f := w.files[w.rng.IntN(len(w.files))]
	tap := w.id()
	before := append([]oplog.Grant(nil), w.store.AllGrants()...)
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
