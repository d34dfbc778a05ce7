package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"damping/shared/op"
)

// Place is where a sealed text lies. It must be the same to open as it was to seal.
type Place struct {
	Table  string
	Row    []byte // the primary key, without the file
	Column string
	File   op.ID  // zero for what belongs to no file
	Ver    uint32 // version of the content, such as a schema version or a key's number
}

// ErrSealed says that a text did not open: it was changed, moved, or sealed with another key.
var ErrSealed = errors.New("vault: does not open")

// The header: version, algorithm, key id, nonce. Both numbers only ever grow.
const (
	formatVersion = 1
	algAES256GCM  = 1

	nonceSize  = 12
	headerSize = 1 + 1 + 4 + nonceSize
)

// Overhead is how much longer a sealed text is than what it holds, in bytes.
const Overhead = headerSize + 16

// key is one symmetric key with the id by which a header names it.
type key struct {
	id   uint32
	aead cipher.AEAD
}

func newKey(id uint32, secret []byte) (key, error) {
	block, err := aes.NewCipher(secret)
	if err != nil {
		return key{}, fmt.Errorf("vault: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return key{}, fmt.Errorf("vault: %w", err)
	}
	return key{id, aead}, nil
}

// seal makes header and ciphertext. The nonce is random: one file's key seals far less than the 2³² texts for which
// that is safe.
func (k key) seal(random io.Reader, place Place, plain []byte) ([]byte, error) {
	sealed := make([]byte, headerSize, headerSize+len(plain)+k.aead.Overhead())
	sealed[0], sealed[1] = formatVersion, algAES256GCM
	binary.BigEndian.PutUint32(sealed[2:], k.id)
	nonce := sealed[headerSize-nonceSize : headerSize]
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, fmt.Errorf("vault: no randomness: %w", err)
	}
	return k.aead.Seal(sealed, nonce, plain, place.bind(sealed)), nil
}

func (k key) open(place Place, sealed []byte) ([]byte, error) {
	if id, err := keyID(sealed); err != nil || id != k.id {
		return nil, fmt.Errorf("%w: %s.%s", ErrSealed, place.Table, place.Column)
	}
	nonce := sealed[headerSize-nonceSize : headerSize]
	plain, err := k.aead.Open(nil, nonce, sealed[headerSize:], place.bind(sealed))
	if err != nil {
		return nil, fmt.Errorf("%w: %s.%s", ErrSealed, place.Table, place.Column)
	}
	return plain, nil
}

// keyID reads which key a text was sealed with.
func keyID(sealed []byte) (uint32, error) {
	if len(sealed) < Overhead || sealed[0] != formatVersion || sealed[1] != algAES256GCM {
		return 0, ErrSealed
	}
	return binary.BigEndian.Uint32(sealed[2:]), nil
}

// bind makes the additional data: the fixed part of the header and the place, each piece with its length before it,
// so that no two places give the same bytes.
func (p Place) bind(sealed []byte) []byte {
	b := make([]byte, 0, 64+len(p.Table)+len(p.Row)+len(p.Column))
	b = append(b, sealed[:headerSize-nonceSize]...)
	for _, piece := range [][]byte{[]byte(p.Table), p.Row, []byte(p.Column), p.File[:]} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(piece)))
		b = append(b, piece...)
	}
	return binary.BigEndian.AppendUint32(b, p.Ver)
}
