package fold_test

import (
	"bytes"
	"embed"
	"flag"
	"io/fs"
	"math/rand"
	"os"
	"testing"

	"damping/shared/fold"
	"damping/shared/op"
)

// The corpora of all released versions: histories and the bundles they fold to, byte for byte. They are embedded because
// the same test runs in a browser, which has no folder to read from. A corpus is never changed, only a new one added.
//
//go:embed testdata/corpus
var corpora embed.FS

var update = flag.String("update", "", "write a new corpus with this name instead of checking the old ones")

// recorded is one history of one scope.
type recorded struct {
	Ops    []op.Op `cbor:"0,keyasint"`
	Bundle []byte  `cbor:"1,keyasint"`
}

func TestCorpus(t *testing.T) {
	if *update != "" {
		if err := os.WriteFile("testdata/corpus/"+*update+".cbor", op.Marshal(record(14)), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	files, err := fs.Glob(corpora, "testdata/corpus/*.cbor")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d corpora, %v", len(files), err)
	}
	for _, name := range files {
		b, err := corpora.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var all []recorded
		if err := op.Unmarshal(b, &all); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.Equal(op.Marshal(all), b) {
			t.Errorf("%s: the codec writes other bytes", name)
		}
		for i, r := range all {
			if got := replay(r.Ops).Bundle(); !bytes.Equal(got, r.Bundle) {
				t.Errorf("%s: history %d folds to other bytes", name, i)
			}
			if st, err := fold.Open(r.Bundle); err != nil || !bytes.Equal(st.Bundle(), r.Bundle) {
				t.Errorf("%s: bundle %d does not open to itself: %v", name, i, err)
			}
			if got := replay(shuffle(r.Ops, rand.New(rand.NewSource(int64(i))))).Bundle(); !bytes.Equal(got, r.Bundle) {
				t.Errorf("%s: history %d depends on the order", name, i)
			}
		}
	}
}

// record makes histories with every kind of op, all sizes of values, many siblings and every field of the envelope.
func record(n int) []recorded {
	var all []recorded
	for seed := range n {
		r := rand.New(rand.NewSource(int64(seed)))
		file, devs, ents := op.NewID(1, r), []op.ID{op.NewID(2, r), op.NewID(3, r)}, []op.ID{op.NewID(4, r), op.NewID(5, r)}
		var rec recorded
		for i := range 1 + 2*seed {
			o := op.Op{V: op.Version, ID: op.NewID(int64(10+i), r), Dev: devs[r.Intn(2)], N: uint64(i + 1), As: op.NewID(6, r), G: op.NewID(7, r),
				GN: 1, File: file, Part: op.Core, Ent: op.Ent{Kind: op.EntKind(16 + r.Intn(2)), ID: ents[r.Intn(2)]}, Kind: op.Kind(1 + r.Intn(7)),
				Field: op.FieldID(1 + r.Intn(300)*r.Intn(2)), SV: 1, HLC: op.HLCAt(1_790_000_000_000 + int64(i)), Ctx: op.Ctx{TZ: 420, App: "1", Offline: i%2 == 0, Form: "f"},
				Actor: op.NewID(8, r), Seq: uint64(i + 1), Eff: op.HLC(r.Intn(4)) << (8 * r.Intn(7)), RecvAt: 1_790_000_000_000}
			if size := r.Intn(4); size > 0 {
				text := make([]byte, []int{0, 1, 30, 300}[size])
				for i := range text {
					text[i] = byte('a' + r.Intn(26))
				}
				o.Val = op.Marshal(string(text))
			}
			for _, p := range rec.Ops {
				if p.Ent == o.Ent && (p.Field == o.Field || o.Kind == op.Tomb) && r.Intn(2) == 0 {
					o.Sup = append(o.Sup, p.ID)
					o.Eff = max(o.Eff, p.Eff+1)
				}
			}
			rec.Ops = append(rec.Ops, o)
		}
		rec.Bundle = replay(rec.Ops).Bundle()
		all = append(all, rec)
	}
	return all
}
