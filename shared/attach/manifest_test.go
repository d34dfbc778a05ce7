package attach_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"damping/shared/attach"
	"damping/shared/errs"
)

func TestManifest(t *testing.T) {
	const k = attach.ChunkSize
	noise := make([]byte, 3*k)
	r := rand.NewChaCha8([32]byte{1})
	_, _ = r.Read(noise)
	for _, size := range []int{1, k - 1, k, k + 1, 2*k - 1, 2 * k, 3 * k} {
		var kept []byte
		m, err := attach.Read(bytes.NewReader(noise[:size]), func(i int, chunk []byte) error {
			if i != len(kept)/k {
				t.Errorf("chunk %d comes at %d", i, len(kept))
			}
			kept = append(kept, chunk...)
			return nil
		})
		if err != nil || m.Check() != nil || m.Size != int64(size) || len(m.Chunks) != attach.Count(m.Size) || m.Hash != attach.HashOf(kept) ||
			!bytes.Equal(kept, noise[:size]) {
			t.Fatalf("%d bytes: %v %d chunks", size, err, len(m.Chunks))
		}
		for i := range m.Chunks {
			from, to := attach.Span(m.Size, i)
			if err := m.Verify(i, noise[from:to]); err != nil {
				t.Errorf("%d bytes, chunk %d: %v", size, i, err)
			}
			if m.Verify(i, noise[from:to-1]) == nil || m.Verify(i, append(bytes.Clone(noise[from:to]), 0)) == nil || m.Verify(i+1, noise[from:to]) == nil {
				t.Errorf("%d bytes, chunk %d: another passes", size, i)
			}
		}
		if m.Verify(-1, nil) == nil || m.Verify(len(m.Chunks), nil) == nil {
			t.Error("a chunk that there is none of")
		}
		m.Chunks = m.Chunks[:len(m.Chunks)-1]
		if errs.CodeOf(m.Check()) != errs.Invalid {
			t.Error("a manifest without its last chunk")
		}
	}
	if (attach.Manifest{}).Check() == nil || (attach.Manifest{Size: attach.MaxSize + 1, Chunks: make([]attach.Hash, 193)}).Check() == nil {
		t.Error("nothing, or too much, is a file")
	}
	stop := errors.New("stop")
	if _, err := attach.Read(bytes.NewReader(noise), func(int, []byte) error { return stop }); !errors.Is(err, stop) {
		t.Error(err)
	}
}

func TestMissing(t *testing.T) {
	if got := attach.Missing(5, []int{4, 1, 1, -1, 9}); !slices.Equal(got, []int{0, 2, 3}) {
		t.Error(got)
	}
	if got := attach.Missing(2, []int{0, 1}); len(got) != 0 {
		t.Error(got)
	}
}

func TestHash(t *testing.T) {
	h := attach.HashOf([]byte("a"))
	back, err := attach.ParseHash(h.String())
	if err != nil || back != h {
		t.Error(back, err)
	}
	for _, bad := range []string{"", h.String()[1:], strings.ToUpper(h.String()), strings.Repeat("g", 64), h.String() + "00"} {
		if _, err := attach.ParseHash(bad); err == nil {
			t.Errorf("%q is a hash", bad)
		}
	}
}

func TestLimits(t *testing.T) {
	for _, media := range attach.Media {
		if attach.KindOf(media) == "" || attach.Limit(media) <= 0 || attach.Limit(media) > attach.MaxSize {
			t.Errorf("%s has no limit", media)
		}
	}
	if attach.KindOf("text/html") != "" || attach.Limit("image/svg+xml") != 0 || attach.Limit("image/heic") != 0 {
		t.Error("a type that is not taken has a limit")
	}
	if attach.Count(attach.MaxSize) != 192 {
		t.Error("an offer holds 192 hashes")
	}
}
