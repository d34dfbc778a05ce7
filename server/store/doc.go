// Package store keeps everything the server must remember, on SQLite or on PostgreSQL, from one set of migrations.
//
// *bun.DB never leaves it. Whoever needs data opens a transaction, View to read or Update to write, and gets a *Tx
// with one small method for each question; inside a transaction only the Tx exists. A file of this package is one
// noun: its row struct and its questions. Which engine is running is asked in dialect.go, errors.go and tx.go and
// nowhere else; a query that cannot be shared belongs there.
//
// It holds no rules and decides about nobody's rights, and it sees bodies only sealed: opening them is the business
// of server/vault. Instants are Unix milliseconds UTC with 0 for "not", civil dates are text YYYY-MM-DD.
//
// A method that finds nothing returns code not_found, a broken unique index is conflict, a database that does not
// answer is unavailable. On PostgreSQL a statement that failed ends its transaction: return the error, do not go on.
package store
