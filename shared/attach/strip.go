package attach

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"
)

// CanStrip reports whether Strip can make a copy of a type. Of a PDF it cannot: what tells of its author may stand
// anywhere in it, also in what is drawn, and a copy that only seems clean would be worse than none. The recorders that
// make Ogg and WebM write no place into them, and those are left as they are.
func CanStrip(media string) bool { return strips[media] != nil }

var strips = map[string]func([]byte) ([]byte, error){JPEG: stripJPEG, PNG: stripPNG, WebP: stripWebP, MP3: stripMP3, M4A: stripM4A}

// Strip makes a copy without what tells where, when, with what and by whom it was made: EXIF with its place, XMP, IPTC,
// comments, thumbnails, and what a camera puts behind the picture. The picture and the sound are the same to the byte;
// a picture that lies on its side keeps the one number that says so. The original is not touched: it is the evidence,
// and its hash the proof; the copy is for giving away.
//
// Errors: invalid at "media" where CanStrip is false, bad_content for what cannot be read to its end. There is never a
// copy of which a part was only guessed.
func Strip(b []byte, media string) ([]byte, error) {
	strip := strips[media]
	if strip == nil {
		return nil, invalidMedia()
	}
	return strip(b)
}

// stripJPEG keeps the segments that are needed to draw: tables, frames, scans, the JFIF head, the colour profile and
// Adobe's word on how the colours are meant. Whatever stands behind the end of the picture is left out.
func stripJPEG(b []byte) ([]byte, error) {
	if len(b) < 4 || b[0] != 0xff || b[1] != 0xd8 {
		return nil, bad("magic")
	}
	out := append(make([]byte, 0, len(b)), b[:2]...)
	turned := 1
	var body []byte // everything kept behind the heads
	scanned := false
	for off := 2; ; {
		for off+1 < len(b) && b[off] == 0xff && b[off+1] == 0xff {
			off++
		}
		if off+2 > len(b) || b[off] != 0xff {
			return nil, bad("segment")
		}
		m := b[off+1]
		if m == 0xd9 {
			if !scanned {
				return nil, bad("segment")
			}
			body = append(body, 0xff, 0xd9)
			break
		}
		if m == 0 || m == 1 || m >= 0xd0 && m <= 0xd8 || off+4 > len(b) {
			return nil, bad("segment")
		}
		end := off + 2 + int(binary.BigEndian.Uint16(b[off+2:]))
		if end < off+4 || end > len(b) {
			return nil, bad("segment")
		}
		data := b[off+4 : end]
		if m == 0xe1 && bytes.HasPrefix(data, []byte("Exif\x00\x00")) && !scanned {
			turned = orientation(data[6:])
		}
		if keepJPEG(m, data) {
			body = append(body, b[off:end]...)
		}
		off = end
		if m == 0xda {
			scanned = true
			end = scanEnd(b, off)
			body = append(body, b[off:end]...)
			off = end
		}
	}
	if turned != 1 {
		tag := append([]byte("Exif\x00\x00"), tiff(turned)...)
		head := jfifEnd(body) // JFIF wants to be first
		out = append(out, body[:head]...)
		out = append(out, 0xff, 0xe1)
		out = binary.BigEndian.AppendUint16(out, uint16(len(tag)+2))
		out = append(out, tag...)
		body = body[head:]
	}
	return append(out, body...), nil
}

func keepJPEG(m byte, data []byte) bool {
	switch {
	case m == 0xe0:
		return bytes.HasPrefix(data, []byte("JFIF\x00")) && len(data) >= 14 && data[12] == 0 && data[13] == 0 // without a thumbnail
	case m == 0xe2:
		return bytes.HasPrefix(data, []byte("ICC_PROFILE\x00"))
	case m == 0xee:
		return bytes.HasPrefix(data, []byte("Adobe"))
	}
	return m < 0xe0 && m >= 0xc0 // neither application segments nor comments
}

// scanEnd is where the coded picture from off ends: at the next marker that is not part of it.
func scanEnd(b []byte, off int) int {
	for {
		i := bytes.IndexByte(b[off:], 0xff)
		if i < 0 || off+i+1 >= len(b) {
			return len(b)
		}
		off += i
		if m := b[off+1]; m != 0 && (m < 0xd0 || m > 0xd7) && m != 0xff {
			return off
		}
		off++
		if b[off] != 0xff { // of a run of filling bytes the last may begin a marker
			off++
		}
	}
}

func jfifEnd(b []byte) int {
	if len(b) >= 4 && b[0] == 0xff && b[1] == 0xe0 {
		return 2 + int(binary.BigEndian.Uint16(b[2:]))
	}
	return 0
}

// keptPNG are the chunks that change what is drawn.
var keptPNG = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "pHYs", "bKGD", "hIST", "cICP",
	"mDCV", "cLLI", "acTL", "fcTL", "fdAT"}

func stripPNG(b []byte) ([]byte, error) {
	if !bytes.HasPrefix(b, []byte(pngMagic)) {
		return nil, bad("magic")
	}
	out := append(make([]byte, 0, len(b)), b[:8]...)
	for off := 8; ; {
		if off+12 > len(b) {
			return nil, bad("segment")
		}
		length := int64(binary.BigEndian.Uint32(b[off:]))
		name := string(b[off+4 : off+8])
		if length > int64(len(b)-off-12) || off == 8 && name != "IHDR" {
			return nil, bad("segment")
		}
		end := off + 12 + int(length)
		if name == "eXIf" {
			if turned := orientation(b[off+8 : end-4]); turned != 1 {
				out = appendPNG(out, "eXIf", tiff(turned))
			}
		} else if slices.Contains(keptPNG, name) {
			out = append(out, b[off:end]...)
		}
		if name == "IEND" {
			return out, nil
		}
		off = end
	}
}

func appendPNG(out []byte, name string, data []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
	from := len(out)
	out = append(append(out, name...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[from:]))
}

// keptWebP are the chunks that change what is drawn.
var keptWebP = []string{"VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"}

// The flags of VP8X that say what other chunks there are.
const (
	webpHasXMP  = 0x04
	webpHasEXIF = 0x08
)

func stripWebP(b []byte) ([]byte, error) {
	if len(b) < 20 || string(b[:4]) != "RIFF" || string(b[8:12]) != "WEBP" {
		return nil, bad("magic")
	}
	end := int64(binary.LittleEndian.Uint32(b[4:])) + 8
	if end > int64(len(b)) || end < 20 {
		return nil, bad("segment")
	}
	b = b[:end]
	out := append(make([]byte, 0, len(b)), b[:12]...)
	flags, turned := -1, 1
	for off := 12; off < len(b); {
		if off+8 > len(b) {
			return nil, bad("segment")
		}
		length := int64(binary.LittleEndian.Uint32(b[off+4:]))
		padded := length + length&1
		if padded > int64(len(b)-off-8) {
			return nil, bad("segment")
		}
		name, next := string(b[off:off+4]), off+8+int(padded)
		if name == "EXIF" {
			turned = orientation(bytes.TrimPrefix(b[off+8:off+8+int(length)], []byte("Exif\x00\x00")))
		}
		if name == "VP8X" {
			if length < 10 {
				return nil, bad("segment")
			}
			flags = len(out) + 8
		}
		if slices.Contains(keptWebP, name) {
			out = append(out, b[off:next]...)
		}
		off = next
	}
	if flags >= 0 {
		out[flags] &^= webpHasXMP | webpHasEXIF
		if turned != 1 {
			out[flags] |= webpHasEXIF
			tag := tiff(turned)
			out = append(out, "EXIF"...)
			out = binary.LittleEndian.AppendUint32(out, uint32(len(tag)))
			out = append(out, tag...) // of even length
		}
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out, nil
}

// stripMP3 cuts the tags off both ends.
func stripMP3(b []byte) ([]byte, error) {
	for len(b) >= 10 && string(b[:3]) == "ID3" {
		n := id3Size(b)
		if n > int64(len(b)) {
			return nil, bad("segment")
		}
		b = b[n:]
	}
	if n := len(b) - 128; n >= 0 && string(b[n:n+3]) == "TAG" {
		b = b[:n]
	}
	b = bytes.TrimLeft(b, "\x00")
	if len(b) < 4 || !isFrame(b) {
		return nil, bad("magic")
	}
	return bytes.Clone(b), nil
}
