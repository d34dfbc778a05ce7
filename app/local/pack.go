package local

import (
	"encoding/binary"

	"damping/shared/client"
)

// Records cross between Go and store.js as one buffer, because each crossing has a price and each record must not pay
// it: for each a byte kind, a uint16 length of the key, a uint32 length of the value, key, value; numbers little-endian.

const (
	headBytes = 7
	absent    = 0xffffffff // length of a value that is not there
)

func pack(records []client.Record) []byte {
	size := 0
	for _, r := range records {
		size += headBytes + len(r.Key) + len(r.Val)
	}

	b := make([]byte, 0, size)
	for _, r := range records {
		length := uint32(absent)
		if r.Val != nil {
			length = uint32(len(r.Val))
		}
		b = append(b, byte(r.Kind))
		b = binary.LittleEndian.AppendUint16(b, uint16(len(r.Key)))
		b = binary.LittleEndian.AppendUint32(b, length)
		b = append(b, r.Key...)
		b = append(b, r.Val...)
	}
	return b
}

// unpack reads a buffer that store.js made. The values share its memory. Error: store_corrupt.
func unpack(b []byte) ([]client.Record, error) {
	var records []client.Record
	for len(b) > 0 {
		if len(b) < headBytes {
			return nil, errCorrupt
		}
		r := client.Record{Kind: client.Kind(b[0])}
		keyLen := int(binary.LittleEndian.Uint16(b[1:]))
		valLen := int64(binary.LittleEndian.Uint32(b[3:]))
		b = b[headBytes:]

		if len(b) < keyLen {
			return nil, errCorrupt
		}
		r.Key, b = string(b[:keyLen]), b[keyLen:]
		if valLen != absent {
			if int64(len(b)) < valLen {
				return nil, errCorrupt
			}
			r.Val, b = b[:valLen:valLen], b[valLen:]
		}
		records = append(records, r)
	}
	return records, nil
}
