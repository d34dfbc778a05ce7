package servertest

import (
	"database/sql"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/uptrace/bun/driver/pgdriver"

	"damping/server/config"
	"damping/server/store"
)

// cluster is a PostgreSQL server in which tests may make databases.
type cluster struct {
	at    config.Postgres
	admin *sql.DB
}

// theCluster is the one that tests share. Whoever started it keeps the pipe on which its life hangs.
var theCluster = sync.OnceValues(func() (*Cluster, error) {
	if raw := os.Getenv("DAMPING_TEST_PG"); raw != "" {
		at, err := config.ParsePostgres(raw)
		if err != nil {
			return nil, fmt.Errorf("DAMPING_TEST_PG: %w", err)
		}
		return &Cluster{cluster: connect(at)}, nil
	}
	return startCluster(fast)
})

// source is the place of one of its databases.
func (c *cluster) source(database string) store.Source {
	p := store.Postgres{Host: c.at.Host, Port: c.at.Port, User: c.at.User, Password: c.at.Password, Database: database, TLS: c.at.TLS}
	return store.Source{Postgres: &p}
}

func (c *cluster) exec(statement string) error {
	_, err := c.admin.Exec(statement)
	return err
}

func connect(at config.Postgres) *cluster {
	network, addr := "tcp", net.JoinHostPort(at.Host, at.Port)
	if strings.HasPrefix(at.Host, "/") {
		network, addr = "unix", filepath.Join(at.Host, ".s.PGSQL."+at.Port)
	}
	admin := sql.OpenDB(pgdriver.NewConnector(
		pgdriver.WithNetwork(network), pgdriver.WithAddr(addr), pgdriver.WithTLSConfig(at.TLS),
		pgdriver.WithUser(at.User), pgdriver.WithPassword(at.Password), pgdriver.WithDatabase(at.Database),
		pgdriver.WithTimeout(time.Minute),
	))
	admin.SetMaxOpenConns(1) // two at once cannot copy one template
	return &cluster{at: at, admin: admin}
}
