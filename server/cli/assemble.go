package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"damping/server/api"
	"damping/server/auth"
	"damping/server/blob"
	"damping/server/config"
	"damping/server/letter"
	"damping/server/oplog"
	"damping/server/push"
	"damping/server/pwa"
	"damping/server/remind"
	"damping/server/store"
	"damping/server/vault"
	"damping/server/work"
	core "damping/shared/oplog"
)

// House is everything that one server process runs on a database: the door with all rooms behind it.
type House struct {
	Handler  http.Handler
	DB       *store.DB
	Auth     *auth.Service
	Push     *push.Service
	Office   *work.Office
	Reminder *remind.Reminder
}

// Materials are what a House is built of.
type Materials struct {
	// DB is a migrated database, whose clock is Now.
	DB     *store.DB
	Vault  *vault.Vault
	Auth   *auth.Service
	Config config.Config
	// Version names the release.
	Version string
	// Web is web.Files.
	Web fs.FS
	// Now, Random and Log are the clock, the randomness and the log of the process.
	Now    func() time.Time
	Random io.Reader
	Log    *slog.Logger
	// PushClient is for tests: see push.Options.
	PushClient push.Client
}

// Build puts a House together. It starts nothing: Run does.
func Build(ctx context.Context, m Materials) (*House, error) {
	h := &House{DB: m.DB, Auth: m.Auth}
	h.Push = push.New(m.DB, m.Vault, push.Options{Subject: m.Config.PushSubject, Hosts: m.Config.PushHosts, Origin: m.Config.PublicURL,
		Now: m.Now, Random: m.Random, Log: m.Log, Client: m.PushClient})
	var err error
	h.Office, err = work.Open(ctx, work.Rooms{DB: m.DB, Vault: m.Vault, Auth: h.Auth, Push: h.Push, Random: m.Random, Blobs: blobsOf(m.Config)})
	if err != nil {
		return nil, err
	}
	h.Reminder = remind.New(m.DB, h.Push, h.Office.Core(), remind.Options{Now: m.Now, Random: m.Random, Log: m.Log})
	h.Office.OnChange(func(oplog.Change) { h.Reminder.Wake() }) // something may be due earlier now
	h.Office.OnWipe(h.Reminder.Wake)

	door, err := api.New(api.Options{Office: h.Office, Reminders: h.Reminder, Letters: letter.NewDesk(h.Office), Version: m.Version, Origin: m.Config.PublicURL, Log: m.Log,
		Random: m.Random})
	if err != nil {
		return nil, err
	}
	app, err := pwa.New(m.Version, m.Web)
	if err != nil {
		return nil, fmt.Errorf("the app's files: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("/api/", door)
	mux.Handle("/healthz", door)
	mux.Handle("/readyz", door)
	mux.Handle("/", app)
	h.Handler = pwa.Headers(mux)
	return h, nil
}

// blobsOf reads what an operator decided about attachments, in MB.
func blobsOf(c config.Config) work.Blobs {
	return work.Blobs{Options: blob.Options{Folder: c.AttachmentsDir, Reserve: c.AttachmentsReserve << 20},
		Limits: core.BlobLimits{File: c.AttachmentsPerCase << 20, Device: c.AttachmentsPerDevice << 20}}
}

// tidyEvery is how often what is long over is deleted.
const tidyEvery = time.Hour

// Run does what a House does by itself, until the context ends, and returns when all of it has stopped: it reminds,
// looks for what other processes wrote, and tidies up.
func (h *House) Run(ctx context.Context, log *slog.Logger) {
	var all sync.WaitGroup
	all.Go(func() { h.Reminder.Run(ctx) })
	all.Go(func() { h.Office.WatchOtherNodes(ctx) })
	all.Go(func() {
		tick := time.NewTicker(tidyEvery)
		defer tick.Stop()
		for {
			if err := errors.Join(h.Auth.Tidy(ctx), h.Office.SweepBlobs(ctx)); err != nil && ctx.Err() == nil {
				log.Warn("tidying failed", slog.Any("error", err))
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	})
	all.Wait()
}
