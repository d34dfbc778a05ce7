package blob

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"damping/server/store"
	"damping/shared/attach"
	"damping/shared/domain"
	"damping/shared/errs"
)

// TestFullDisk lets the disk fill up in the middle of an upload. The phone hears a code that means "later", nothing is
// there by half, notes go on, and when there is room again the same process takes the rest.
func TestFullDisk(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		full := false
		d.open(Options{create: func(path string) (*os.File, error) {
			if !full {
				return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
			}
			// The kernel's own word for a disk without room, at the first byte.
			if err := os.Symlink("/dev/full", path); err != nil {
				return nil, err
			}
			return os.OpenFile(path, os.O_WRONLY, 0)
		}})
		file := d.newCase()
		p := d.attach(file, photograph(t, 3*attach.ChunkSize))
		d.offer(p)
		if err := d.put(p, 0); err != nil {
			t.Fatal(err)
		}
		full = true
		for range 2 {
			if err := d.put(p, 1); errs.CodeOf(err) != errs.Quota || errs.As(err).Key != "attach.serverFull" {
				t.Fatal("a full disk says", err)
			}
		}
		if files := d.chunks(p); len(files) != 1 {
			t.Error("left behind:", files)
		}
		note := d.ID()
		d.write(domain.Begin(file, domain.Note, note))
		if d.engine.Unsent() != 0 {
			t.Error("notes wait for photographs")
		}
		full = false
		if _, have := d.offer(p); len(have) != 1 {
			t.Error("have", have)
		}
		d.bring(p)
		d.whole(p)
	})
}

// TestReserve leaves room to the database.
func TestReserve(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.open(Options{Reserve: 1 << 60})
		p := d.attach(d.newCase(), photograph(t, 3000))
		d.offer(p)
		if err := d.put(p, 0); errs.CodeOf(err) != errs.Quota {
			t.Error("the last room is taken:", err)
		}
		d.open(Options{})
		d.bring(p)
	})
}

func TestNoRoom(t *testing.T) {
	for _, errno := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT} {
		if err := noRoom(&fs.PathError{Op: "write", Err: errno}); errs.CodeOf(err) != errs.Quota {
			t.Error(errno, err)
		}
	}
	if err := errors.New("broken"); noRoom(err) != err {
		t.Error("another failure is a full disk")
	}
}

// TestSweep lets time pass over what nobody finished.
func TestSweep(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		file := d.newCase()
		done, begun := d.attach(file, photograph(t, 3000)), d.attach(file, photograph(t, 2*attach.ChunkSize))
		d.bring(done)
		d.offer(begun)
		if err := d.put(begun, 1); err != nil {
			t.Fatal(err)
		}
		writing := d.chunks(begun)[0] + ".1" + coming
		write(t, writing, []byte("x"))
		stray := d.store.disk.path(d.ID())
		if err := os.MkdirAll(stray, 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(stray, "0000"), []byte("x"))
		write(t, filepath.Join(d.folder, "notes of the operator"), []byte("x"))
		begin := d.Clock.Now()
		err := filepath.Walk(d.folder, func(path string, _ os.FileInfo, err error) error {
			return errors.Join(err, os.Chtimes(path, begin, begin))
		})
		if err != nil {
			t.Fatal(err)
		}
		shelf := filepath.Dir(writing)
		day := func(n int, want ...string) {
			t.Helper()
			d.Clock.Advance(begin.Add(time.Duration(n)*24*time.Hour + time.Minute).Sub(d.Clock.Now()))
			if err := d.store.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			got := ""
			for name, path := range map[string]string{"writing": writing, "begun": shelf, "stray": stray} {
				if _, err := os.Stat(path); err == nil {
					got += " " + name
				}
			}
			for _, name := range want {
				if !strings.Contains(got, name) {
					t.Errorf("after %d days %s is gone", n, name)
				}
			}
			if len(strings.Fields(got)) != len(want) {
				t.Errorf("after %d days there is%s, want %v", n, got, want)
			}
		}
		day(0, "writing", "begun", "stray")
		day(2, "begun", "stray")
		day(15, "begun", "stray")
		d.View(func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.Blob(ctx, begun.ID); errs.CodeOf(err) != errs.NotFound {
				t.Error("an upload that nobody goes on with is known:", err)
			}
			return nil
		})
		// The phone comes back after all: it begins again, on another shelf.
		if b, have := d.offer(begun); len(have) != 0 || d.store.disk.path(b.Shelf) == shelf {
			t.Error("have", have)
		}
		day(32)
		d.whole(done)
		if _, err := os.Stat(filepath.Join(d.folder, "notes of the operator")); err != nil {
			t.Error("what is not ours is taken away:", err)
		}
	})
}

// TestErase takes away everything of one file and nothing of another.
func TestErase(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		one, two := d.newCase(), d.newCase()
		gone, stays := d.attach(one, photograph(t, 3000)), d.attach(two, photograph(t, 3000))
		d.bring(gone)
		d.bring(stays)
		files := d.chunks(gone)
		broken := errors.New("broken")
		err := d.DB.Update(t.Context(), func(tx *store.Tx) error {
			return errors.Join(d.store.Erase(t.Context(), tx, one), broken)
		})
		if !errors.Is(err, broken) {
			t.Fatal(err)
		}
		d.whole(gone) // what was undone has taken nothing away
		d.Update(func(ctx context.Context, tx *store.Tx) error { return d.store.Erase(ctx, tx, one) })
		for _, path := range files {
			if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
				t.Error("on the disk:", err)
			}
		}
		if _, err := d.get(gone, 0); errs.CodeOf(err) != errs.NotFound {
			t.Error("given out:", err)
		}
		d.whole(stays)
	})
}

// TestLostFolder loses the folder, or the rows. What a phone still has comes back.
func TestLostFolder(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		p := d.attach(d.newCase(), photograph(t, 2*attach.ChunkSize))
		d.bring(p)
		if err := os.Remove(d.chunks(p)[1]); err != nil {
			t.Fatal(err)
		}
		b, have := d.offer(p)
		if b.State == "done" || len(have) != 1 {
			t.Error("a lost chunk is not asked for:", b.State, have)
		}
		d.bring(p)
		d.whole(p)
		d.Update(func(ctx context.Context, tx *store.Tx) error { return tx.DropBlob(ctx, p.ID) })
		if _, have := d.offer(p); len(have) != 0 {
			t.Error("chunks of a lost row are taken over:", have)
		}
		d.bring(p)
		d.whole(p)
		if err := os.RemoveAll(filepath.Join(d.folder, "")); err != nil {
			t.Fatal(err)
		}
		if _, have := d.offer(p); len(have) != 0 {
			t.Error("have", have)
		}
		d.bring(p)
		d.whole(p)
	})
}
