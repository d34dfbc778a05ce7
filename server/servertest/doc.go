// Package servertest gives tests a real server room: the database on both engines, a clock that moves only when told to,
// a master key, and an Office to put people into the database.
//
// A store is never mocked. Each runs a test as two subtests, one on SQLite and one on PostgreSQL, each with an empty,
// migrated database of its own. An engine that is missing fails the test; nothing is skipped. PostgreSQL is the one
// that DAMPING_TEST_PG names, or else a throw-away cluster that the package starts for itself under the temporary
// folder, as an unprivileged user, and that goes away with the test process however that ends. A test that takes the
// database away starts a Cluster of its own.
package servertest
