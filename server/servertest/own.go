package servertest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"

	"damping/server/config"
	"damping/server/store"
)

// Cluster is a PostgreSQL server of a test's own, which may be stopped and started again. Like one in production, and
// unlike the one that tests share, it keeps what it has committed.
type Cluster struct {
	*cluster
	supervisor *exec.Cmd
	say        io.WriteCloser
	heard      *bufio.Scanner
	log        string
}

// NewCluster starts one; it is gone after the test.
func NewCluster(tb testing.TB) *Cluster {
	tb.Helper()
	c, err := startCluster("")
	if err != nil {
		tb.Fatalf("servertest: PostgreSQL: %v", err)
	}
	tb.Cleanup(c.end)
	return c
}

// Source gives the place of an empty database with all tables.
func (c *Cluster) Source(tb testing.TB) store.Source {
	tb.Helper()
	name := "test_" + randomName()
	err := c.exec("CREATE DATABASE " + name + " TEMPLATE template0")
	if err == nil {
		err = migrate(tb, c.source(name))
	}
	if err != nil {
		tb.Fatalf("servertest: PostgreSQL: %v", err)
	}
	return c.source(name)
}

// Stop has the server drop everything and go, as when it crashed. It returns when the server is gone.
func (c *Cluster) Stop() error { return c.tell("stop") }

// Start returns when the server answers again.
func (c *Cluster) Start() error { return c.tell("start") }

// supervise makes a cluster in the folder $1 with the programs of $2, and starts and stops it, with the settings $3, as
// its input says. It ends the cluster when its input closes: when the test process is gone, even if it was killed.
const supervise = `
"$2/initdb" -D "$1/data" -U damping --auth=trust --encoding=UTF8 --locale=C --no-sync --no-instructions >>"$1/log" || exit 1
server() {
	"$2/pg_ctl" -D "$1/data" -l "$1/log" -m immediate -w -o "-k $1 -c listen_addresses= $3" "$4" >>"$1/log"
}
while read -r word; do
	server "$1" "$2" "$3" "$word" || break
	echo "$word"
done
server "$1" "$2" "$3" stop
cd / && rm -rf "$1"
`

// fast are the settings of a cluster that nobody needs after a crash.
const fast = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB -c max_connections=200 -c autovacuum=off"

// startCluster starts a throw-away cluster on a unix socket. PostgreSQL refuses to run as root, hence another user.
func startCluster(settings string) (*Cluster, error) {
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

	cmd := exec.Command("/bin/sh", "-c", supervise, "sh", folder, programs, settings)
	cmd.Dir = folder
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C"}
	cmd.Stderr = log // never the test's own: go test would wait for it to close
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
	c := &Cluster{supervisor: cmd, log: log.Name(),
		cluster: connect(config.Postgres{Host: folder, Port: "5432", User: "damping", Database: "postgres"})}
	if c.say, err = cmd.StdinPipe(); err != nil { // open as long as this process lives
		return nil, err
	}
	says, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.heard = bufio.NewScanner(says)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return c, c.Start()
}

// tell gives the supervisor one word and waits until it has done it.
func (c *Cluster) tell(word string) error {
	if _, err := fmt.Fprintln(c.say, word); err == nil && c.heard.Scan() {
		return nil
	}
	said, _ := os.ReadFile(c.log)
	return fmt.Errorf("the cluster did not %s\n%s", word, said)
}

// end waits until nothing is left of the cluster.
func (c *Cluster) end() {
	_ = c.admin.Close()
	_ = c.say.Close()
	for c.heard.Scan() { // until it has nothing more to say
	}
	_ = c.supervisor.Wait()
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
