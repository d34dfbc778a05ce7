package store

import (
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/driver/sqliteshim"
)

// sqliteReaders is how many transactions may read at once while one writes.
const sqliteReaders = 8

func (db *DB) openSQLite(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	// The driver would make the file readable to the group.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}

	// Half of the patience for the place in our queue, half for a lock that another process holds.
	write, err := sql.Open(sqliteshim.ShimName, sqliteDSN(path, "immediate", db.patience/2, false))
	if err != nil {
		return err
	}
	write.SetMaxOpenConns(1)

	read, err := sql.Open(sqliteshim.ShimName, sqliteDSN(path, "deferred", db.patience/2, true))
	if err != nil {
		return err
	}
	read.SetMaxOpenConns(sqliteReaders)
	read.SetMaxIdleConns(sqliteReaders)

	db.engine = sqliteEngine
	db.write = bun.NewDB(write, sqlitedialect.New())
	db.read = bun.NewDB(read, sqlitedialect.New())
	return nil
}

// sqliteDSN spells the settings that are not SQLite's defaults.
//
//   - _txlock=immediate: a transaction that may write takes the lock at once, instead of failing half-way.
//   - busy_timeout comes before journal_mode, which needs the lock itself; the driver keeps that order.
//   - synchronous(FULL): with NORMAL, acknowledged work may be lost when the power fails.
//   - secure_delete: what was deleted is overwritten, too.
//   - trusted_schema(0): a database file that somebody prepared cannot call functions.
func sqliteDSN(path, txlock string, busy time.Duration, readOnly bool) string {
	q := url.Values{}
	q.Set("_txlock", txlock)
	for _, pragma := range []string{
		"busy_timeout(" + strconv.FormatInt(busy.Milliseconds(), 10) + ")",
		"journal_mode(WAL)",
		"foreign_keys(1)",
		"synchronous(FULL)",
		"secure_delete(1)",
		"trusted_schema(0)",
		"temp_store(MEMORY)", // a sort must not leave rows in a temporary file
	} {
		q.Add("_pragma", pragma)
	}
	if readOnly {
		q.Add("_pragma", "query_only(1)")
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}
