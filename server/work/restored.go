package work

import (
	"context"
	"fmt"

	"damping/server/audit"
	"damping/server/ledger"
	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/op"
)

// Restored is what was done to a database that came out of a backup.
type Restored struct {
	Sessions     int     // ended: nobody stays signed in
	Rights       int     // taken away again
	Devices      int     // ended again, or told again to delete what is on them
	Appointments int     // ended again
	Accounts     int     // closed again
	Numbers      int     // kept for the files that they were given to
	Passwords    []op.ID // accounts whose password was replaced since: they need a new link
}

// Recover compares a database with its ledger before it serves. When the database was restored from a backup, it begins
// a new epoch, so that devices offer again what the backup lacks; it ends all sessions; and it repeats what took
// something from somebody since the backup (model M16). When another node has begun the new epoch, it repeats what only
// this node's ledger knows. It reports false when there was nothing to do. force treats the database as restored also
// when nothing shows it: a backup taken in the instant before the loss, or a ledger that was lost as well.
//
// All of it is one transaction: a crash in the middle leaves it to the next start.
func Recover(ctx context.Context, db *store.DB, l *ledger.Ledger, force bool) (r Restored, done bool, err error) {
	var after ledger.Mark
	err = db.Update(ctx, func(tx *store.Tx) error {
		r, done = Restored{}, false
		head, err := tx.LockLogHead(ctx)
		if err != nil {
			return err
		}
		here, err := tx.Mark(ctx)
		if err != nil {
			return err
		}
		mark, some := l.Mark()
		from := here
		switch {
		case force || some && here.Before(mark):
			// Epochs must differ even when one backup is restored twice: by the clock, then, not by counting.
			head.Epoch = max(head.Epoch+1, mark.Epoch+1, tx.Millis())
			if err := tx.SaveLogHead(ctx, head); err != nil {
				return err
			}
			if err := tx.SetRestoredFrom(ctx, here); err != nil {
				return err
			}
		case some && mark.Epoch < here.Epoch:
			if from, err = tx.RestoredFrom(ctx); err != nil {
				return err
			}
		default:
			after = here
			return nil
		}

		entries, err := l.After(from)
		if err != nil {
			return err
		}
		done = true
		if r.Sessions, err = tx.EndAllSessions(ctx); err != nil {
			return err
		}
		if err := r.repeat(ctx, tx, entries); err != nil {
			return err
		}
		audit.Append(tx, audit.Entry{Act: audit.Restore})
		after = ledger.Mark{Epoch: head.Epoch, Seq: here.Seq + 1}
		return nil
	})
	if err != nil {
		return Restored{}, false, fmt.Errorf("compare the database with its ledger: %w", err)
	}
	return r, done, l.Reached(after)
}

// grantKey names a grant.
type grantKey struct {
	scope       op.Scope
	appointment op.ID
}

// repeat does again what took something away. A right that was given back later stays.
func (r *Restored) repeat(ctx context.Context, tx *store.Tx, entries []ledger.Entry) error {
	taken := map[grantKey]bool{}
	passwords := map[op.ID]bool{}
	for _, e := range entries {
		key := grantKey{op.Scope{File: e.File, Part: e.Part}, e.Appointment}
		switch e.Act {
		case ledger.Gave:
			delete(taken, key)
		case ledger.Took:
			taken[key] = true
		case ledger.SetPassword:
			passwords[e.Account] = true
		default:
			if err := r.one(ctx, tx, e); err != nil {
				return err
			}
		}
	}
	for key := range taken {
		if err := count(&r.Rights, tx.DropGrant(ctx, key.scope, key.appointment)); err != nil {
			return err
		}
	}
	for id := range passwords {
		n := len(r.Passwords)
		if err := count(&n, tx.SetPassword(ctx, id, "")); err != nil {
			return err
		}
		if n > len(r.Passwords) {
			r.Passwords = append(r.Passwords, id)
		}
	}
	return nil
}

func (r *Restored) one(ctx context.Context, tx *store.Tx, e ledger.Entry) error {
	switch e.Act {
	case ledger.EndDevice:
		return count(&r.Devices, tx.EndDevice(ctx, e.Device))
	case ledger.WipeDevice:
		first, err := tx.WipeDevice(ctx, e.Device)
		if first {
			r.Devices++
		}
		return err
	case ledger.EndAppointment:
		return count(&r.Appointments, tx.EndAppointment(ctx, e.Appointment, e.On))
	case ledger.CloseAccount:
		return count(&r.Accounts, tx.SetDisabled(ctx, e.Account, e.N))
	case ledger.Number:
		return count(&r.Numbers, tx.KeepNumber(ctx, e.File, e.Institution, e.Kind, e.Year, e.N))
	}
	return nil
}

// count adds one for what was done. What the backup has never heard of cannot be taken away from it.
func count(n *int, err error) error {
	if errs.CodeOf(err) == errs.NotFound {
		return nil
	}
	if err == nil {
		*n++
	}
	return err
}
