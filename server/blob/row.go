package blob

import (
	"context"
	"fmt"

	"damping/server/store"
	"damping/server/vault"
	"damping/shared/attach"
	"damping/shared/errs"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// reader implements shared/oplog.BlobReader over one transaction.
type reader struct {
	core.Reader
	b   *Store
	ctx context.Context // of the transaction, which is why it may be kept here
	s   *store.Tx
}

// writer implements shared/oplog.BlobTx.
type writer struct {
	reader
	tx core.Tx
}

// manifest is what of a row is sealed.
type manifest struct {
	_      struct{} `cbor:",toarray"`
	Hash   []byte
	Chunks []byte // the hashes one after the other
	Media  string
}

// place binds a manifest to its row.
func place(row store.Blob) vault.Place {
	id := append(row.ID[:], row.Shelf[:]...)
	return vault.Place{Table: "blob", Row: append(id, byte(row.Part)), Column: "manifest", Ver: 1}
}

func (r *reader) blob(row store.Blob) (core.Blob, error) {
	out := core.Blob{ID: row.ID, Scope: op.Scope{File: row.File, Part: row.Part}, Shelf: row.Shelf, Dev: row.Device,
		State: core.BlobState(row.State), At: row.OfferedAt, Manifest: attach.Manifest{Size: row.Size}}
	key, err := r.b.vault.FileKey(r.ctx, r.s, row.File)
	if err != nil {
		return out, err
	}
	plain, err := key.Open(place(row), row.Manifest)
	if err != nil {
		return out, fmt.Errorf("open blob %s: %w", row.ID, err)
	}
	var m manifest
	if err := op.Unmarshal(plain, &m); err != nil {
		return out, fmt.Errorf("read blob %s: %w", row.ID, err)
	}
	copy(out.Hash[:], m.Hash)
	for rest := m.Chunks; len(rest) >= len(attach.Hash{}); rest = rest[len(attach.Hash{}):] {
		out.Chunks = append(out.Chunks, attach.Hash(rest[:len(attach.Hash{})]))
	}
	out.Media = m.Media
	return out, nil
}

// Blob implements shared/oplog.BlobReader.
func (r *reader) Blob(id op.ID) (core.Blob, bool, error) { return r.one(r.s.Blob(r.ctx, id)) }

// BlobLike implements shared/oplog.BlobReader.
func (r *reader) BlobLike(s op.Scope, h attach.Hash) (core.Blob, bool, error) {
	return r.one(r.s.BlobLike(r.ctx, s, r.b.content(s, h), string(core.BlobDone)))
}

func (r *reader) one(row store.Blob, err error) (core.Blob, bool, error) {
	is, err := found(err)
	if !is {
		return core.Blob{}, false, err
	}
	b, err := r.blob(row)
	return b, err == nil, err
}

// BlobBytes implements shared/oplog.BlobReader.
func (r *reader) BlobBytes(file op.ID) (int64, error) {
	return r.s.BlobBytes(r.ctx, file, string(core.BlobRefused))
}

// BlobBytesOpen implements shared/oplog.BlobReader.
func (r *reader) BlobBytesOpen(dev op.ID) (int64, error) {
	return r.s.BlobBytesOf(r.ctx, dev, string(core.BlobOpen))
}

// Shelf implements shared/oplog.BlobReader.
func (r *reader) Shelf(b core.Blob) (core.Shelf, error) {
	key, err := r.b.vault.FileKey(r.ctx, r.s, b.Scope.File)
	return &shelf{disk: r.b.disk, key: key, id: b.Shelf, size: b.Size}, err
}

// PutBlob implements shared/oplog.BlobTx.
func (w *writer) PutBlob(b core.Blob) error {
	row := store.Blob{ID: b.ID, File: b.Scope.File, Part: b.Scope.Part, Shelf: b.Shelf, Content: w.b.content(b.Scope, b.Hash), Size: b.Size,
		Device: b.Dev, State: string(b.State), OfferedAt: b.At}
	m := manifest{Hash: b.Hash[:], Media: b.Media}
	for _, h := range b.Chunks {
		m.Chunks = append(m.Chunks, h[:]...)
	}
	key, err := w.b.vault.FileKey(w.ctx, w.s, b.Scope.File)
	if err != nil {
		return err
	}
	if row.Manifest, err = key.Seal(place(row), op.Marshal(m)); err != nil {
		return err
	}
	return w.s.SaveBlob(w.ctx, row)
}

// DropBlob implements shared/oplog.BlobTx.
func (w *writer) DropBlob(id op.ID) error {
	if err := w.s.DropBlob(w.ctx, id); errs.CodeOf(err) != errs.NotFound {
		return err
	}
	return nil
}

// Audit implements shared/oplog.BlobTx.
func (w *writer) Audit(e core.Entry) error { return w.tx.Audit(e) }
