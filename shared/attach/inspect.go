package attach

import (
	"bytes"
	"io"

	"damping/shared/errs"
)

// Inspect refuses bytes that are not what their type says, or that are something else besides: a page, a program in a
// picture, a picture that would burst the phone that draws it. Nothing is decoded. The error is bad_content, or what
// reading returned.
//
// It reads r from the beginning to the end, in pieces, and some of it twice.
func Inspect(r io.ReaderAt, size int64, media string) error {
	look, ok := looks[media]
	if !ok || size <= 0 || size > Limit(media) {
		return bad("media")
	}
	f := &file{r: r, size: size}
	err := look(f)
	if f.err == nil && err == nil {
		err = foreign(f, media)
	}
	if f.err != nil { // what could not be read looks bad, and is not
		return f.err
	}
	return err
}

func bad(field string) error { return errs.E(errs.BadContent, "").At(field) }

// looks are what a file of each type must look like.
var looks = map[string]func(*file) error{JPEG: jpegLook, PNG: pngLook, WebP: webpLook, MP3: mp3Look, M4A: m4aLook, Ogg: oggLook,
	WebM: webmLook, PDF: pdfLook}

// file reads pieces of a file. After the first failure it reads nothing but zeros and keeps the failure.
type file struct {
	r    io.ReaderAt
	size int64
	err  error
}

// at returns n bytes from off; what lies behind the end is zero.
func (f *file) at(off int64, n int) []byte {
	b := make([]byte, n)
	if f.err != nil || off < 0 || off >= f.size {
		return b
	}
	if k := min(int64(n), f.size-off); k > 0 {
		if got, err := f.r.ReadAt(b[:k], off); err != nil && int64(got) < k {
			f.err = err
		}
	}
	return b
}

func (f *file) begins(with string) bool { return string(f.at(0, len(with))) == with }

// Most pixels of a picture. A phone's camera makes 108 million at most in a photograph; in the formats that shrink an
// even surface to nothing, which is how a bomb is made, an A4 page at 600 dpi has 35 million.
const (
	maxPhotoPixels = 120_000_000
	maxPlainPixels = 40_000_000
	maxSide        = 30_000
)

func fits(w, h, pixels int64) error {
	if w <= 0 || h <= 0 || w > maxSide || h > maxSide || w*h > pixels {
		return bad("pixels")
	}
	return nil
}

// eicar is the file with which virus scanners are tried, in two pieces, so that this program is not taken for it.
var eicar = []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`)

// scripts are what makes a browser or a web server run a file, looked for anywhere in a picture or a recording, where chance
// does not make them: 50 MB of noise hold seven given letters, large or small, once in 10¹¹ files.
var scripts = [][]byte{[]byte("<script"), []byte("<!doctype html"), []byte("<iframe"), []byte("<object data"), []byte("<svg xmlns")}

// foreign refuses a file that is also a file of another type. A camera puts things behind its picture (a small film, a second
// picture), so that what stands there is no fault by itself.
func foreign(f *file, media string) error {
	const overlap = 128
	block := make([]byte, 0, ChunkSize+overlap)
	for off := int64(0); off < f.size; off += ChunkSize {
		keep := block[max(0, len(block)-overlap):]
		block = append(block[:0], keep...)
		block = append(block, f.at(off, int(min(ChunkSize, f.size-off)))...)
		if f.err != nil {
			return f.err
		}
		if bytes.Contains(block, eicar) {
			return bad("signature")
		}
		small := block
		if media == PDF { // which may well hold a text about pages
			if off > 0 {
				continue
			}
			small = block[:min(len(block), 1024)]
		}
		small = bytes.ToLower(small)
		for _, s := range scripts {
			if bytes.Contains(small, s) {
				return bad("script")
			}
		}
		if off == 0 && media != PDF && bytes.Contains(block[:min(len(block), 1024)], []byte("%PDF-")) {
			return bad("document") // readers of PDF begin within the first 1,024 bytes
		}
	}
	return noArchive(f)
}

// noArchive refuses a file that ends as a ZIP archive, which is read from its end: programs travel in pictures like that.
func noArchive(f *file) error {
	const record = 22 // then a comment of at most 65,535 bytes
	from := max(0, f.size-record-65_535)
	tail := f.at(from, int(f.size-from))
	for i := len(tail) - record; i >= 0; i-- {
		if string(tail[i:i+4]) == "PK\x05\x06" && int(tail[i+20])|int(tail[i+21])<<8 == len(tail)-i-record {
			return bad("archive")
		}
	}
	return f.err
}
