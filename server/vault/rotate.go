package vault

import (
	"context"
	"fmt"

	"damping/server/store"
)

// rewrapBatch is how many keys one transaction re-wraps: others can write in between.
const rewrapBatch = 200

// Rewrap wraps every key for the newest master key that is not yet, seals the server's secrets anew, and then drops
// the wraps for older master keys. No sealed text is touched. It can be stopped at any point and called again, and
// returns how many keys it wrapped.
func (v *Vault) Rewrap(ctx context.Context, db *store.DB) (int, error) {
	total := 0
	for {
		n, err := v.rewrapSome(ctx, db)
		if err != nil {
			return total, err
		}
		total += n
		if n == 0 {
			break
		}
	}
	return total, db.Update(ctx, func(tx *store.Tx) error {
		if err := v.resealServer(ctx, tx); err != nil {
			return err
		}
		for _, old := range v.master.Recipients()[1:] {
			if err := tx.DropCaseKeysFor(ctx, old); err != nil {
				return err
			}
		}
		return nil
	})
}

func (v *Vault) rewrapSome(ctx context.Context, db *store.DB) (int, error) {
	to := v.master.newest()
	n := 0
	err := db.Update(ctx, func(tx *store.Tx) error {
		rows, err := tx.CaseKeysNotFor(ctx, to.recipient(), rewrapBatch)
		if err != nil {
			return err
		}
		done := map[string]bool{}
		for _, row := range rows {
			secret, err := v.unwrap(row)
			if err != nil {
				return fmt.Errorf("re-wrap the key of file %s: %w", row.File, err)
			}
			place := wrapPlace(row.File, row.KeyID)
			one := string(place.File[:]) + string(place.Row)
			if done[one] { // it has two older wraps
				continue
			}
			done[one] = true

			row.Recipient, row.MadeAt = to.recipient(), tx.Millis()
			if row.Wrapped, err = to.wrap.seal(v.random, place, secret); err != nil {
				return err
			}
			if err := tx.AddCaseKey(ctx, row); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

func (v *Vault) resealServer(ctx context.Context, tx *store.Tx) error {
	rows, err := tx.ServerKeys(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if id, err := keyID(row.Sealed); err == nil && id == v.master.newest().server.id {
			continue
		}
		secret, err := v.openServer(row.Name, row.Sealed)
		if err != nil {
			return err
		}
		if row.Sealed, err = v.sealServer(row.Name, secret); err != nil {
			return err
		}
		if err := tx.SaveServerKey(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

// Status says how many keys are wrapped for whom.
type Status struct {
	// Newest is the recipient that new wraps are for, Older the other keys of the key file.
	Newest string
	Older  []string
	// Wraps counts the wraps for each recipient there is.
	Wraps map[string]int64
}

// Status counts the wraps.
func (v *Vault) Status(ctx context.Context, tx *store.Tx) (Status, error) {
	wraps, err := tx.CountCaseKeys(ctx)
	names := v.master.Recipients()
	return Status{Newest: names[0], Older: names[1:], Wraps: wraps}, err
}
