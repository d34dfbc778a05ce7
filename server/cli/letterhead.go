package cli

import (
	"context"
	"fmt"

	"damping/server/audit"
	"damping/server/auth"
	"damping/server/config"
	"damping/server/store"
	"damping/server/work"
	"damping/shared/errs"
	"damping/shared/op"
)

// officeLetterheadCmd changes what is given and leaves the rest as it is.
type officeLetterheadCmd struct {
	Institution string  `arg:"" help:"Id of the institution."`
	Parent      *string `help:"The government or organisation it belongs to, such as PEMERINTAH KOTA CONTOH."`
	Name        *string `help:"What it calls itself on letters."`
	Address     *string `help:"Address."`
	Phone       *string `help:"Telephone."`
	City        *string `help:"Where its letters are written."`
	HeadTitle   *string `help:"As what the head signs. Default Kepala and the name."`
	HeadName    *string `help:"Name of the head, with titles."`
	HeadNIP     *string `name:"head-nip" help:"The head's number as an official."`
	Number      *string `help:"Pattern of the numbers: {nomor} and {tahun}, also {jenis} and {bulan}. Default ${letternumber}."`
}

// Run changes a letterhead and prints it.
func (cmd officeLetterheadCmd) Run(ctx context.Context, c *config.Config, t terminal) error {
	institution, err := parseID("institution", cmd.Institution)
	if err != nil {
		return err
	}
	return withPeople(ctx, c, func(db *store.DB, _ *auth.Service) error {
		return db.Update(ctx, func(tx *store.Tx) error {
			row, err := cmd.change(ctx, tx, institution)
			if err != nil {
				return err
			}
			for _, line := range [][2]string{{"parent", row.Parent}, {"name", row.Name}, {"address", row.Address}, {"phone", row.Phone}, {"city", row.City},
				{"head title", row.HeadTitle}, {"head", row.HeadName}, {"head's NIP", row.HeadNIP}, {"number", row.Number}} {
				t.printf("%-11s %s\n", line[0], line[1])
			}
			return nil
		})
	})
}

func (cmd officeLetterheadCmd) change(ctx context.Context, tx *store.Tx, institution op.ID) (store.Letterhead, error) {
	if _, err := tx.Institution(ctx, institution); err != nil {
		return store.Letterhead{}, fmt.Errorf("institution %s: %w", institution, err)
	}
	row, err := tx.Letterhead(ctx, institution)
	if err != nil && errs.CodeOf(err) != errs.NotFound {
		return row, err
	}
	before := row
	for to, text := range map[*string]*string{&row.Parent: cmd.Parent, &row.Name: cmd.Name, &row.Address: cmd.Address, &row.Phone: cmd.Phone,
		&row.City: cmd.City, &row.HeadTitle: cmd.HeadTitle, &row.HeadName: cmd.HeadName, &row.HeadNIP: cmd.HeadNIP, &row.Number: cmd.Number} {
		if text != nil {
			*to = *text
		}
	}
	if row == before {
		return row, nil
	}
	if err := work.LetterheadOf(row).Check(); err != nil {
		return row, err
	}
	row.InstitutionID, row.ChangedAt = institution, tx.Millis()
	audit.Append(tx, audit.Entry{Act: audit.SetLetterhead, Objects: []op.ID{institution}})
	return row, tx.SaveLetterhead(ctx, row)
}
