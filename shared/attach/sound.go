package attach

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// mp3Look wants a frame of MPEG audio at the beginning, or behind the tag that may stand before it.
func mp3Look(f *file) error {
	off := int64(0)
	if f.begins("ID3") {
		off = id3Size(f.at(0, 10))
	}
	// Some writers leave zeros between the tag and the sound.
	for h := f.at(off, 4096); len(h) >= 4; h = h[1:] {
		if isFrame(h) {
			return nil
		}
		if h[0] != 0 {
			break
		}
	}
	return bad("magic")
}

// id3Size is how long an ID3v2 tag is with its header of ten bytes.
func id3Size(h []byte) int64 {
	n := int64(10)
	for i, shift := range []int{21, 14, 7, 0} {
		n += int64(h[6+i]&0x7f) << shift
	}
	if h[5]&0x10 != 0 {
		n += 10 // a footer
	}
	return n
}

// isFrame tells the header of a frame: sync, and no value that is reserved. Layer and bit rate are among what is told.
func isFrame(h []byte) bool {
	return h[0] == 0xff && h[1]&0xe0 == 0xe0 && h[1]&0x18 != 0x08 && h[1]&0x06 != 0 && h[2]&0xf0 != 0xf0 && h[2]&0xf0 != 0 && h[2]&0x0c != 0x0c
}

// m4aBrands are the families of MP4 that recorders write.
var m4aBrands = []string{"M4A ", "M4B ", "mp41", "mp42", "isom", "iso2", "iso4", "iso5", "iso6", "dash", "3gp4", "3gp5", "3gp6"}

// m4aLook walks the boxes to the end of the file.
func m4aLook(f *file) error {
	h := f.at(0, 12)
	if string(h[4:8]) != "ftyp" || !slices.Contains(m4aBrands, string(h[8:12])) {
		return bad("magic")
	}
	for off := int64(0); off < f.size; {
		h := f.at(off, 16)
		length := int64(binary.BigEndian.Uint32(h))
		switch length {
		case 0: // to the end
			return nil
		case 1:
			length = int64(binary.BigEndian.Uint64(h[8:]) & (1<<62 - 1))
		}
		if length < 8 || length > f.size-off {
			return bad("segment")
		}
		off += length
	}
	return nil
}

// oggLook wants a first page that begins a stream of a sound.
func oggLook(f *file) error {
	h := f.at(0, 512)
	if string(h[:5]) != "OggS\x00" || h[5]&2 == 0 {
		return bad("magic")
	}
	packet := h[27+int(h[26]):]
	for _, sound := range []string{"OpusHead", "\x01vorbis", "Speex   ", "\x7fFLAC"} {
		if bytes.HasPrefix(packet, []byte(sound)) {
			return nil
		}
	}
	return bad("magic")
}

// webmLook wants the head of a Matroska file that calls itself WebM.
func webmLook(f *file) error {
	h := f.at(0, 64)
	if string(h[:4]) != "\x1a\x45\xdf\xa3" || !bytes.Contains(h, []byte("webm")) {
		return bad("magic")
	}
	return nil
}

// pdfLook wants the first line, at the very beginning, and the last.
func pdfLook(f *file) error {
	h := f.at(0, 8)
	if string(h[:5]) != "%PDF-" || h[5] != '1' && h[5] != '2' || h[6] != '.' {
		return bad("magic")
	}
	from := max(0, f.size-2048)
	if !bytes.Contains(f.at(from, int(f.size-from)), []byte("%%EOF")) {
		return bad("trailer")
	}
	return nil
}
