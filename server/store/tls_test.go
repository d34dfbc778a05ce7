package store_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"damping/server/config"
	"damping/server/store"
	"damping/shared/errs"
)

// pgdriver verifies nothing unless it is given a tls.Config (uptrace/bun#1398). This stands for a man in the middle:
// it speaks the beginning of PostgreSQL's protocol and notes how far a client goes.
type pretender struct {
	t       *testing.T
	port    string
	cert    tls.Certificate
	refuses bool
	trusted chan bool // whether the client went past the handshake, once for each connection
}

func newPretender(t *testing.T, cert tls.Certificate, refuses bool) *pretender {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	p := &pretender{t: t, port: port, cert: cert, refuses: refuses, trusted: make(chan bool, 8)}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go p.serve(conn)
		}
	}()
	return p
}

func (p *pretender) serve(conn net.Conn) {
	defer conn.Close()
	request := make([]byte, 8) // SSLRequest
	if _, err := io.ReadFull(conn, request); err != nil {
		return
	}
	if p.refuses {
		_, _ = conn.Write([]byte("N"))
		n, _ := conn.Read(make([]byte, 1))
		p.trusted <- n > 0
		return
	}
	_, _ = conn.Write([]byte("S"))
	server := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{p.cert}})
	n, _ := server.Read(make([]byte, 1)) // the first byte of the startup message, with user and database name
	p.trusted <- n > 0
}

func TestPostgresIsVerified(t *testing.T) {
	ours, theirs := newAuthority(t), newAuthority(t)
	honest := ours.issue(t, "localhost")

	for _, c := range []struct {
		name    string
		host    string
		root    string
		query   string
		refuses bool
		want    bool
	}{
		{"the right authority and name is trusted", "localhost", ours.file, "", false, true},
		{"so it is when verify-full is written out", "localhost", ours.file, "verify-full", false, true},
		{"another authority is not", "localhost", theirs.file, "", false, false},
		{"the system's authorities do not know it", "localhost", "", "", false, false},
		{"another name is not", "127.0.0.1", ours.file, "", false, false},
		{"a server without TLS gets nothing", "localhost", ours.file, "", true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPretender(t, honest, c.refuses)
			u := url.URL{Scheme: "postgres", User: url.UserPassword("u", "secret"), Host: net.JoinHostPort(c.host, p.port), Path: "/d"}
			q := url.Values{}
			if c.root != "" {
				q.Set("sslrootcert", c.root)
			}
			if c.query != "" {
				q.Set("sslmode", c.query)
			}
			u.RawQuery = q.Encode()

			at, err := config.ParsePostgres(u.String())
			if err != nil {
				t.Fatal(err)
			}
			db, err := store.Open(store.Source{Postgres: &store.Postgres{
				Host: at.Host, Port: at.Port, User: at.User, Password: at.Password, Database: at.Database, TLS: at.TLS,
			}}, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()

			if err := db.Ping(t.Context()); err == nil {
				t.Error("connected to a pretender")
			} else if got := errs.CodeOf(err); got != errs.Unavailable && got != errs.Internal {
				t.Errorf("code is %q", got)
			}
			if got := <-p.trusted; got != c.want {
				t.Errorf("trusted: %v, want %v", got, c.want)
			}
		})
	}
}

// authority signs certificates; file holds its own as PEM.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	file string
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	key := newKey(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return authority{cert, key, file}
}

func (a authority) issue(t *testing.T, name string) tls.Certificate {
	t.Helper()
	key := newKey(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}
