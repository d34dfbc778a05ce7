package attach

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"damping/shared/errs"
)

// ChunkSize is how many bytes travel at once: what a cut connection has to send again at most. All chunks of a file
// have it but the last, which is shorter and never empty.
const ChunkSize = 256 << 10

// Hash is a SHA-256. Its text form, in JSON and in fields, is 64 small hexadecimal digits.
type Hash [sha256.Size]byte

// HashOf hashes bytes.
func HashOf(b []byte) Hash { return sha256.Sum256(b) }

// ParseHash reads the text form, and no other spelling of it.
func ParseHash(s string) (Hash, error) {
	var h Hash
	err := h.UnmarshalText([]byte(s))
	return h, err
}

// String returns the text form.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText implements encoding.TextMarshaler.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *Hash) UnmarshalText(b []byte) error {
	if len(b) != 2*len(h) {
		return errs.E(errs.Invalid, "").At("hash")
	}
	for _, c := range b {
		if c >= 'A' && c <= 'F' {
			return errs.E(errs.Invalid, "").At("hash")
		}
	}
	if _, err := hex.Decode(h[:], b); err != nil {
		return errs.E(errs.Invalid, "").At("hash")
	}
	return nil
}

// Manifest is what proves that the bytes are the ones: a hash of the whole and one of each chunk.
type Manifest struct {
	Size   int64
	Hash   Hash
	Chunks []Hash
}

// Count is how many chunks a size makes.
func Count(size int64) int { return int((size + ChunkSize - 1) / ChunkSize) }

// Span is where the i-th chunk of a size lies, from and to; both are zero when there is no such chunk.
func Span(size int64, i int) (from, to int64) {
	if i < 0 || i >= Count(size) {
		return 0, 0
	}
	from = int64(i) * ChunkSize
	return from, min(from+ChunkSize, size)
}

// Read makes the manifest of everything in r, and hands each chunk on; the slice is reused after keep returns. It holds
// one chunk in memory.
func Read(r io.Reader, keep func(i int, chunk []byte) error) (Manifest, error) {
	var m Manifest
	whole := sha256.New()
	buf := make([]byte, ChunkSize)
	for i := 0; ; i++ {
		n, err := io.ReadFull(r, buf)
		if n > 0 {
			whole.Write(buf[:n])
			m.Size += int64(n)
			m.Chunks = append(m.Chunks, HashOf(buf[:n]))
			if keep != nil {
				if err := keep(i, buf[:n]); err != nil {
					return Manifest{}, err
				}
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			whole.Sum(m.Hash[:0])
			return m, nil
		}
		if err != nil {
			return Manifest{}, err
		}
	}
}

// Check refuses a manifest that cannot be one: empty, or with another number of chunks than its size makes.
func (m Manifest) Check() error {
	if m.Size <= 0 {
		return errs.E(errs.Invalid, "").At("size")
	}
	if m.Size > MaxSize || len(m.Chunks) != Count(m.Size) {
		return errs.E(errs.Invalid, "").At("chunks")
	}
	return nil
}

// Verify refuses bytes that are not the i-th chunk.
func (m Manifest) Verify(i int, chunk []byte) error {
	from, to := Span(m.Size, i)
	if i < 0 || i >= len(m.Chunks) || int64(len(chunk)) != to-from || HashOf(chunk) != m.Chunks[i] {
		return errs.E(errs.Invalid, "").At("chunk")
	}
	return nil
}

// Missing lists which of n chunks are not among those there, in order: what is still to be sent, or to be fetched.
func Missing(n int, have []int) []int {
	there := make([]bool, n)
	for _, i := range have {
		if i >= 0 && i < n {
			there[i] = true
		}
	}
	var out []int
	for i, is := range there {
		if !is {
			out = append(out, i)
		}
	}
	return out
}
