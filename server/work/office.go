package work

import (
	"context"
	"fmt"
	"io"

	"damping/server/auth"
	"damping/server/oplog"
	"damping/server/push"
	"damping/server/store"
	"damping/server/vault"
	core "damping/shared/oplog"
	"damping/shared/outbox"
)

// Office is the house with all its rooms. It is safe for concurrent use.
type Office struct {
	db   *store.DB
	auth *auth.Service
	push *push.Service
	log  *oplog.Log
	core *core.Core
	news *news
	shelving
	// searching holds a token for each search that is under way.
	searching chan struct{}
	// wiped is told after a device was asked to delete what is on it.
	wiped func()
	// opener opens what devices have sealed to the server.
	opener *outbox.Opener
}

// Rooms are what an Office stands on.
type Rooms struct {
	DB    *store.DB
	Vault *vault.Vault
	Auth  *auth.Service
	Push  *push.Service
	Blobs Blobs
	// Random gives the bits of the ids of effects: crypto/rand.Reader but in tests.
	Random io.Reader
}

// Open opens the office on a migrated database.
func Open(ctx context.Context, r Rooms) (*Office, error) {
	o := &Office{db: r.DB, auth: r.Auth, push: r.Push, news: newNews(), searching: make(chan struct{}, searchesAtOnce), wiped: func() {}}
	log, err := oplog.Open(ctx, r.DB, r.Vault, o.news.tell)
	if err != nil {
		return nil, fmt.Errorf("open the office: %w", err)
	}
	if o.opener, err = openSealed(ctx, r.DB, r.Vault); err != nil {
		return nil, fmt.Errorf("open the office: %w", err)
	}
	o.log, o.core = log, core.New(log, r.Random)
	if err := o.openBlobs(ctx, r); err != nil {
		return nil, fmt.Errorf("open the office: %w", err)
	}
	return o, nil
}

// Auth is the room that knows who somebody is.
func (o *Office) Auth() *auth.Service { return o.auth }

// Core is the log's core, for acts that the server carries out for a person.
func (o *Office) Core() *core.Core { return o.core }

// Log is the log beneath the core.
func (o *Office) Log() *oplog.Log { return o.log }

// OnChange has fn called after each commit that moved the log. Call it before serving; fn must not block.
func (o *Office) OnChange(fn func(oplog.Change)) { o.news.listeners = append(o.news.listeners, fn) }

// OnWipe has fn called after somebody asked that a device delete what is on it. Call it before serving; fn must not block.
func (o *Office) OnWipe(fn func()) { o.wiped = fn }

// Ready returns unavailable while the database does not answer.
func (o *Office) Ready(ctx context.Context) error { return o.db.Ping(ctx) }
