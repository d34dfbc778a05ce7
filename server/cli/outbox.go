package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"

	"damping/server/config"
	"damping/server/push"
	"damping/server/seam"
	"damping/server/work"
	"damping/shared/errs"
	"damping/shared/outbox"
)

type outboxCmd struct {
	Import outboxImportCmd `cmd:"" help:"Take in sealed files, each as the person and the device that wrote it. Again does no harm."`
}

type outboxImportCmd struct {
	Files []string `arg:"" name:"file" help:"Files that people saved from the inbox of the app."`
}

// Run takes the files in, one after another, and says what became of each. It goes on behind one that cannot be read.
func (cmd outboxImportCmd) Run(ctx context.Context, c *config.Config, t terminal) (err error) {
	v, err := openVault(c)
	if err != nil {
		return err
	}
	db, _, err := openMigrated(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	people, err := openAuth(db, c)
	if err != nil {
		return err
	}
	office, err := work.Open(ctx, work.Rooms{DB: db, Vault: v, Auth: people, Random: rand.Reader, Blobs: blobsOf(*c),
		Push: push.New(db, v, push.Options{Now: seam.Now, Random: rand.Reader})})
	if err != nil {
		return err
	}
	var failed error
	for _, name := range cmd.Files {
		answer, err := importFile(ctx, office, name)
		switch {
		case err != nil:
			failed = errors.Join(failed, fmt.Errorf("%s: %w", name, err))
		case answer.Code != "":
			t.printf("%s: act %s is known, or was set aside: %s\n", name, answer.Group, answer.Code)
		default:
			t.printf("%s: act %s is in the log\n", name, answer.Group)
		}
	}
	return failed
}

func importFile(ctx context.Context, office *work.Office, name string) (outbox.Answer, error) {
	file, err := os.Open(name)
	if err != nil {
		return outbox.Answer{}, err
	}
	defer file.Close()
	box, err := io.ReadAll(io.LimitReader(file, outbox.MaxBytes+1))
	if err != nil {
		return outbox.Answer{}, err
	}
	if len(box) > outbox.MaxBytes {
		return outbox.Answer{}, errs.E(errs.TooLarge, "")
	}
	return office.Import(ctx, box)
}
