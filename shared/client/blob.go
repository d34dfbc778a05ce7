package client

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"sort"

	"damping/shared/attach"
	"damping/shared/errs"
	"damping/shared/op"
)

// The bytes of an attachment travel apart from the ops that tell of it: ops first, then the bytes, chunk by chunk, so that
// a photograph on a slow line holds up no word. What a device knows of them is a Blob; the chunks lie on a shelf of
// their own, each sealed with the blob's own key, and never are all of one file in memory. While the server does not have
// them, that key lies sealed to it among the sealed copies of acts (sealed.go): so they arrive without this store, too.
//
// A blob begins staged: its chunks are written as soon as somebody took the picture, before the form it belongs to is
// saved, because a phone may end the page while its camera is open. The act that names it makes it waiting, in the
// commit of its ops. The server's word makes it sent. What was fetched to be looked at is a copy, and so is what was
// sent: both may go when room is needed, and go with their scope.

// BlobState says where the bytes of an attachment stand on this device.
type BlobState uint8

// The states.
const (
	BlobStaged  BlobState = 1 // taken for a form that is not an act yet
	BlobWaiting BlobState = 2 // of an act; the server does not have all of it
	BlobSent    BlobState = 3 // own, and the server has it
	BlobFetched BlobState = 4 // from the server, whole or in part
	BlobRefused BlobState = 5 // own, and the server will not have it; its author was told
)

// Blob is what this device knows of the bytes of one attachment. Its id is the attachment's.
type Blob struct {
	ID     op.ID     `cbor:"0,keyasint"`
	State  BlobState `cbor:"1,keyasint"`
	Scope  op.Scope  `cbor:"2,keyasint"` // zero while staged
	Size   int64     `cbor:"3,keyasint"`
	Hash   []byte    `cbor:"4,keyasint,omitempty"` // SHA-256 of the whole; nil until all of it is here
	Chunks [][]byte  `cbor:"5,keyasint,omitempty"` // SHA-256 of each; of a fetched blob none
	At     int64     `cbor:"6,keyasint"`           // ms UTC when it came to this device
	Draft  string    `cbor:"7,keyasint,omitempty"` // while staged: the note that keeps its form; it goes with it
	Hidden bool      `cbor:"8,keyasint,omitempty"` // its scope was taken away: still to be sent, no longer to be shown
	Name   string    `cbor:"9,keyasint,omitempty"`
	Media  string    `cbor:"10,keyasint,omitempty"`
	Taken  string    `cbor:"11,keyasint,omitempty"` // when the file says it was made
	Key    []byte    `cbor:"12,keyasint,omitempty"` // attach.Key of its chunks
	As     op.ID     `cbor:"13,keyasint"`           // the appointment under which it was attached; zero while staged
	Judged int64     `cbor:"14,keyasint,omitempty"` // ms UTC when the server judged its record, or was restored since; 0 before
}

// Count is how many chunks the whole has.
func (b *Blob) Count() int { return attach.Count(b.Size) }

// Whole reports whether a staged blob is here to the last byte.
func (b *Blob) Whole() bool { return b.Hash != nil }

// Manifest is what proves that the bytes are the ones, of a blob that is whole.
func (b *Blob) Manifest() attach.Manifest {
	m := attach.Manifest{Size: b.Size, Chunks: make([]attach.Hash, len(b.Chunks))}
	copy(m.Hash[:], b.Hash)
	for i, c := range b.Chunks {
		copy(m.Chunks[i][:], c)
	}
	return m
}

// key is what its chunks are sealed with.
func (b *Blob) key() (k attach.Key) {
	copy(k[:], b.Key)
	return k
}

// parcel is all that the server must know to take it.
func (b *Blob) parcel() attach.Parcel {
	return attach.Parcel{ID: b.ID, Scope: b.Scope, As: b.As, At: b.At, Manifest: b.Manifest(), Key: b.key()}
}

// newBlob gives a blob a key.
func (t *tx) newBlob(b Blob) error {
	key, err := attach.NewKey(t.e.rand)
	b.Key = key[:]
	t.keepBlob(b)
	return err
}

// Stage begins a blob for a form whose draft is kept under b.Draft. PutChunk brings its bytes.
// Errors: invalid at "media" for a type that is not taken and at "size" for nothing at all, too_large, and the store's
// own.
func (e *Engine) Stage(b Blob) error {
	switch limit := attach.Limit(b.Media); {
	case limit == 0:
		return errs.E(errs.Invalid, "").At("media")
	case b.Size <= 0:
		return errs.E(errs.Invalid, "").At("size")
	case b.Size > limit:
		return errs.E(errs.TooLarge, "").At("size")
	}
	b.State, b.Chunks, b.Hash = BlobStaged, nil, nil
	t := e.begin()
	if err := t.newBlob(b); err != nil {
		return err
	}
	if _, err := t.commit(false); err != nil {
		return err
	}
	e.sums[b.ID] = sha256.New()
	return nil
}

// PutChunk writes the next chunk of a staged blob. With the last one the blob is whole, and durable. Chunks come in
// order; after a restart a blob that was not whole is gone, and its file must be chosen again.
func (e *Engine) PutChunk(id op.ID, data []byte) error {
	b, sum := e.blobs[id], e.sums[id]
	if b == nil || sum == nil || b.State != BlobStaged {
		return errs.E(errs.NotFound, "")
	}
	if from, to := attach.Span(b.Size, len(b.Chunks)); int64(len(data)) != to-from {
		return errs.E(errs.Invalid, "").At("chunk") // the file changed under us
	}
	n := *b
	one := attach.HashOf(data)
	n.Chunks = append(b.Chunks[:len(b.Chunks):len(b.Chunks)], one[:])
	last := len(n.Chunks) == n.Count()
	t := e.begin()
	t.records = append(t.records, Record{Kind: KindBlob, Key: chunkKey(id, len(b.Chunks)), Val: n.key().Seal(id, len(b.Chunks), data)})
	if last {
		whole, err := cloneHash(sum)
		if err != nil {
			return err
		}
		whole.Write(data)
		n.Hash = whole.Sum(nil)
	}
	t.keepBlob(n)
	if _, err := t.commit(last); err != nil {
		return err
	}
	sum.Write(data)
	if last {
		delete(e.sums, id)
	}
	return nil
}

// cloneHash lets a commit fail without the running sum having gone on.
func cloneHash(h hash.Hash) (hash.Hash, error) {
	c, ok := h.(hash.Cloner)
	if !ok {
		return nil, errs.E(errs.Internal, "")
	}
	return c.Clone()
}

// Unstage lets go of blobs that were taken for a form and are not wanted. Others it leaves alone.
func (e *Engine) Unstage(ids ...op.ID) error {
	t := e.begin()
	for _, id := range ids {
		if b := e.blobs[id]; b != nil && b.State == BlobStaged {
			t.dropBlob(*b)
		}
	}
	_, err := t.commit(false)
	return err
}

// Blob returns what is known of the bytes of an attachment. What is hidden is not known.
func (e *Engine) Blob(id op.ID) (Blob, bool) {
	if b := e.blobs[id]; b != nil && !b.Hidden {
		return *b, true
	}
	return Blob{}, false
}

// Staged lists the whole blobs of a form's draft, in the order in which they were taken.
func (e *Engine) Staged(draft string) (out []Blob) {
	for _, b := range e.blobsBy(BlobStaged) {
		if b.Draft == draft && b.Whole() {
			out = append(out, *b)
		}
	}
	return out
}

// Chunk reads one chunk from the device; nil when it is not here. Error: store_corrupt, and the store's own.
func (e *Engine) Chunk(id op.ID, i int) ([]byte, error) {
	b := e.blobs[id]
	if b == nil {
		return nil, nil
	}
	vals, err := e.store.Get(KindBlob, chunkKey(id, i))
	if err != nil || vals[0] == nil {
		return nil, err
	}
	if b.Key == nil { // the release before left the sealing to the store
		return vals[0], nil
	}
	return b.key().Open(id, i, vals[0])
}

// KeepChunk keeps a chunk that was fetched. of says what the ops say of the attachment. It is not kept for a scope that
// is not held (any more): conflict.
func (e *Engine) KeepChunk(of Blob, i int, data []byte) error {
	if !e.holds(of.Scope) {
		return errs.E(errs.Conflict, "")
	}
	t := e.begin()
	b := e.blobs[of.ID]
	if b != nil && b.State != BlobFetched {
		return nil // it is here
	}
	if b != nil && b.Key == nil { // begun by the release before
		t.dropBlob(*b)
		b = nil
	}
	if b == nil {
		of.State, of.Chunks, of.Hidden, of.Draft = BlobFetched, nil, false, ""
		if err := t.newBlob(of); err != nil {
			return err
		}
	}
	sealed := t.blob(of.ID).key().Seal(of.ID, i, data)
	t.records = append(t.records, Record{Kind: KindBlob, Key: chunkKey(of.ID, i), Val: sealed})
	_, err := t.commit(false)
	return err
}

// Unkeep lets go of a copy: what was fetched and did not match its hash.
func (e *Engine) Unkeep(id op.ID) error {
	b := e.blobs[id]
	if b == nil || b.State != BlobFetched {
		return nil
	}
	t := e.begin()
	t.dropBlob(*b)
	_, err := t.commit(false)
	return err
}

// blobsBy lists the blobs in a state, the oldest first.
func (e *Engine) blobsBy(state BlobState) (out []*Blob) {
	for _, b := range e.blobs {
		if b.State == state {
			out = append(out, b)
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].At != out[j].At {
			return out[i].At < out[j].At
		}
		return out[i].ID.Compare(out[j].ID) < 0
	})
	return out
}

// blobKey is the key of what is known of a blob. What waits lies among the pending ops, so that who counts those without
// a key counts it, too; the rest lies in meta.
func blobKey(id op.ID) string { return blobPrefix + hex.EncodeToString(id[:]) }

const blobPrefix = "blob-"

func (b *Blob) shelf() Kind {
	if b.State == BlobWaiting {
		return KindPending
	}
	return KindMeta
}

func chunkKey(id op.ID, i int) string { return hex.EncodeToString(id[:]) + fmt.Sprintf("-%04x", i) }
