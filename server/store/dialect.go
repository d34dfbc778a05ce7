package store

import "github.com/uptrace/bun"

// engine is which of the two databases is running.
type engine uint8

const (
	sqliteEngine engine = iota + 1
	postgresEngine
)

func (e engine) String() string {
	if e == postgresEngine {
		return "postgres"
	}
	return "sqlite"
}

// columnTypes are the words of the migrations that the engines spell differently. STRICT makes SQLite refuse a value
// of the wrong type as PostgreSQL does, but knows neither BIGINT nor BOOLEAN.
type columnTypes struct{ Bytes, Int, Bool, Strict string }

func (e engine) columnTypes() columnTypes {
	if e == postgresEngine {
		return columnTypes{Bytes: "BYTEA", Int: "BIGINT", Bool: "BOOLEAN"}
	}
	return columnTypes{Bytes: "BLOB", Int: "INTEGER", Bool: "INTEGER", Strict: " STRICT"}
}

// locked makes a select hold its rows until the transaction ends. SQLite needs no words for it: an Update holds the
// whole database.
func (tx *Tx) locked(q *bun.SelectQuery) *bun.SelectQuery {
	if tx.engine == postgresEngine {
		return q.For("UPDATE")
	}
	return q
}

// claimed is locked for workers that share a queue: rows that another node holds are passed over, not waited for.
func (tx *Tx) claimed(q *bun.SelectQuery) *bun.SelectQuery {
	if tx.engine == postgresEngine {
		return q.For("UPDATE SKIP LOCKED")
	}
	return q
}
