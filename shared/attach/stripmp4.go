package attach

import (
	"encoding/binary"
	"slices"
)

// boxesInside are the boxes of an MP4 in which there are others, as far as the way to what tells of people leads.
var boxesInside = []string{"moov", "trak", "mdia", "minf", "moof", "traf"}

// telling are the boxes that hold texts, places, pictures and whatever a program wants to keep.
var telling = []string{"udta", "meta", "uuid", "loci"}

// maxDepth is how deep boxes may lie in one another.
const maxDepth = 8

// stripM4A turns the boxes that tell something into empty space of the same length: everything else keeps its place, and the
// tables that point into the sound stay right. The instants of making in the heads become "unknown".
func stripM4A(b []byte) ([]byte, error) {
	if len(b) < 12 || string(b[4:8]) != "ftyp" {
		return nil, bad("magic")
	}
	out := slices.Clone(b)
	return out, emptyBoxes(out, 0)
}

func emptyBoxes(b []byte, depth int) error {
	if depth > maxDepth {
		return bad("segment")
	}
	for len(b) > 0 {
		head, length := 8, int64(0)
		if len(b) >= 8 {
			length = int64(binary.BigEndian.Uint32(b))
		}
		switch {
		case length == 0 && len(b) >= 8: // to the end
			length = int64(len(b))
		case length == 1 && len(b) >= 16:
			head, length = 16, int64(binary.BigEndian.Uint64(b[8:])&(1<<62-1))
		}
		if length < int64(head) || length > int64(len(b)) {
			return bad("segment")
		}
		name, data := string(b[4:8]), b[head:length]
		switch {
		case slices.Contains(telling, name):
			copy(b[4:], "free")
			clear(data)
		case name == "free" || name == "skip":
			clear(data)
		case name == "mvhd" || name == "tkhd" || name == "mdhd":
			forgetInstants(data)
		case slices.Contains(boxesInside, name):
			if err := emptyBoxes(data, depth+1); err != nil {
				return err
			}
		}
		b = b[length:]
	}
	return nil
}

// forgetInstants clears when something was made and changed, behind the version and the flags.
func forgetInstants(data []byte) {
	if len(data) < 4 {
		return
	}
	n := 8
	if data[0] == 1 {
		n = 16
	}
	clear(data[4:min(len(data), 4+n)])
}
