package blob

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"damping/server/store"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// How long what is not finished is kept [proposal].
const (
	// uploadAge is long enough for a phone that has a signal once a week.
	uploadAge = 14 * 24 * time.Hour
	// strayAge is for shelves that no row names: a crash left them, or the database is older than the folder, and then
	// phones need time to come back.
	strayAge = 30 * 24 * time.Hour
	// tempAge is for files that were being written.
	tempAge = 24 * time.Hour
)

// Sweep takes away uploads that nobody goes on with, and shelves and files that belong to nothing. Call it now and then.
// A phone that comes back later begins its upload again.
func (b *Store) Sweep(ctx context.Context) error {
	var now time.Time
	err := b.db.Update(ctx, func(tx *store.Tx) error {
		now = tx.Now()
		_, err := tx.DropBlobsBefore(ctx, string(core.BlobOpen), now.Add(-uploadAge).UnixMilli())
		return err
	})
	if err != nil {
		return err
	}
	branches, err := os.ReadDir(b.disk.folder)
	if err != nil {
		return err
	}
	for _, branch := range branches {
		if err := b.sweepBranch(ctx, filepath.Join(b.disk.folder, branch.Name()), now); err != nil {
			return err
		}
	}
	return nil
}

func (b *Store) sweepBranch(ctx context.Context, path string, now time.Time) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil // not a folder of ours
	}
	old := map[op.ID]string{}
	var ids []op.ID
	for _, e := range entries {
		id, err := parseShelf(e.Name())
		if err != nil {
			continue
		}
		shelf := filepath.Join(path, e.Name())
		last, err := sweepShelf(shelf, now)
		if err != nil {
			return err
		}
		if now.Sub(last) >= strayAge {
			old[id] = shelf
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var named map[op.ID]bool
	err = b.db.View(ctx, func(tx *store.Tx) (err error) {
		named, err = tx.ShelvesAmong(ctx, ids)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		if !named[id] {
			if err := os.RemoveAll(old[id]); err != nil {
				return err
			}
		}
	}
	return nil
}

// sweepShelf takes away what was being written long ago and tells when something was last put there.
func sweepShelf(path string, now time.Time) (last time.Time, err error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return now, gone(err)
	}
	if info, err := os.Stat(path); err == nil {
		last = info.ModTime()
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			continue // gone meanwhile
		}
		if strings.HasSuffix(e.Name(), coming) && now.Sub(info.ModTime()) >= tempAge {
			if err := gone(os.Remove(filepath.Join(path, e.Name()))); err != nil {
				return last, err
			}
			continue
		}
		if info.ModTime().After(last) {
			last = info.ModTime()
		}
	}
	return last, nil
}

// gone forgives what another process took away first.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// parseShelf reads the name of a shelf's folder.
func parseShelf(name string) (op.ID, error) {
	if len(name) != 32 {
		return op.ID{}, fs.ErrInvalid
	}
	return op.ParseID(name[:8] + "-" + name[8:12] + "-" + name[12:16] + "-" + name[16:20] + "-" + name[20:])
}
