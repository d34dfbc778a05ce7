package op

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
)

// ID is a UUID version 7 (RFC 9562): 48 bits of milliseconds, the rest random. It is made on the device, so that work
// without signal needs nobody's permission to name things. It is 16 bytes on the wire and 36 characters in URLs.
type ID [16]byte

// NewID returns an ID for the instant ms (milliseconds UTC since 1970), its random bits read from rand. It panics when
// rand fails: a device without randomness must not write.
func NewID(ms int64, rand io.Reader) ID {
	var id ID
	if _, err := io.ReadFull(rand, id[6:]); err != nil {
		panic("op: no randomness: " + err.Error())
	}
	var t [8]byte
	binary.BigEndian.PutUint64(t[:], uint64(ms)<<16)
	copy(id[:6], t[:6])
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}

var errID = errors.New("op: not an id")

// ParseID reads the 36-character text form.
func ParseID(s string) (ID, error) {
	var id ID
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return ID{}, errID
	}
	b := make([]byte, 0, 32)
	for i := range len(s) {
		if s[i] != '-' {
			b = append(b, s[i])
		}
	}
	if len(b) != 32 {
		return ID{}, errID
	}
	if _, err := hex.Decode(id[:], b); err != nil {
		return ID{}, errID
	}
	return id, nil
}

// String returns the 36-character text form.
func (id ID) String() string {
	h := hex.EncodeToString(id[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// IsZero reports whether id names nothing.
func (id ID) IsZero() bool { return id == ID{} }

// Millis returns the instant in the id, in milliseconds UTC.
func (id ID) Millis() int64 {
	var t [8]byte
	copy(t[2:], id[:6])
	return int64(binary.BigEndian.Uint64(t[:]))
}

// Compare orders ids bytewise, which for ids of one device is the order of making.
func (id ID) Compare(other ID) int {
	for i := range id {
		if id[i] != other[i] {
			return int(id[i]) - int(other[i])
		}
	}
	return 0
}

// provisionalAlphabet has no letters or digits that are mistaken for one another when read aloud or copied by hand.
const provisionalAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// Provisional returns the short name by which a file goes until the server has numbered it, such as "K7Q-4MX". It is
// taken from the random end of the id, and stays findable for ever.
func (id ID) Provisional() string {
	var b [7]byte
	v := binary.BigEndian.Uint64(id[8:])
	for i := 0; i < 7; i++ {
		if i == 3 {
			b[i] = '-'
			continue
		}
		b[i] = provisionalAlphabet[v&31]
		v >>= 5
	}
	return string(b[:])
}

// MarshalBinary implements encoding.BinaryMarshaler; CBOR carries an id as 16 bytes.
func (id ID) MarshalBinary() ([]byte, error) { return id[:], nil }

// UnmarshalBinary implements encoding.BinaryUnmarshaler and refuses any other length.
func (id *ID) UnmarshalBinary(b []byte) error {
	if len(b) != len(id) {
		return errID
	}
	copy(id[:], b)
	return nil
}

// UnmarshalCBOR implements cbor.Unmarshaler: a byte string of 16 bytes and nothing else. CBOR would find UnmarshalBinary,
// but looks for it anew in every id, which took a third of the time to open a state.
func (id *ID) UnmarshalCBOR(b []byte) error {
	const sixteen = 2<<5 | 16 // a byte string of this length
	if len(b) == 0 || b[0] != sixteen {
		return errID
	}
	return id.UnmarshalBinary(b[1:])
}

// MarshalText implements encoding.TextMarshaler, for JSON.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (id *ID) UnmarshalText(b []byte) error {
	v, err := ParseID(string(b))
	if err != nil {
		return err
	}
	*id = v
	return nil
}
