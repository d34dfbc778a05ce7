package blob

import (
	"bytes"
	"context"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"damping/server/store"
	"damping/shared/attach"
	"damping/shared/errs"
)

// chunks are the files of a shelf, in order.
func (d *desk) chunks(p photo) []string {
	d.t.Helper()
	var shelf string
	d.View(func(ctx context.Context, tx *store.Tx) error {
		row, err := tx.Blob(ctx, p.ID)
		shelf = d.store.disk.path(row.Shelf)
		return err
	})
	files, err := filepath.Glob(filepath.Join(shelf, "*"))
	if err != nil {
		d.t.Fatal(err)
	}
	slices.Sort(files)
	return files
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestDamagedChunks cuts, moves and changes what lies on the disk. Nothing of a chunk that is not what was sent is given
// out, and the others are not taken along.
func TestDamagedChunks(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		file := d.newCase()
		p, q := d.attach(file, photograph(t, 2*attach.ChunkSize+1000)), d.attach(file, photograph(t, 2*attach.ChunkSize+1000))
		d.bring(p)
		d.bring(q)
		d.whole(p)
		files, others := d.chunks(p), d.chunks(q)
		if len(files) != 3 {
			t.Fatal(files)
		}
		damaged := func(what string, i int, b []byte) {
			t.Helper()
			good := read(t, files[i])
			defer func() { write(t, files[i], good) }()
			if b == nil {
				if err := os.Remove(files[i]); err != nil {
					t.Fatal(err)
				}
			} else {
				write(t, files[i], b)
			}
			if got, err := d.get(p, i); err == nil || len(got) != 0 || errs.CodeOf(err) != errs.Internal {
				t.Errorf("%s, chunk %d: %d bytes, %v", what, i, len(got), err)
			}
		}
		for i, path := range files {
			sealed := read(t, path)
			for _, end := range []int{0, 1, 17, 18, 34, attach.ChunkSize - 1, attach.ChunkSize, attach.ChunkSize + 1, len(sealed) - 17, len(sealed) - 16, len(sealed) - 1} {
				if end >= 0 && end < len(sealed) {
					damaged("cut", i, sealed[:end])
				}
			}
			damaged("longer", i, append(slices.Clone(sealed), 0))
			for _, at := range []int{0, 1, 5, 10, 20, len(sealed) / 2, len(sealed) - 1} {
				changed := slices.Clone(sealed)
				changed[at] ^= 1
				damaged("changed", i, changed)
			}
			damaged("of another photo", i, read(t, others[i]))
			damaged("gone", i, nil)
		}
		first, second := read(t, files[0]), read(t, files[1])
		damaged("exchanged", 0, second)
		damaged("exchanged", 1, first)
		d.whole(p)

		// A file cut between two chunks says of itself that it is shorter: the database says so, too.
		d.Update(func(ctx context.Context, tx *store.Tx) error {
			row, err := tx.Blob(ctx, p.ID)
			if err != nil {
				return err
			}
			row.Size = 2 * attach.ChunkSize
			return tx.SaveBlob(ctx, row)
		})
		for i := range 2 {
			if got, err := d.get(p, i); err == nil || len(got) != 0 {
				t.Errorf("of a shorter file %d bytes of chunk %d are given out", len(got), i)
			}
		}
	})
}

// TestNothingToReadInTheFolder looks for what was sent, and for its hash, in the folder and in the database's row.
func TestNothingToReadInTheFolder(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		data := photograph(t, 3000)
		copy(data[2000:], "canarycanarycanary")
		file := d.newCase()
		p := d.attach(file, data)
		d.bring(p)
		for _, path := range d.chunks(p) {
			if b := read(t, path); bytes.Contains(b, data[2000:2018]) || bytes.Contains(b, data[:16]) {
				t.Error("a chunk can be read")
			}
		}
		d.View(func(ctx context.Context, tx *store.Tx) error {
			row, err := tx.Blob(ctx, p.ID)
			for _, b := range [][]byte{row.Content, row.Manifest} {
				if bytes.Contains(b, p.Hash[:]) || bytes.Contains(b, []byte(hex.EncodeToString(p.Hash[:]))) || bytes.Contains(b, []byte("jpeg")) {
					t.Error("the row tells what the file is")
				}
			}
			return err
		})
		// The same bytes in another case have nothing in common with these.
		other := d.attach(d.newCase(), data)
		d.bring(other)
		d.View(func(ctx context.Context, tx *store.Tx) error {
			one, err := tx.Blob(ctx, p.ID)
			if err != nil {
				return err
			}
			two, err := tx.Blob(ctx, other.ID)
			if bytes.Equal(one.Content, two.Content) || one.Shelf == two.Shelf {
				t.Error("the same bytes are known again in another case")
			}
			return err
		})
		if bytes.Equal(read(t, d.chunks(p)[0]), read(t, d.chunks(other)[0])) {
			t.Error("the same bytes look alike")
		}
		for _, path := range d.chunks(p) {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != fs.FileMode(0o600) {
				t.Error("others on the machine may read it:", info.Mode(), err)
			}
		}
	})
}
