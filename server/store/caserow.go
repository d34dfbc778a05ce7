package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"damping/shared/op"
)

// CaseRow is the projection of a complaint or a case: codes, ids and coarse facts, nothing that names anybody.
type CaseRow struct {
	bun.BaseModel `bun:"table:case_row"`

	File op.ID `bun:",pk"`
	// Kind is the kind of the file.
	Kind          string
	InstitutionID op.ID `bun:",nullzero"`
	UnitID        op.ID `bun:",nullzero"`
	// Owner is the appointment that leads it.
	Owner  op.ID `bun:",nullzero"`
	Number string
	// Status is derived; Stage, Risk, CaseKind, Authority and Channel are codes.
	Status    string
	Stage     string
	Risk      string
	CaseKind  string
	Authority string
	Channel   string
	// District is the code of the incident's district, Month is YYYY-MM of the report, AgeBand and Sex are of the
	// first victim.
	District  string
	Month     string
	AgeBand   string
	Sex       string
	NextDueAt int64
	// Closed says that there is nothing more to do.
	Closed    bool
	CreatedAt int64
	UpdatedAt int64
	// AsOf is the number of the newest operation that it shows.
	AsOf uint64
}

// SaveCaseRow writes a projection, new or not.
func (tx *Tx) SaveCaseRow(ctx context.Context, row CaseRow) error {
	q := tx.q.NewInsert().Model(&row).On("CONFLICT (file) DO UPDATE")
	for _, column := range []string{
		"kind", "institution_id", "unit_id", "owner", "number", "status", "stage", "risk", "case_kind", "authority",
		"channel", "district", "month", "age_band", "sex", "next_due_at", "closed", "created_at", "updated_at", "as_of",
	} {
		q = q.Set("? = EXCLUDED.?", bun.Ident(column), bun.Ident(column))
	}
	_, err := q.Exec(ctx)
	return translate(err)
}

// CaseRow reads one projection.
func (tx *Tx) CaseRow(ctx context.Context, file op.ID) (CaseRow, error) {
	var row CaseRow
	err := tx.q.NewSelect().Model(&row).Where("file = ?", file).Scan(ctx)
	return row, translate(err)
}

// ClosedOf tells which of the files are closed.
func (tx *Tx) ClosedOf(ctx context.Context, files []op.ID) (map[op.ID]bool, error) {
	closed := map[op.ID]bool{}
	for some := range slices.Chunk(files, atOnce) {
		var part []op.ID
		err := tx.q.NewSelect().Model((*CaseRow)(nil)).Column("file").Where("file IN (?) AND closed", bun.List(some)).Scan(ctx, &part)
		if err != nil {
			return nil, translate(err)
		}
		for _, file := range part {
			closed[file] = true
		}
	}
	return closed, nil
}

// CaseRows walks all projections in the order of their files, at most limit after one.
func (tx *Tx) CaseRows(ctx context.Context, after op.ID, limit int) ([]CaseRow, error) {
	var rows []CaseRow
	err := tx.q.NewSelect().Model(&rows).Where("file > ?", after).Order("file").Limit(int64(limit)).Scan(ctx)
	return rows, translate(err)
}

// CaseCode counts one code in one file, for what a file may have several of.
type CaseCode struct {
	bun.BaseModel `bun:"table:case_code"`

	File op.ID `bun:",pk"`
	// List is the code list, Code one of its entries.
	List  string `bun:",pk"`
	Code  string `bun:",pk"`
	Count int64
}

// SaveCaseCodes replaces the codes of a file.
func (tx *Tx) SaveCaseCodes(ctx context.Context, file op.ID, rows []CaseCode) error {
	if _, err := tx.q.NewDelete().Model((*CaseCode)(nil)).Where("file = ?", file).Exec(ctx); err != nil {
		return translate(err)
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.insert(ctx, &rows)
}

// CaseCodes reads the codes of a file by list and code.
func (tx *Tx) CaseCodes(ctx context.Context, file op.ID) ([]CaseCode, error) {
	var rows []CaseCode
	err := tx.q.NewSelect().Model(&rows).Where("file = ?", file).Order("list", "code").Scan(ctx)
	return rows, translate(err)
}
