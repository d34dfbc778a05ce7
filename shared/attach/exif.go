package attach

import (
	"encoding/binary"

	"damping/shared/errs"
)

func invalidMedia() error { return errs.E(errs.Invalid, "").At("media") }

// orientationTag says how a picture must be turned to stand upright.
const orientationTag = 0x0112

// orientation reads from a TIFF structure how the picture must be turned, 1 to 8; 1, which is upright, for what cannot be
// read. It looks at the first directory alone and follows nothing.
func orientation(t []byte) int {
	if len(t) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(t[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := int64(order.Uint32(t[4:]))
	if at+2 > int64(len(t)) {
		return 1
	}
	n := int(order.Uint16(t[at:]))
	for i := range n {
		e := at + 2 + 12*int64(i)
		if e+12 > int64(len(t)) {
			return 1
		}
		if order.Uint16(t[e:]) != orientationTag {
			continue
		}
		if v := int(order.Uint16(t[e+8:])); order.Uint16(t[e+2:]) == 3 && v >= 1 && v <= 8 {
			return v
		}
		return 1
	}
	return 1
}

// tiff makes a TIFF structure that holds the orientation and nothing else: 26 bytes.
func tiff(turned int) []byte {
	t := append(make([]byte, 0, 26), "MM\x00*\x00\x00\x00\x08\x00\x01"...)
	t = binary.BigEndian.AppendUint16(t, orientationTag)
	t = append(t, 0, 3, 0, 0, 0, 1)
	t = binary.BigEndian.AppendUint16(t, uint16(turned))
	return append(t, 0, 0, 0, 0, 0, 0)
}
