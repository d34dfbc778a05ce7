package store

import (
	"context"
	"crypto/tls"
	"database/sql"
	"database/sql/driver"
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
		func(c *pgdriver.Config) { c.Dialer = dial },
		// The server must not go on with what its client has given up, nor keep the locks of a node that died.
		pgdriver.WithConnParams(map[string]any{
			"statement_timeout":                   patience.Milliseconds(),
			"lock_timeout":                        patience.Milliseconds(),
			"idle_in_transaction_session_timeout": 5 * patience.Milliseconds(),
		}),
	)
	pool := sql.OpenDB(tidyConnector{connector})
	pool.SetMaxOpenConns(postgresConns)
	pool.SetMaxIdleConns(postgresConns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return bun.NewDB(pool, pgdialect.New())
}

// tidyConnector closes what was dialled when no connection comes of it. pgdriver 1.2.18 leaves it open until the next
// garbage collection, and a database that is away is dialled again and again.
type tidyConnector struct{ driver.Connector }

// dialledKey is where dial leaves its connection in a context.
type dialledKey struct{}

func (c tidyConnector) Connect(ctx context.Context) (driver.Conn, error) {
	var dialled net.Conn
	conn, err := c.Connector.Connect(context.WithValue(ctx, dialledKey{}, &dialled))
	if err != nil && dialled != nil {
		_ = dialled.Close()
	}
	return conn, err
}

func dial(ctx context.Context, network, addr string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: DefaultPatience, KeepAlive: 30 * time.Second}
	conn, err := dialer.DialContext(ctx, network, addr)
	if dialled, ok := ctx.Value(dialledKey{}).(*net.Conn); ok {
		*dialled = conn
	}
	return conn, err
}
