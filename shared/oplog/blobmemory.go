package oplog

import (
	"context"
	"maps"
	"slices"

	"damping/shared/attach"
	"damping/shared/errs"
	"damping/shared/op"
)

// MemoryBlobs is the memory twin of the bytes of attachments, beside a log. Rows and bytes are apart, as a database and a
// folder are: each can be lost or put back without the other.
type MemoryBlobs struct {
	log Store
	*memoryBlobs
}

type memoryBlobs struct {
	rows  map[op.ID]Blob
	bytes map[op.ID]map[int][]byte // by shelf
	full  bool
}

// NewMemoryBlobs returns an empty store beside a log.
func NewMemoryBlobs(log Store) *MemoryBlobs {
	return &MemoryBlobs{log, &memoryBlobs{rows: map[op.ID]Blob{}, bytes: map[op.ID]map[int][]byte{}}}
}

// Over is the same store, whose log is reached in another way.
func (m *MemoryBlobs) Over(log Store) *MemoryBlobs { return &MemoryBlobs{log, m.memoryBlobs} }

// Rows returns what is known, by attachment.
func (m *MemoryBlobs) Rows() map[op.ID]Blob { return m.rows }

// Chunks returns what lies on the shelf of a blob.
func (m *MemoryBlobs) Chunks(b Blob) map[int][]byte { return m.bytes[b.Shelf] }

// Fill makes the shelves refuse, as a disk without room does, or take again.
func (m *MemoryBlobs) Fill(full bool) { m.full = full }

// Backup returns a copy of the rows and the bytes as they are now.
func (m *MemoryBlobs) Backup() *MemoryBlobs {
	c := &memoryBlobs{rows: maps.Clone(m.rows), bytes: map[op.ID]map[int][]byte{}}
	for shelf, chunks := range m.bytes {
		c.bytes[shelf] = maps.Clone(chunks)
	}
	return &MemoryBlobs{m.log, c}
}

// Restore goes back to the rows of a backup, and with folder also to its bytes.
func (m *MemoryBlobs) Restore(backup *MemoryBlobs, folder bool) {
	c := backup.Backup()
	m.rows = c.rows
	if folder {
		m.bytes = c.bytes
	}
}

// UpdateBlobs implements BlobStore.
func (m *MemoryBlobs) UpdateBlobs(ctx context.Context, fn func(BlobTx) error) error {
	rows := maps.Clone(m.rows)
	if err := m.log.Update(ctx, func(tx Tx) error { return fn(memoryBlobTx{memoryBlobReader{tx, m.memoryBlobs, rows}, tx}) }); err != nil {
		return err
	}
	m.rows = rows
	return nil
}

// ViewBlobs implements BlobStore.
func (m *MemoryBlobs) ViewBlobs(ctx context.Context, fn func(BlobReader) error) error {
	return m.log.View(ctx, func(r Reader) error { return fn(memoryBlobReader{r, m.memoryBlobs, m.rows}) })
}

type memoryBlobReader struct {
	Reader
	m    *memoryBlobs
	rows map[op.ID]Blob
}

func (r memoryBlobReader) Blob(id op.ID) (Blob, bool, error) {
	b, found := r.rows[id]
	return b, found, nil
}

func (r memoryBlobReader) BlobLike(s op.Scope, h attach.Hash) (Blob, bool, error) {
	for _, id := range slices.SortedFunc(maps.Keys(r.rows), op.ID.Compare) {
		if b := r.rows[id]; b.Scope == s && b.Hash == h && b.State == BlobDone {
			return b, true, nil
		}
	}
	return Blob{}, false, nil
}

func (r memoryBlobReader) BlobBytes(file op.ID) (n int64, _ error) {
	shelves := map[op.ID]bool{}
	for _, b := range r.rows {
		if b.Scope.File == file && b.State != BlobRefused && !shelves[b.Shelf] {
			shelves[b.Shelf] = true
			n += b.Size
		}
	}
	return n, nil
}

func (r memoryBlobReader) BlobBytesOpen(dev op.ID) (n int64, _ error) {
	for _, b := range r.rows {
		if b.Dev == dev && b.State == BlobOpen {
			n += b.Size
		}
	}
	return n, nil
}

func (r memoryBlobReader) Shelf(b Blob) (Shelf, error) { return memoryShelf{r.m, b.Shelf}, nil }

type memoryBlobTx struct {
	memoryBlobReader
	tx Tx
}

func (t memoryBlobTx) PutBlob(b Blob) error    { t.rows[b.ID] = b; return nil }
func (t memoryBlobTx) DropBlob(id op.ID) error { delete(t.rows, id); return nil }
func (t memoryBlobTx) Audit(e Entry) error     { return t.tx.Audit(e) }

type memoryShelf struct {
	m     *memoryBlobs
	shelf op.ID
}

func (s memoryShelf) Have() ([]int, error) {
	return slices.Sorted(maps.Keys(s.m.bytes[s.shelf])), nil
}

func (s memoryShelf) Put(i int, chunk []byte) error {
	if s.m.full {
		return errs.E(errs.Quota, "attach.serverFull")
	}
	if s.m.bytes[s.shelf] == nil {
		s.m.bytes[s.shelf] = map[int][]byte{}
	}
	s.m.bytes[s.shelf][i] = slices.Clone(chunk)
	return nil
}

func (s memoryShelf) Get(i int) ([]byte, error) {
	chunk, there := s.m.bytes[s.shelf][i]
	if !there {
		return nil, errs.E(errs.StoreCorrupt, "")
	}
	return slices.Clone(chunk), nil
}

func (s memoryShelf) Clear() error { delete(s.m.bytes, s.shelf); return nil }
