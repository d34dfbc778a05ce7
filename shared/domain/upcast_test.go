package domain

import (
	"bytes"
	"embed"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
)

var update = flag.String("update", "", "write what a new release promises, under this name, instead of checking the old ones")

// What every release has promised. It is embedded because the same tests run in a browser, which has no folder to read from.
//
//go:embed testdata
var released embed.FS

// listing is the registry, a line for each field: everything that gives a stored value its meaning.
func listing() []string {
	var out []string
	Fields(func(d *Def) {
		out = append(out, fmt.Sprintf("field %d v%d entity %d part %d shape %d show %d %s list %q server %v", d.ID, d.Version, d.Entity, d.Part,
			d.Shape, d.Show, d.typ, d.List, d.Server))
	})
	for id, c := range commands {
		out = append(out, fmt.Sprintf("command %d %s part %d kinds %v", id, c.name, c.part, c.kinds))
	}
	slices.Sort(out)
	return out
}

// TestReleasedMeaning keeps the promise of the registry: a field that was released means for ever what it meant. Its
// version may rise, when there is an upcaster from every version before.
func TestReleasedMeaning(t *testing.T) {
	if *update != "" {
		if err := os.WriteFile("testdata/registry/"+*update+".txt", []byte(strings.Join(listing(), "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	files, _ := fs.Glob(released, "testdata/registry/*.txt")
	if len(files) == 0 {
		t.Fatal("no release is listed")
	}
	now := listing()
	for _, file := range files {
		text, err := released.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
			if !slices.Contains(now, line) && !raised(line) {
				t.Errorf("%s: changed or gone: %s", file, line)
			}
		}
	}
}

// raised reports whether a released field has only risen in version, and can read every version since.
func raised(line string) bool {
	var id op.FieldID
	var was uint8
	if n, _ := fmt.Sscanf(line, "field %d v%d ", &id, &was); n != 2 {
		return false
	}
	d, known := Lookup(id)
	if !known || d.Version <= was || !strings.Contains(line, fmt.Sprintf(" entity %d part %d shape %d ", d.Entity, d.Part, d.Shape)) {
		return false
	}
	for v := was; v < d.Version; v++ {
		if upcasters[id][v] == nil {
			return false
		}
	}
	return true
}

// TestServersFieldsOfLaterVersions guards what lets a server take fields that it does not know.
func TestServersFieldsOfLaterVersions(t *testing.T) {
	text, err := released.ReadFile("testdata/registry/v1.txt")
	if err != nil {
		t.Fatal(err)
	}
	Fields(func(d *Def) {
		released := strings.Contains(string(text), fmt.Sprintf("field %d v", d.ID))
		if d.Server && d.ID < ServerFields && !released {
			t.Errorf("field %d is the server's and came after the first release: give it an id from %d on", d.ID, ServerFields)
		}
	})
}

func TestUpcast(t *testing.T) {
	d := newDesk(Case)
	f := Field[string]{&Def{ID: 59_000, Entity: Case, Part: op.Core, Version: 3}}
	t.Cleanup(func() { delete(upcasters, f.ID) })
	rename := func(from, to string) upcaster {
		return func(val []byte) ([]byte, error) {
			var v string
			err := op.Unmarshal(val, &v)
			return op.Marshal(strings.ReplaceAll(v, from, to)), err
		}
	}
	upcasters[f.ID] = map[uint8]upcaster{1: rename("a", "b"), 2: rename("b", "c")}
	set := func(sv uint8, val string, sup ...op.ID) {
		t := f.Set(d.file, d.file, val, sup)
		t.SV = sv
		d.do(t)
	}
	set(1, "aa")
	if v := f.Get(d, d.file); v.V != "cc" || !v.Known || v.Conflict {
		t.Errorf("%+v", v)
	}
	before := d.Part(op.Core).Bundle()
	set(3, "cc")
	if v := f.Get(d, d.file); v.Conflict || len(v.Heads) != 2 {
		t.Errorf("the same in two versions is no conflict: %+v", v)
	}
	set(2, "xb")
	if v := f.Get(d, d.file); !v.Conflict {
		t.Errorf("%+v", v)
	}
	set(9, "later")
	if v := f.Get(d, d.file); v.V != "xc" || !v.Conflict || len(v.Heads) != 4 {
		t.Errorf("what cannot be read is kept, and not shown: %+v", v)
	}
	if st, err := fold.Open(before); err != nil || !bytes.Equal(st.Bundle(), before) {
		t.Error("reading has changed what is stored")
	}
}

func TestLater(t *testing.T) {
	d := newDesk(Case)
	mk := func(t op.Draft, f func(*op.Draft)) *op.Op {
		f(&t)
		return &op.Op{File: t.File, Part: t.Part, Ent: t.Ent, Kind: t.Kind, Field: t.Field, SV: t.SV, Val: t.Val, Sup: t.Sup}
	}
	district := CaseDistrict.Set(d.file, d.file, "18.71", nil)
	for name, c := range map[string]struct {
		o    *op.Op
		code errs.Code
	}{
		"an unknown field":              {mk(district, func(t *op.Draft) { t.Field = 30_000 }), ""},
		"of an unknown kind of entity":  {mk(district, func(t *op.Draft) { t.Field, t.Ent.Kind = 30_000, 99 }), ""},
		"that begins":                   {mk(Begin(d.file, 99, d.id()), func(*op.Draft) {}), ""},
		"a newer version of a value":    {mk(district, func(t *op.Draft) { t.SV, t.Val = 2, op.Marshal(7) }), ""},
		"a field of the server":         {mk(CaseStage.Set(d.file, d.file, StagePlan, nil), func(t *op.Draft) { t.SV = 2 }), errs.Forbidden},
		"a field of a later server":     {mk(district, func(t *op.Draft) { t.Field = ServerFields }), errs.UnknownField},
		"another part than the field's": {mk(district, func(t *op.Draft) { t.SV, t.Part = 2, op.Story }), errs.Invalid},
		"a decision":                    {mk(district, func(t *op.Draft) { t.Field, t.Ent.Kind = 30_000, Decision }), errs.UnknownField},
		"a new kind of file":            {mk(Begin(d.file, 9, d.file), func(*op.Draft) {}), errs.UnknownField},
		"an unknown command":            {mk(Advance(d.file, AdvanceArgs{To: StagePlan}, nil), func(t *op.Draft) { t.Field = 99 }), errs.UnknownField},
	} {
		if got := errs.CodeOf(CheckTaken(c.o)); got != c.code {
			t.Errorf("%s: %q, want %q", name, got, c.code)
		}
	}
}

// recorded is a file in which every field of a release has a value, as it was then: its ops and their bundles.
type recorded struct {
	Ops     []op.Op            `cbor:"0,keyasint"`
	Bundles map[op.Part][]byte `cbor:"1,keyasint"`
}

// TestReleasedValues reads what every release wrote: it folds to the same bytes, and every value of it can be shown.
func TestReleasedValues(t *testing.T) {
	if *update != "" {
		if err := os.WriteFile("testdata/values/"+*update+".cbor", op.Marshal(record()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	files, _ := fs.Glob(released, "testdata/values/*.cbor")
	if len(files) == 0 {
		t.Fatal("no release has left values")
	}
	for _, file := range files {
		b, err := released.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var r recorded
		if err := op.Unmarshal(b, &r); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		parts := Parts{}
		for i := range r.Ops {
			o := &r.Ops[i]
			if parts[o.Part] == nil {
				parts[o.Part] = fold.New()
			}
			parts[o.Part].Apply(o)
			if o.Field == 0 {
				continue
			}
			d, known := Lookup(o.Field)
			if !known {
				t.Errorf("%s: field %d is forgotten", file, o.Field)
				continue
			}
			if val, ok := d.Value(fold.Head{SV: o.SV, Val: o.Val}); !ok || !d.Server && d.check(val, d) != nil {
				t.Errorf("%s: field %d v%d cannot be read any more", file, o.Field, o.SV)
			}
		}
		for p, want := range r.Bundles {
			if !bytes.Equal(parts[p].Bundle(), want) {
				t.Errorf("%s: %s folds to other bytes", file, p)
			}
		}
	}
}

// record writes a value into every field there is.
func record() recorded {
	d := newDesk(Case)
	r := recorded{Bundles: map[op.Part][]byte{}}
	var ids []op.FieldID
	Fields(func(f *Def) { ids = append(ids, f.ID) })
	slices.Sort(ids)
	parts := Parts{}
	for i, id := range ids {
		f, _ := Lookup(id)
		kind := []op.Kind{op.Set, op.Add, op.Append}[f.Shape]
		o := op.Op{V: op.Version, ID: d.id(), Dev: op.ID{1}, N: uint64(i + 1), As: op.ID{2}, G: d.id(), GN: 1, File: d.file, Part: f.Part,
			Ent: op.Ent{Kind: f.Entity, ID: op.ID{byte(f.Entity)}}, Kind: kind, Field: id, SV: f.Version, Val: sample(f),
			HLC: op.HLCAt(1_790_000_000_000 + int64(i)), Actor: op.ID{3}, Seq: uint64(i + 1), Eff: op.HLCAt(1_790_000_000_000 + int64(i)), RecvAt: 1_790_000_000_000}
		if parts[o.Part] == nil {
			parts[o.Part] = fold.New()
		}
		parts[o.Part].Apply(&o)
		r.Ops = append(r.Ops, o)
	}
	for p, st := range parts {
		r.Bundles[p] = st.Bundle()
	}
	return r
}

// sample is the first value that a field takes.
func sample(f *Def) []byte {
	for _, v := range []any{"kode", "image/jpeg", strings.Repeat("0a", 32), "2026-11-23", "2026-11-23T09:00", int64(11), true, op.ID{7}} {
		if b := op.Marshal(v); f.check(b, f) == nil {
			return b
		}
	}
	panic(fmt.Sprintf("no sample fits field %d", f.ID))
}
