package attach_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"

	"damping/shared/attach"
	"damping/shared/errs"
)

// samples are one good file of each type.
func samples(tb testing.TB) map[string][]byte {
	return map[string][]byte{attach.JPEG: aJPEG(tb), attach.PNG: aPNG(tb), attach.WebP: aWebP(tb), attach.MP3: anMP3(tb), attach.M4A: anM4A(tb),
		attach.Ogg: anOgg(tb), attach.WebM: aWebM(tb), attach.PDF: aPDF(tb)}
}

func inspect(b []byte, media string) error {
	return attach.Inspect(bytes.NewReader(b), int64(len(b)), media)
}

func TestInspectTakesWhatIsRight(t *testing.T) {
	all := samples(t)
	for _, media := range attach.Media {
		for said, b := range all {
			err := inspect(b, media)
			if said == media && err != nil {
				t.Errorf("%s: %v", media, err)
			}
			if said != media && errs.CodeOf(err) != errs.BadContent {
				t.Errorf("%s passes for %s: %v", said, media, err)
			}
		}
	}
}

func TestInspectRefuses(t *testing.T) {
	good := samples(t)
	page := []byte("<!DOCTYPE html><html><script>alert(1)</script>")
	zip := "PK\x03\x04" + strings.Repeat("x", 40) + "PK\x05\x06" + strings.Repeat("\x00", 18)
	eicar := `X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`
	later := bytes.Clone(good[attach.MP3])
	later = append(later, bytes.Repeat([]byte("s"), attach.ChunkSize-len(later)-20)...)
	wide := func(w, h uint32) []byte {
		b := bytes.Clone(good[attach.PNG])
		binary.BigEndian.PutUint32(b[16:], w)
		binary.BigEndian.PutUint32(b[20:], h)
		return b
	}
	broad := func(w, h uint16) []byte {
		b := bytes.Clone(good[attach.JPEG])
		sof := bytes.Index(b, []byte{0xff, 0xc0, 0, 17})
		binary.BigEndian.PutUint16(b[sof+5:], h)
		binary.BigEndian.PutUint16(b[sof+7:], w)
		return b
	}
	huge := bytes.Clone(good[attach.WebP])
	copy(huge[24:], "\xff\xff\xff\xff\xff\xff")
	for name, c := range map[string]struct {
		media string
		b     []byte
		field string
	}{
		"a page as a photo":             {attach.JPEG, page, "magic"},
		"a page as a document":          {attach.PDF, page, "magic"},
		"an unknown type":               {"text/html", page, "media"},
		"nothing":                       {attach.JPEG, nil, "media"},
		"a page in a comment":           {attach.JPEG, bytes.Replace(good[attach.JPEG], []byte(canary), []byte("<SCRIPT>x"), 1), "script"},
		"a page behind a photo":         {attach.JPEG, append(bytes.Clone(good[attach.JPEG]), page...), "script"},
		"a page behind a picture":       {attach.PNG, append(bytes.Clone(good[attach.PNG]), page...), "trailer"},
		"a page that is a document":     {attach.PDF, bytes.Replace(good[attach.PDF], []byte("1 0 obj"), []byte("<script"), 1), "script"},
		"an archive behind a photo":     {attach.JPEG, append(bytes.Clone(good[attach.JPEG]), zip...), "archive"},
		"an archive behind a document":  {attach.PDF, append(bytes.Clone(good[attach.PDF]), zip...), "archive"},
		"an archive with a comment":     {attach.JPEG, append(bytes.Clone(good[attach.JPEG]), strings.Replace(zip, "\x00\x00\x00", "\x00\x00\x00", 1)[:len(zip)-2]+"\x03\x00abc"...), "archive"},
		"a document in a photo":         {attach.JPEG, bytes.Replace(good[attach.JPEG], []byte(canary), []byte("%PDF-1.7x"), 1), "document"},
		"a test virus":                  {attach.PDF, bytes.Replace(good[attach.PDF], []byte("text text"), []byte(eicar), 1), "signature"},
		"a test virus across two reads": {attach.MP3, append(bytes.Clone(later), eicar...), "signature"},
		"a script across two reads":     {attach.MP3, append(append(bytes.Clone(later), bytes.Repeat([]byte("s"), 17)...), "<script"...), "script"},
		"a bomb of 50k × 50k":           {attach.PNG, wide(50_000, 50_000), "pixels"},
		"a bomb in one direction":       {attach.PNG, wide(1, 31_000), "pixels"},
		"a picture without a surface":   {attach.PNG, wide(0, 10), "pixels"},
		"a photo of 4 gigapixels":       {attach.JPEG, broad(65_535, 65_535), "pixels"},
		"a photo without lines":         {attach.JPEG, broad(64, 0), "pixels"},
		"a WebP of 281 terapixels":      {attach.WebP, huge, "pixels"},
		"a photo that was cut":          {attach.JPEG, good[attach.JPEG][:200], "segment"},
		"a picture that was cut":        {attach.PNG, good[attach.PNG][:300], "segment"},
		"a WebP that was cut":           {attach.WebP, good[attach.WebP][:60], "trailer"},
		"a recording that was cut":      {attach.M4A, good[attach.M4A][:100], "segment"},
		"a document that was cut":       {attach.PDF, good[attach.PDF][:2000], "trailer"},
		"a document behind a space":     {attach.PDF, append([]byte(" "), good[attach.PDF]...), "magic"},
		"a film without a brand":        {attach.M4A, bytes.Replace(good[attach.M4A], []byte("M4A "), []byte("evil"), 1), "magic"},
	} {
		err := inspect(c.b, c.media)
		if e := errs.As(err); e == nil || e.Code != errs.BadContent || e.Field != c.field {
			t.Errorf("%s: %v, want it at %q", name, err, c.field)
		}
	}
	if err := inspect(broad(12_000, 9_000), attach.JPEG); err != nil {
		t.Error("108 megapixels are a photo:", err)
	}
}

// broken is a disk that fails at a place.
type broken struct {
	b  []byte
	at int64
}

var errBroken = errors.New("broken")

func (r broken) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > r.at {
		return 0, errBroken
	}
	return copy(p, r.b[off:]), nil
}

// A disk that fails must not make a good file look bad: it would be thrown away.
func TestInspectTellsAFailureFromAFault(t *testing.T) {
	for media, b := range samples(t) {
		for at := int64(0); at < int64(len(b)); at += 7 {
			if err := attach.Inspect(broken{b, at}, int64(len(b)), media); !errors.Is(err, errBroken) {
				t.Fatalf("%s, failing at %d of %d: %v", media, at, len(b), err)
			}
		}
	}
}

var _ io.ReaderAt = broken{}
