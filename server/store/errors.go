package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"

	"github.com/uptrace/bun/driver/pgdriver"

	"damping/shared/errs"
)

// failure is an expected error with what the engine said, for the operator's log. Its text has the engine's code and
// not its message, because a message may quote a value.
type failure struct {
	known *errs.Error
	cause error
	said  string
}

func (f *failure) Error() string   { return "store: " + f.known.Error() + " (" + f.said + ")" }
func (f *failure) Unwrap() []error { return []error{f.known, f.cause} }

// translate turns what an engine says into our codes. It is the only place that knows the engines' numbers.
func translate(err error) error {
	if err == nil || errs.As(err) != nil || errors.Is(err, context.Canceled) {
		return err
	}
	if errors.Is(err, sql.ErrNoRows) {
		return errs.E(errs.NotFound, "")
	}

	var pg pgdriver.Error
	if errors.As(err, &pg) {
		state := pg.Field('C')
		if code := ofPostgres(state); code != "" {
			return &failure{errs.E(code, ""), err, "SQLSTATE " + state}
		}
		if strings.HasPrefix(state, "42") { // a mistake in our SQL, not in anybody's data
			return fmt.Errorf("store: %w", err)
		}
		return fmt.Errorf("store: SQLSTATE %s", state)
	}

	var lite interface{ Code() int } // *sqlite.Error, of whichever driver the shim chose
	if errors.As(err, &lite) {
		if code := ofSQLite(lite.Code()); code != "" {
			return &failure{errs.E(code, ""), err, fmt.Sprintf("SQLite %d", lite.Code())}
		}
		return fmt.Errorf("store: %w", err)
	}

	if said := away(err); said != "" {
		return &failure{errs.E(errs.Unavailable, ""), err, said}
	}
	return fmt.Errorf("store: %w", err)
}

// ofPostgres maps an SQLSTATE (PostgreSQL manual, appendix A).
func ofPostgres(state string) errs.Code {
	if len(state) != 5 {
		return ""
	}
	switch state {
	case "53100": // disk full
		return errs.ServerFull
	case "23505", "23503": // unique, foreign key
		return errs.Conflict
	case "40001", "40P01", "55P03", "57014", "25P03", "25006":
		// serialization, deadlock, lock not free in time, statement timeout, idle too long, a standby
		return errs.Unavailable
	}
	// connection, authorization, no such database, resources, operator intervention, system error
	if slices.Contains([]string{"08", "28", "3D", "53", "57", "58"}, state[:2]) {
		return errs.Unavailable
	}
	return ""
}

// ofSQLite maps an extended result code (sqlite.org/rescode.html); its low byte is the primary code.
func ofSQLite(code int) errs.Code {
	switch code {
	case 2067, 1555, 787: // UNIQUE, PRIMARYKEY, FOREIGNKEY
		return errs.Conflict
	}
	switch code & 0xff {
	case 13: // FULL
		return errs.ServerFull
	case 5, 6, 8, 9, 10, 14: // BUSY, LOCKED, READONLY, INTERRUPT, IOERR, CANTOPEN
		return errs.Unavailable
	}
	return ""
}

// away tells how the way to the database is broken, or nothing when it is not.
func away(err error) string {
	var network net.Error
	switch {
	case errors.As(err, &network):
		return "network"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return "timeout"
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone), errors.Is(err, sql.ErrTxDone),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "connection lost"
	}
	return ""
}
