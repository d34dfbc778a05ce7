package op

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
)

// Compare orders scopes by file and part.
func (s Scope) Compare(t Scope) int {
	if c := s.File.Compare(t.File); c != 0 {
		return c
	}
	return cmp.Compare(s.Part, t.Part)
}

// Digest stands for a set of holdings in any order: the sum of what stands for each. Device and server compare it to know
// that they agree on what the device holds without sending the list. A sum, because one of ten thousand holdings that
// changes must not cost ten thousand. It guards against mistakes, not against a device that lies about itself.
type Digest struct{ hi, lo uint64 }

// Add takes a holding into the set.
func (d *Digest) Add(h Holding) {
	hi, lo := h.digest()
	d.hi, d.lo = d.hi+hi, d.lo+lo
}

// Remove takes a holding out of the set.
func (d *Digest) Remove(h Holding) {
	hi, lo := h.digest()
	d.hi, d.lo = d.hi-hi, d.lo-lo
}

// Bytes returns the 16 bytes that travel.
func (d Digest) Bytes() []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, d.hi), d.lo)
}

func (h *Holding) digest() (hi, lo uint64) {
	var b [25]byte
	copy(b[:], h.Scope.File[:])
	b[16] = byte(h.Scope.Part)
	binary.BigEndian.PutUint64(b[17:], h.GrantSeq)
	sum := sha256.Sum256(b[:])
	return binary.BigEndian.Uint64(sum[:]), binary.BigEndian.Uint64(sum[8:])
}

// DigestOf returns the digest of a list of holdings.
func DigestOf(held []Holding) []byte {
	var d Digest
	for _, h := range held {
		d.Add(h)
	}
	return d.Bytes()
}
