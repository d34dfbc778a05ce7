package attach

import "encoding/binary"

// jpegLook walks the segments up to the picture, one of which must tell its size.
func jpegLook(f *file) error {
	if !f.begins("\xff\xd8\xff") {
		return bad("magic")
	}
	sized := false
	for off := int64(2); ; {
		h := f.at(off, 9)
		if h[0] != 0xff {
			return bad("segment")
		}
		switch m := h[1]; {
		case m == 0xff: // a filling byte
			off++
			continue
		case m == 0xda: // the picture itself
			if !sized {
				return bad("pixels")
			}
			return nil
		case m == 0xd8 || m == 0xd9 || m == 0 || m >= 0xd0 && m <= 0xd7: // have no business here
			return bad("segment")
		case m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc:
			if err := fits(int64(binary.BigEndian.Uint16(h[7:])), int64(binary.BigEndian.Uint16(h[5:])), maxPhotoPixels); err != nil {
				return err
			}
			sized = true
		}
		length := int64(binary.BigEndian.Uint16(h[2:]))
		if length < 2 || off+2+length >= f.size {
			return bad("segment")
		}
		off += 2 + length
	}
}

const pngMagic = "\x89PNG\r\n\x1a\n"

// pngLook walks the chunks to the last, behind which nothing may stand.
func pngLook(f *file) error {
	if !f.begins(pngMagic) {
		return bad("magic")
	}
	for off := int64(8); ; {
		h := f.at(off, 16)
		length, name := int64(binary.BigEndian.Uint32(h)), string(h[4:8])
		if off == 8 {
			if name != "IHDR" || length != 13 {
				return bad("segment")
			}
			if err := fits(int64(binary.BigEndian.Uint32(h[8:])), int64(binary.BigEndian.Uint32(h[12:])), maxPlainPixels); err != nil {
				return err
			}
		}
		off += 12 + length
		if !isChunkName(h[4:8]) || off > f.size {
			return bad("segment")
		}
		if name == "IEND" {
			if off != f.size {
				return bad("trailer")
			}
			return nil
		}
	}
}

func isChunkName(b []byte) bool {
	for _, c := range b {
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// webpLook asks the first chunk for the size of the picture and walks the others to the end.
func webpLook(f *file) error {
	h := f.at(0, 30)
	if string(h[:4]) != "RIFF" || string(h[8:12]) != "WEBP" {
		return bad("magic")
	}
	end := int64(binary.LittleEndian.Uint32(h[4:])) + 8
	if end != f.size {
		return bad("trailer")
	}
	w, high := webpSize(h)
	if err := fits(w, high, maxPlainPixels); err != nil {
		return err
	}
	for off := int64(12); off < end; {
		c := f.at(off, 8)
		length := int64(binary.LittleEndian.Uint32(c[4:]))
		off += 8 + length + length&1
		if off > end {
			return bad("segment")
		}
	}
	return nil
}

// webpSize reads the size of the picture from the first 30 bytes; zeros when there is none.
func webpSize(h []byte) (w, high int64) {
	d := h[20:]
	switch string(h[12:16]) {
	case "VP8X":
		return 1 + (int64(d[4]) | int64(d[5])<<8 | int64(d[6])<<16), 1 + (int64(d[7]) | int64(d[8])<<8 | int64(d[9])<<16)
	case "VP8L":
		if d[0] != 0x2f {
			return 0, 0
		}
		b := int64(binary.LittleEndian.Uint32(d[1:]))
		return 1 + b&0x3fff, 1 + b>>14&0x3fff
	case "VP8 ":
		if d[3] != 0x9d || d[4] != 0x01 || d[5] != 0x2a {
			return 0, 0
		}
		return int64(binary.LittleEndian.Uint16(d[6:])) & 0x3fff, int64(binary.LittleEndian.Uint16(d[8:])) & 0x3fff
	}
	return 0, 0
}
