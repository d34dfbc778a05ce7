package servertest

import (
	"testing"

	"damping/server/store"
)

// Fill makes a database refuse whatever is added to a table as if its disk had no room left, and gives it room again. What
// is said is the engine's own: of SQLite the code that also a table without a number left has, of PostgreSQL 53100.
func Fill(tb testing.TB, source store.Source, table string) (free func()) {
	tb.Helper()
	full, room := []string{
		"CREATE TABLE no_room (id INTEGER PRIMARY KEY AUTOINCREMENT)",
		"INSERT INTO no_room VALUES (9223372036854775807)",
		"CREATE TRIGGER no_room BEFORE INSERT ON " + table + " BEGIN INSERT INTO no_room VALUES (NULL); END",
	}, []string{"DROP TRIGGER no_room", "DROP TABLE no_room"}
	if source.Postgres != nil {
		full, room = []string{
			"CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$",
			"CREATE TRIGGER no_room BEFORE INSERT ON " + table + " FOR EACH ROW EXECUTE FUNCTION no_room()",
		}, []string{"DROP TRIGGER no_room ON " + table, "DROP FUNCTION no_room()"}
	}
	for _, statement := range full {
		Vandalise(tb, source, statement)
	}
	return func() {
		tb.Helper()
		for _, statement := range room {
			Vandalise(tb, source, statement)
		}
	}
}
