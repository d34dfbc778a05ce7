package store_test

import (
	"context"
	"testing"

	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/errs"
)

func TestLetters(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		o := seed(t, db)
		head := store.Letterhead{InstitutionID: o.institution, Name: "UPTD PPA", City: "Kota Contoh", HeadName: "Ratna", HeadNIP: "1970", Number: "{nomor}/{tahun}"}
		file, about, appointment := newID(), newID(), newID()
		earlier := store.Letter{ID: newID(), File: file, Kind: "f01", InstitutionID: o.institution, Number: "1/2026", IssuedAt: 2, IssuedBy: appointment}
		later := store.Letter{ID: newID(), File: file, Kind: "visum", Subject: about, InstitutionID: o.institution, Number: "2/2026", IssuedAt: 3, IssuedBy: appointment}
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Letterhead(ctx, o.institution)
			wantCode(t, err, errs.NotFound)
			err = first(tx.SaveLetterhead(ctx, store.Letterhead{InstitutionID: o.institution, Name: "lama"}), tx.SaveLetterhead(ctx, head),
				tx.AddFile(ctx, store.File{ID: file, Kind: "case", InstitutionID: o.institution}),
				tx.AddAppointment(ctx, store.Appointment{ID: appointment, UserID: o.user, InstitutionID: o.institution, Role: "pendamping", FromOn: "2026-01-01"}))
			return first(err, tx.AddLetter(ctx, earlier), tx.AddLetter(ctx, later))
		})
		view(t, db, func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.Letterhead(ctx, o.institution)
			if got != head {
				t.Errorf("the letterhead is %+v", got)
			}
			all, err2 := tx.LettersOf(ctx, file)
			if len(all) != 2 || all[0] != earlier || all[1] != later {
				t.Errorf("the letters are %+v", all)
			}
			one, err3 := tx.Letter(ctx, later.ID)
			if one != later {
				t.Errorf("the letter is %+v", one)
			}
			taken, err4 := tx.NumberTaken(ctx, o.institution, "2/2026")
			free, err5 := tx.NumberTaken(ctx, o.institution, "3/2026")
			if !taken || free {
				t.Error(taken, free)
			}
			return first(err, err2, err3, err4, err5)
		})
		for _, row := range []store.Letter{{ID: earlier.ID, Number: "9/2026"}, {ID: newID(), Number: "2/2026"}} {
			row.File, row.Kind, row.InstitutionID, row.IssuedBy = file, "f02", o.institution, appointment
			err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.AddLetter(t.Context(), row) })
			wantCode(t, err, errs.Conflict)
		}
	})
}

// TestALetterKeepsItsNumberOverARestore: it stands on paper.
func TestALetterKeepsItsNumberOverARestore(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		o := seed(t, db)
		lost := newID()
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.KeepNumber(ctx, lost, o.institution, "letter_f09", 2026, 7); err != nil {
				return err
			}
			other, err := tx.NextNumber(ctx, newID(), o.institution, "letter_f09", 2026)
			again, err2 := tx.NextNumber(ctx, lost, o.institution, "letter_f09", 2026)
			if other != 8 || again != 7 {
				t.Error(other, again)
			}
			return first(err, err2)
		})
	})
}
