package store

import "context"

// Exec lets a test do to a database what another program would.
func (db *DB) Exec(ctx context.Context, query string) error {
	_, err := db.write.ExecContext(ctx, query)
	return err
}

// Ask reads one value as another program would.
func (db *DB) Ask(ctx context.Context, query string) (string, error) {
	var value string
	err := db.write.QueryRowContext(ctx, query).Scan(&value)
	return value, err
}
