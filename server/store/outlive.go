package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"damping/server/ledger"
	"damping/shared/op"
)

// KeepLedger has what must outlive a restore written to a ledger, and how far the database has come. Call it before
// anybody else uses the DB. Close closes the ledger, too.
func (db *DB) KeepLedger(l *ledger.Ledger) { db.ledger = l }

// Ledger is the ledger that is kept, nil for none.
func (db *DB) Ledger() *ledger.Ledger { return db.ledger }

// outlives notes what a restored backup must not undo.
func (tx *Tx) outlives(e ledger.Entry) { tx.outlive = append(tx.outlive, e) }

// remember writes to the ledger what the transaction is about to do. Should the ledger fail, so does the transaction: a
// right that comes back with a backup is worse than one that cannot be taken away just now.
func (db *DB) remember(ctx context.Context, tx *Tx) error {
	if db.ledger == nil || len(tx.outlive) == 0 {
		return nil
	}
	place, err := tx.place(ctx)
	if err != nil {
		return err
	}
	for i := range tx.outlive {
		tx.outlive[i].Epoch, tx.outlive[i].Seq, tx.outlive[i].At = place.Epoch, place.Seq, tx.Millis()
	}
	return db.ledger.Append(tx.outlive...)
}

// place is where a transaction stands: at the link it adds to the audit chain, or where the next one will be.
func (tx *Tx) place(ctx context.Context) (ledger.Mark, error) {
	if tx.epoch == 0 {
		head, err := tx.LogHead(ctx)
		if err != nil {
			return ledger.Mark{}, err
		}
		tx.epoch = head.Epoch
	}
	if tx.chain > 0 {
		return ledger.Mark{Epoch: tx.epoch, Seq: tx.chain}, nil
	}
	head, err := tx.AuditHead(ctx)
	return ledger.Mark{Epoch: tx.epoch, Seq: head.Seq + 1}, err
}

// reached tells the ledger that a transaction is durable. A mark that cannot be written lags, which is harmless; the
// next one that can be written goes past it.
func (db *DB) reached(tx *Tx) {
	if db.ledger != nil && tx.chain > 0 && tx.epoch > 0 {
		_ = db.ledger.Reached(ledger.Mark{Epoch: tx.epoch, Seq: tx.chain})
	}
}

// Mark is how far the database has come.
func (tx *Tx) Mark(ctx context.Context) (ledger.Mark, error) {
	head, err := tx.LogHead(ctx)
	if err != nil {
		return ledger.Mark{}, err
	}
	chain, err := tx.AuditHead(ctx)
	return ledger.Mark{Epoch: head.Epoch, Seq: chain.Seq}, err
}

// settingRestored is how far the database had come when it was last restored, as "epoch seq".
const settingRestored = "restored_from"

// SetRestoredFrom notes that the database was restored, and how far it had come in the backup.
func (tx *Tx) SetRestoredFrom(ctx context.Context, m ledger.Mark) error {
	return tx.SetSetting(ctx, settingRestored, fmt.Sprintf("%d %d", m.Epoch, m.Seq))
}

// RestoredFrom is how far the database had come in the backup that it was restored from; not_found when it never was.
func (tx *Tx) RestoredFrom(ctx context.Context) (m ledger.Mark, err error) {
	text, err := tx.Setting(ctx, settingRestored)
	if err != nil {
		return m, err
	}
	_, err = fmt.Sscanf(text, "%d %d", &m.Epoch, &m.Seq)
	return m, err
}

// keptNumber is the number that a file had before a restore lost it.
type keptNumber struct {
	bun.BaseModel `bun:"table:kept_number"`

	File          op.ID `bun:",pk"`
	InstitutionID op.ID
	Kind          string
	Year          int64
	N             int64
}

// KeepNumber notes that a number was given to a file before a restore: nobody else gets it, and the file does when it
// comes back.
func (tx *Tx) KeepNumber(ctx context.Context, file, institution op.ID, kind string, year, n int64) error {
	row := counter{InstitutionID: institution, Kind: kind, Year: year, Last: n}
	_, err := tx.q.NewInsert().Model(&row).On("CONFLICT (institution_id, kind, year) DO UPDATE").
		Set("last = CASE WHEN counter.last < EXCLUDED.last THEN EXCLUDED.last ELSE counter.last END").Exec(ctx)
	if err != nil {
		return translate(err)
	}
	kept := keptNumber{File: file, InstitutionID: institution, Kind: kind, Year: year, N: n}
	_, err = tx.q.NewInsert().Model(&kept).On("CONFLICT (file) DO NOTHING").Exec(ctx)
	return translate(err)
}

// keptNumber is the number that the file had before a restore, 0 for none.
func (tx *Tx) keptNumber(ctx context.Context, file, institution op.ID, kind string, year int) (int64, error) {
	var rows []keptNumber
	err := tx.q.NewSelect().Model(&rows).
		Where("file = ? AND institution_id = ? AND kind = ? AND year = ?", file, institution, kind, year).Scan(ctx)
	if err != nil || len(rows) == 0 {
		return 0, translate(err)
	}
	return rows[0].N, nil
}
