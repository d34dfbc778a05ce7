package store

import (
	"context"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// Letterhead is what stands above and below the letters of an institution, and how they are numbered.
type Letterhead struct {
	bun.BaseModel `bun:"table:letterhead"`

	InstitutionID op.ID `bun:",pk"`
	// Parent is the government or the organisation that it belongs to, Name what it calls itself on letters.
	Parent, Name, Address, Phone, City string
	// HeadTitle, HeadName and HeadNIP are who signs for it.
	HeadTitle, HeadName string
	HeadNIP             string `bun:"head_nip"`
	// Number is the pattern of the numbers.
	Number    string
	ChangedAt int64
}

// SaveLetterhead writes the letterhead of an institution over the one before.
func (tx *Tx) SaveLetterhead(ctx context.Context, row Letterhead) error {
	_, err := tx.q.NewInsert().Model(&row).On("CONFLICT (institution_id) DO UPDATE").
		Set("parent = EXCLUDED.parent, name = EXCLUDED.name, address = EXCLUDED.address, phone = EXCLUDED.phone, city = EXCLUDED.city").
		Set("head_title = EXCLUDED.head_title, head_name = EXCLUDED.head_name, head_nip = EXCLUDED.head_nip").
		Set("number = EXCLUDED.number, changed_at = EXCLUDED.changed_at").Exec(ctx)
	return translate(err)
}

// Letterhead reads the letterhead of an institution; not_found before it has one.
func (tx *Tx) Letterhead(ctx context.Context, institution op.ID) (Letterhead, error) {
	var row Letterhead
	err := tx.q.NewSelect().Model(&row).Where("institution_id = ?", institution).Scan(ctx)
	return row, translate(err)
}

// Letter is a letter that was given a number.
type Letter struct {
	bun.BaseModel `bun:"table:letter"`

	ID   op.ID `bun:",pk"`
	File op.ID
	// Kind is a code: which letter. Subject is whom or what in the file it is about, zero for all of it.
	Kind          string
	Subject       op.ID `bun:",nullzero"`
	InstitutionID op.ID
	Number        string
	IssuedAt      int64
	// IssuedBy is an appointment.
	IssuedBy op.ID
}

// AddLetter writes a letter; conflict when its id or its number is taken.
func (tx *Tx) AddLetter(ctx context.Context, row Letter) error { return tx.insert(ctx, &row) }

// Letter reads one letter; not_found when it was never given a number.
func (tx *Tx) Letter(ctx context.Context, id op.ID) (Letter, error) {
	var row Letter
	err := tx.q.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	return row, translate(err)
}

// LettersOf reads the letters of a file in the order in which they were given their numbers.
func (tx *Tx) LettersOf(ctx context.Context, file op.ID) ([]Letter, error) {
	var rows []Letter
	err := tx.q.NewSelect().Model(&rows).Where("file = ?", file).Order("issued_at", "id").Scan(ctx)
	return rows, translate(err)
}

// NumberTaken reports whether a letter of the institution has this number.
func (tx *Tx) NumberTaken(ctx context.Context, institution op.ID, number string) (bool, error) {
	taken, err := tx.q.NewSelect().Model((*Letter)(nil)).Where("institution_id = ? AND number = ?", institution, number).Exists(ctx)
	return taken, translate(err)
}
