package oplog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"damping/server/store"
	"damping/shared/domain"
	"damping/shared/fold"
	"damping/shared/op"
)

// page is how many rows Verify reads at a time.
const page = 500

// Verify proves the two equations of the log: the state of every part is the fold of its operations, and the rows in
// clear are what follows from the states. It names every part and file for which that does not hold, by id.
func (l *Log) Verify(ctx context.Context) error {
	return l.db.View(ctx, func(s *store.Tx) error {
		states, err := l.verifyStates(ctx, s)
		if err != nil {
			return err
		}
		rows, err := l.verifyProjections(ctx, s)
		if err != nil {
			return err
		}
		return errors.Join(append(states, rows...)...)
	})
}

func (l *Log) verifyStates(ctx context.Context, s *store.Tx) (wrong []error, err error) {
	r := l.reader(ctx, s)
	var at op.Scope
	for {
		rows, err := s.PartStatesAfter(ctx, at, page)
		if err != nil || len(rows) == 0 {
			return wrong, err
		}
		for _, row := range rows {
			if at.File != row.File {
				r = l.reader(ctx, s) // let go of the keys of the file that is done
			}
			at = op.Scope{File: row.File, Part: row.Part}
			replayed, last, err := r.replay(at)
			if err != nil {
				return wrong, err
			}
			bundle, err := r.bundle(at)
			if err != nil {
				return wrong, err
			}
			if !bytes.Equal(replayed.Bundle(), bundle) || last != row.AsOf {
				wrong = append(wrong, fmt.Errorf("%s of file %s is not the fold of its operations", at.Part, at.File))
			}
		}
	}
}

// replay folds a part from its operations.
func (r *reader) replay(s op.Scope) (*fold.State, uint64, error) {
	state, last := fold.New(), uint64(0)
	for {
		rows, err := r.s.OpsOfScope(r.ctx, s, last, page)
		if err != nil || len(rows) == 0 {
			return state, last, err
		}
		ops, err := r.openOps(rows)
		if err != nil {
			return state, last, err
		}
		for i := range ops {
			state.Apply(&ops[i])
		}
		last = rows[len(rows)-1].Seq
	}
}

func (l *Log) verifyProjections(ctx context.Context, s *store.Tx) (wrong []error, err error) {
	var at op.ID
	for {
		rows, err := s.CaseRows(ctx, at, page)
		if err != nil || len(rows) == 0 {
			return wrong, err
		}
		for _, row := range rows {
			at = row.File
			same, err := newWriter(l.reader(ctx, s)).projected(row)
			if err != nil {
				return wrong, err
			}
			if !same {
				wrong = append(wrong, fmt.Errorf("the rows in clear of file %s do not follow from its states", row.File))
			}
		}
	}
}

// projected compares the rows in clear of a file with what its states give.
func (w *writer) projected(have store.CaseRow) (bool, error) {
	b, err := w.file(have.File)
	if err != nil {
		return false, err
	}
	parts, asOf := domain.Parts{}, uint64(0)
	for _, p := range op.Parts {
		if parts[p], err = w.State(op.Scope{File: have.File, Part: p}); err != nil {
			return false, err
		}
		asOf = max(asOf, b.states[p].AsOf)
	}
	want, err := w.projection(fileOf(b.row), parts, asOf)
	if err != nil {
		return false, err
	}
	codes, err := w.s.CaseCodes(w.ctx, have.File)
	if err != nil {
		return false, err
	}
	due, err := w.s.DueOn(w.ctx, have.File)
	if err != nil {
		return false, err
	}
	passing, err := w.passing(parts, have.File)
	if err != nil {
		return false, err
	}
	if passing {
		want.row.NextDueAt = have.NextDueAt
	}
	return have == want.row && b.row.Number == want.row.Number && slices.Equal(codes, want.codes) && (passing || equalDue(due, want.due)), nil
}

// passing reports whether who is to be reminded depends on the day: somebody who might be has an appointment that ends
// or is yet to begin. Then the rows in clear are right as of the last change of the file, and may differ today.
func (w *writer) passing(parts domain.Parts, file op.ID) (bool, error) {
	owner := domain.CaseOwner.Get(parts, file).V
	for _, v := range domain.FollowUps(parts) {
		for _, id := range []op.ID{v.Assignee, owner, v.By} {
			a, known, err := w.Appointment(id)
			if err != nil || known && (a.Until != 0 || !a.ValidAt(w.Now())) {
				return true, err
			}
		}
	}
	return false, nil
}

// equalDue compares instances without what reminding adds. Those that were cancelled when a follow-up was given to
// somebody else remain beside the ones that follow from the states.
func equalDue(have, want []store.DueInstance) bool {
	for _, d := range want {
		at := slices.IndexFunc(have, func(h store.DueInstance) bool { return sameDue(h, d) })
		if at < 0 || have[at].DueAt != d.DueAt || have[at].State != d.State {
			return false
		}
		have = slices.Delete(have, at, at+1)
	}
	return !slices.ContainsFunc(have, func(h store.DueInstance) bool { return h.State == store.DueOpen })
}
