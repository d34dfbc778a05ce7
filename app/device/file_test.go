package device

import (
	"testing"

	"damping/shared/attach"
)

func TestMediaOf(t *testing.T) {
	for _, c := range []struct{ said, name, want string }{
		{"image/jpeg", "x", attach.JPEG}, {"audio/webm;codecs=opus", "x", attach.WebM}, {"audio/x-m4a", "x.m4a", attach.M4A},
		{"", "Rekaman.OGG", attach.Ogg}, {"application/octet-stream", "visum.pdf", attach.PDF},
		{"text/html", "visum.pdf", ""}, {"", "daftar.xlsx", ""}, {"image/heic", "x.jpg", ""},
	} {
		if got := mediaOf(c.said, c.name); got != c.want {
			t.Errorf("%q, %q is %q, want %q", c.said, c.name, got, c.want)
		}
	}
}
