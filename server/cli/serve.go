package cli

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	stdlog "log"
	"log/slog"
	"net"
	"net/http"
	"time"

	"damping/server/config"
	"damping/server/demo"
	"damping/server/seam"
	"damping/server/store"
	"damping/server/work"
	"damping/shared/api"
	"damping/shared/errs"
	"damping/web"
)

// How long things may take.
const (
	headerTimeout = 5 * time.Second
	bodyTimeout   = 30 * time.Second
	idleTimeout   = 2 * time.Minute
	// answerTimeout is long enough for the whole app over 100 kbit/s, twice; a stream moves its own end.
	answerTimeout = 5 * time.Minute
	// stopTimeout is how long requests under way have to finish when the server is told to stop.
	stopTimeout = 10 * time.Second
	// startPatience is how long a start waits for the database, startPause how often it looks.
	startPatience = 10 * time.Second
	startPause    = 500 * time.Millisecond
)

type serveCmd struct{}

// Run serves until the context ends, and then stops without cutting off what is under way.
func (serveCmd) Run(ctx context.Context, c *config.Config, t terminal) error {
	log := slog.New(slog.NewJSONHandler(t.err, &slog.HandlerOptions{Level: c.Level()}))
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen) // first: an address in use is the commonest mistake
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer listener.Close()

	house, err := open(ctx, c, log)
	if err != nil {
		return err
	}
	db := house.DB
	defer db.Close()
	if c.Demo {
		rooms := demo.Rooms{DB: db, Auth: house.Auth, Core: house.Office.Core()}
		if err := demo.Seed(ctx, rooms); err != nil {
			return err
		}
		if err := demo.Bulk(ctx, rooms, house.Office.Log(), t.printf); err != nil {
			return err
		}
	}
	if err := seam.Serve(ctx, house.Push, house.Reminder); err != nil {
		return err
	}
	t.printf("%s\n", greeting(c))
	return serve(ctx, c, house, listener, log)
}

// open opens the database, brings it up to date and builds the house on it. A database that does not answer yet is
// given some time: after a power cut both start at once, and the database is the slower.
func open(ctx context.Context, c *config.Config, log *slog.Logger) (*House, error) {
	patience := time.NewTimer(startPatience)
	defer patience.Stop()
	for {
		house, err := openOnce(ctx, c, log)
		if errs.CodeOf(err) != errs.Unavailable {
			return house, err
		}
		log.Warn("waiting for the database")
		select {
		case <-patience.C:
			return nil, err
		case <-ctx.Done():
			return nil, err
		case <-time.After(startPause):
		}
	}
}

func openOnce(ctx context.Context, c *config.Config, log *slog.Logger) (*House, error) {
	db, _, err := openMigrated(ctx, c)
	if err != nil {
		return nil, err
	}
	house, err := recovered(ctx, c, db, log)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return house, nil
}

// recovered looks whether the database came out of a backup before the house is built on it.
func recovered(ctx context.Context, c *config.Config, db *store.DB, log *slog.Logger) (*House, error) {
	r, done, err := work.Recover(ctx, db, db.Ledger(), false)
	if err != nil {
		return nil, err
	}
	if done {
		log.Warn("the database was restored: devices will offer again what it lacks", slog.Int("sessions_ended", r.Sessions),
			slog.Int("rights_taken", r.Rights), slog.Int("devices_ended", r.Devices), slog.Int("appointments_ended", r.Appointments),
			slog.Int("accounts_closed", r.Accounts), slog.Int("numbers_kept", r.Numbers), slog.Int("passwords_void", len(r.Passwords)))
	}
	return build(ctx, c, db, log)
}

// build opens the rooms that the configuration asks for and puts the house together.
func build(ctx context.Context, c *config.Config, db *store.DB, log *slog.Logger) (*House, error) {
	if err := checkDemo(ctx, db, c.Demo); err != nil {
		return nil, err
	}
	safe, err := openVault(c)
	if err != nil {
		return nil, err
	}
	people, err := openAuth(db, c)
	if err != nil {
		return nil, err
	}
	rooms := *c
	if c.Demo && c.PushSubject == "" { // so that notifications can be tried; Apple alone insists on a real contact
		rooms.PushSubject = "demo@damping.example"
	}
	return Build(ctx, Materials{DB: db, Vault: safe, Auth: people, Config: rooms, Version: version(), Web: web.Files, Now: seam.Now,
		Random: rand.Reader, Log: log})
}

// greeting is what the operator reads once the server serves.
func greeting(c *config.Config) string {
	text := "Damping is at " + c.PublicURL
	if c.Demo {
		text += "\n\n" + demo.SignIns()
	}
	return text
}

// serve answers requests, and does what the house does by itself, until the context ends. Requests under way then
// finish; streams, which never would, end.
func serve(ctx context.Context, c *config.Config, house *House, listener net.Listener, log *slog.Logger) error {
	server := &http.Server{
		Handler: endingStreams(ctx, house.Handler), ReadHeaderTimeout: headerTimeout, ReadTimeout: bodyTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: 32 << 10, ErrorLog: stdlog.New(faults{log}, "", 0), WriteTimeout: answerTimeout,
		TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12},
	}
	beside, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{})
	go func() { defer close(ended); house.Run(beside, log) }()
	defer func() { stop(); <-ended }()

	failed := make(chan error, 1)
	go func() { failed <- serveOn(server, listener, c) }()
	log.Info("serving", slog.String("address", listener.Addr().String()), slog.String("database", house.DB.Engine()))
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}

	log.Info("stopping")
	wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	return server.Shutdown(wait)
}

// serveOn speaks TLS when there is a certificate.
func serveOn(server *http.Server, listener net.Listener, c *config.Config) error {
	if c.TLSCert == "" {
		return server.Serve(listener)
	}
	if err := server.ServeTLS(listener, c.TLSCert, c.TLSKey); err != nil {
		return fmt.Errorf("tls-cert and tls-key: %w", err)
	}
	return nil
}

// endingStreams ends the streams of events when the server is told to stop.
func endingStreams(stop context.Context, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == api.EventsPath {
			ctx, cancel := context.WithCancel(r.Context())
			defer cancel()
			defer context.AfterFunc(stop, cancel)()
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	})
}
