package blob

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"damping/server/vault"
	"damping/shared/attach"
	"damping/shared/errs"
	"damping/shared/op"
)

// disk is the folder of all shelves: two levels, so that no folder grows without end.
type disk struct {
	folder  string
	reserve int64
	create  func(path string) (*os.File, error)
}

// path is the folder of a shelf. Ids made one after the other begin alike and end at random.
func (d *disk) path(id op.ID) string {
	name := strings.ReplaceAll(id.String(), "-", "")
	return filepath.Join(d.folder, name[len(name)-2:], name)
}

// shelf implements shared/oplog.Shelf.
type shelf struct {
	disk *disk
	key  *vault.FileKey
	id   op.ID
	size int64
}

// coming marks a file that is being written. A process that dies leaves it, and a sweep takes it away.
const coming = ".coming"

func (s *shelf) file(i int) string { return filepath.Join(s.disk.path(s.id), fmt.Sprintf("%04x", i)) }

// place binds a chunk to the shelf, to which chunk of how many it is, and to how long the whole is.
func (s *shelf) place(i int) vault.Place {
	row := append([]byte{}, s.id[:]...)
	row = binary.BigEndian.AppendUint32(row, uint32(i))
	row = binary.BigEndian.AppendUint32(row, uint32(attach.Count(s.size)))
	row = binary.BigEndian.AppendUint64(row, uint64(s.size))
	return vault.Place{Table: "blob", Row: row, Column: "chunk", Ver: 1}
}

// sealed is how long the file of a chunk is.
func (s *shelf) sealed(i int) int64 {
	from, to := attach.Span(s.size, i)
	return to - from + vault.Overhead
}

// Have implements shared/oplog.Shelf. A file of another length is none of ours.
func (s *shelf) Have() ([]int, error) {
	entries, err := os.ReadDir(s.disk.path(s.id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look at shelf %s: %w", s.id, err)
	}
	have := make([]int, 0, len(entries))
	for _, e := range entries {
		i, err := strconv.ParseUint(e.Name(), 16, 16)
		if err != nil || len(e.Name()) != 4 || int(i) >= attach.Count(s.size) {
			continue
		}
		if info, err := e.Info(); err == nil && info.Size() == s.sealed(int(i)) {
			have = append(have, int(i))
		}
	}
	slices.Sort(have)
	return have, nil
}

// Put implements shared/oplog.Shelf.
func (s *shelf) Put(i int, chunk []byte) error {
	if free, err := freeBytes(s.disk.folder); err == nil && free < s.disk.reserve+int64(len(chunk)) {
		return full()
	}
	sealed, err := s.key.Seal(s.place(i), chunk)
	if err != nil {
		return err
	}
	folder := s.disk.path(s.id)
	if err := s.begin(folder); err != nil {
		return noRoom(fmt.Errorf("begin shelf %s: %w", s.id, err))
	}
	if err := s.disk.write(s.file(i), sealed); err != nil {
		return noRoom(fmt.Errorf("keep chunk %d of shelf %s: %w", i, s.id, err))
	}
	return nil
}

// begin makes the folder of the shelf, durable up to the folder of all.
func (s *shelf) begin(folder string) error {
	if _, err := os.Stat(folder); err == nil {
		return nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	parent := filepath.Dir(folder)
	return errors.Join(syncFolder(parent), syncFolder(filepath.Dir(parent)))
}

// write makes a file that is there whole or not at all, whatever happens meanwhile.
func (d *disk) write(path string, b []byte) error {
	temp := path + "." + strconv.FormatInt(nextTemp(), 36) + coming
	f, err := d.create(temp)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(temp, path)
	}
	if err != nil {
		_ = os.Remove(temp) // what stays is swept
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Get implements shared/oplog.Shelf.
func (s *shelf) Get(i int) ([]byte, error) {
	b, err := os.ReadFile(s.file(i))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errs.E(errs.StoreCorrupt, "")
	}
	if err != nil {
		return nil, fmt.Errorf("read chunk %d of shelf %s: %w", i, s.id, err)
	}
	if int64(len(b)) != s.sealed(i) {
		return nil, errs.E(errs.StoreCorrupt, "")
	}
	chunk, err := s.key.Open(s.place(i), b)
	if errors.Is(err, vault.ErrSealed) {
		return nil, errs.E(errs.StoreCorrupt, "")
	}
	return chunk, err
}

// Clear implements shared/oplog.Shelf.
func (s *shelf) Clear() error { return os.RemoveAll(s.disk.path(s.id)) }

// full is what somebody hears for whom there is no room: nothing of the chunk was kept, and later there may be.
func full() error { return errs.E(errs.Quota, "attach.serverFull") }

// noRoom tells a full disk from other failures.
func noRoom(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return full()
	}
	return err
}
