package oplog

import (
	"context"

	"damping/shared/attach"
	"damping/shared/op"
)

// Blob is what the server knows of the bytes of one attachment.
type Blob struct {
	ID    op.ID // the attachment's
	Scope op.Scope
	// Shelf is where the chunks lie. Attachments of the same bytes in one part share it; others never do, or who reads one
	// case could learn what is in another.
	Shelf op.ID
	attach.Manifest
	Media string
	Dev   op.ID // that offered it
	State BlobState
	At    int64 // ms UTC of the last offer
}

// BlobState says how far the bytes are.
type BlobState string

// The states.
const (
	BlobOpen    BlobState = "open"    // chunks are coming
	BlobDone    BlobState = "done"    // all are there and were verified; only then are they given out
	BlobRefused BlobState = "refused" // they were not what they said they are; nothing of them is kept
)

// BlobReader is one consistent view of the log and of the bytes that belong to it.
type BlobReader interface {
	Reader
	Blob(id op.ID) (Blob, bool, error)
	// BlobLike returns a blob of the part that is done and has this hash.
	BlobLike(s op.Scope, h attach.Hash) (Blob, bool, error)
	// BlobBytes is how much the shelves of a file hold, or will, each shelf once.
	BlobBytes(file op.ID) (int64, error)
	// BlobBytesOpen is how much a device has offered and not finished.
	BlobBytesOpen(dev op.ID) (int64, error)
	// Shelf opens where the chunks of a blob lie. It may be used after the transaction.
	Shelf(b Blob) (Shelf, error)
}

// BlobTx is a BlobReader that writes.
type BlobTx interface {
	BlobReader
	PutBlob(Blob) error // in place of the one with that id
	DropBlob(id op.ID) error
	Audit(Entry) error
}

// BlobStore opens transactions.
type BlobStore interface {
	UpdateBlobs(ctx context.Context, fn func(BlobTx) error) error
	ViewBlobs(ctx context.Context, fn func(BlobReader) error) error
}

// Shelf holds the chunks of one blob. A chunk is there whole or not at all, whatever dies in between.
type Shelf interface {
	// Have lists the chunks that are there, in order.
	Have() ([]int, error)
	// Put keeps a chunk; one that is there is replaced. It returns quota when there is no room, and keeps nothing then.
	Put(i int, chunk []byte) error
	// Get returns a chunk. It returns store_corrupt when what lies there is not what was put.
	Get(i int) ([]byte, error)
	// Clear takes everything away.
	Clear() error
}
