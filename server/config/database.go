package config

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
)

// Postgres is a parsed PostgreSQL URL.
type Postgres struct {
	// Host is a name, an address, or the folder of a unix socket when it begins with a slash.
	Host, Port               string
	User, Password, Database string
	// TLS verifies the server's certificate and name. It is nil only for a unix socket, and for the loopback when the
	// URL says sslmode=disable.
	TLS *tls.Config
}

// ParsePostgres reads postgres://user:password@host:port/name. Of the query it knows host (a socket folder), user,
// sslmode and sslrootcert. A server on another machine is always verified, certificate and name: the driver's own
// reading of sslmode verifies nothing with prefer and require. The error never quotes the URL, which has a password.
func ParsePostgres(raw string) (Postgres, error) {
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return Postgres{}, errors.New("database-url: not of the form postgres://user:password@host/name")
	}
	q := u.Query()
	for name := range q {
		if name != "host" && name != "port" && name != "user" && name != "sslmode" && name != "sslrootcert" {
			return Postgres{}, fmt.Errorf("database-url: %q is not known here", name)
		}
	}

	p := Postgres{Host: u.Hostname(), Port: u.Port(), User: u.User.Username(), Database: strings.TrimPrefix(u.Path, "/")}
	p.Password, _ = u.User.Password()
	if host := q.Get("host"); host != "" {
		p.Host = host
	}
	if port := q.Get("port"); port != "" {
		p.Port = port
	}
	if user := q.Get("user"); user != "" {
		p.User = user
	}
	p.Port = cmp.Or(p.Port, "5432")
	if p.Host == "" || p.User == "" || p.Database == "" {
		return Postgres{}, errors.New("database-url: host, user and database name are needed")
	}
	p.TLS, err = postgresTLS(p.Host, q.Get("sslmode"), q.Get("sslrootcert"))
	return p, err
}

func postgresTLS(host, mode, rootFile string) (*tls.Config, error) {
	if strings.HasPrefix(host, "/") { // a socket never leaves the machine
		return nil, nil
	}
	switch mode {
	case "disable":
		if !loopback(host) {
			return nil, errors.New("database-url: sslmode=disable is for a unix socket or the loopback; " +
				"leave it out, and the server is verified")
		}
		return nil, nil
	case "", "verify-full":
	default:
		return nil, fmt.Errorf("database-url: sslmode=%s does not verify the server; use verify-full", mode)
	}

	verify := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if rootFile == "" {
		return verify, nil // the system's authorities
	}
	pem, err := os.ReadFile(rootFile)
	if err != nil {
		return nil, fmt.Errorf("database-url: sslrootcert: %w", err)
	}
	verify.RootCAs = x509.NewCertPool()
	if !verify.RootCAs.AppendCertsFromPEM(pem) {
		return nil, errors.New("database-url: sslrootcert holds no certificate")
	}
	return verify, nil
}
