package store

import (
	"context"

	"github.com/uptrace/bun"
)

// SettingDemo is the setting that marks a database of invented people, with value "yes".
const SettingDemo = "demo"

// setting is one fact about this installation.
type setting struct {
	bun.BaseModel `bun:"table:setting"`

	Name  string `bun:",pk"`
	Value string
}

// Setting reads one fact about this installation; not_found when it was never set.
func (tx *Tx) Setting(ctx context.Context, name string) (string, error) {
	var row setting
	err := tx.q.NewSelect().Model(&row).Where("name = ?", name).Scan(ctx)
	return row.Value, translate(err)
}

// SetSetting writes one fact about this installation.
func (tx *Tx) SetSetting(ctx context.Context, name, value string) error {
	_, err := tx.q.NewInsert().Model(&setting{Name: name, Value: value}).
		On("CONFLICT (name) DO UPDATE").Set("value = EXCLUDED.value").Exec(ctx)
	return translate(err)
}

// Empty reports whether nobody has an account yet.
func (tx *Tx) Empty(ctx context.Context) (bool, error) {
	some, err := tx.q.NewSelect().Model((*Account)(nil)).Exists(ctx)
	return !some, translate(err)
}
