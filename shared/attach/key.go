package attach

import (
	"encoding/binary"
	"io"

	"golang.org/x/crypto/chacha20poly1305"

	"damping/shared/errs"
	"damping/shared/op"
)

// Key seals the chunks of one attachment where they lie on a device. Each attachment has its own, which lies sealed in the
// device's store and, until the server has the bytes, sealed to the server beside it (Parcel): so the chunks can be sent as
// they are when the store is locked or gone, and to everybody else they are noise.
//
// It is ChaCha20-Poly1305 for the reasons given in shared/outbox: in WebAssembly 1 ms for a chunk, and five times that with
// AES. The nonce is the chunk's number: under one key each number is sealed for the same bytes only.
type Key [chacha20poly1305.KeySize]byte

// Overhead is what sealing adds to a chunk.
const Overhead = chacha20poly1305.Overhead

// NewKey makes a key.
func NewKey(rand io.Reader) (k Key, err error) {
	_, err = io.ReadFull(rand, k[:])
	return k, err
}

// Seal seals the i-th chunk of an attachment.
func (k Key) Seal(id op.ID, i int, chunk []byte) []byte {
	aead, err := chacha20poly1305.New(k[:])
	if err != nil {
		panic(err) // of a length that the type rules out
	}
	nonce, place := at(id, i)
	return aead.Seal(make([]byte, 0, len(chunk)+Overhead), nonce, chunk, place)
}

// Open gives the chunk. Error: store_corrupt for what is not the i-th chunk of this attachment, whole and under this key.
func (k Key) Open(id op.ID, i int, sealed []byte) ([]byte, error) {
	aead, err := chacha20poly1305.New(k[:])
	if err != nil {
		panic(err)
	}
	nonce, place := at(id, i)
	chunk, err := aead.Open(nil, nonce, sealed, place)
	if err != nil {
		return nil, errs.E(errs.StoreCorrupt, "err.store_corrupt")
	}
	return chunk, nil
}

// at is the nonce of a chunk, and the place that it is bound to.
func at(id op.ID, i int) (nonce, place []byte) {
	nonce = make([]byte, chacha20poly1305.NonceSize)
	binary.BigEndian.PutUint32(nonce[8:], uint32(i))
	return nonce, append(append([]byte("damping chunk 1\x00"), id[:]...), nonce[8:]...)
}

// Parcel is all that the server must know to take the bytes of an attachment without its device's store: what they belong
// to, what proves them, and the key of the sealed chunks.
type Parcel struct {
	ID    op.ID // the attachment's
	Scope op.Scope
	As    op.ID // the appointment under which it was attached
	At    int64 // ms UTC when it came to the device
	Manifest
	Key Key
}
