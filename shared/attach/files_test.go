package attach_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

// The files that the tests look into. Each holds a place (the word GPSCANARY, where a program would look for one) and, where
// the format has that, the orientation 6: the camera was held upright.

const canary = "GPSCANARY"

// picture is something that an even surface is not.
func picture(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.RGBA{uint8(x * 7), uint8(y * 5), uint8(x * y), 255})
		}
	}
	return m
}

// exif is a TIFF structure with an orientation, and a place behind it.
func exif(turned uint16) []byte {
	t := []byte("II*\x00\x08\x00\x00\x00\x02\x00")
	t = binary.LittleEndian.AppendUint16(t, 0x0112)
	t = binary.LittleEndian.AppendUint16(t, 3)
	t = binary.LittleEndian.AppendUint32(t, 1)
	t = binary.LittleEndian.AppendUint32(t, uint32(turned))
	t = binary.LittleEndian.AppendUint16(t, 0x8825) // where the directory of the place is
	t = binary.LittleEndian.AppendUint16(t, 4)
	t = binary.LittleEndian.AppendUint32(t, 1)
	t = binary.LittleEndian.AppendUint32(t, 38)
	t = append(t, 0, 0, 0, 0)
	return append(t, canary...)
}

func segment(m byte, data string) string {
	return string([]byte{0xff, m, byte((len(data) + 2) >> 8), byte(len(data) + 2)}) + data
}

// aJPEG is a photograph as a phone makes it.
func aJPEG(tb testing.TB) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(64, 48), nil); err != nil {
		tb.Fatal(err)
	}
	plain := b.String()
	head := segment(0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00") + segment(0xe1, "Exif\x00\x00"+string(exif(6))) +
		segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>"+canary) + segment(0xe2, "ICC_PROFILE\x00\x01\x01profile") +
		segment(0xe2, "MPF\x00"+canary) + segment(0xed, "Photoshop 3.0\x00"+canary) + segment(0xee, "Adobe\x00d\x00\x00\x00\x00\x01") + segment(0xfe, canary)
	return []byte(plain[:2] + head + plain[2:] + "SEFT" + canary) // and something behind the picture
}

func chunkPNG(name, data string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(b, name+data...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:])))
}

func aPNG(tb testing.TB) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture(40, 30)); err != nil {
		tb.Fatal(err)
	}
	plain := b.String()
	return []byte(plain[:33] + chunkPNG("eXIf", string(exif(6))) + chunkPNG("tEXt", "Comment\x00"+canary) + chunkPNG("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+canary) +
		chunkPNG("zTXt", "x\x00\x00"+canary) + chunkPNG("tIME", "\x07\xea\x0b\x17\x00\x00\x00") + chunkPNG("prVt", canary) + plain[33:])
}

func chunkWebP(name, data string) string {
	b := append([]byte(name), 0, 0, 0, 0)
	binary.LittleEndian.PutUint32(b[4:], uint32(len(data)))
	b = append(b, data...)
	if len(data)%2 == 1 {
		b = append(b, 0)
	}
	return string(b)
}

func aWebP(testing.TB) []byte {
	body := "WEBP" + chunkWebP("VP8X", "\x0c\x00\x00\x00\x3f\x00\x00\x2f\x00\x00") + chunkWebP("VP8L", "\x2f\x3f\xc0\x0b\x00coded") +
		chunkWebP("EXIF", string(exif(6))) + chunkWebP("XMP ", canary)
	b := append([]byte("RIFF"), 0, 0, 0, 0)
	binary.LittleEndian.PutUint32(b[4:], uint32(len(body)))
	return append(b, body...)
}

func box(name string, data ...string) string {
	all := strings.Join(data, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(all)+8))) + name + all
}

func anM4A(testing.TB) []byte {
	head := "\x00\x00\x00\x00" + "\x11\x22\x33\x44" + "\x55\x66\x77\x88" + strings.Repeat("\x01", 88)
	return []byte(box("ftyp", "M4A \x00\x00\x00\x00isom") +
		box("moov", box("mvhd", head), box("trak", box("tkhd", head), box("mdia", box("mdhd", head), box("minf", box("stbl", "sound"))), box("udta", canary)),
			box("udta", box("\xa9xyz", canary), box("meta", canary)), box("meta", canary)) +
		box("free", canary) + box("mdat", "the sound") + box("uuid", canary))
}

func anMP3(testing.TB) []byte {
	tag := "TXXX" + canary
	frame := "\xff\xfb\x90\x00" + strings.Repeat("s", 413)
	return []byte("ID3\x04\x00\x00\x00\x00\x00" + string(rune(len(tag))) + tag + strings.Repeat(frame, 3) + "TAG" + canary + strings.Repeat("\x00", 125-len(canary)))
}

func anOgg(testing.TB) []byte {
	return []byte("OggS\x00\x02" + strings.Repeat("\x00", 20) + "\x01\x13" + "OpusHead\x01\x01" + strings.Repeat("\x00", 9) + strings.Repeat("sound", 99))
}

func aWebM(testing.TB) []byte {
	return []byte("\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm" + strings.Repeat("sound", 99))
}

func aPDF(testing.TB) []byte {
	return []byte("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + strings.Repeat("text ", 500) + "<script> is what this text is about\nstartxref\n9\n%%EOF\n")
}
