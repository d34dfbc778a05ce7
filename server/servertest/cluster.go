package servertest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
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

var theCluster = sync.OnceValues(func() (*cluster, error) {
	if raw := os.Getenv("DAMPING_TEST_PG"); raw != "" {
		at, err := config.ParsePostgres(raw)
		if err != nil {
			return nil, fmt.Errorf("DAMPING_TEST_PG: %w", err)
		}
		return connect(at), nil
	}
	return startCluster()
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

// supervise makes and runs a cluster in the folder $1 with the programs of $2, and ends it when its input closes:
// when the test process is gone, even if it was killed.
const supervise = `
"$2/initdb" -D "$1/data" -U damping --auth=trust --encoding=UTF8 --locale=C --no-sync --no-instructions || exit 1
"$2/postgres" -D "$1/data" -k "$1" -c listen_addresses= -c fsync=off -c synchronous_commit=off \
	-c full_page_writes=off -c shared_buffers=32MB -c max_connections=200 -c autovacuum=off &
server=$!
read -r forever
kill -QUIT $server
wait $server
cd / && rm -rf "$1"
`

// startCluster starts a throw-away cluster on a unix socket. PostgreSQL refuses to run as root, hence another user.
func startCluster() (*cluster, error) {
	programs, err := postgresPrograms()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "dpg-") // short: the name of a socket has at most 107 bytes
	if err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()

	cmd := exec.Command("/bin/sh", "-c", supervise, "sh", folder, programs)
	cmd.Dir = folder
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C"}
	cmd.Stdout, cmd.Stderr = log, log // never the test's own output: go test would wait for it to close
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() == 0 {
		credential, err := unprivileged()
		if err != nil {
			return nil, err
		}
		cmd.SysProcAttr.Credential = credential
		for _, path := range []string{folder, log.Name()} {
			if err := os.Chown(path, int(credential.Uid), int(credential.Gid)); err != nil {
				return nil, err
			}
		}
	}
	// The pipe stays open as long as this process lives.
	if _, err := cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}

	c := connect(config.Postgres{Host: folder, Port: "5432", User: "damping", Database: "postgres"})
	if err := c.wait(cmd); err != nil {
		said, _ := os.ReadFile(log.Name())
		return nil, fmt.Errorf("the cluster did not start: %w\n%s", err, said)
	}
	return c, nil
}

// wait returns when the cluster answers, or when its supervisor has ended.
func (c *cluster) wait(supervisor *exec.Cmd) error {
	ended := make(chan error, 1)
	go func() { ended <- supervisor.Wait() }()

	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if err := c.admin.PingContext(ctx); err == nil {
			return nil
		}
		select {
		case err := <-ended:
			return errors.Join(errors.New("its supervisor ended"), err)
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// postgresPrograms finds the folder of initdb and postgres, the newest first.
func postgresPrograms() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
	if len(found) > 0 {
		return filepath.Dir(found[0]), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New("PostgreSQL is not installed (Debian: apt-get install postgresql), and DAMPING_TEST_PG names none")
	}
	return filepath.Dir(path), nil
}

func version(initdb string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	return n
}

func unprivileged() (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return nil, err
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("there is no unprivileged user to run PostgreSQL as")
}
