package outbox

import (
	"damping/shared/attach"
	"damping/shared/errs"
	"damping/shared/op"
)

// Batch is what a service worker sends: boxes in the order in which they were written. Orphan says that the store which they
// come from is gone, so that nobody else will ever send what is in them.
type Batch struct {
	_      struct{} `cbor:",toarray"`
	Orphan bool
	Boxes  [][]byte
}

// Answer is what became of one box. Taken says that the server has it and it need not be sent again: it is in the log, or
// was set aside for the reason in Code. A box that was not taken stays where it is; Code says what it waits for.
type Answer struct {
	_     struct{} `cbor:",toarray"`
	Group op.ID
	Taken bool
	Code  errs.Code
}

// Piece is what a service worker asks about the bytes of one attachment: with its box alone which chunks are missing, or that
// all are there now; with a chunk, that it be taken. Every request says all that it needs, so that a worker which is ended
// at any moment goes on with another.
type Piece struct {
	_     struct{} `cbor:",toarray"`
	Box   []byte   // of the parcel
	I     uint16   // the number of the chunk
	Chunk []byte   // as it lies on the device; empty to ask
}

// PieceAnswer says how far the bytes are. Taken says that nothing need be sent any more: the server has all of it, or will
// never have it for the reason in Code. Otherwise Want lists the chunks that are missing, or Code says what it waits for.
type PieceAnswer struct {
	_     struct{} `cbor:",toarray"`
	Taken bool
	Code  errs.Code
	Want  []uint16
}

// parcel is a parcel as it lies in its box.
type parcel struct {
	_      struct{} `cbor:",toarray"`
	ID     op.ID
	File   op.ID
	Part   op.Part
	As     op.ID
	At     int64
	Size   int64
	Hash   []byte
	Chunks []byte // the hashes one after the other
	Key    []byte
}

func wireOf(p attach.Parcel) parcel {
	w := parcel{ID: p.ID, File: p.Scope.File, Part: p.Scope.Part, As: p.As, At: p.At, Size: p.Size, Hash: p.Hash[:], Key: p.Key[:]}
	for _, h := range p.Chunks {
		w.Chunks = append(w.Chunks, h[:]...)
	}
	return w
}

// parcel reports false for what cannot be one.
func (w parcel) parcel() (p attach.Parcel, fits bool) {
	p = attach.Parcel{ID: w.ID, Scope: op.Scope{File: w.File, Part: w.Part}, As: w.As, At: w.At, Manifest: attach.Manifest{Size: w.Size}}
	if len(w.Hash) != len(p.Hash) || len(w.Key) != len(p.Key) || len(w.Chunks)%len(p.Hash) != 0 {
		return p, false
	}
	copy(p.Hash[:], w.Hash)
	copy(p.Key[:], w.Key)
	for rest := w.Chunks; len(rest) > 0; rest = rest[len(p.Hash):] {
		p.Chunks = append(p.Chunks, attach.Hash(rest[:len(p.Hash)]))
	}
	return p, p.Check() == nil
}
