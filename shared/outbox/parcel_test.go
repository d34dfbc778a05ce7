package outbox_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"reflect"
	"strings"
	"testing"

	"damping/shared/attach"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/outbox"
)

const goldenParcel = "testdata/parcel-1.hex"

// parcel is of an attachment of two chunks.
func (r rig) parcel() attach.Parcel {
	p := attach.Parcel{ID: op.ID{1}, Scope: op.Scope{File: op.ID{2}, Part: op.Story}, As: op.ID{3}, At: 1_790_000_000_000}
	p.Manifest = attach.Manifest{Size: attach.ChunkSize + 9, Hash: attach.HashOf([]byte("all")), Chunks: []attach.Hash{attach.HashOf([]byte("a")), attach.HashOf([]byte("b"))}}
	copy(p.Key[:], strings.Repeat(canary, 3))
	return p
}

func (r rig) parcelBox(t testing.TB, p attach.Parcel) []byte {
	t.Helper()
	box, err := r.sealer(t).SealParcel(p)
	if err != nil {
		t.Fatal(err)
	}
	return box
}

func TestParcel(t *testing.T) {
	r := newRig(t)
	want := r.parcel()
	box := r.parcelBox(t, want)
	head, got, err := r.OpenParcel(box)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("came back as %+v, %v", got, err)
	}
	if head != (outbox.Head{Parcel: true, Work: true, Key: head.Key, Dev: r.dev, Group: want.ID, N: 1_790_000_000_000, Ops: 1}) {
		t.Errorf("head %+v", head)
	}
	if bytes.Contains(box, []byte(canary)) {
		t.Error("the key can be read")
	}
	s := r.sealer(t)
	for name, c := range map[string]struct{ is, want bool }{
		"as it is":  {s.Current(box, op.ID{}), true},
		"sent":      {s.Current(box[:outbox.HeadBytes], op.ID{}), true},
		"as an act": {s.Current(box, r.epoch), false},
	} {
		if c.is != c.want {
			t.Errorf("%s: %v", name, c.is)
		}
	}
	if _, _, err := r.Open(box); errs.CodeOf(err) != errs.BadRequest {
		t.Error("a parcel passes for an act:", err)
	}
	if _, _, err := r.OpenParcel(r.box(t)); errs.CodeOf(err) != errs.BadRequest {
		t.Error("an act passes for a parcel:", err)
	}
}

func TestParcelTampered(t *testing.T) {
	r := newRig(t)
	box := r.parcelBox(t, r.parcel())
	for at := range box {
		want := errs.BadRequest
		if at >= 2 && at < 6 { // the id of the key
			want = errs.NotFound
		}
		spoilt := bytes.Clone(box)
		spoilt[at] ^= 1
		if _, _, err := r.OpenParcel(spoilt); errs.CodeOf(err) != want {
			t.Fatalf("byte %d: %v", at, err)
		}
		if _, _, err := r.OpenParcel(box[:at]); errs.CodeOf(err) != errs.BadRequest {
			t.Fatalf("cut to %d: %v", at, err)
		}
	}
	forger, err := outbox.NewSealer(r.Public(), r.dev, r.MAC(op.ID{1}))
	if err != nil {
		t.Fatal(err)
	}
	forged, err := forger.SealParcel(r.parcel())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.OpenParcel(forged); errs.CodeOf(err) != errs.BadRequest {
		t.Error("by who has not the device's key:", err)
	}

	// Who has a device's key may still not say what cannot be.
	for name, spoil := range map[string]func(p *attach.Parcel){
		"of nothing": func(p *attach.Parcel) { p.Size = 0 },
		"of too much": func(p *attach.Parcel) {
			p.Size, p.Chunks = attach.MaxSize+1, make([]attach.Hash, attach.Count(attach.MaxSize+1))
		},
		"of less than its chunks":  func(p *attach.Parcel) { p.Size = 1 },
		"of more than its chunks":  func(p *attach.Parcel) { p.Chunks = p.Chunks[:1] },
		"of something below zero":  func(p *attach.Parcel) { p.Size = -1 },
		"without a chunk to speak": func(p *attach.Parcel) { p.Chunks = nil },
	} {
		p := r.parcel()
		spoil(&p)
		if _, _, err := r.OpenParcel(r.parcelBox(t, p)); errs.CodeOf(err) != errs.BadRequest {
			t.Errorf("%s: %v", name, err)
		}
	}
	longest := r.parcel()
	longest.Size, longest.Chunks = attach.MaxSize, make([]attach.Hash, attach.Count(attach.MaxSize))
	if _, _, err := r.OpenParcel(r.parcelBox(t, longest)); err != nil {
		t.Error("the largest attachment does not fit:", err)
	}
}

// TestGoldenParcel opens a box that an earlier build has sealed.
func TestGoldenParcel(t *testing.T) {
	r := newRig(t)
	if *update {
		if err := os.WriteFile(goldenParcel, []byte(hex.EncodeToString(r.parcelBox(t, r.parcel()))+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(goldenParcel)
	if err != nil {
		t.Fatal(err)
	}
	box, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	if _, p, err := r.OpenParcel(box); err != nil || !reflect.DeepEqual(p, r.parcel()) {
		t.Errorf("%+v, %v", p, err)
	}
}

// FuzzOpenParcel opens whatever comes, and what somebody with a device's key puts into a box.
func FuzzOpenParcel(f *testing.F) {
	r := newRig(f)
	box := r.parcelBox(f, r.parcel())
	f.Add(box, int64(9), []byte("hash"))
	f.Add(box[:outbox.HeadBytes], int64(attach.ChunkSize), bytes.Repeat([]byte{1}, 64))
	f.Add([]byte{2}, int64(-1), []byte{})
	s := r.sealer(f)
	f.Fuzz(func(t *testing.T, b []byte, size int64, chunks []byte) {
		if head, p, err := r.OpenParcel(b); err == nil && (!head.Parcel || head.Group != p.ID || p.Check() != nil) {
			t.Errorf("opened to %+v", head)
		}
		p := r.parcel()
		p.Size, p.Chunks = size, nil
		for ; len(chunks) >= len(attach.Hash{}) && len(p.Chunks) < 300; chunks = chunks[len(attach.Hash{}):] {
			p.Chunks = append(p.Chunks, attach.Hash(chunks[:len(attach.Hash{})]))
		}
		made, err := s.SealParcel(p)
		if err != nil {
			t.Fatal(err)
		}
		if _, got, err := r.OpenParcel(made); (err == nil) != (p.Check() == nil) || err == nil && !reflect.DeepEqual(got, p) {
			t.Errorf("%+v, %v", got, err)
		}
	})
}
