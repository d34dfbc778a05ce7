package attach_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"testing"

	"damping/shared/attach"
	"damping/shared/errs"
)

func stripped(t *testing.T, b []byte, media string) []byte {
	t.Helper()
	before := bytes.Clone(b)
	out, err := attach.Strip(b, media)
	if err != nil {
		t.Fatalf("%s: %v", media, err)
	}
	if !bytes.Equal(b, before) {
		t.Fatalf("%s: the original was changed", media)
	}
	return out
}

func TestStripLeavesNothingThatTells(t *testing.T) {
	for media, b := range samples(t) {
		if !attach.CanStrip(media) {
			if _, err := attach.Strip(b, media); errs.CodeOf(err) != errs.Invalid {
				t.Errorf("%s: %v", media, err)
			}
			continue
		}
		if !bytes.Contains(b, []byte(canary)) {
			t.Fatalf("%s: the sample tells nothing", media)
		}
		out := stripped(t, b, media)
		for _, word := range []string{canary, "SEFT", "\x88\x25", "\x25\x88", "Photoshop", "xmpmeta", "MPF", "\x11\x22\x33\x44", "TXXX", "tIME"} {
			if bytes.Contains(out, []byte(word)) {
				t.Errorf("%s still holds %q", media, word)
			}
		}
		if err := inspect(out, media); err != nil {
			t.Errorf("%s: the copy is not a file: %v", media, err)
		}
		if again := stripped(t, out, media); !bytes.Equal(again, out) {
			t.Errorf("%s: a copy of the copy is another", media)
		}
	}
	for media, b := range map[string][]byte{attach.PDF: aPDF(t), attach.Ogg: anOgg(t), attach.WebM: aWebM(t)} {
		if attach.CanStrip(media) {
			t.Errorf("%s: no copy can be made of %d bytes", media, len(b))
		}
	}
}

// The pixels are not touched, and a picture that was taken upright stays upright.
func TestStripKeepsThePicture(t *testing.T) {
	original, copied := aJPEG(t), stripped(t, aJPEG(t), attach.JPEG)
	scan := original[bytes.Index(original, []byte{0xff, 0xda}):bytes.Index(original, []byte("SEFT"))]
	if !bytes.HasSuffix(copied, scan) {
		t.Error("the coded photo is another")
	}
	if !bytes.Contains(copied, []byte("ICC_PROFILE")) || !bytes.Contains(copied, []byte("Adobe")) {
		t.Error("the colours were lost")
	}
	same(t, "photo", original, copied, func(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) })
	same(t, "picture", aPNG(t), stripped(t, aPNG(t), attach.PNG), func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) })
	for media, b := range map[string][]byte{attach.JPEG: aJPEG(t), attach.PNG: aPNG(t), attach.WebP: aWebP(t)} {
		out := stripped(t, b, media)
		if !bytes.Contains(out, []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06")) {
			t.Errorf("%s would lie on its side", media)
		}
		upright := bytes.ReplaceAll(b, exif(6), exif(1))
		if out := stripped(t, upright, media); bytes.Contains(out, []byte("MM\x00*")) {
			t.Errorf("%s says that it is upright, which nobody asked", media)
		}
	}
	webp := stripped(t, aWebP(t), attach.WebP)
	if !bytes.Contains(webp, []byte("coded")) || webp[20]&0x0c != 0x08 {
		t.Errorf("the WebP says wrongly what is in it: %x", webp[20])
	}
}

func same(t *testing.T, what string, a, b []byte, decode func([]byte) (image.Image, error)) {
	t.Helper()
	x, err := decode(a)
	if err != nil {
		t.Fatal(what, err)
	}
	y, err := decode(b)
	if err != nil {
		t.Fatal(what, err)
	}
	if x.Bounds() != y.Bounds() {
		t.Fatal(what, "has another size")
	}
	for py := range x.Bounds().Dy() {
		for px := range x.Bounds().Dx() {
			if x.At(px, py) != y.At(px, py) {
				t.Fatalf("%s differs at %d,%d", what, px, py)
			}
		}
	}
}

// A progressive photo has several scans with tables between them, and fills between its markers.
func TestStripWalksSeveralScans(t *testing.T) {
	one := aJPEG(t)
	sos := bytes.Index(one, []byte{0xff, 0xda})
	end := bytes.Index(one, []byte("SEFT"))
	scans := string(one[sos:end-2]) + "\xff\xff\xff" + segment(0xc4, "a table")[1:] + string(one[sos:end-2]) + segment(0xe1, "Exif\x00\x00"+canary) +
		string(one[sos:end])
	b := append(bytes.Clone(one[:sos]), scans...)
	out := stripped(t, b, attach.JPEG)
	if bytes.Contains(out, []byte(canary)) || bytes.Count(out, []byte{0xff, 0xda}) != 3 || !bytes.Contains(out, []byte("a table")) {
		t.Error("scans were lost, or something that tells was kept")
	}
}

// The sound keeps its place: the tables that point to it count from the beginning of the file.
func TestStripMovesNothingInARecording(t *testing.T) {
	b := anM4A(t)
	out := stripped(t, b, attach.M4A)
	if len(out) != len(b) || bytes.Index(out, []byte("the sound")) != bytes.Index(b, []byte("the sound")) {
		t.Error("the sound has moved")
	}
}

func TestStripRefusesWhatItCannotRead(t *testing.T) {
	for media, b := range samples(t) {
		if !attach.CanStrip(media) || media == attach.MP3 {
			continue // the end of a recording of frames is where it ends
		}
		whole := stripped(t, b, media)
		for cut := range len(b) {
			out, err := attach.Strip(b[:cut], media)
			if err == nil && bytes.Contains(out, []byte(canary)) {
				t.Fatalf("%s, cut at %d, tells", media, cut)
			}
			if err == nil && len(out) < len(whole) && media != attach.M4A {
				t.Fatalf("%s, cut at %d, gives a part", media, cut)
			}
		}
	}
}

func FuzzStrip(f *testing.F) {
	for _, b := range samples(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, media := range attach.Media {
			_ = inspect(b, media)
			out, err := attach.Strip(b, media)
			if err != nil {
				continue
			}
			if len(out) > len(b)+64 {
				t.Fatalf("%s: %d bytes became %d", media, len(b), len(out))
			}
			again, err := attach.Strip(out, media)
			if err != nil || !bytes.Equal(again, out) {
				t.Fatalf("%s: a copy of the copy is another: %v", media, err)
			}
		}
	})
}
