package outbox_test

import (
	"bytes"
	"encoding/hex"
	"flag"
	"math/rand"
	"os"
	"strings"
	"testing"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/outbox"
)

const (
	golden = "testdata/box-1.hex"
	canary = "Kanaria Ningsih"
)

var update = flag.Bool("update", false, "write the golden box anew: only for a new version of the format")

// rig is a server's keys and a device, the same in every run.
type rig struct {
	*outbox.Opener
	dev, epoch op.ID
	group      []op.Op
}

func newRig(t testing.TB) rig {
	t.Helper()
	private := bytes.Repeat([]byte{7}, 32)
	opener, err := outbox.NewOpener(bytes.Repeat([]byte{9}, 32), private)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewSource(1))
	id := func() op.ID { return op.NewID(1_790_000_000_000, r) }
	dev, g, file, as := id(), id(), id(), id()
	drafts := []op.Draft{domain.Begin(file, domain.Case, file), domain.CaseWish.Set(file, file, canary, nil)}
	var group []op.Op
	for i, d := range drafts {
		group = append(group, op.Op{V: op.Version, ID: id(), Dev: dev, N: uint64(5 + i), As: as, G: g, GI: uint8(i), GN: uint8(len(drafts)), File: d.File,
			Part: d.Part, Ent: d.Ent, Kind: d.Kind, Field: d.Field, SV: d.SV, Val: d.Val, HLC: op.HLCAt(1_790_000_000_000)})
	}
	return rig{opener, dev, id(), group}
}

func (r rig) sealer(t testing.TB) *outbox.Sealer {
	t.Helper()
	s, err := outbox.NewSealer(r.Public(), r.dev, r.MAC(r.dev))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (r rig) box(t testing.TB) []byte {
	t.Helper()
	box, err := r.sealer(t).Seal(r.epoch, r.group)
	if err != nil {
		t.Fatal(err)
	}
	return box
}

func TestSeal(t *testing.T) {
	r := newRig(t)
	box := r.box(t)
	head, group, err := r.Open(box)
	if err != nil || !bytes.Equal(op.Marshal(group), op.Marshal(r.group)) {
		t.Fatalf("came back as %v, %v", group, err)
	}
	want := outbox.Head{Work: true, Key: head.Key, Dev: r.dev, Group: r.group[0].G, Epoch: r.epoch, N: 5, Ops: 2}
	if head != want {
		t.Errorf("head %+v, want %+v", head, want)
	}
	if bytes.Contains(box, []byte(canary)) {
		t.Error("what was written can be read")
	}
	if bytes.Equal(box, r.box(t)) {
		t.Error("the same act gives the same box: somebody could tell")
	}

	look := newRig(t)
	look.group = look.group[:1]
	look.group[0].GN, look.group[0].Ent.Kind = 1, domain.UserSpace
	if head, _ := outbox.ReadHead(look.box(t)); head.Work {
		t.Error("what was looked at counts as work")
	}
}

func TestCurrent(t *testing.T) {
	r := newRig(t)
	s, box := r.sealer(t), r.box(t)
	other, err := outbox.NewSealer(bytes.Repeat([]byte{3}, 32), r.dev, r.MAC(r.dev))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		is, want bool
	}{
		"as it is":                        {s.Current(box, r.epoch), true},
		"taken":                           {s.Current(box[:outbox.HeadBytes], r.epoch), true},
		"taken, but by a restored one":    {s.Current(box[:outbox.HeadBytes], op.ID{1}), false},
		"of another epoch":                {s.Current(box, op.ID{1}), false},
		"to another key":                  {other.Current(box, r.epoch), false},
		"taken under another key":         {other.Current(box[:outbox.HeadBytes], r.epoch), true},
		"something that is no box at all": {s.Current([]byte{1}, r.epoch), false},
	} {
		if c.is != c.want {
			t.Errorf("%s: %v", name, c.is)
		}
	}
}

func TestTampered(t *testing.T) {
	r := newRig(t)
	box := r.box(t)
	refused := func(name string, b []byte) {
		t.Helper()
		if _, _, err := r.Open(b); errs.CodeOf(err) != errs.BadRequest {
			t.Errorf("%s: %v", name, err)
		}
	}
	for at := range box {
		want := errs.BadRequest
		if at >= 2 && at < 6 { // the id of the key
			want = errs.NotFound
		}
		for bit := range 8 {
			spoilt := bytes.Clone(box)
			spoilt[at] ^= 1 << bit
			if _, _, err := r.Open(spoilt); errs.CodeOf(err) != want {
				t.Fatalf("bit %d of byte %d: %v", bit, at, err)
			}
		}
	}
	for n := range box {
		refused("cut short", box[:n])
	}
	refused("longer", append(bytes.Clone(box), 0))
	refused("far too long", append(bytes.Clone(box), make([]byte, outbox.MaxBytes)...))

	// Anybody can seal to a public key.
	forger, err := outbox.NewSealer(r.Public(), r.dev, r.MAC(op.ID{1}))
	if err != nil {
		t.Fatal(err)
	}
	forged, err := forger.Seal(r.epoch, r.group)
	if err != nil {
		t.Fatal(err)
	}
	refused("by who has not the device's key", forged)

	// Who has a device's key speaks for that device alone, and for whole acts.
	for name, spoil := range map[string]func(g []op.Op) []op.Op{
		"of another device":   func(g []op.Op) []op.Op { g[1].Dev = op.ID{1}; return g },
		"of two groups":       func(g []op.Op) []op.Op { g[1].G = op.ID{1}; return g },
		"torn":                func(g []op.Op) []op.Op { return g[1:] },
		"with another's size": func(g []op.Op) []op.Op { g[0].GN = 3; return g },
		"with a hole":         func(g []op.Op) []op.Op { g[1].N = 9; return g },
		"of too many": func(g []op.Op) []op.Op { // the log would refuse the whole run that it is in
			for len(g) <= op.MaxGroupOps {
				o := g[0]
				o.GI, o.N = uint8(len(g)), g[0].N+uint64(len(g))
				g = append(g, o)
			}
			for i := range g {
				g[i].GN = uint8(len(g))
			}
			return g
		},
	} {
		one := newRig(t)
		one.group = spoil(one.group)
		refused(name, one.box(t))
	}
}

func TestRotation(t *testing.T) {
	r := newRig(t)
	box := r.box(t)
	fresh, err := outbox.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	rotated, err := outbox.NewOpener(bytes.Repeat([]byte{9}, 32), fresh, bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := rotated.Open(box); err != nil {
		t.Error("what was sealed to the key of before:", err)
	}
	if bytes.Equal(rotated.Public(), r.Public()) {
		t.Error("devices go on with the old key")
	}
	if _, err := outbox.NewOpener(nil, fresh); err == nil {
		t.Error("works without a secret")
	}
	if _, err := outbox.NewSealer([]byte("short"), r.dev, nil); err == nil {
		t.Error("seals to nothing")
	}
}

// TestGolden opens a box that an earlier build has sealed.
func TestGolden(t *testing.T) {
	r := newRig(t)
	if *update {
		if err := os.WriteFile(golden, []byte(hex.EncodeToString(r.box(t))+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	box, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	head, group, err := r.Open(box)
	if err != nil || head.N != 5 || !bytes.Equal(op.Marshal(group), op.Marshal(r.group)) {
		t.Errorf("%+v, %d ops, %v", head, len(group), err)
	}
}

func FuzzOpen(f *testing.F) {
	r := newRig(f)
	box := r.box(f)
	f.Add(box)
	f.Add(box[:outbox.HeadBytes])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		head, group, err := r.Open(b)
		if err == nil && (len(group) != int(head.Ops) || group[0].Dev != head.Dev) {
			t.Errorf("opened to %+v", head)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	r := newRig(b)
	s := r.sealer(b)
	for b.Loop() {
		if _, err := s.Seal(r.epoch, r.group); err != nil {
			b.Fatal(err)
		}
	}
}
