package store

import (
	"crypto/tls"
	"database/sql"
	"net"
	"path/filepath"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/driver/pgdriver"
)

// Postgres says how to reach a PostgreSQL database.
type Postgres struct {
	// Host is a host name, an address, or the folder of a unix socket when it begins with a slash.
	Host string
	// Port is the port, also part of the socket's name. Default 5432.
	Port                     string
	User, Password, Database string
	// TLS verifies the server. It may be nil only for a unix socket or the loopback: server/config sees to it. It is
	// built by us because pgdriver 1.2.18 verifies nothing by default (uptrace/bun#1398).
	TLS *tls.Config
}

// postgresConns is how many connections one node holds at most.
const postgresConns = 16

func (db *DB) openPostgres(p Postgres) {
	pool := p.pool(db.patience)

	db.engine = postgresEngine
	db.write = pool
	db.read = pool
}

// pool makes the connections; patience bounds dialling and each statement.
func (p Postgres) pool(patience time.Duration) *bun.DB {
	port := p.Port
	if port == "" {
		port = "5432"
	}
	network, addr := "tcp", net.JoinHostPort(p.Host, port)
	if strings.HasPrefix(p.Host, "/") {
		network, addr = "unix", filepath.Join(p.Host, ".s.PGSQL."+port)
	}

	connector := pgdriver.NewConnector(
		pgdriver.WithNetwork(network),
		pgdriver.WithAddr(addr),
		pgdriver.WithTLSConfig(p.TLS),
		pgdriver.WithUser(p.User),
		pgdriver.WithPassword(p.Password),
		pgdriver.WithDatabase(p.Database),
		pgdriver.WithApplicationName("damping"),
		pgdriver.WithTimeout(patience),
		pgdriver.WithTracing(false),
		// The server must not go on with what its client has given up, nor keep the locks of a node that died.
		pgdriver.WithConnParams(map[string]any{
			"statement_timeout":                   patience.Milliseconds(),
			"lock_timeout":                        patience.Milliseconds(),
			"idle_in_transaction_session_timeout": 5 * patience.Milliseconds(),
		}),
	)
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(postgresConns)
	pool.SetMaxIdleConns(postgresConns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return bun.NewDB(pool, pgdialect.New())
}
