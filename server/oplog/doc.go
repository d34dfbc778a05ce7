// Package oplog binds the log's core (shared/oplog) to the database: it keeps operations, states, verdicts and grants
// in tables, seals what must not be readable on a stolen disk, and keeps the rows in clear that hang on a file.
//
// It decides nothing. What a group may do, the core says; this package is the core's store and must behave like the
// memory twin in every answer. What it adds is durability, sealing and the projections.
//
// Sealed, with the key of the file: the value, the replaced heads and the circumstances of every operation, bound to
// the operation's clear columns, so that none of those can be changed unnoticed; the bundle of every part; and, whole,
// every operation that was set aside (with the house key when nobody knows its file). In clear: ids, numbers, clocks
// and the projections, which hold only what the registry marks as clear and what is derived from it.
//
// Inside a transaction rows are gathered and written together at its end: a phone that was away for a week brings
// hundreds.
package oplog
